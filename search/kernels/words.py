"""Which words of a dictionary a fuzzy word or a wildcard stands for, from one walk in order.

Neighbors begin alike, so that only what differs from the word before is looked at; where a beginning can no longer be
the beginning of a word that fits, all words with it are passed over at once.
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.chunks import code_point
from index.machine import entry, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

ANY, ONE = 0xFE, 0xFF  # in a pattern for `*` and `?`: bytes that no text has in UTF-8


@entry
def close_terms(
    text: U8, ends: U32, low: int, high: int, shift: int, word: U32, limit: int, rows: I64, letters: I64, out: I64
) -> int:
    """Find the terms numbered `low` to `high` at most `limit` edits from a word (optimal string alignment).

    shift:   bytes of each term before the word it stands for
    word:    code points
    rows:    room for (len(word) + limit + 1) * (len(word) + 1) distances; letters: for len(word) + limit code points
    out:     room for the numbers of all terms looked at

    Returns how many were found, their numbers being in `out`, in order.
    """
    width, deepest = len(word) + 1, len(word) + limit
    for column in range(width):
        rows[column] = column
    found, known, number = 0, 0, low
    while number < high:
        at, end = np.int64(ends[number]) + shift, np.int64(ends[number + 1])
        depth, is_dead = 0, False
        while at < end and not is_dead:
            point, size = code_point(text, at)
            if depth == deepest:
                is_dead = True
                break
            at += size
            if depth == known or letters[depth] != point:
                letters[depth] = point
                known = depth + 1
                _next_row(word, letters, depth, rows, width)
            depth += 1
            is_dead = _is_dead(rows, depth, width, limit)
        if is_dead:
            number = _behind(text, ends, number, high, at)
            continue
        if rows[depth * width + width - 1] <= limit:
            out[found] = number
            found += 1
        number += 1
    return found


@kernel
def _next_row(word: U32, letters: I64, depth: int, rows: I64, width: int) -> None:
    """The distances of each beginning of the word from the first `depth + 1` letters."""
    last, row = depth * width, (depth + 1) * width
    rows[row] = depth + 1
    for j in range(1, width):
        best = min(rows[last + j], rows[row + j - 1]) + 1
        best = min(best, rows[last + j - 1] + (np.int64(word[j - 1]) != letters[depth]))
        if depth and j > 1 and np.int64(word[j - 2]) == letters[depth] and np.int64(word[j - 1]) == letters[depth - 1]:
            best = min(best, rows[last - width + j - 2] + 1)
        rows[row + j] = best


@kernel
def _is_dead(rows: I64, depth: int, width: int, limit: int) -> bool:
    """Whether no word that begins so is within the limit; a swap reaches over a row."""
    least = limit + 1
    for j in range(width):
        least = min(least, rows[depth * width + j], rows[(depth - 1) * width + j] + 1)
    return least > limit


@kernel
def _behind(text: U8, ends: U32, number: int, high: int, at: int) -> int:
    """The first term behind this one that does not begin as it does up to `at`."""
    start = np.int64(ends[number])
    step, low = 1, number
    while low + step < high and _begins(text, ends, low + step, start, at):
        low += step
        step <<= 1
    top = min(low + step, high)
    while low + 1 < top:  # the term at low begins so, that at top does not or is none
        middle = (low + top) >> 1
        if _begins(text, ends, middle, start, at):
            low = middle
        else:
            top = middle
    return top


@kernel
def _begins(text: U8, ends: U32, number: int, start: int, stop: int) -> bool:
    own = np.int64(ends[number])
    if np.int64(ends[number + 1]) - own < stop - start:
        return False
    same = 0
    while same < stop - start and text[own + same] == text[start + same]:
        same += 1
    return same == stop - start


@entry
def fitting_terms(text: U8, ends: U32, low: int, high: int, shift: int, pattern: U8, out: I64) -> int:
    """Find the terms numbered `low` to `high` that a wildcard stands for.

    shift:   bytes of each term before the word it stands for
    pattern: UTF-8, with ANY for any number of characters and ONE for one
    out:     room for the numbers of all terms looked at

    Returns how many were found, their numbers being in `out`, in order.
    """
    found = 0
    for number in range(low, high):
        if _fits(text, np.int64(ends[number]) + shift, np.int64(ends[number + 1]), pattern):
            out[found] = number
            found += 1
    return found


@kernel
def _fits(text: U8, at: int, end: int, pattern: U8) -> bool:
    """Whether a wildcard is the whole text. Only the last ANY is ever tried again: it makes up for all before it."""
    here, star, mark = 0, -1, 0
    while at < end:
        if here < len(pattern) and pattern[here] == ANY:
            star, mark = here, at
            here += 1
        elif here < len(pattern) and (pattern[here] == ONE or pattern[here] == text[at]):
            at += code_point(text, at)[1] if pattern[here] == ONE else 1
            here += 1
        elif star >= 0:
            mark += code_point(text, mark)[1]
            here, at = star + 1, mark
        else:
            return False
    while here < len(pattern) and pattern[here] == ANY:
        here += 1
    return here == len(pattern)
