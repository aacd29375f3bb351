"""Where a passage begins and ends: at a sentence where one is near, else at a word, as in `search/snippets.py`.

points: code points of a text, the first of them at `base`; they reach some signs beyond all that is asked
"""

import numpy as np
from numpy.typing import NDArray

from index.machine import kernel

U32 = NDArray[np.uint32]

LENGTH = 230  # of a passage, in code points, unless one mark is longer
LEAD = 90  # at most so much stands before its first match
REACH = LENGTH - 40  # matches this close together go into one passage, with some words around them
LEAD_IN, LEAD_OUT = 5, 3  # as far before and behind a passage the end of a sentence is looked for
NEWLINE = 10


@kernel
def is_blank(point: int) -> bool:
    """Whether a code point is white space, as `str.isspace` says."""
    if point < 0x85:
        return point == 32 or 9 <= point <= 13 or 28 <= point <= 31
    if point < 0x2000:
        return point == 0x85 or point == 0xA0 or point == 0x1680
    return (
        point <= 0x200A or point == 0x2028 or point == 0x2029 or point == 0x202F or point == 0x205F or point == 0x3000
    )


@kernel
def _ends(point: int) -> bool:
    """. ! ? …"""
    return point == 0x2E or point == 0x21 or point == 0x3F or point == 0x2026


@kernel
def _ends_wide(point: int) -> bool:
    """The full-width 。 ！ ？"""
    return point == 0x3002 or point == 0xFF01 or point == 0xFF1F


@kernel
def _closes(point: int) -> bool:
    """Quotes and brackets that close: ' " ” ’ » ) ]"""
    return (
        point == 0x27 or point == 0x22 or point == 0x201D or point == 0x2019 or point == 0xBB or point == 0x29
        or point == 0x5D
    )  # fmt: skip


@kernel
def sentence(points: U32, base: int, at: int, stop: int) -> int:
    """Where the next match of `snippets.SENTENCE` in [at, stop) ends; -1 where there is none."""
    while at < stop:
        point = points[at - base]
        at += 1
        behind = at
        if point == NEWLINE:
            while behind < stop and points[behind - base] == NEWLINE:
                behind += 1
            if behind < stop and not is_blank(points[behind - base]):
                return behind
        elif _ends(point):
            while behind < stop and _closes(points[behind - base]):
                behind += 1
            blanks = behind
            while behind < stop and is_blank(points[behind - base]):
                behind += 1
            if blanks < behind < stop:
                return behind
        elif _ends_wide(point) and at < stop and not is_blank(points[at - base]):
            return at
    return -1


@kernel
def start_of(points: U32, base: int, start: int, end: int, floor: int) -> int:
    """Where the passage of a cluster [start, end) begins, at `floor` at the earliest."""
    earliest = max(floor, start - min(LEAD, max(0, LENGTH - (end - start))))
    if earliest == 0:
        return 0
    at = sentence(points, base, max(floor, earliest - LEAD_IN), start + 1)
    while at >= 0:
        if earliest <= at <= start:
            return at
        at = sentence(points, base, at, start + 1)
    at = earliest
    while at < start and not is_blank(points[at - base]):
        at += 1
    if at == start:
        return floor if earliest == floor else start
    while at < start and is_blank(points[at - base]):
        at += 1
    return at


@kernel
def end_of(points: U32, base: int, size: int, low: int, least: int, ceiling: int) -> int:
    """Where a passage that begins at `low` ends, at `least` at the earliest."""
    latest = max(least, min(ceiling, low + LENGTH))
    if latest >= size:
        return size
    stop = min(latest + LEAD_OUT, size)
    best, at = -1, sentence(points, base, low, stop)
    while at >= 0:
        end = at
        while end > low and is_blank(points[end - 1 - base]):
            end -= 1
        if end <= latest:
            best = end
        at = sentence(points, base, at, stop)
    if best >= max(least, low + LENGTH // 2):
        return best
    at = latest
    while at >= least and not is_blank(points[at - base]):
        at -= 1
    while at > least and is_blank(points[at - 1 - base]):
        at -= 1
    return at if at >= least and at > low else latest
