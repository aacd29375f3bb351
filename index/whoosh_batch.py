"""What happens between two commits of a Whoosh index: documents found, replaced and removed by key.

Whoosh's own writer replaces only what was committed before, ends with its commit, and, when adding fails half-way
through a document, credits its words to the next one. Here every document has a key, a field and a term that no other
live document shares; a document of the same batch can be replaced or removed like any other; the writer beneath is
opened when first needed; and after a failure the whole batch is gone, back to the last commit.
"""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from whoosh.index import FileIndex
from whoosh.reading import IndexReader, TermNotFound
from whoosh.writing import SegmentWriter

from index.whoosh_directory import damage_is_corruption, sweep
from index.whoosh_merge import merge_by_tiers

Key: TypeAlias = tuple[str, str]


class Batch:
    """The uncommitted changes to an index whose lock is held."""

    def __init__(self, index: FileIndex) -> None:
        self._index = index
        self._reader: IndexReader | None = None
        self._writer: SegmentWriter | None = None
        self._removed: set[int] = set()
        self._added: dict[Key, tuple[int, object]] = {}
        self._closed = False
        self.generation: int = index.latest_generation()
        self.on_begin: Callable[[bool], None] = lambda committed: None

    @property
    def reader(self) -> IndexReader:
        """A reader of the last commit."""
        self._check_open()
        if self._reader is None:
            try:
                with damage_is_corruption(self._index.storage.folder):
                    self._reader = self._index.reader()
            except BaseException:
                self.cancel()
                raise
        return self._reader

    def added(self, key: Key) -> object | None:
        """What was noted of a document added since the last commit."""
        found = self._added.get(key)
        return found[1] if found else None

    def added_terms(self, field: str) -> list[str]:
        """The terms of the keys of documents added since the last commit, of one field."""
        return [term for each, term in self._added if each == field]

    def committed(self, key: Key) -> int | None:
        """The number of a document of the last commit, unless it was removed since."""
        return next(iter(self.containing(*key)), None)

    def containing(self, field: str, term: str) -> list[int]:
        """The numbers of all documents of the last commit that have a term, but those removed since."""
        found: list[int] = []
        sought = term.encode("utf-8", "surrogatepass")
        for leaf, base in self.reader.leaf_readers():
            try:
                numbers = leaf.postings(field, sought).all_ids()
            except TermNotFound:
                continue
            found += (base + number for number in numbers if base + number not in self._removed)
        return found

    def is_removed(self, number: int) -> bool:
        """Whether a document of the last commit was removed since."""
        return number in self._removed

    def put(self, key: Key, fields: Mapping[str, Any], note: object) -> None:
        """Add a document in the place of the one that has its key. An error takes the whole batch with it."""
        self.remove(key)
        try:
            writer = self._open_writer()
            self._added[key] = writer.docnum, note
            writer.add_document(**fields)
        except BaseException:
            self.cancel()
            raise

    def remove(self, key: Key) -> bool:
        """Remove a document; whether there was one."""
        if key in self._added:
            number, _ = self._added.pop(key)
            self._open_writer().newsegment.delete_document(number)
            return True
        committed = self.committed(key)
        if committed is None:
            return False
        self._open_writer().delete_document(committed)
        self._removed.add(committed)
        return True

    def commit(self) -> int:
        """Make the changes lasting and return the generation; without changes, the same as before."""
        self._check_open()
        if self._writer is None:
            return self.generation
        try:
            self._writer.commit(mergetype=merge_by_tiers)
        except BaseException as exc:
            # Whoosh tidies up behind the commit; failing there does not undo it.
            if self._index.latest_generation() == self.generation:
                self.cancel()
                raise
            if not isinstance(exc, Exception):
                self._begin(committed=True)
                raise
        self._begin(committed=True)
        return self.generation

    def cancel(self) -> None:
        """Forget the changes."""
        writer = self._writer
        self._begin(committed=False)
        if writer is not None:
            self._abandon(writer)
        self._index.storage.let_go()

    def close(self) -> None:
        """Forget the changes and let go of the files; may be repeated."""
        if not self._closed:
            self.cancel()
            self._closed = True

    def _open_writer(self) -> SegmentWriter:
        self._check_open()
        if self._writer is None:
            # The lock is ours already, from before the first batch until after the last.
            self._writer = SegmentWriter(self._index, _lk=False)
        return self._writer

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this writer is closed: open the index again with open_writer")

    def _begin(self, *, committed: bool) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = self._writer = None
        self._removed = set()
        self._added = {}
        self.generation = self._index.latest_generation()
        self.on_begin(committed)

    def _abandon(self, writer: SegmentWriter) -> None:
        """Let go of a writer and its files. Whatever fails matters no more: no table of contents names them."""
        with contextlib.suppress(Exception):
            if not writer.is_closed:
                writer.cancel()
        with contextlib.suppress(Exception):
            sweep(self._index)
