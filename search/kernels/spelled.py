"""Titles and bodies walked as they are stored, as numbers of chunks and gaps: nothing is spelled out but what is shown.

A text is a row of symbols, gap and chunk by turns (`index/columnar/texts.py`). The first thing about a chunk is how it
begins, so that a query is asked about few of them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.chunks import ASCII_END, LONGEST, code_point
from index.columnar.english import stem_english
from index.columnar.huffman import LENGTH_BITS, LENGTH_MASK, LONGEST_CODE, TABLE_BITS, WINDOW
from index.machine import entry, inlined, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

DAMAGED, FULL = -1, -2
LENGTHS = LONGEST_CODE + 1
TABLE_SHIFT = np.uint64(WINDOW - TABLE_BITS)
ONE, HALF, LAST_BIT = np.uint64(1), np.uint64(32), np.uint64(63)
SIZE_MASK, POINTS_SHIFT, BEGIN_SHIFT = 255, 8, 16
UPPER_A, UPPER_Z, TO_LOWER = 65, 90, 32
APOSTROPHE, SMALL_S, NINE = 39, 115, 57
CURLY = (0xE2, 0x80, 0x99)  # an apostrophe as most news print it, in UTF-8


class Spelled(NamedTuple):
    """The spelled texts of a segment: those of `texts.Model`, but for

    texts: the stored words of 64 bits
    told:  of each symbol its bytes, its code points above POINTS_SHIFT, and above BEGIN_SHIFT how it begins: the first
           byte * 256 + the second (0 for none), ASCII letters in lower case; 0 for a chunk that is not one word of
           ASCII letters and digits, with or without a possessive. 0 in all of a symbol that was not walked yet: a
           large segment has a million of them, and a page some thousand
    """

    texts: U64
    told: U32
    limits: U64
    shifts: I64
    table: U32
    text: U8
    starts: I64


class Rows(NamedTuple):
    """Walked texts, title and body of each document by turns, a run each; in halves of two arrays, which cross quicker.

    symbols: of all runs; places: where each begins in its run, in code points
    runs:    where each run's symbols begin, one more at the end; ends: the code points of each run
    """

    symbols: U32
    places: U32
    runs: I64
    ends: I64


@kernel
def _told_of(text: U8, starts: I64, symbol: int) -> int:
    """What `Spelled.told` says of a symbol."""
    low, high = starts[symbol], starts[symbol + 1]
    points = 0
    for at in range(low, high):
        points += (text[at] & 0xC0) != 0x80
    begin = _lowered(text[low]) << 8 if _is_plain(text, low, high) else 0
    if begin and high - low > 1:
        begin |= _lowered(text[low + 1])
    return (high - low) | (points << POINTS_SHIFT) | (begin << BEGIN_SHIFT)


@kernel
def _lowered(byte: int) -> int:
    number = np.int64(byte)
    return number + TO_LOWER if UPPER_A <= number <= UPPER_Z else number


@kernel
def _end_of_word(text: U8, low: int, high: int) -> int:
    """Where a chunk ends without its possessive, be the apostrophe straight or curly."""
    if high - low > 2 and _lowered(text[high - 1]) == SMALL_S:
        if text[high - 2] == APOSTROPHE:
            return high - 2
        if high - low > 4 and text[high - 4] == CURLY[0] and text[high - 3] == CURLY[1] and text[high - 2] == CURLY[2]:
            return high - 4
    return high


@kernel
def _is_plain(text: U8, low: int, high: int) -> bool:
    for at in range(low, _end_of_word(text, low, high)):
        byte = _lowered(text[at])
        if not (97 <= byte <= 122 or 48 <= byte <= 57):
            return False
    return low < high


@entry
def analyze(spelled: Spelled, chunks: I64, english: bool, out: U8, ends: I64) -> None:
    """Write the exact form and the stem of each plain chunk, one behind the other, and where each ends.

    english: whether stems are English; else a word is its own. out: has room for twice the chunks and two bytes each
    """
    word = np.empty(LONGEST + 2, np.uint8)
    put = 0
    for i in range(len(chunks)):
        low, high = spelled.starts[chunks[i]], spelled.starts[chunks[i] + 1]
        high = _end_of_word(spelled.text, low, high)
        letters = True
        for at in range(low, high):
            byte = _lowered(spelled.text[at])
            word[at - low] = out[put + at - low] = byte
            letters &= byte > NINE
        size = high - low
        put += size
        ends[2 * i] = put
        if english and letters:
            stemmed = stem_english(word, size)
            size = stemmed if stemmed > 0 else size
        for at in range(size):
            out[put + at] = word[at]
        put += size
        ends[2 * i + 1] = put


@inlined
def rows_of(symbols: U32, runs: I64) -> Rows:
    """The rows that `walk` filled."""
    half, count = len(symbols) >> 1, (len(runs) + 1) >> 1
    return Rows(symbols[:half], symbols[half:], runs[:count], runs[count:])


@entry
def walk(spelled: Spelled, starts: I64, sizes: I64, bodies: bool, may: U64, symbols: U32, runs: I64, seen: I64) -> int:
    """Walk titles, and bodies where asked for; return how many chunks were seen, DAMAGED, or FULL: `seen` is too small.

    starts: the bit where each title begins; sizes: the bytes of title and body by turns
    may:    65,536 bits, by how a chunk begins
    symbols, runs: what becomes `Rows`, its parts of one length; a symbol a byte and two a run have room
    seen:   the chunks that may begin so: where in the rows, in a second part in which run, in a third how many chunks
            are before it in its run
    """
    texts, told, limits, shifts, table, text, letters = spelled
    out_symbols, out_places, out_runs, out_ends = rows_of(symbols, runs)
    room = len(seen) // 3
    count, found, at, last = 0, 0, 0, (len(texts) - 1) * 64
    out_runs[0] = 0
    for run in range(len(sizes)):
        if run & 1 == 0:
            at = starts[run >> 1]
        left = sizes[run] if bodies or run & 1 == 0 else 0
        kind, place, chunks = 1, 0, 0
        while left > 0:
            if at < 0 or at >= last:
                return DAMAGED
            word, shift = at >> 6, np.uint64(at & 63)
            window = ((texts[word] << shift) | ((texts[word + 1] >> ONE) >> (LAST_BIT - shift))) >> HALF
            code = np.int64(table[(kind << TABLE_BITS) + np.int64(window >> TABLE_SHIFT)])
            symbol, length = code >> LENGTH_BITS, code & LENGTH_MASK
            if code == 0:
                length = TABLE_BITS + 1
                while length <= LONGEST_CODE and window >= limits[kind * LENGTHS + length]:
                    length += 1
                if length > LONGEST_CODE:
                    return DAMAGED
                symbol = shifts[kind * LENGTHS + length] + np.int64(window >> np.uint64(WINDOW - length))
            if count == len(out_symbols):
                return DAMAGED
            at += length
            known = np.int64(told[symbol])
            if known == 0:
                known = _told_of(text, letters, symbol)
                told[symbol] = known
            left -= known & SIZE_MASK
            out_symbols[count], out_places[count] = symbol, place
            if kind == 0:
                begin = known >> BEGIN_SHIFT
                if (may[begin >> 6] >> np.uint64(begin & 63)) & ONE:
                    if found == room:
                        return FULL
                    seen[found], seen[room + found], seen[2 * room + found] = count, run, chunks
                    found += 1
                chunks += 1
            place += (known >> POINTS_SHIFT) & SIZE_MASK
            count += 1
            kind = 1 - kind
        if left < 0:
            return DAMAGED
        out_runs[run + 1], out_ends[run] = count, place
    return found


@inlined
def points_of(told: U32, symbol: int) -> int:
    """How many code points a symbol has."""
    return (np.int64(told[symbol]) >> POINTS_SHIFT) & SIZE_MASK


@kernel
def row_at(places: U32, first: int, last: int, low: int) -> int:
    """The last of some rows that begins at a place or before it; the first where none does."""
    while last - first > 1:
        middle = (first + last) >> 1
        if places[middle] <= low:
            first = middle
        else:
            last = middle
    return first


@kernel
def spell_out(
    text: U8, starts: I64, symbols: U32, places: U32, first: int, last: int, low: int, high: int, out: U32
) -> int:
    """Fill `out` with the code points of a run from `low` up to `high` at least; return the place of the first.

    text, starts: as in `Spelled`; first, last: the run's rows; out: has room for two symbols more
    """
    row = row_at(places, first, last, low)
    base = np.int64(places[row])
    put = 0
    while row < last and base + put < high:
        at, end = starts[symbols[row]], starts[symbols[row] + 1]
        while at < end and text[at] < ASCII_END:
            out[put] = text[at]
            put, at = put + 1, at + 1
        while at < end:
            point, size = code_point(text, at)
            out[put] = point
            put, at = put + 1, at + size
        row += 1
    return base
