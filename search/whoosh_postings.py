"""Postings of one segment as arrays, read a window of documents at a time.

A window is a stretch of a segment's documents. Matching goes window by window: arrays keep it quick, windows keep it
small, and between them it may stop with what it has.
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import Matcher
from whoosh.reading import TermNotFound

from search.deadline import Deadline
from search.whoosh_snapshot import Leaf, Mask, Snapshot
from search.whoosh_vocabulary import CHECK_EVERY

Documents = NDArray[np.int64]
Counts = NDArray[np.int64]
NO_DOCUMENTS: Documents = np.empty(0, np.int64)
WINDOW = 8192


class Postings(NamedTuple):
    """Documents having a term, ascending, and what each posting carries (see `index/whoosh_schema.py`)."""

    documents: Documents
    values: Sequence[bytes]


NOTHING = Postings(NO_DOCUMENTS, ())


class Segment:
    """One segment while a query runs over it. Documents count from 0 within it."""

    def __init__(self, snapshot: Snapshot, leaf: Leaf, deadline: Deadline) -> None:
        self.reader, self.base = leaf
        self.size = int(self.reader.doc_count_all())
        whole = slice(self.base, self.base + self.size)
        self.live = snapshot.live[whole]
        self.title_norm, self.body_norm = snapshot.title_norm[whole], snapshot.body_norm[whole]
        self._snapshot, self._whole = snapshot, whole
        self.deadline = deadline
        self._cursors: dict[tuple[str, str], Cursor] = {}

    def speaking(self, languages: frozenset[str | None]) -> Mask:
        """Which documents are in one of some languages; None for those in no known one."""
        return self._snapshot.speaking(languages)[self._whole]

    def cursor(self, field: str, term: str) -> "Cursor":
        known = self._cursors.get((field, term))
        if known is None:
            try:
                matcher = self.reader.postings(field, term)
            except TermNotFound:
                matcher = None
            known = self._cursors[field, term] = Cursor(matcher, self.deadline)
        return known


class Cursor:
    """A term's postings, read forward; the same window may be asked for again."""

    def __init__(self, matcher: Matcher | None, deadline: Deadline) -> None:
        self._matcher = matcher
        self._deadline = deadline
        self._low = -1
        self._block = NOTHING

    def read(self, low: int, high: int) -> Postings:
        """The postings from document `low` up to, not including, `high`."""
        if self._matcher is None:
            return NOTHING
        if low != self._low:
            self._block = self._forward(self._matcher, low, high)
            self._low = low
        return self._block

    def _forward(self, matcher: Matcher, low: int, high: int) -> Postings:
        self._deadline.check()
        documents: list[int] = []
        values: list[bytes] = []
        if matcher.is_active():
            matcher.skip_to(low)
        while matcher.is_active() and (number := matcher.id()) < high:
            documents.append(number)
            values.append(matcher.value())
            matcher.next()
            if not len(documents) % CHECK_EVERY:
                self._deadline.check()
        return Postings(np.array(documents, np.int64), values)


class Window(NamedTuple):
    """The documents from `low` up to, not including, `high` of a segment."""

    segment: Segment
    low: int
    high: int

    @property
    def everything(self) -> Documents:
        """The live articles."""
        return np.flatnonzero(self.segment.live[self.low : self.high]) + self.low

    def postings(self, field: str, term: str) -> Postings:
        return self.segment.cursor(field, term).read(self.low, self.high)

    def counted(self, arrangement: object, field: str) -> tuple[Documents, Counts] | None:
        """How often words stand as arranged, where this window knows a quicker way than their places one by one."""
        return None

    def counts(self, field: str, term: str) -> tuple[Documents, Counts]:
        """The documents having a word in a field, and how often."""
        documents, values = self.postings(field, term)
        return documents, np.fromiter((len(value) // 4 for value in values), np.int64, len(values))

    def stem_counts(self, stem: str) -> tuple[Documents, Counts, Counts]:
        """The documents having a stem, how often in the title and how often in the body."""
        documents, values = self.postings("stem", stem)
        title = np.fromiter((int.from_bytes(value[:4], "little") for value in values), np.int64, len(values))
        both = np.fromiter((len(value) // 4 - 1 for value in values), np.int64, len(values))
        return documents, title, both - title


def word_places(value: bytes) -> tuple[int, ...]:
    """The positions that a word's posting carries."""
    return struct.unpack(f"<{len(value) // 4}I", value)


def stem_places(value: bytes, field: str) -> tuple[int, ...]:
    """The positions in title or body that a stem's posting carries."""
    count, *places = struct.unpack(f"<{len(value) // 4}I", value)
    return tuple(places[:count] if field == "title" else places[count:])
