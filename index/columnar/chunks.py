"""Text to chunks: a compiled scan of UTF-8 bytes into a table of the distinct ones.

A chunk is a longest stretch in which the tokenizer may find words and at whose borders it must cut; analysis then looks
at each distinct chunk once. What a character does is one byte of a table:

    APART  ends a chunk
    WORD   may begin a chunk and is part of one
    TAIL   part of a chunk that has begun, wherever it stands (`C++`)
    JOINT  part of a chunk only between others (`O'Neill`, `3.5`)
    PAIRED runs of these become chunks of two neighbors each, and the last alone, behind a byte 1 that marks them

Chunks of ASCII alone are entered in lower case.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

APART, WORD, TAIL, JOINT, PAIRED = 0, 1, 2, 3, 4
PAIR_MARK = 1
UPPER_A, UPPER_Z, TO_LOWER = 65, 90, 32
PRIME = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)


class Table(NamedTuple):
    """Distinct chunks, numbered as they came.

    slots: open addressing, chunk number + 1; a power of two long; hashes, ends: by number; arena: their bytes
    """

    slots: U32
    hashes: U64
    ends: U32
    arena: U8


@kernel
def code_point(text: U8, at: int) -> tuple[int, int]:
    """The character at a byte, and how many bytes it has; the text is valid UTF-8 (surrogates passed)."""
    lead = np.int64(text[at])
    if lead < 0x80:
        return lead, 1
    if lead < 0xE0:
        return ((lead & 0x1F) << 6) | (np.int64(text[at + 1]) & 0x3F), 2
    middle = ((np.int64(text[at + 1]) & 0x3F) << 6) | (np.int64(text[at + 2]) & 0x3F)
    if lead < 0xF0:
        return ((lead & 0x0F) << 12) | middle, 3
    return ((lead & 0x07) << 18) | (middle << 6) | (np.int64(text[at + 3]) & 0x3F), 4


@kernel
def _lowered(byte: int, ascii_only: bool) -> int:
    if ascii_only and UPPER_A <= byte <= UPPER_Z:
        return np.uint8(byte + TO_LOWER)
    return np.uint8(byte)


@kernel
def _number(table: Table, text: U8, start: int, end: int, ascii_only: bool, paired: bool, state: I64) -> int:
    """The number of the chunk text[start:end], entered if new."""
    mixed = np.uint64(end - start + (1 << 20) * paired)
    for i in range(start, end):
        mixed = (mixed ^ np.uint64(_lowered(text[i], ascii_only))) * PRIME
    mixed ^= mixed >> HALF
    mask = len(table.slots) - 1
    slot = np.int64(mixed) & mask
    while table.slots[slot] > 0:
        number = np.int64(table.slots[slot]) - 1
        if table.hashes[number] == mixed:
            low, high = np.int64(table.ends[number]), np.int64(table.ends[number + 1])
            same = high - low == end - start + paired and (table.arena[low] == PAIR_MARK) == paired
            low += paired
            i = 0
            while same and i < end - start:
                same = table.arena[low + i] == _lowered(text[start + i], ascii_only)
                i += 1
            if same:
                return number
        slot = (slot + 1) & mask
    number = state[0]
    table.slots[slot] = number + 1
    table.hashes[number] = mixed
    low = np.int64(table.ends[number])
    if paired:
        table.arena[low] = PAIR_MARK
        low += 1
    for i in range(end - start):
        table.arena[low + i] = _lowered(text[start + i], ascii_only)
    table.ends[number + 1] = low + end - start
    state[0] = number + 1
    return number


@kernel
def _kind_at(text: U8, at: int, kinds: U8) -> tuple[int, int]:
    lead = text[at]
    if lead < 0x80:
        return np.int64(kinds[lead]), 1
    point, size = code_point(text, at)
    return np.int64(kinds[point]), size


@kernel
def _word_end(text: U8, at: int, end: int, kinds: U8) -> tuple[tuple[int, int], int, bool]:
    """The borders of the chunk of words that begins here, where to look on, and whether it is all ASCII."""
    start, stop, high = at, at, False
    while at < end:
        kind, size = _kind_at(text, at, kinds)
        if kind in (APART, PAIRED):
            break
        at += size
        if kind != JOINT:
            stop = at
            high |= size > 1
        elif size > 1:
            high = True
    return (start, stop), at, not high


@kernel
def scan(text: U8, ends: I64, first: int, kinds: U8, table: Table, out: U32, out_ends: I64, state: I64) -> int:
    """Number the chunks of the runs from `first` on; return the run that found no room, or how many runs there are.

    ends: where each run ends in `text` (`ends[i]` begins run i); kinds: by code point
    out: filled with chunk numbers from state[1] on; out_ends: where each run's chunks end
    state: chunks in the table, chunks put out
    """
    for run in range(first, len(ends) - 1):
        at, end = ends[run], ends[run + 1]
        full = (
            2 * (state[0] + (end - at)) >= len(table.slots)
            or state[0] + (end - at) >= len(table.hashes)
            or np.int64(table.ends[state[0]]) + 3 * (end - at) > len(table.arena)
            or state[1] + (end - at) > len(out)
        )
        if full:
            return run
        put = state[1]
        while at < end:
            kind, size = _kind_at(text, at, kinds)
            if kind == WORD:
                stop, at, ascii_only = _word_end(text, at, end, kinds)
                out[put] = _number(table, text, stop[0], stop[1], ascii_only, False, state)
                put += 1
            elif kind == PAIRED:
                ahead = at + size
                following, next_size = _kind_at(text, ahead, kinds) if ahead < end else (APART, 0)
                stop_at = ahead + (next_size if following == PAIRED else 0)
                out[put] = _number(table, text, at, stop_at, False, True, state)
                put += 1
                at = ahead
            else:
                at += size
        state[1] = put
        out_ends[run + 1] = put
    return len(ends) - 1


class ChunkTable:
    """The distinct chunks of everything scanned since it was made; grows as it must."""

    def __init__(self, kinds: U8, slots: int = 1 << 16) -> None:
        self._kinds = kinds
        self._state = np.zeros(2, np.int64)
        self._table = Table(
            np.zeros(slots, np.uint32),
            np.zeros(slots // 2, np.uint64),
            np.zeros(slots // 2 + 1, np.uint32),
            np.zeros(slots * 4, np.uint8),
        )

    def __len__(self) -> int:
        return int(self._state[0])

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return sum(array.nbytes for array in self._table)

    def scan(self, text: bytes, ends: I64) -> tuple[U32, I64]:
        """The chunks of consecutive runs of a text, and where each run's chunks end (a 0 before the first)."""
        out = np.empty(len(text) // 2 + int(np.diff(ends).max(initial=0)) + len(ends), np.uint32)
        out_ends = np.zeros(len(ends), np.int64)
        data = np.frombuffer(text, np.uint8)
        self._state[1] = 0
        run = 0
        while (run := int(scan(data, ends, run, self._kinds, self._table, out, out_ends, self._state))) < len(ends) - 1:
            need = int(ends[run + 1] - ends[run])
            self._grow(need)
            if int(self._state[1]) + need > len(out):
                out = np.concatenate([out, np.empty(len(text), np.uint32)])
        return out[: self._state[1]], out_ends

    def chunk(self, number: int) -> bytes:
        table = self._table
        return table.arena[table.ends[number] : table.ends[number + 1]].tobytes()

    def span(self, low: int, high: int) -> tuple[U8, U32]:
        """The bytes of the chunks numbered low to high, and where each ends (their start before the first)."""
        ends = self._table.ends[low : high + 1]
        return self._table.arena, ends

    def _grow(self, need: int) -> None:
        """Make room for one run of `need` bytes, whatever is in it."""
        table, count = self._table, len(self)
        slots = len(table.slots)
        while 2 * (count + need) >= slots:
            slots *= 2
        arena = len(table.arena)
        while int(table.ends[count]) + 3 * need > arena:
            arena *= 2
        grown = Table(
            np.zeros(slots, np.uint32), _longer(table.hashes, slots // 2), _longer(table.ends, slots // 2 + 1),
            _longer(table.arena, arena),
        )  # fmt: skip
        replace_slots(grown.slots, grown.hashes, count)
        self._table = grown


def _longer(array: NDArray[np.generic], size: int) -> NDArray[np.generic]:
    longer = np.zeros(size, array.dtype)
    longer[: len(array)] = array
    return longer


@kernel
def replace_slots(slots: U32, hashes: U64, count: int) -> None:
    """Enter the first `count` chunks into empty slots."""
    mask = len(slots) - 1
    for number in range(count):
        slot = np.int64(hashes[number]) & mask
        while slots[slot] > 0:
            slot = (slot + 1) & mask
        slots[slot] = number + 1
