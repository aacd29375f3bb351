"""The writing port on columnar segments: Whoosh's writer with another batch beneath.

Title and body go to the segment's builder as they are, which analyzes each distinct word once; the small fields are
analyzed as for any engine.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import cast
from urllib.parse import unquote

from whoosh.index import FileIndex

from corpus import Article
from index.analysis import fold_value
from index.columnar.builder import Entry, Occurrence
from index.columnar.columns import Value
from index.columnar.record import record_bytes
from index.columnar.whoosh_batch import BUDGET, ColumnarBatch
from index.columnar.whoosh_index import SafeIndex, sweep
from index.document import Imprint, check_article, joined, named_values, sites, words_of
from index.schema import ARTICLE, PRECISIONS, article_record, seconds
from index.stories import bands_of, signature
from index.whoosh_batch import Batch
from index.whoosh_directory import translated
from index.whoosh_writer import Held, WhooshWriter, key_of


class ColumnarWriter(WhooshWriter):
    """The one writer of a columnar index; `budget` bounds its memory, in bytes."""

    def __init__(self, location: str, budget: int = BUDGET) -> None:
        self._budget = budget
        super().__init__(location)

    def _start(self, index: FileIndex) -> Batch:
        safe = cast(SafeIndex, index)
        sweep(safe)
        self._columnar = ColumnarBatch(safe, self._budget)
        return cast(Batch, self._columnar)

    def _put(self, article: Article, marks: Imprint) -> None:
        entry = entry_of(article, marks)
        with translated(self.location):
            self._columnar.put_entry(key_of(article.id), entry, Held(article.version, marks))


def entry_of(article: Article, marks: Imprint) -> Entry:
    """An article as a segment's builder takes it. Raises ValueError where its id or version is none."""
    check_article(article)
    terms: dict[str, Sequence[Occurrence]] = {
        "id": ((article.id.encode("utf-8", "surrogatepass"), ()),),
        "kind": ((ARTICLE.encode(), ()),),
    }
    columns: dict[str, Value] = {
        "id": article.id,
        "lang": article.language or "",
        "published": seconds(article.published),
        "updated": seconds(article.updated),
        "precision": PRECISIONS.index(article.published_precision),
        "version": article.version,
        "digest": marks.content,
        "body_digest": marks.body,
    }
    for name, values in named_values(article).items():
        if values:
            terms[name], terms[f"{name}_value"], columns[f"{name}_value"] = _named(values)
    if article.url:
        terms["site"] = tuple((_bytes(site), ()) for site in sites(article.url))
    made = signature(article.body)
    if made:
        terms["band"], columns["signature"] = tuple((band.encode(), ()) for band in bands_of(made)), made
    if article.language:
        terms["lang"] = ((article.language.encode("utf-8", "surrogatepass"), ()),)
    return Entry(
        record=record_bytes(article_record(article)),
        title=article.title,
        body=article.body,
        language=article.language,
        address=unquote(article.url) if article.url else "",
        terms=terms,
        columns=columns,
    )


@lru_cache(maxsize=20_000)
def _named(values: tuple[str, ...]) -> tuple[Sequence[Occurrence], Sequence[Occurrence], str]:
    """The words of a field's values, the whole values as terms, and as a column; outlets and authors come back."""
    whole = tuple((_bytes(term), ()) for term in dict.fromkeys(map(fold_value, values)))
    return _occurrences(words_of(values)), whole, joined(values)


def _occurrences(words: dict[str, list[int]]) -> Sequence[Occurrence]:
    return tuple((_bytes(term), places) for term, places in words.items())


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
