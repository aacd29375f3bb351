"""The writing port on Whoosh.

The writer's lock is held from opening to the end of the `with` block, over any number of commits. An article is
compared with what is held by a few columns (digests, dates), so that an unchanged one costs a look-up and no analysis.
What is new is analyzed whole before Whoosh sees it; from there only the disk can fail, and then everything since the
last commit is taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, cast

from whoosh.columns import ColumnReader
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from corpus import Article
from index.document import Imprint, document_of, imprint, told_of
from index.schema import UNDATED, article_from_record
from index.whoosh_batch import Batch, Key
from index.whoosh_directory import create_or_open, sweep, translated
from index.whoosh_ledger import WhooshLedger
from index.whoosh_schema import fields_of
from index.writer import Ledger, Outcome, Version


@dataclass(frozen=True, slots=True)
class Held:
    """What an article is compared with."""

    version: int
    marks: Imprint


class WhooshWriter:
    """The one writer of a Whoosh index. Its docstrings are those of `index.writer.Writer`."""

    def __init__(self, location: str) -> None:
        self.location = location
        index, self._lock = create_or_open(location)
        try:
            with translated(location):
                self._batch = self._start(index)
            self._ledger = WhooshLedger(self._batch, location)
        except BaseException:
            self._lock.release()
            raise
        self._columns: tuple[IndexReader | None, dict[str, ColumnReader]] = (None, {})

    @property
    def generation(self) -> int:
        return self._batch.generation

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def upsert(self, articles: Iterable[Article]) -> list[Outcome]:
        """As the port says. Raises ValueError for an article no index can hold; those before it stay upserted."""
        return [self._upsert(article) for article in articles]

    def delete(self, ids: Iterable[str]) -> int:
        with translated(self.location):
            return sum(self._batch.remove(key_of(id)) for id in ids)

    def version(self, id: str) -> Version | None:
        with translated(self.location):
            held = self._held(id)
        return Version(held.version, held.marks.body) if held else None

    def texts(self, id: str) -> tuple[Article, ...]:
        with translated(self.location):
            number = self._batch.committed(key_of(id))
            stored = self._batch.reader.stored_fields(number) if number is not None else None
        return (article_from_record(stored["record"]),) if stored else ()

    def edited(self) -> list[str]:
        with translated(self.location):
            numbers = (number for number in self._batch.reader.all_doc_ids() if not self._batch.is_removed(number))
            return sorted(self._text("id", number) for number in numbers if self._cell("version", number) > 1)

    def candidates(self, bands: Iterable[str]) -> list[str]:
        with translated(self.location):
            numbers = {number for band in bands for number in self._batch.containing("band", band)}
            return sorted(self._text("id", number) for number in numbers)

    def commit(self) -> int:
        with translated(self.location):
            return self._batch.commit()

    def rollback(self) -> None:
        with translated(self.location):
            self._batch.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    def close(self) -> None:
        """Forget what is not committed and release the lock; may be repeated."""
        self._columns = (None, {})
        self._batch.close()
        if self._lock.fd is not None:
            self._lock.release()

    def _upsert(self, article: Article) -> Outcome:
        told = told_of(article)
        marks = imprint(article, told)
        replaced: Article | None = None
        with translated(self.location):
            held = self._held(article.id)
        if held is None:
            outcome: Outcome = "added"
        elif held.marks.content == marks.content or _is_older(marks, held.marks):
            return "unchanged"
        else:
            outcome = "updated"
            edited = held.marks.body != marks.body
            article = replace(article, version=held.version + edited)
            if edited:
                replaced = self._present(article.id)
        self._put(article, marks, told)
        if replaced:
            self._keep(replaced)
        return outcome

    def keep(self, articles: Iterable[Article]) -> int:
        """Keep nothing: segments of Whoosh's own codec have no place for it."""
        return 0

    def _present(self, id: str) -> Article | None:
        """The article as it is held, where its text may be kept."""
        return None

    def _keep(self, replaced: Article) -> None:
        """Keep a text that was replaced."""

    def _start(self, index: FileIndex) -> Batch:
        """The batch beneath, what a killed writer left behind swept away."""
        batch = Batch(index)
        sweep(index)
        return batch

    def _put(self, article: Article, marks: Imprint, told: str) -> None:
        fields = fields_of(document_of(article, marks))
        with translated(self.location):
            self._batch.put(key_of(article.id), fields, self._noted(Held(article.version, marks)))

    def _noted(self, held: Held) -> object:
        """What the batch notes of an added article."""
        return held

    def _recalled(self, note: object) -> Held:
        """What `_noted` made a note of."""
        return cast(Held, note)

    def _held(self, id: str) -> Held | None:
        key = key_of(id)
        added = self._batch.added(key)
        if added is not None:
            return self._recalled(added)
        number = self._batch.committed(key)
        if number is None:
            return None
        updated, published = self._cell("updated", number), self._cell("published", number)
        marks = Imprint(
            content=self._cell("digest", number),
            body=self._cell("body_digest", number),
            moment=updated if updated != UNDATED else published,
        )
        return Held(self._cell("version", number), marks)

    def _text(self, name: str, number: int) -> str:
        cell = self._cell(name, number)
        return cell if isinstance(cell, str) else bytes(cell).decode("utf-8", "surrogatepass")

    def _cell(self, name: str, number: int) -> Any:
        reader, columns = self._columns
        if reader is not self._batch.reader:
            columns = {}
            self._columns = (self._batch.reader, columns)
        if name not in columns:
            columns[name] = self._batch.reader.column_reader(name, translate=False)
        return columns[name][number]


def key_of(id: str) -> Key:
    """The key of an article's document."""
    return "id", id


def _is_older(coming: Imprint, held: Imprint) -> bool:
    """Whether what comes was dated before what is held; without two dates, what is read later is newer."""
    return UNDATED not in (coming.moment, held.moment) and coming.moment < held.moment
