"""What happens between two commits of a columnar index: `index.whoosh_batch.Batch`, with segments of our own.

New documents gather in a builder until it reaches its memory budget; then they are sorted into a segment's file, which
no table of contents names yet. A commit writes the last one, merges what is due, and switches to the new table of
contents in one step.
"""

import contextlib
import math
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from whoosh.reading import IndexReader

from index import successors
from index.certificate import REBUILD
from index.columnar.added import Added, Place
from index.columnar.builder import Entry, SegmentBuilder
from index.columnar.fieldterms import Bundle
from index.columnar.heap import give_back
from index.columnar.lane import Lane
from index.columnar.left_behind import left_behind
from index.columnar.merge import merge
from index.columnar.opened import opened
from index.columnar.record import record_of, whole_head
from index.columnar.segment import SegmentFile
from index.columnar.stories_file import has_stories, is_due, sharing, sweep_stories, write_stories
from index.columnar.whoosh_codec import FIELD_NUMBERS, ColumnarSegment
from index.columnar.whoosh_index import NAME, Contents, SafeIndex, sweep, write_contents
from index.columnar.words import WordTable
from index.errors import IndexMismatch
from index.schema import Record
from index.whoosh_batch import Key
from index.whoosh_merge import to_merge

BUDGET = 512 << 20
OLDER_BUDGET = 64 << 20  # of it for earlier texts, where there are any
AT_REST = 128 << 20  # interpreter, libraries, compiled loops: what a process holds that has written a few articles
MANY = 1_000  # documents of a segment behind which memory is worth giving back
ADDED_BYTES = 300  # what is remembered of an article until the commit
MOST_WORDS = 1_500_000  # chunks known before the table of words starts anew,
TABLE_SHARE = 1 / 3  # or of the memory, of which too little would be left for the texts
LARGEST_MERGE = 3 << 30  # bytes: offsets within a segment's postings are 32 bits wide
MOST_MERGED = 16  # segments at once: each has its words counted and mapped at the same time


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Fresh:
    """A segment of this batch; its builder is gone once it is full."""

    def __init__(self, builder: SegmentBuilder) -> None:
        self.builder: SegmentBuilder | None = builder
        self.segment = ColumnarSegment(NAME)
        self.removed: set[int] = set()


