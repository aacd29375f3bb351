"""The signatures of many bodies at once: those that `signature` gives, made by compiled loops from bytes.

Python judges only the paragraphs that may be decoration, and the openings that may be a dateline. Which may be is told
by a few of their bytes, and generously: where it is not plain, Python looks.
"""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel
from index.stories.signature import BANDS, LEAST_WORDS, MOST_BYTES, NONE, SIZE, band_keys, sign
from index.stories.wording import FOOT, HEAD, OPENERS, SHORT, dateline_end, is_decoration

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

EDGES = HEAD + FOOT  # paragraphs of a body that are looked at: from the first, then from the last backwards
ABSENT, KEPT, DOUBTFUL, REMOVED = 0, 1, 2, 3
NEWLINE, BLANK, OPEN, CLOSE, POINT, HYPHEN = 10, 32, 40, 41, 46, 45
SHORT_CREDIT = 160  # characters
OPENING = 400  # bytes; no dateline is longer, but for blanks
CREDIT = np.frombuffer(b" contributed ", np.uint8)
TABLE_MASK = 4095


def signatures(text: U8, starts: I64, ends: I64) -> tuple[U16, NDArray[np.bool_]]:
    """A row for each body, and whether it has a signature: only where it has LEAST_WORDS words.

    text: UTF-8 (surrogates passed); starts, ends: where each body is in it
    """
    starts, ends = np.ascontiguousarray(starts), np.ascontiguousarray(ends)
    state, spans = np.zeros(len(starts) * EDGES, np.uint8), np.zeros(len(starts) * EDGES * 2, np.int64)
    middle = np.zeros(len(starts) * 2, np.int64)
    _find_edges(text, starts, ends, OPENER_TABLE, CREDIT, state, spans, middle)
    for edge in np.flatnonzero(state == DOUBTFUL).tolist():
        paragraph = _text(text, int(spans[2 * edge]), int(spans[2 * edge + 1]))
        state[edge] = REMOVED if is_decoration(paragraph) else KEPT
    first, doubtful = np.full(len(starts), -1, np.int64), np.zeros(len(starts), np.uint8)
    _find_openings(text, state, spans, middle, first, doubtful)
    for body in np.flatnonzero(doubtful).tolist():
        start = int(first[body])
        line = _text(text, start, int(ends[body])).split("\n", 1)[0]
        first[body] += len(line[: dateline_end(line)].encode("utf-8", "surrogatepass"))
    rows, words = np.full((len(starts), SIZE), NONE, np.uint16), np.zeros(len(starts), np.int64)
    room = np.empty(int((ends - starts).max(initial=0)) + EDGES, np.uint8)
    _sign_all(text, state, spans, middle, first, room, rows.ravel(), words)
    return rows, words >= LEAST_WORDS


def bands(rows: U16) -> U64:
    """The bands of signatures as numbers, a row of BANDS each; 0 where a text is too short for one."""
    keys = np.zeros((len(rows), BANDS), np.uint64)
    _band_all(rows.ravel(), keys.ravel())
    return keys


def _text(text: U8, start: int, end: int) -> str:
    return text[start:end].tobytes().decode("utf-8", "surrogatepass")


def _opener_table() -> U8:
    """Where the words lead that decoration opens with, as `_is_doubtful` reckons it."""
    table = np.zeros(TABLE_MASK + 1, np.uint8)
    for word in OPENERS:
        slot = 0
        for byte in word.encode():
            slot = (slot * 31 + (byte | 32)) & TABLE_MASK
        table[slot] = 1
    return table


OPENER_TABLE = _opener_table()


@kernel
def _is_doubtful(text: U8, start: int, end: int, openers: U8, credit: U8) -> bool:
    """Whether a paragraph may be decoration."""
    size = 0
    for at in range(start, end):
        size += text[at] & 0xC0 != 0x80
    if size >= SHORT:
        return False
    slot, begun = np.int64(0), False
    for at in range(start, end):
        byte = np.int64(text[at])
        if byte >= 0x80:
            return True
        inside = (97 <= byte <= 122) or (65 <= byte <= 90) or (48 <= byte <= 57) or byte == 95
        if inside:
            slot, begun = ((slot * 31) + (byte | 32)) & TABLE_MASK, True
        elif begun:
            break
    if not begun or openers[slot]:
        return True
    if size < SHORT_CREDIT:
        for at in range(start, end - len(credit) + 1):
            i = 0
            while i < len(credit) and text[at + i] == credit[i]:
                i += 1
            if i == len(credit):
                return True
    return False


