"""One commit of a Whoosh index held open: its readers, and its columns as arrays over all documents.

Whoosh's readers share file positions and caches, so that two threads in one reader give each other wrong answers; and
the next commit deletes the files it merged. So a snapshot opens a few readers of its commit at once, touches every
file they will need, and lends each reader to one thread at a time.

Documents are numbered through all segments: a segment's numbers start at its base. Some are not articles (the ledger's)
or no longer live; `live` tells.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound

from index.analysis import fold_value
from index.errors import IndexUnavailable
from index.schema import FIELDS, UNDATED, VALUE_SEPARATOR
from index.whoosh_directory import open_reader
from search.deadline import Deadline
from search.errors import SearcherClosed
from search.expansion import literal_prefix, shape, within
from search.facets import Ordinals, ordinals
from search.periods import Periods, end_of_tomorrow, local_periods
from search.readings import Reading, Spoken
from search.scoring import BODY_B, TITLE_B, length_norm, recency
from search.stories import Stories, stories_of
from search.whoosh_vocabulary import CHECK_EVERY, Vocabulary

Mask = NDArray[np.bool_]
Value = TypeVar("Value")

# Whoosh copies each segment's files into memory, once for every reader. Two let a short query pass a long one; more
# threads at a time would share one interpreter lock anyway.
SECONDS_A_DAY = 86_400
READERS = 2
ATTEMPTS = 5
NUMBERS = {
    "published": np.int64,
    "precision": np.uint8,
    "title_length": np.uint32,
    "body_length": np.uint32,
    "version": np.uint32,
}


class Expansion(NamedTuple):
    """The words that begin in some way, in order, and how many articles these have, word by word."""

    words: tuple[str, ...]
    frequency: int


class Leaf(NamedTuple):
    """One segment's reader and the number of its first document."""

    reader: IndexReader
    base: int


