"""Where a text's words stand, found by a compiled scan instead of analyzing every one of them.

A text is cut into chunks as for the index (`index/columnar/chunks.py` says how). The distinct chunks of all texts seen
that begin as a word of the query may are numbered, once in a process, so that a query decides about each of them once.
"""

import threading
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import Forms, forms, scan
from index.characters import classify
from index.columnar.chunks import APART, JOINT, PAIRED, WORD, code_point
from index.columnar.words import kind_of
from index.machine import entry, kernel

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]

UNSEEN = 255  # the kind of a character that was not asked for yet
# Shapes of a chunk: PLAIN is one word of ASCII letters and digits, with or without a possessive; PAIR two unspaced
# characters, or the last; OTHER may be several words.
OTHER, PLAIN, PAIR = 0, 1, 2
PRIME = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)
UPPER_A, UPPER_Z, TO_LOWER, ASCII_END = 65, 90, 32, 128
APOSTROPHE, SMALL_S = 39, 115
FIRST_LEAD = -64  # among signed bytes; those below go on with a character
MOST_CHUNKS = 200_000  # then a table starts anew: the frequent ones are back within a few articles


class Table(NamedTuple):
    """Distinct chunks, numbered as they came, ASCII letters in lower case.

    slots: open addressing, chunk number + 1; a power of two long
    ends:  where each chunk ends in `arena`, a 0 before the first
    """

    slots: U32
    hashes: U64
    shapes: U8
    ends: I64
    arena: U8


class Chunks(NamedTuple):
    """Chunks of one text in order. Offsets are bytes of its UTF-8.

    before: how many chunks of the text stand before each
    reach:  where the stretch ends that the chunk was cut from, with the points behind it that may belong to it
    """

    numbers: I64
    before: I64
    starts: I64
    ends: I64
    reach: I64


@kernel
def _kind_at(text: U8, at: int, kinds: U8) -> tuple[int, int]:
    if text[at] < ASCII_END:
        return np.int64(kinds[text[at]]), 1
    point, size = code_point(text, at)
    return np.int64(kinds[point]), size


@kernel
def _lowered(byte: int) -> int:
    return np.uint8(byte + TO_LOWER) if UPPER_A <= byte <= UPPER_Z else np.uint8(byte)


@kernel
def _hash(text: U8, start: int, end: int, shape: int) -> int:
    mixed = np.uint64((end - start) * 4 + shape)
    for at in range(start, end):
        mixed = (mixed ^ np.uint64(_lowered(text[at]))) * PRIME
    return mixed ^ (mixed >> HALF)


@kernel
def _is(table: Table, number: int, text: U8, start: int, end: int) -> bool:
    at, low = 0, table.ends[number]
    while at < end - start and table.arena[low + at] == _lowered(text[start + at]):
        at += 1
    return at == end - start


@kernel
def _number(table: Table, text: U8, start: int, end: int, shape: int, size: I64) -> int:
    """The number of the chunk text[start:end], entered if new."""
    mixed = _hash(text, start, end, shape)
    mask = len(table.slots) - 1
    slot = np.int64(mixed) & mask
    while table.slots[slot] > 0:
        number = np.int64(table.slots[slot]) - 1
        same = table.hashes[number] == mixed and table.shapes[number] == shape
        if same and table.ends[number + 1] - table.ends[number] == end - start and _is(table, number, text, start, end):
            return number
        slot = (slot + 1) & mask
    number = size[0]
    low = table.ends[number]
    for at in range(end - start):
        table.arena[low + at] = _lowered(text[start + at])
    table.slots[slot], table.hashes[number], table.shapes[number] = number + 1, mixed, shape
    table.ends[number + 1] = low + end - start
    size[0] = number + 1
    return number