class ColumnarBatch:
    """The uncommitted changes to an index whose lock is held. Its docstrings are those of `Batch`.

    texts: the present ones, or earlier ones of edited articles, which have segments of their own
    older: the batch of earlier texts that is committed with this one of present texts
    """

    def __init__(
        self,
        index: SafeIndex,
        budget: int = BUDGET,
        jobs: int | None = None,
        texts: Literal["present", "earlier"] = "present",
    ) -> None:
        self._index = index
        self.older = ColumnarBatch(index, AT_REST + OLDER_BUDGET, 1, "earlier") if texts == "present" else None
        self._folder = Path(index.storage.folder)
        self._room = max(32 << 20, budget - AT_REST)
        self._several = (jobs or cores()) > 1
        self._lane = Lane(beside=self._several)
        self._table = WordTable()
        self._shared = b""
        self._closed = False
        self._fresh: list[_Fresh] = []
        self._ungrouped = 0
        self._reader: IndexReader | None = None
        self.on_begin: Callable[[bool], None] = lambda committed: None
        self._load()

    def _load(self) -> None:
        contents = self._index._read_toc()
        named = contents.segments if self.older else contents.older
        stock = [segment for segment in named if not isinstance(segment, ColumnarSegment)]
        if stock:
            raise IndexMismatch(
                f"index at {self._folder} has segments of Whoosh's own codec, which this writer does not change: "
                f"{REBUILD}"
            )
        self.generation = int(contents.generation)
        self._segments: list[ColumnarSegment] = list(named)
        self._files = [opened(self._index.storage, segment.file_name()) for segment in self._segments]
        self._deleted = [set(segment.deleted_docs()) for segment in self._segments]
        self._bases = np.cumsum([0, *(segment.documents for segment in self._segments)])
        grouped = has_stories(self._folder, self.generation)
        self._ungrouped = 0 if grouped else self._ungrouped or int(self._bases[-1])
        self._removed: set[int] = set()
        self._added = Added()
        if self.older:  # the batch of the present texts tells, for both
            self._index.tell_of_damage()

    @property
    def reader(self) -> IndexReader:
        self._check_open()
        if self._reader is None:
            self._reader = self._index.reader()
        return self._reader

    def added(self, key: Key) -> object | None:
        return self._added.note(key)

    def added_terms(self, field: str) -> list[str]:
        return list(self._added.terms(field))

    def committed(self, key: Key) -> int | None:
        return next(iter(self.containing(*key)), None)

    def containing(self, field: str, term: str) -> list[int]:
        self._check_open()
        if not self._files:
            return []
        number, sought = FIELD_NUMBERS[field], term.encode("utf-8", "surrogatepass")
        found: list[int] = []
        for file, base, deleted in zip(self._files, self._bases.tolist(), self._deleted, strict=False):
            at = file.find_field(number, sought)
            if at >= 0:
                docs = file.field_postings(at).docs.tolist()
                found += (base + doc for doc in docs if doc not in deleted and base + doc not in self._removed)
        return found

    def sharing(self, bands: Iterable[str]) -> list[int]:
        """The numbers of the documents of the last commit that have any of these bands, but those removed since."""
        self._check_open()
        sought, found = frozenset(bands), list[int]()
        for file, base, deleted in zip(self._files, self._bases.tolist(), self._deleted, strict=False):
            docs = sharing(file, sought).tolist()
            found += (base + doc for doc in docs if doc not in deleted and base + doc not in self._removed)
        return found

    def edited(self) -> list[int]:
        """The numbers of the documents of the last commit in a later version than the first, but those removed."""
        self._check_open()
        found = list[int]()
        for file, base, deleted in zip(self._files, self._bases.tolist(), self._deleted, strict=False):
            docs = np.flatnonzero(np.asarray(file.columns["version"]) > 1).tolist()
            found += (base + doc for doc in docs if doc not in deleted and base + doc not in self._removed)
        return found

    def is_removed(self, number: int) -> bool:
        return number in self._removed

    @property
    def changed(self) -> bool:
        """Whether anything is to be committed."""
        return bool(self._fresh or self._removed) or (self.older is not None and self.older.changed)

    @property
    def empty(self) -> bool:
        """Whether it has no document at all, committed or not."""
        return not self._segments and not self._fresh

    def record(self, key: Key) -> Record:
        """What is stored of a document. Raises KeyError where there is none of this key."""
        place = self._added.place(key)
        if place is not None:
            fresh, number = self._fresh[place.fresh], place.number
            waiting = fresh.builder.waiting(number) if fresh.builder is not None else None
            if waiting is not None:
                texts = (waiting.head, waiting.title, waiting.body) if waiting.with_texts else (waiting.head,)
                return record_of(b"\0".join(texts))
            self._send_off(fresh)
            self._lane.finish()
            return record_of(SegmentFile(self._folder / fresh.segment.file_name()).records.record(number))
        committed = self.committed(key)
        if committed is None:
            raise KeyError(key)
        at = int(np.searchsorted(self._bases, committed, side="right")) - 1
        return record_of(self._files[at].records.record(committed - int(self._bases[at])))

    def put(self, key: Key, fields: Mapping[str, Any], note: object) -> None:
        """Add a document of values and a record, in the form that Whoosh takes."""
        terms = [(name, [(each[0], ()) for each in postings]) for name, postings in fields.items() if name != "record"]
        self.put_entry(key, Entry(whole_head(fields["record"]), bundles=(Bundle(terms),)), note)

    def put_entry(self, key: Key, entry: Entry, note: object) -> None:
        """Add a document in the place of the one that has its key. An error takes the whole batch with it."""
        self._check_open()
        self.remove(key)
        try:
            fresh, builder = self._open()
            self._added.put(key, Place(len(self._fresh) - 1, builder.add(entry)), note)
            if builder.size > self._left:
                self._send_off(fresh)
        except BaseException:
            self.cancel()
            raise

    def remove(self, key: Key) -> bool:
        place = self._added.place(key)
        if place is not None:
            self._added.pop(key)
            self._fresh[place.fresh].removed.add(place.number)
            return True
        committed = self.committed(key)
        if committed is None:
            return False
        self._removed.add(committed)
        return True

    def commit(self) -> int:
        self._check_open()
        if not self.changed:
            return self.generation
        generation = max(self.generation, self._index.highest_generation()) + 1
        try:
            segments = self._ready()
            older = self.older._ready() if self.older else []
            self._lead_on()
            self._group(generation, segments)
            write_contents(self._index.storage, Contents(self._index._schema, segments, generation, older))
        except BaseException:
            if self._index.latest_generation() == self.generation:
                self.cancel()
            else:  # published; what failed came behind it
                self._begin(committed=True)
            raise
        self._begin(committed=True)
        with contextlib.suppress(OSError):  # what stays is removed by the next one
            sweep(self._index)
            sweep_stories(self._folder, self._index.generations())
        return self.generation

    def _ready(self) -> list[ColumnarSegment]:
        """The segments to commit, in their files."""
        return self._merged(self._with_removed(), [self._written(fresh) for fresh in self._fresh])

    def _group(self, generation: int, segments: list[ColumnarSegment]) -> None:
        """Write which documents are copies of one another, where so many have changed that it is worth it."""
        self._ungrouped += len(self._added) + len(self._removed)
        self._added = Added()  # which takes as much memory as grouping, and is not asked for any more
        if is_due(sum(segment.documents for segment in segments), self._ungrouped):
            write_stories(self._folder, generation, segments)

    def _lead_on(self) -> None:
        """Note where the stories of articles go on that are deleted."""
        if self._removed and self.older:
            came = self._added.terms("id")
            going = left_behind(self.generation, self._files, self._segments, self._removed, came.__contains__)
            successors.add(self._folder, going)

    def cancel(self) -> None:
        if self.older:
            self.older.cancel()
        fresh = self._fresh
        self._lane.abandon()
        self._begin(committed=False)
        for each in fresh:
            with contextlib.suppress(OSError):
                (self._folder / each.segment.file_name()).unlink(missing_ok=True)

    def close(self) -> None:
        if not self._closed:
            self.cancel()
            if self.older:
                self.older.close()
            self._lane.close()
            self._closed = True

    def _open(self) -> tuple[_Fresh, SegmentBuilder]:
        """The segment that grows, and its builder."""
        last = self._fresh[-1] if self._fresh else None
        if last is not None and last.builder is not None:
            return last, last.builder
        builder = SegmentBuilder(self._table, self._shared, self._lane)
        self._fresh.append(_Fresh(builder))
        return self._fresh[-1], builder

    @property
    def _left(self) -> int:
        """Bytes that a segment may take, and a table of words a share of them: what the added leave, or half."""
        return max(self._room - ADDED_BYTES * len(self._added), self._room // 2)

    def _send_off(self, fresh: _Fresh) -> None:
        """Let a segment be written that is full."""
        builder, fresh.builder = fresh.builder, None
        if builder is not None:
            self._lane.finish()
            self._shared = builder.shared
            if len(self._table.chunks) > MOST_WORDS or self._table.size > self._left * TABLE_SHARE:
                self._table = WordTable()
            self._lane.run(partial(self._write, fresh.segment, builder))

    def _write(self, segment: ColumnarSegment, builder: SegmentBuilder) -> None:
        segment.documents = builder.write(self._folder / segment.file_name())
        if len(builder) >= MANY:
            give_back()

    def _written(self, fresh: _Fresh) -> ColumnarSegment:
        """A segment of this batch, in its file, what was removed since among its deleted documents."""
        self._send_off(fresh)
        self._lane.finish()
        return fresh.segment.with_deleted(np.array(sorted(fresh.removed), np.int64))

    def _with_removed(self) -> list[ColumnarSegment]:
        """The committed segments, what was removed since among their deleted documents."""
        gone = np.array(sorted(self._removed), np.int64)
        found = []
        for segment, base in zip(self._segments, self._bases.tolist(), strict=False):
            own = gone[(gone >= base) & (gone < base + segment.documents)] - base
            found.append(segment.with_deleted(own) if len(own) else segment)
        return found

    def _merged(self, old: list[ColumnarSegment], fresh: list[ColumnarSegment]) -> list[ColumnarSegment]:
        """The segments after merging what is due; those without a live document are dropped.

        Where memory was full before all was added, what was added is merged, too: a search of one segment takes half
        the time of one of five, over as many articles.
        """
        staying = [segment for segment in (*old, *fresh) if segment.doc_count()]
        chosen = to_merge([s.doc_count() for s in staying], [s.deleted_count() for s in staying], 0)
        if len(fresh) > 1:
            chosen |= {n for n, segment in enumerate(staying) if segment in fresh}
        groups = self._groups([staying[n] for n in sorted(chosen)])
        gone = {id(segment) for group in groups for segment in group}
        return [segment for segment in staying if id(segment) not in gone] + [self._joined(group) for group in groups]

    def _joined(self, segments: list[ColumnarSegment]) -> ColumnarSegment:
        """Some segments as one."""
        merged = ColumnarSegment(self._index.indexname)
        parts = [(SegmentFile(self._folder / each.file_name()), each.deleted_numbers()) for each in segments]
        merged.documents = merge(parts, self._folder / merged.file_name(), at_once=self._several)
        give_back()
        return merged

    def _groups(self, segments: list[ColumnarSegment]) -> list[list[ColumnarSegment]]:
        """What is merged together: no more at once than fit into memory, or into one segment.

        One alone is merged for its deletions, where these are most of it.
        """
        each = math.ceil(len(segments) / math.ceil(len(segments) / MOST_MERGED)) if segments else 0
        groups: list[list[ColumnarSegment]] = []
        room = 0
        for segment in segments:
            size = (self._folder / segment.file_name()).stat().st_size
            if not groups or len(groups[-1]) == each or size > room:
                groups.append([])
                room = LARGEST_MERGE
            groups[-1].append(segment)
            room -= size
        return [group for group in groups if len(group) > 1 or group[0].deleted_count() > group[0].doc_count()]

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this writer is closed: open the index again with open_writer")

    def _begin(self, *, committed: bool) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = None
        self._fresh, self._removed, self._added = [], set(), Added()
        if committed:
            self._load()
            if self.older:
                self.older._begin(committed=True)
        self.on_begin(committed)