class Snapshot:
    """Every array has one value per document, in order of their numbers."""

    def __init__(self, location: str, readers: list[IndexReader] | None = None) -> None:
        self._readers = readers or self._open_readers(location)
        self._idle: SimpleQueue[IndexReader | None] = SimpleQueue()  # None once closed
        for reader in self._readers:
            self._idle.put(reader)
        self.closed = False
        self._lock = Lock()
        self._made: dict[tuple[str, str], Any] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self._asked: dict[Reading, int] = {}
        self.typed: dict[str, int] = {}  # how many articles have a word as typed, in any form
        self.patterns_known: dict[Any, Any] = {}  # what became of a prefix, a pattern, a phrase
        self.leaves_known: dict[tuple[str, str | None, bool], Any] = {}  # what `whoosh_match` made of a word
        first = self._readers[0]
        self.generation = int(first.generation() or 0)
        self.documents = first.doc_count_all()
        self.segments = len(leaves(first)) if self.documents else 0
        self._load(first)

    def _open_readers(self, location: str) -> list[IndexReader]:
        """Readers of one and the same commit, however many commits happen meanwhile."""
        for _ in range(ATTEMPTS):
            readers = [open_reader(location) for _ in range(READERS)]
            if len({reader.generation() for reader in readers}) == 1:
                for reader in readers:
                    self._touch(reader)
                return readers
            for reader in readers:
                reader.close()
        raise IndexUnavailable(f"index at {location}: {ATTEMPTS} commits in a row came while it was opened: try again")

    def _touch(self, reader: IndexReader) -> None:
        """Open every file that Whoosh would open at first use."""
        for leaf in leaves(reader):
            leaf.reader.stored_fields(0)
            for name in leaf.reader.schema.names():
                if leaf.reader.has_column(name):
                    leaf.reader.column_reader(name)

    def _load(self, reader: IndexReader) -> None:
        numbers = {name: self._numbers(reader, name, dtype) for name, dtype in NUMBERS.items()}
        self.published, self.precision = numbers["published"], numbers["precision"]
        self.title_length, self.body_length = numbers["title_length"], numbers["body_length"]
        self.version = numbers["version"]
        self.live = self.version > 0
        for leaf in leaves(reader):
            for number in leaf.reader.deleted_docs_set if leaf.reader.has_deletions() else ():
                self.live[leaf.base + number] = False
        self.articles = int(self.live.sum())
        self.ids = self._texts(reader, "id")
        # Read now: a search that holds a reader and waits for another would wait for one that does the same.
        self._written = {each.name: self._texts(reader, each.name) for each in FIELDS if each.column == "text"}
        self._signatures = [bytes(cell) for leaf in leaves(reader) for cell in leaf.reader.column_reader("signature")]
        self.id_rank = np.empty(self.documents, np.int64)
        self.id_rank[np.argsort(np.array(self.ids, dtype=np.str_), kind="stable")] = np.arange(self.documents)

    @staticmethod
    def _numbers(reader: IndexReader, name: str, dtype: type) -> NDArray[Any]:
        parts: list[NDArray[Any]] = [
            np.fromiter(leaf.reader.column_reader(name), dtype, leaf.reader.doc_count_all()) for leaf in leaves(reader)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype)

    @staticmethod
    def _texts(reader: IndexReader, name: str) -> list[str]:
        return [text for leaf in leaves(reader) for text in leaf.reader.column_reader(name)]

    def expansion(self, prefixes: Sequence[str], fields: Sequence[str], deadline: Deadline) -> Expansion | None:
        """The words of title or body with any of some beginnings; None where they have to be looked up one by one.

        prefixes: of which none begins with another
        """
        return None

    def id_of(self, number: int) -> str:
        """The id of a document."""
        return self.ids[number]

    # Lengths

    @cached_property
    def title_norm(self) -> NDArray[np.float64]:
        return self._norm(self.title_length, TITLE_B)

    @cached_property
    def body_norm(self) -> NDArray[np.float64]:
        return self._norm(self.body_length, BODY_B)

    def _norm(self, lengths: NDArray[np.uint32], b: float) -> NDArray[np.float64]:
        return length_norm(lengths.astype(np.float64), self.mean(lengths), b)

    def mean(self, lengths: NDArray[np.uint32]) -> float:
        """The mean over the live articles, 0 where there are none."""
        return int(lengths[self.live].sum(dtype=np.int64)) / self.articles if self.articles else 0.0

    # What is made once, at first use

    def kept(self, kind: str, name: str, make: Callable[[], Value]) -> Value:
        """What was made of this kind and name, made now where it was not."""
        return self._once(kind, name, make)

    def _once(self, kind: str, name: str, make: Callable[[], Value]) -> Value:
        with self._lock:
            if (kind, name) not in self._made:
                self._made[kind, name] = make()
            made: Value = self._made[kind, name]
            return made

    def periods(self, timezone: str) -> Periods:
        """The publication days of every document, as they fall in a time zone (IANA name)."""
        return self._once("periods", timezone, lambda: local_periods(self.published, self.precision, timezone))

    def recency(self, half_life: float, now: datetime | None) -> NDArray[np.float64]:
        """What each document's score is multiplied by for its age; 1 for the undated."""
        newest = self.newest(now)

        def make() -> NDArray[np.float64]:
            dated = self.published != UNDATED
            ages = np.maximum(newest - np.where(dated, self.published, newest), 0) / SECONDS_A_DAY
            return recency(ages, half_life)

        return self._once("recency", f"{half_life} {newest}", make)

    def newest(self, now: datetime | None) -> int:
        """What ages count from (`SearchRequest.reference`): the newest date of publication, in seconds.

        UNDATED where there is none.
        """
        end = end_of_tomorrow(now)
        if end is None or self._newest < end:
            return self._newest

        def find() -> int:
            published = self.published[(self.published != UNDATED) & self.live]
            return int(published[published < end].max(initial=UNDATED))

        known = self._once("newest", str(end), find)
        return self._newest if known == UNDATED else known

    @cached_property
    def spoken(self) -> Spoken:
        """How many live articles are in each language, in the order of `languages`."""
        values = self.values("lang")
        counts = np.bincount(values.flat[self.live[values.owners]], minlength=len(values.labels)).tolist()
        known = sorted(zip(values.labels, counts, strict=True))
        return (*known, (None, self.articles - sum(counts)))

    def speaking(self, languages: frozenset[str | None]) -> Mask:
        """Which documents are in one of some languages; None for those in no known one."""
        values = self.values("lang")
        named = [language for language in languages if language]

        def make() -> Mask:
            speaking = values.having([fold_value(language) for language in named])
            return speaking | ~values.present if None in languages else speaking

        return self._once("speaking", " ".join([*sorted(named), *([""] if None in languages else [])]), make)

    @cached_property
    def _newest(self) -> int:
        """The newest date of publication of all; UNDATED where there is none."""
        return int(self.published[(self.published != UNDATED) & self.live].max(initial=UNDATED))

    def age_days(self, number: int, now: datetime | None) -> float | None:
        """How much older a document is than the newest article; None for the undated."""
        published = int(self.published[number])
        return None if published == UNDATED else max(self.newest(now) - published, 0) / SECONDS_A_DAY

    def values(self, column: str) -> Ordinals:
        """The whole values of a text column."""

        def make() -> Ordinals:
            pairs = zip(self._written[column], self.live.tolist(), strict=True)
            return ordinals([text.split(VALUE_SEPARATOR) if text and live else [] for text, live in pairs])

        return self._once("values", column, make)

    @property
    def stories(self) -> Stories:
        """Which live articles are copies of one another."""
        return self._once("stories", "", self._grouped)

    def _grouped(self) -> Stories:
        signatures, signed = self._signed()
        return stories_of(signatures, signed, self.published, self.id_rank)

    def _signed(self) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
        """The signatures of the live documents that have one, behind one another, and these documents."""
        signed = np.flatnonzero(self.live & np.array([bool(made) for made in self._signatures], np.bool_))
        return np.frombuffer(b"".join(self._signatures[number] for number in signed.tolist()), "<u2"), signed

    @cached_property
    def languages(self) -> tuple[str | None, ...]:
        """The languages of the live articles, in order; None last, and there even when every article has one."""
        return tuple(language for language, _ in self.spoken)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each live article, by id."""
        return {self.ids[number]: number for number in np.flatnonzero(self.live).tolist()}

    def frequency(self, reader: IndexReader, field: str, term: str, deadline: Deadline) -> int:
        """How many live articles have a term in a field; Whoosh's own figure counts deleted ones."""
        known = self._frequencies.get((field, term))
        if known is None:
            deadline.check()
            known = sum(_live_frequency(leaf.reader, field, term, deadline) for leaf in leaves(reader))
            self._frequencies[field, term] = known
        return known

    def asked(self, reader: IndexReader, reading: Reading, deadline: Deadline) -> int:
        """How many live articles have a stem, of those that are asked for it."""
        if reading.languages is None:
            return self.frequency(reader, "stem", reading.stem, deadline)
        known = self._asked.get(reading)
        if known is None:
            deadline.check()
            asked = self.live & self.speaking(reading.languages)
            known = self._asked[reading] = sum(
                int(asked[part].sum()) for part in self._having_stem(reader, reading.stem, deadline)
            )
        return known

    def _having_stem(self, reader: IndexReader, stem: str, deadline: Deadline) -> Iterator[NDArray[np.int64]]:
        """The documents that have a stem, segment by segment; deleted ones may be among them."""
        for leaf in leaves(reader):
            with suppress(TermNotFound):
                yield leaf.base + np.fromiter(leaf.reader.postings("stem", stem).all_ids(), np.int64)
                deadline.check()

    def vocabulary(self, reader: IndexReader, field: str, deadline: Deadline) -> Vocabulary:
        """All words of a field. Raises DeadlinePassed."""
        vocabulary = self._once("vocabulary", field, lambda: Vocabulary(field))
        vocabulary.load(reader, deadline)
        return vocabulary

    def beginning(self, reader: IndexReader, field: str, prefix: str, deadline: Deadline) -> Iterator[str]:
        """The words of a field that begin so, in order."""
        for count, term in enumerate(reader.expand_prefix(field, prefix)):
            if not count % CHECK_EVERY:
                deadline.check()
            yield bytes(term).decode("utf-8", "surrogatepass")

    def fitting(self, reader: IndexReader, fields: Sequence[str], pattern: str, deadline: Deadline) -> Iterable[str]:
        """The words of some fields that a folded wildcard stands for."""
        prefix = literal_prefix(pattern)
        for field in fields:
            if prefix:
                words: Iterable[str] = self.beginning(reader, field, prefix, deadline)
            else:
                words = self.vocabulary(reader, field, deadline).words
            yield from filter(shape(pattern).fullmatch, words)

    def close_to(
        self, reader: IndexReader, fields: Sequence[str], word: str, distance: int, deadline: Deadline
    ) -> Iterable[str]:
        """The words of some fields at most `distance` edits from a folded word."""
        for field in fields:
            yield from within(word, distance, self.vocabulary(reader, field, deadline).dictionary)

    def bounds(
        self, reader: IndexReader, words: Sequence[str], fields: Sequence[str], deadline: Deadline
    ) -> NDArray[np.int64]:
        """For each word at least as many as the live articles that have it in one of the fields; quickly had.

        Those of deleted articles that are not merged yet are among them.
        """
        found = np.zeros(len(words), np.int64)
        for place, word in enumerate(words):
            if not place % CHECK_EVERY:
                deadline.check()
            found[place] = max(int(reader.doc_frequency(field, word)) for field in fields)
        return found

    # Readers

    @contextmanager
    def borrow(self) -> Iterator[IndexReader]:
        """A reader for this thread alone, until the block ends."""
        reader = self._idle.get()
        if reader is None:
            self._idle.put(None)
            raise SearcherClosed(f"this searcher of generation {self.generation} was closed; open another")
        try:
            yield reader
        finally:
            self._idle.put(reader)
            if self.closed:
                self._close_idle()

    def close(self) -> None:
        """Release the files: idle readers now, lent ones as they come back."""
        self.closed = True
        self._close_idle()

    def _close_idle(self) -> None:
        while True:
            try:
                reader = self._idle.get_nowait()
            except Empty:
                self._idle.put(None)  # wakes whoever waits for a reader
                return
            if reader is not None:
                reader.close()


def leaves(reader: IndexReader) -> list[Leaf]:
    """The segments of a reader, in order."""
    return [Leaf(part, base) for part, base in reader.leaf_readers() if part.doc_count_all()]


def stored(reader: IndexReader, number: int) -> dict[str, Any]:
    """What is stored for a document."""
    for leaf in reversed(leaves(reader)):
        if number >= leaf.base:
            fields: dict[str, Any] = leaf.reader.stored_fields(number - leaf.base)
            return fields
    raise IndexError(number)


def _live_frequency(reader: IndexReader, field: str, term: str, deadline: Deadline) -> int:
    if not reader.has_deletions():
        return int(reader.doc_frequency(field, term))
    try:
        postings = reader.postings(field, term)
    except TermNotFound:
        return 0
    count = 0
    while postings.is_active():
        count += 1
        if not count % CHECK_EVERY:
            deadline.check()
        postings.next()
    return count
