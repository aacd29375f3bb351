"""Text to chunks and what stands between them: a compiled scan of UTF-8 bytes.

A chunk is a longest stretch in which the tokenizer may find words and at whose borders it must cut; analysis then looks
at each distinct chunk once. What a character does is one byte of a table:

    APART  ends a chunk
    WORD   may begin a chunk and is part of one
    TAIL   part of a chunk that has begun, wherever it stands (`C++`)
    JOINT  part of a chunk only between others (`O'Neill`, `3.5`)
    PAIRED runs of these become chunks of two neighbors each, and the last alone, behind a byte 1 that marks them

What stands before, between and behind the chunks of a run is numbered too, so that the numbers spell the text
(`texts.py`). Runs with pairs, or with a chunk or a gap longer than LONGEST, are not spelled so.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.strings import (
    NONE,
    SHORT,
    Strings,
    StringTable,
    has_room,
    insert,
    key_of,
    look_up,
    mix,
    number_of,
    pack,
)
from index.machine import entry, inlined, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

APART, WORD, TAIL, JOINT, PAIRED = 0, 1, 2, 3, 4
PAIR_MARK = 1
LONGEST = 255  # bytes
BLANK = 32
ASCII_END = 0x80


class Found(NamedTuple):
    """The chunks and gaps of some runs.

    chunks: numbers; gaps: what stands before each chunk, and one more behind the last of every run
    ends:   where each run's chunks end, a 0 before; run r's gaps are gaps[ends[r] + r : ends[r + 1] + r + 1]
    spelled: whether chunks and gaps spell the run, 1 or 0
    """

    chunks: U32
    gaps: U32
    ends: I64
    spelled: U8


@kernel
def code_point(text: U8, at: int) -> tuple[int, int]:
    """The character at a byte, and how many bytes it has; the text is valid UTF-8 (surrogates passed)."""
    lead = np.int64(text[at])
    if lead < ASCII_END:
        return lead, 1
    if lead < 0xE0:
        return ((lead & 0x1F) << 6) | (np.int64(text[at + 1]) & 0x3F), 2
    middle = ((np.int64(text[at + 1]) & 0x3F) << 6) | (np.int64(text[at + 2]) & 0x3F)
    if lead < 0xF0:
        return ((lead & 0x0F) << 12) | middle, 3
    return ((lead & 0x07) << 18) | (middle << 6) | (np.int64(text[at + 3]) & 0x3F), 4


@kernel
def _kind_at(text: U8, at: int, kinds: U8) -> tuple[int, int]:
    point, size = code_point(text, at)
    return np.int64(kinds[point]), size


@kernel
def _next_word(text: U8, at: int, end: int, kinds: U8) -> tuple[int, int]:
    """Where the next chunk begins (`end` if nowhere), and the kind of its first character."""
    while at < end:
        lead = text[at]
        if lead < ASCII_END:
            kind, size = np.int64(kinds[lead]), 1
        else:
            kind, size = _kind_at(text, at, kinds)
        if kind == WORD or kind == PAIRED:
            return at, kind
        at += size
    return end, APART


@kernel
def _word(text: U8, at: int, end: int, kinds: U8) -> tuple[int, int, int]:
    """How long the chunk of words is that begins here, its key, and where to look on."""
    start, stop = at, at
    packed, mixed = NONE, NONE
    packed_there, mixed_there = NONE, NONE
    while at < end:
        lead = text[at]
        if lead < ASCII_END:
            kind, size = np.int64(kinds[lead]), 1
        else:
            kind, size = _kind_at(text, at, kinds)
        if kind == APART or kind == PAIRED:
            break
        packed, mixed = pack(packed, lead), mix(mixed, lead)
        for i in range(at + 1, at + size):
            packed, mixed = pack(packed, text[i]), mix(mixed, text[i])
        at += size
        if kind != JOINT:
            stop, packed_there, mixed_there = at, packed, mixed
    size = stop - start
    return size, key_of(packed_there, mixed_there, size), at


@inlined
def _plain_word(text: U8, at: int, end: int, kinds: U8) -> tuple[int, int]:
    """How long the chunk that begins here is, and its key, where it is of ASCII letters and digits alone; else 0."""
    stop, packed = at, NONE
    lead = text[at]
    while lead < ASCII_END and kinds[lead] == WORD:
        packed = pack(packed, lead)
        stop += 1
        if stop == end:
            break
        lead = text[stop]
    if stop < end and (lead >= ASCII_END or kinds[lead] != APART):
        return 0, packed
    if stop - at <= SHORT:
        return stop - at, key_of(packed, NONE, stop - at)
    mixed = NONE
    for i in range(at, stop):
        mixed = mix(mixed, text[i])
    return stop - at, key_of(packed, mixed, stop - at)


@kernel
def _pair(words: Strings, text: U8, at: int, end: int, kinds: U8, room: U8) -> tuple[int, int]:
    """The number of the pair that begins here, and where the next may begin."""
    _, size = _kind_at(text, at, kinds)
    stop = at + size
    if stop < end:
        kind, following = _kind_at(text, stop, kinds)
        if kind == PAIRED:
            stop += following
    room[0] = PAIR_MARK
    for i in range(stop - at):
        room[1 + i] = text[at + i]
    return number_of(words, room, 0, stop - at + 1), at + size


@kernel
def _gap_key(text: U8, start: int, end: int) -> int:
    packed, mixed = NONE, NONE
    for i in range(start, end):
        packed, mixed = pack(packed, text[i]), mix(mixed, text[i])
    return key_of(packed, mixed, end - start)


@entry
def scan(text: U8, ends: I64, first: int, kinds: U8, words: Strings, gaps: Strings, out: Found) -> int:
    """Number the chunks of the runs from `first` on; return the run that found no room, or how many runs there are.

    ends: where each run ends in `text` (`ends[i]` begins run i); kinds: by code point
    """
    room = np.empty(16, np.uint8)
    slots, keys, word_ends, arena, _ = words
    gap_slots, gap_keys, gap_ends, gap_arena, _ = gaps
    out_chunks, out_gaps, out_ends, out_spelled = out
    for run in range(first, len(ends) - 1):
        at, end = ends[run], ends[run + 1]
        put, need = out_ends[run], end - at
        full = not has_room(words, need, 3 * need) or not has_room(gaps, need + 1, need)
        if full or put + need > len(out_chunks) or put + need + run + 1 > len(out_gaps):
            return run
        spelled, behind = 1, at
        while True:
            at, kind = _next_word(text, at, end, kinds)
            if (at < end and kind == PAIRED) or at - behind > LONGEST:
                spelled = 0
            gap = at - behind
            if gap == 1 and text[behind] == BLANK:
                out_gaps[put + run] = 0
            elif spelled == 1:
                key = _gap_key(text, behind, at)
                number = look_up(gap_slots, gap_keys, gap_ends, gap_arena, text, behind, gap, key)
                if number < 0:
                    number = insert(gaps, -1 - number, text, behind, gap, key)
                out_gaps[put + run] = number
            if at >= end:
                break
            if kind == PAIRED:
                out_chunks[put], at = _pair(words, text, at, end, kinds, room)
                behind = at
            else:
                size, key = _plain_word(text, at, end, kinds)
                following = at + size
                if size == 0:
                    size, key, following = _word(text, at, end, kinds)
                if size > LONGEST:
                    spelled = 0
                number = look_up(slots, keys, word_ends, arena, text, at, size, key)
                if number < 0:
                    number = insert(words, -1 - number, text, at, size, key)
                out_chunks[put] = number
                behind, at = at + size, following
            put += 1
        out_spelled[run] = spelled
        out_ends[run + 1] = put
    return len(ends) - 1


class ChunkTable:
    """The distinct chunks, and what stands between them, of everything scanned since it was made."""

    def __init__(self, kinds: U8) -> None:
        self._kinds = kinds
        self.words, self.gaps = StringTable(1 << 16), StringTable()
        self.gaps.number(b" ")
        self._room = np.empty(0, np.uint32), np.empty(0, np.uint32)

    def __len__(self) -> int:
        return len(self.words)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self.words.size + self.gaps.size

    def scan(self, text: bytes, ends: I64) -> Found:
        """The chunks of consecutive runs of a text; ends: where each run ends, a 0 before.

        Its arrays of chunks and gaps hold until the next call, which fills the same room.
        """
        runs, room = len(ends) - 1, len(text) // 2 + int(np.diff(ends).max(initial=0)) + 1
        if room + runs > len(self._room[0]):
            self._room = np.empty(room + runs, np.uint32), np.empty(room + runs, np.uint32)
        found = Found(*self._room, np.zeros(runs + 1, np.int64), np.zeros(runs, np.uint8))
        data = np.frombuffer(text, np.uint8)
        run = 0
        while (run := int(scan(data, ends, run, self._kinds, self.words.strings, self.gaps.strings, found))) < runs:
            need, put = int(ends[run + 1] - ends[run]), int(found.ends[run])
            self.words.make_room(need, 3 * need)
            self.gaps.make_room(need + 1, need)
            if put + need > len(found.chunks):
                more = np.empty(len(text), np.uint32)
                found = found._replace(
                    chunks=np.concatenate([found.chunks, more]), gaps=np.concatenate([found.gaps, more])
                )
        count = int(found.ends[-1])
        return found._replace(chunks=found.chunks[:count], gaps=found.gaps[: count + runs])