@entry
def _find_edges(
    text: U8, starts: I64, ends: I64, openers: U8, credit: U8, state: U8, spans: I64, middle: I64
) -> None:  # fmt: skip
    """Find the first HEAD and the last FOOT paragraphs of each body, and what lies between them."""
    for body in range(len(starts)):
        at, end = starts[body], ends[body]
        edge = body * EDGES
        found = 0
        while found < HEAD:
            while at < end and text[at] == NEWLINE:
                at += 1
            if at == end:
                break
            low = at
            while at < end and text[at] != NEWLINE:
                at += 1
            spans[2 * (edge + found)], spans[2 * (edge + found) + 1] = low, at
            state[edge + found] = DOUBTFUL if _is_doubtful(text, low, at, openers, credit) else KEPT
            found += 1
        found = HEAD
        while found < EDGES:
            while end > at and text[end - 1] == NEWLINE:
                end -= 1
            if at == end:
                break
            high = end
            while end > at and text[end - 1] != NEWLINE:
                end -= 1
            spans[2 * (edge + found)], spans[2 * (edge + found) + 1] = end, high
            state[edge + found] = DOUBTFUL if _is_doubtful(text, end, high, openers, credit) else KEPT
            found += 1
        while at < end and text[at] == NEWLINE:
            at += 1
        middle[2 * body], middle[2 * body + 1] = at, end


@kernel
def _may_be_dateline(text: U8, start: int) -> bool:
    """Whether what begins here may open with a dateline."""
    blank = True
    for at in range(start, min(start + OPENING, len(text))):
        byte = text[at]
        if byte == NEWLINE:
            return False
        if byte == OPEN or (byte == HYPHEN and blank) or byte == 0xE2 or byte == 0xC2 or byte == 0xE1 or byte == 0xE3:
            return True
        if byte <= BLANK:
            if blank:
                return True
            blank = True
        else:
            blank = False
    return False


@entry
def _find_openings(text: U8, state: U8, spans: I64, middle: I64, first: I64, doubtful: U8) -> None:
    """Find where the first paragraph begins that stays, and whether it may open with a dateline."""
    for body in range(len(first)):
        edge = body * EDGES
        for found in range(HEAD):
            if first[body] < 0 and state[edge + found] == KEPT:
                first[body] = spans[2 * (edge + found)]
        if first[body] < 0 and middle[2 * body] < middle[2 * body + 1]:
            first[body] = middle[2 * body]
        for found in range(EDGES - 1, HEAD - 1, -1):
            if first[body] < 0 and state[edge + found] == KEPT:
                first[body] = spans[2 * (edge + found)]
        if first[body] >= 0 and _may_be_dateline(text, first[body]):
            doubtful[body] = 1


@kernel
def _copy(text: U8, low: int, high: int, first: int, room: U8, put: int, part: int) -> tuple[int, int]:
    """Copy paragraphs behind what is in `room`, one line break between two; return its end and where the last begins.

    first: where the first paragraph of all begins, without its dateline; part: below 0 where none was copied yet
    """
    if part >= 0:
        room[put] = NEWLINE
        put += 1
    else:
        low = max(low, first)
    part = put
    for at in range(low, high):
        byte = text[at]
        if byte != NEWLINE:
            room[put] = byte
            put += 1
        elif text[at + 1] != NEWLINE:
            room[put] = NEWLINE
            put += 1
            part = put
    return put, part


@kernel
def _without_credit(room: U8, part: int, end: int) -> int:
    """Where the last paragraph ends without a credit in brackets."""
    close = end
    while close > part and (room[close - 1] == BLANK or room[close - 1] == POINT):
        close -= 1
    if close == part or room[close - 1] != CLOSE:
        return end
    at, size = end, 0
    while at > part:
        at -= 1
        size += room[at] & 0xC0 != 0x80
        if room[at] == OPEN:
            return at if size < SHORT else end
    return end


@entry
def _sign_all(text: U8, state: U8, spans: I64, middle: I64, first: I64, room: U8, rows: U16, words: I64) -> None:
    for body in range(len(first)):
        if first[body] < 0:
            continue
        edge = body * EDGES
        put, part = 0, -1
        for found in range(HEAD):
            if state[edge + found] == KEPT:
                low, high = spans[2 * (edge + found)], spans[2 * (edge + found) + 1]
                put, part = _copy(text, low, high, first[body], room, put, part)
        low, high = middle[2 * body], middle[2 * body + 1]
        while high > low and text[high - 1] == NEWLINE:
            high -= 1
        if low < high:
            put, part = _copy(text, low, high, first[body], room, put, part)
        for found in range(EDGES - 1, HEAD - 1, -1):
            if state[edge + found] == KEPT:
                low, high = spans[2 * (edge + found)], spans[2 * (edge + found) + 1]
                put, part = _copy(text, low, high, first[body], room, put, part)
        put = min(_without_credit(room, part, put), MOST_BYTES)
        words[body] = sign(room[:put], rows[body * SIZE : (body + 1) * SIZE])


@entry
def _band_all(rows: U16, keys: U64) -> None:
    for row in range(len(keys) // BANDS):
        band_keys(rows[row * SIZE : (row + 1) * SIZE], keys[row * BANDS : (row + 1) * BANDS])
