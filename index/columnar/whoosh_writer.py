"""The writing port on columnar segments: Whoosh's writer with another batch beneath.

Title and body go to the segment's builder as they are, which analyzes each distinct word once; the small fields are
analyzed as for any engine.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast
from urllib.parse import unquote

from whoosh.index import FileIndex

from corpus import Article
from index.analysis import fold_value
from index.columnar.builder import Entry
from index.columnar.columns import Value
from index.columnar.fieldterms import PREFIXES, Bundle, Occurrence
from index.columnar.record import head_of, whole_head
from index.columnar.whoosh_batch import BUDGET, ColumnarBatch
from index.columnar.whoosh_index import SafeIndex, sweep
from index.document import Imprint, check_article, joined, named_values, sites, words_of
from index.schema import ARTICLE, PRECISIONS, article_record, seconds
from index.whoosh_batch import Batch
from index.whoosh_directory import translated
from index.whoosh_writer import Held, WhooshWriter, key_of


class ColumnarWriter(WhooshWriter):
    """The one writer of a columnar index.

    budget: how much memory it may take, in bytes; jobs: 1 does all in the caller's thread, None as there are cores
    """

    def __init__(self, location: str, budget: int | None = None, jobs: int | None = None) -> None:
        self._budget, self._jobs = budget or BUDGET, jobs
        super().__init__(location)

    def candidates(self, bands: Iterable[str]) -> list[str]:
        with translated(self.location):
            return sorted(self._text("id", number) for number in self._columnar.sharing(bands))

    def _start(self, index: FileIndex) -> Batch:
        safe = cast(SafeIndex, index)
        sweep(safe)
        self._columnar = ColumnarBatch(safe, self._budget, self._jobs)
        return cast(Batch, self._columnar)

    def _put(self, article: Article, marks: Imprint, told: str) -> None:
        entry = entry_of(article, marks, told)
        with translated(self.location):
            self._columnar.put_entry(key_of(article.id), entry, Held(article.version, marks))


def entry_of(article: Article, marks: Imprint, told: str) -> Entry:
    """An article as a segment's builder takes it. Raises ValueError where its id or version is none."""
    check_article(article)
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
    bundles = [_kind(article.language)]
    for name, values in named_values(article).items():
        if values:
            bundle, columns[f"{name}_value"] = _named(name, values)
            bundles.append(bundle)
    if article.url:
        bundles.append(_sites(article.url[: address_end(article.url)]))
    spelled = "\0" not in article.title and "\0" not in article.body
    return Entry(
        head=(head_of(told, article.version, list(article.paths)) if spelled else whole_head(article_record(article))),
        title=_bytes(article.title),
        body=_bytes(article.body),
        with_texts=spelled,
        language=article.language,
        address=_bytes(unquote(article.url)) if article.url else b"",
        values=(PREFIXES["id"] + _bytes(article.id),),
        bundles=bundles,
        columns=columns,
        signed=True,
    )


def address_end(url: str) -> int:
    """Where the part of an address that says its host ends.

    >>> [url[: address_end(url)] for url in ("https://a.example/b/c", "//a.example?b", "a.example")]
    ['https://a.example/', '//a.example?', 'a.example']
    """
    found = AUTHORITY.match(url)
    return found.end() if found else len(url)


AUTHORITY = re.compile(r"[^/?#]*//[^/?#]*[/?#]")


@lru_cache(maxsize=1_000)
def _kind(language: str | None) -> Bundle:
    terms = [("kind", ((ARTICLE.encode(), ()),))]
    if language:
        terms.append(("lang", ((_bytes(language), ()),)))
    return Bundle(terms)


@lru_cache(maxsize=20_000)
def _sites(address: str) -> Bundle:
    return Bundle((("site", tuple((_bytes(site), ()) for site in sites(address))),))


@lru_cache(maxsize=20_000)
def _named(name: str, values: tuple[str, ...]) -> tuple[Bundle, str]:
    """The words of a field's values and the whole values as terms; and as a column. Outlets and authors come back."""
    whole = tuple((_bytes(term), ()) for term in dict.fromkeys(map(fold_value, values)))
    return Bundle(((name, _occurrences(words_of(values))), (f"{name}_value", whole))), joined(values)


def _occurrences(words: dict[str, list[int]]) -> Sequence[Occurrence]:
    return tuple((_bytes(term), places) for term, places in words.items())


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
