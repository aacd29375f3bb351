"""The fields of an article as the index holds them, declared once for every engine.

**Words.** `title` and `body` hold the exact view: the folded forms of each token with their positions, so that
phrases, prefixes, wildcards and fuzzy words work on real words. A token may have several forms at one position.
`source`, `author`, `section`, `tag`, `agency`, `place` and `url` (the words of the address) hold their words the same
way; several values of one field stand `POSITION_GAP` positions apart, so that no phrase runs from one into the next.

**Stems.** `stem` holds one postings list per stem, in one term space for all languages. A posting says where the
stem stands in the title and where in the body: BM25F counts the two, NEAR and joined words (covid-19) read the
positions. The positions are those of `title` and `body`: a token has the same one in both views.

**Values.** Single terms without positions: `id`; `kind` ("article", or "ledger" for what was read from where); `lang`;
`site` (the host and each parent down to two labels: news.bbc.co.uk, bbc.co.uk, co.uk); `source_value`, `author_value`,
`section_value`, `tag_value`, `agency_value`, `place_value` (the whole value by `analysis.fold_value`); `delivers`,
`ledger_path` and `ledger_part` of ledger entries; `band` (what copies of one text share, `stories/`).

**Columns.** One value per article, read whole into arrays by a snapshot:

    column                               type   value
    published, updated                   int64  seconds since 1970 in UTC, whole; UNDATED where unknown
    precision                            uint8  place in PRECISIONS; 0 where undated
    title_length, body_length            uint32 tokens, exact
    version                              uint32 from 1; above 1 the article was edited
    id, lang                             text   as given
    source_value, author_value, …        text   as written, for facets; several joined by VALUE_SEPARATOR
    digest, body_digest                  bytes  16, of the content and of the body alone (`document.py`)
    signature                            bytes  of the body, by `stories/signature.py`; empty where it is too short

A ledger entry has 0, UNDATED or an empty text in every column.

**Earlier texts** of an edited article are documents of segments of their own beside those of the present ones, by the
same fields. `id` is then that of `earlier_id`, the record is marked as EARLIER, and there is no signature.

**Record.** One stored value, `record`: the whole article as plain values (`article_record`), enough to build it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, cast

from corpus import Article
from corpus.article import Precision

SCHEMA_VERSION = 2

EARLIER = "earlier"  # in the record of an earlier text

Kind = Literal["words", "stems", "values", "column"]
ColumnType = Literal["int64", "uint32", "uint8", "text", "bytes"]
Plain: TypeAlias = "str | int | list[str] | None"
Record: TypeAlias = dict[str, Plain]

UNDATED = -(2**63)
PRECISIONS: tuple[Precision | None, ...] = (None, "year", "month", "day", "minute")
POSITION_GAP = 100
VALUE_SEPARATOR = "\x1f"  # no article has it: control characters never leave `corpus`
ARTICLE, LEDGER = "article", "ledger"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its terms are kept, and the column beside them if it has one.

    unique: no two live documents share a term
    """

    name: str
    kind: Kind
    column: ColumnType | None = None
    unique: bool = False


WORD_FIELDS = ("title", "body", "source", "author", "section", "tag", "agency", "place", "url")
AS_THEY_ARE = (
    "id", "key", "record", "version", "url", "published_precision", "date_source", "source", "agency", "section",
    "language", "place",
)  # fmt: skip
TUPLES = ("authors", "tags", "paths")
FACET_FIELDS = ("source", "author", "section", "tag", "agency", "place")

FIELDS: tuple[Field, ...] = (
    *(Field(name, "words") for name in WORD_FIELDS),
    Field("stem", "stems"),
    Field("id", "values", column="text", unique=True),
    Field("kind", "values"),
    Field("lang", "values", column="text"),
    Field("site", "values"),
    *(Field(f"{name}_value", "values", column="text") for name in FACET_FIELDS),
    Field("delivers", "values"),
    Field("ledger_path", "values"),
    Field("ledger_part", "values"),
    Field("published", "column", column="int64"),
    Field("updated", "column", column="int64"),
    Field("precision", "column", column="uint8"),
    Field("title_length", "column", column="uint32"),
    Field("body_length", "column", column="uint32"),
    Field("version", "column", column="uint32"),
    Field("digest", "column", column="bytes"),
    Field("body_digest", "column", column="bytes"),
    Field("band", "values"),
    Field("signature", "column", column="bytes"),
)


def article_record(article: Article) -> Record:
    """Everything an article holds, as plain values that JSON can carry; dates in ISO 8601."""
    return {
        "id": article.id,
        "key": article.key,
        "record": article.record,
        "version": article.version,
        "url": article.url,
        "title": article.title,
        "body": article.body,
        "published": article.published.isoformat() if article.published else None,
        "published_precision": article.published_precision,
        "date_source": article.date_source,
        "updated": article.updated.isoformat() if article.updated else None,
        "authors": list(article.authors),
        "source": article.source,
        "agency": article.agency,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "place": article.place,
        "paths": list(article.paths),
    }


def article_from_record(record: Mapping[str, Plain]) -> Article:
    """The article that `article_record` took apart. Raises KeyError or ValueError on a damaged record."""
    return Article(title=cast(str, record["title"]), body=cast(str, record["body"]), **told_by_record(record))


def told_by_record(record: Mapping[str, Plain]) -> dict[str, Any]:
    """All fields of the article but its title and its body, which the record need not have. Raises as above."""

    def when(name: str) -> datetime | None:
        value = cast("str | None", record[name])
        return datetime.fromisoformat(value) if value else None

    told: dict[str, Any] = {name: record[name] for name in AS_THEY_ARE}
    told |= {name: tuple(cast("list[str]", record[name])) for name in TUPLES}
    return told | {"published": when("published"), "updated": when("updated")}


def earlier_id(id: str, version: int) -> str:
    """What names an earlier text of an article: its id, VALUE_SEPARATOR, which no id has, and the version."""
    return f"{id}{VALUE_SEPARATOR}{version}"


def seconds(moment: datetime | None) -> int:
    """Whole seconds since 1970 in UTC, rounded down; UNDATED for None. Any year a datetime can hold."""
    if moment is None:
        return UNDATED
    return (moment - EPOCH) // ONE_SECOND


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_SECOND = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC) - EPOCH