@kernel
def _word_end(text: U8, at: int, kinds: U8) -> tuple[int, int, int]:
    """Where the chunk of words that begins here ends, where to look on, and its shape; -1 for an unseen kind in it."""
    stop, plain, length = at, at, len(text)
    while plain < length and text[plain] < ASCII_END and kinds[text[plain]] == WORD:
        plain += 1
    at = stop = plain
    while at < length:
        kind, size = _kind_at(text, at, kinds)
        if kind == UNSEEN:
            return stop, at, -1
        if kind in (APART, PAIRED):
            break
        at += size
        if kind != JOINT:
            stop = at
    possessive = stop == plain + 2 and text[plain] == APOSTROPHE and _lowered(text[plain + 1]) == SMALL_S
    return stop, at, PLAIN if stop == plain or possessive else OTHER


@entry
def spot(text: U8, kinds: U8, may_begin: Mask, table: Table, found: Chunks, size: I64) -> int:
    """Find chunks of a text; return how many, or -1 at a character of unseen kind. The table has room.

    may_begin: by byte; a plain chunk that does not begin so is only counted
    size:      how many chunks the table holds
    """
    at, count, before = 0, 0, 0
    while at < len(text):
        kind, width = _kind_at(text, at, kinds)
        if kind == UNSEEN:
            return -1
        if kind not in (WORD, PAIRED):
            at += width
            continue
        start, shape = at, PAIR
        if kind == WORD:
            stop, at, shape = _word_end(text, at, kinds)
            reach = at
        else:
            at += width
            following, more = _kind_at(text, at, kinds) if at < len(text) else (APART, 0)
            stop = reach = at + (more if following == PAIRED else 0)
            shape = -1 if following == UNSEEN else PAIR
        if shape < 0:
            return -1
        if shape != PLAIN or may_begin[_lowered(text[start])]:
            found.numbers[count] = _number(table, text, start, stop, shape, size)
            found.starts[count], found.ends[count], found.reach[count] = start, stop, reach
            found.before[count] = before
            count += 1
        before += 1
    return count


@entry
def enter(slots: U32, hashes: U64, count: int) -> None:
    """Enter the first `count` chunks into empty slots."""
    mask = len(slots) - 1
    for number in range(count):
        slot = np.int64(hashes[number]) & mask
        while slots[slot] > 0:
            slot = (slot + 1) & mask
        slots[slot] = number + 1


