"""The writing port on columnar segments: Whoosh's writer with another batch beneath.

Title and body go to the segment's builder as they are, which analyzes each distinct word once; the small fields are
analyzed as for any engine.
"""

import contextlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import Struct
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
from index.document import Imprint, check_article, imprint, joined, named_values, sites, told_of, words_of
from index.schema import ARTICLE, EARLIER, PRECISIONS, article_from_record, article_record, earlier_id, seconds
from index.whoosh_batch import Batch
from index.whoosh_directory import damage_is_corruption, translated
from index.whoosh_writer import Held, WhooshWriter, key_of
from index.writer import KEPT_VERSIONS

NOTE = Struct("<Iq16s16s")


class ColumnarWriter(WhooshWriter):
    """The one writer of a columnar index.

    budget: how much memory it may take, in bytes; jobs: 1 does all in the caller's thread, None as there are cores
    versions: how many earlier texts of an article are kept
    """

    def __init__(
        self, location: str, budget: int | None = None, jobs: int | None = None, versions: int | None = None
    ) -> None:
        self._budget, self._jobs = budget or BUDGET, jobs
        self._versions = KEPT_VERSIONS if versions is None else versions
        super().__init__(location)

    def candidates(self, bands: Iterable[str]) -> list[str]:
        with translated(self.location):
            return sorted(self._text("id", number) for number in self._columnar.sharing(bands))

    def texts(self, id: str) -> tuple[Article, ...]:
        present = self.version(id)
        if present is None:
            return ()
        with translated(self.location), damage_is_corruption(self.location):
            found = [article_from_record(self._columnar.record(key_of(id)))]
            older = self._columnar.older
            if older is None or older.empty:
                return tuple(found)
            for version in range(present.number - 1, 0, -1):
                with contextlib.suppress(KeyError):
                    found.append(article_from_record(older.record(key_of(earlier_id(id, version)))))
        return tuple(found)

    def edited(self) -> list[str]:
        with translated(self.location):
            return sorted(self._text("id", number) for number in self._columnar.edited())

    def delete(self, ids: Iterable[str]) -> int:
        with translated(self.location):
            removed = 0
            for id in ids:
                present = self.version(id)
                self._keep_only(id, above=present.number - 1 if present else 0)
                removed += self._batch.remove(key_of(id))
            return removed

    def keep(self, articles: Iterable[Article]) -> int:
        kept = 0
        for article in articles:
            present = self.version(article.id)
            if present is not None and article.version < present.number:
                self._put_older(article)
                kept += 1
        return kept

    def _present(self, id: str) -> Article | None:
        with translated(self.location), damage_is_corruption(self.location):
            return article_from_record(self._columnar.record(key_of(id))) if self._versions else None

    def _keep(self, replaced: Article) -> None:
        self._put_older(replaced)
        with translated(self.location):
            self._keep_only(replaced.id, above=replaced.version - self._versions)

    def _keep_only(self, id: str, above: int) -> None:
        """Let go of the earlier texts up to a version; those that are there follow one another."""
        older = self._columnar.older
        while above > 0 and older is not None and not older.empty and older.remove(key_of(earlier_id(id, above))):
            above -= 1

    def _put_older(self, article: Article) -> None:
        told = told_of(article)
        entry = earlier_entry(entry_of(article, imprint(article, told), told), article)
        with translated(self.location):
            if self._columnar.older is not None:
                self._columnar.older.put_entry(key_of(earlier_id(article.id, article.version)), entry, None)

    def _start(self, index: FileIndex) -> Batch:
        safe = cast(SafeIndex, index)
        sweep(safe)
        self._columnar = ColumnarBatch(safe, self._budget, self._jobs)
        return cast(Batch, self._columnar)

    def _put(self, article: Article, marks: Imprint, told: str) -> None:
        entry = entry_of(article, marks, told)
        with translated(self.location):
            self._columnar.put_entry(key_of(article.id), entry, self._noted(Held(article.version, marks)))

    def _noted(self, held: Held) -> bytes:
        return NOTE.pack(held.version, held.marks.moment, held.marks.content, held.marks.body)

    def _recalled(self, note: object) -> Held:
        version, moment, content, body = NOTE.unpack(cast(bytes, note))
        return Held(version, Imprint(content, body, moment))


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


def earlier_entry(entry: Entry, article: Article) -> Entry:
    """The entry of an earlier text of an article, from that which it had as the present one."""
    name = earlier_id(article.id, article.version)
    return entry._replace(
        head=entry.head[:-1] + b',"%s":true}' % EARLIER.encode(),
        values=(PREFIXES["id"] + _bytes(name),),
        columns={**entry.columns, "id": name},
        signed=False,
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