class Spotter:
    """The chunks of every text seen; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds = np.full(0x110000, UNSEEN, np.uint8)
        self._size = np.zeros(1, np.int64)
        self._table = _room(1 << 14, 1 << 17)
        self._beginnings = np.empty(len(self._table.shapes), np.uint16)
        self._begun = 0  # chunks whose beginnings are there
        self._words: dict[int, tuple[str, ...]] = {}
        self._meanings: dict[str | None, dict[int, tuple[Forms, ...]]] = {}
        self._room = _chunks(1 << 14)

    def __len__(self) -> int:
        return int(self._size[0])

    def chunks(self, text: str, may_begin: Mask) -> tuple[Chunks, bytes]:
        """The chunks of a text but for plain ones that do not begin so, and its UTF-8."""
        raw = text.encode("utf-8", "surrogatepass")
        data = np.frombuffer(raw, np.uint8)
        with self._lock:
            self._grow(len(data))
            count = spot(data, self._kinds, may_begin, self._table, self._room, self._size)
            if count < 0:
                self._learn(text)
                count = spot(data, self._kinds, may_begin, self._table, self._room, self._size)
            self._begin()
            return Chunks(*(column[:count].copy() for column in self._room)), raw

    def shape(self, number: int) -> int:
        return int(self._table.shapes[number])

    @property
    def room(self) -> int:
        """How many chunks there may be before the table must grow."""
        return len(self._table.shapes)

    def beginnings(self, numbers: I64) -> U16:
        """The first byte of each chunk * 256 + the second; 0 for one that is not plain, a second 0 for one of one."""
        return self._beginnings[numbers]

    def text(self, number: int) -> str:
        """The chunk, ASCII letters in lower case."""
        table = self._table
        return table.arena[table.ends[number] : table.ends[number + 1]].tobytes().decode("utf-8", "surrogatepass")

    def words(self, number: int) -> tuple[str, ...]:
        """The words of a chunk."""
        if self.shape(number) != OTHER:
            return (self.text(number),)
        known = self._words.get(number)
        if known is None:
            known = self._words[number] = tuple(word for word, _, _ in scan(self.text(number)))
        return known

    def meaning(self, language: str | None) -> Callable[[int], tuple[Forms, ...]]:
        """What gives the forms of each word of a chunk in a language; they are found once, not for each query."""
        meanings = self._meanings.setdefault(language, {})

        def meaning(number: int) -> tuple[Forms, ...]:
            known = meanings.get(number)
            if known is None:
                known = meanings[number] = tuple(forms(word, language) for word in self.words(number))
            return known

        return meaning

    def positions(self, chunks: Chunks) -> I64:
        """The position of the first word of each chunk among all words of its text."""
        more = np.zeros(len(chunks.numbers) + 1, np.int64)
        several = np.flatnonzero(self._table.shapes[chunks.numbers] == OTHER)
        more[several + 1] = [len(self.words(number)) - 1 for number in chunks.numbers[several].tolist()]
        positions: I64 = chunks.before + np.cumsum(more)[:-1]
        return positions

    def _begin(self) -> None:
        """Note how the chunks begin that were not there before."""
        size, table = len(self), self._table
        if self._begun == size:
            return
        numbers = slice(self._begun, size)
        starts, ends = table.ends[numbers], table.ends[self._begun + 1 : size + 1]
        first = table.arena[starts].astype(np.uint16)
        second = np.where(ends - starts > 1, table.arena[np.minimum(starts + 1, ends - 1)], 0)
        self._beginnings[numbers] = np.where(table.shapes[numbers] == PLAIN, first * 256 + second, 0)
        self._begun = size

    def _grow(self, need: int) -> None:
        """Make room for the chunks of a text of so many bytes."""
        table, size = self._table, len(self)
        if len(self._room.numbers) < need:
            self._room = _chunks(need)
        slots, arena = len(table.slots), len(table.arena)
        while 2 * (size + need) >= slots:
            slots *= 2
        while int(table.ends[size]) + 2 * need > arena:
            arena *= 2
        if (slots, arena) == (len(table.slots), len(table.arena)):
            return
        grown = _room(slots, arena)
        grown.hashes[:size], grown.shapes[:size] = table.hashes[:size], table.shapes[:size]
        grown.ends[: size + 1] = table.ends[: size + 1]
        grown.arena[: len(table.arena)] = table.arena
        enter(grown.slots, grown.hashes, size)
        beginnings = np.empty(len(grown.shapes), np.uint16)
        beginnings[:size] = self._beginnings[:size]
        self._table, self._beginnings = grown, beginnings

    def _learn(self, text: str) -> None:
        for character in set(text):
            if self._kinds[ord(character)] == UNSEEN:
                self._kinds[ord(character)] = kind_of(classify(character))


def _chunks(most: int) -> Chunks:
    return Chunks(*np.empty((5, most), np.int64))


def _room(slots: int, arena: int) -> Table:
    most = slots // 2
    return Table(
        np.zeros(slots, np.uint32),
        np.zeros(most, np.uint64),
        np.zeros(most, np.uint8),
        np.zeros(most + 1, np.int64),
        np.zeros(arena, np.uint8),
    )


def spotter() -> Spotter:
    """The process's own; a new one when that is full."""
    if not _shared or len(_shared[-1]) > MOST_CHUNKS:
        _shared[:] = [Spotter()]
    return _shared[-1]


_shared: list[Spotter] = []


def offsets(raw: bytes, places: I64) -> I64:
    """Offsets into a text's UTF-8 as offsets into the text."""
    if raw.isascii():
        return places
    going_on = np.flatnonzero(np.frombuffer(raw, np.int8) < FIRST_LEAD)
    return places - going_on.searchsorted(places)
