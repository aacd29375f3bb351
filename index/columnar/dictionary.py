"""Sorted terms as one string of bytes and its offsets: look-up, and the ranges of prefixes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.strings import Strings
from index.machine import entry, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]


class Terms(NamedTuple):
    """Terms in the order of their bytes. A term's number is its place.

    ends: where each term ends in `text`, and a 0 before the first
    """

    text: U8
    ends: U32


def terms_of(ordered: Sequence[bytes]) -> Terms:
    """The dictionary of terms already in order and distinct."""
    ends = np.zeros(len(ordered) + 1, np.uint32)
    np.cumsum([len(term) for term in ordered], out=ends[1:])
    return Terms(np.frombuffer(b"".join(ordered), np.uint8), ends)


def ordered_strings(strings: Strings, numbers: U32) -> tuple[Terms, U32]:
    """The strings of a table that some numbers name, in the order of their bytes, and the numbers as places there."""
    used = np.unique(numbers)
    order = used[_order(strings, used.astype(np.int64))]
    rank = np.zeros(int(used[-1]) + 1 if len(used) else 1, np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    return gathered(strings.arena, strings.ends, order.astype(np.int64)), rank[numbers]


def gathered(text: U8, ends: NDArray[np.integer[Any]], numbers: I64) -> Terms:
    """Some of the strings that stand behind one another, as a dictionary; they come in its order.

    ends: where each ends, a 0 before
    """
    starts = ends[numbers].astype(np.int64)
    sizes = ends[numbers + 1].astype(np.int64) - starts
    out = np.zeros(len(numbers) + 1, np.uint32)
    np.cumsum(sizes, out=out[1:])
    taken = np.empty(int(sizes.sum()), np.uint8)
    _gather(text, starts, sizes, taken)
    return Terms(taken, out)


def _order(strings: Strings, numbers: I64) -> I64:
    """The permutation that sorts strings by their bytes."""
    heads, tails = np.zeros(len(numbers), np.uint64), np.zeros(len(numbers), np.uint64)
    _read_heads(strings.arena, strings.ends, numbers, heads, tails)
    order = np.lexsort((tails, heads))
    heads, tails = heads[order], tails[order]
    alike = np.flatnonzero((heads[1:] == heads[:-1]) & (tails[1:] == tails[:-1]))
    for group in np.split(alike, np.flatnonzero(np.diff(alike) > 1) + 1):
        if len(group):
            low, high = int(group[0]), int(group[-1]) + 2
            order[low:high] = sorted(order[low:high].tolist(), key=lambda place: _text(strings, int(numbers[place])))
    return order


def _text(strings: Strings, number: int) -> bytes:
    return strings.arena[strings.ends[number] : strings.ends[number + 1]].tobytes()


@entry
def _read_heads(text: U8, ends: U32, numbers: I64, heads: U64, tails: U64) -> None:
    """The first eight bytes of each string as a number, and the next eight; zeros behind its end."""
    for n in range(len(numbers)):
        low, high = np.int64(ends[numbers[n]]), np.int64(ends[numbers[n] + 1])
        for i in range(min(high - low, 16)):
            byte = np.uint64(text[low + i]) << np.uint64(56 - 8 * (i & 7))
            if i < 8:
                heads[n] |= byte
            else:
                tails[n] |= byte


@entry
def _gather(text: U8, starts: I64, sizes: I64, out: U8) -> None:
    at = 0
    for n in range(len(sizes)):
        for i in range(sizes[n]):
            out[at + i] = text[starts[n] + i]
        at += sizes[n]


def term(terms: Terms, number: int) -> bytes:
    return terms.text[terms.ends[number] : terms.ends[number + 1]].tobytes()


def iterate(terms: Terms, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The terms numbered `start` to `end`."""
    for number in range(start, len(terms.ends) - 1 if end is None else end):
        yield term(terms, number)


def find(terms: Terms, wanted: bytes) -> int:
    """The term's number, or -1."""
    return int(number_of(terms.text, terms.ends, _crossing(wanted)))


def lower(terms: Terms, wanted: bytes) -> int:
    """The number of the first term not before `wanted`."""
    return int(lower_bound(terms.text, terms.ends, _crossing(wanted)))


def _crossing(wanted: bytes) -> U8:
    # Of a bytearray, for what may be written to crosses into a loop in a quarter of the time.
    return np.frombuffer(bytearray(wanted), np.uint8)


def prefix_range(terms: Terms, prefix: bytes) -> tuple[int, int]:
    """The numbers of the terms that begin with `prefix`: from the first, up to the second."""
    start = lower(terms, prefix)
    stem = prefix.rstrip(b"\xff")
    if not stem:
        return start, len(terms.ends) - 1
    return start, lower(terms, stem[:-1] + bytes([stem[-1] + 1]))


@kernel
def compare(a: U8, a0: int, a1: int, b: U8, b0: int, b1: int) -> int:
    """Below, at or above 0 as one string of bytes stands to another."""
    for i in range(min(a1 - a0, b1 - b0)):
        x, y = np.int64(a[a0 + i]), np.int64(b[b0 + i])
        if x != y:
            return x - y
    return (a1 - a0) - (b1 - b0)


@entry
def number_of(text: U8, ends: U32, wanted: U8) -> int:
    """The number of a term, or -1."""
    at = _first_from(text, ends, wanted, 0, len(wanted))
    return at if _is_at(text, ends, at, wanted, 0, len(wanted)) else -1


@entry
def lower_bound(text: U8, ends: U32, wanted: U8) -> int:
    """The number of the first term not before a wanted one."""
    return _first_from(text, ends, wanted, 0, len(wanted))


@kernel
def _first_from(text: U8, ends: U32, wanted: U8, w0: int, w1: int) -> int:
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) >> 1
        if compare(text, np.int64(ends[middle]), np.int64(ends[middle + 1]), wanted, w0, w1) < 0:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _is_at(text: U8, ends: U32, at: int, wanted: U8, w0: int, w1: int) -> bool:
    if at >= len(ends) - 1:
        return False
    return compare(text, np.int64(ends[at]), np.int64(ends[at + 1]), wanted, w0, w1) == 0


@entry
def find_all(text: U8, ends: U32, wanted: U8, wanted_ends: U32, out: I64) -> None:
    """Look up many terms: `out[i]` is the number of the i-th wanted, or -1."""
    for i in range(len(wanted_ends) - 1):
        w0, w1 = np.int64(wanted_ends[i]), np.int64(wanted_ends[i + 1])
        at = _first_from(text, ends, wanted, w0, w1)
        out[i] = at if _is_at(text, ends, at, wanted, w0, w1) else -1


@entry
def merge_terms(text: U8, ends: I64, firsts: I64, heads: I64, order: I64, numbers: I64) -> int:
    """Merge dictionaries standing behind each other; return how many distinct terms there are.

    text, ends: all terms, dictionary after dictionary (`ends` begins with 0); firsts: each dictionary's first term
    heads: the same without the end of the last one; overwritten
    order: filled with a term (its place among all) for each distinct one, in order
    numbers: filled with the new number of each term
    """
    parts = len(firsts) - 1
    distinct = 0
    while True:
        best = -1
        for part in range(parts):
            at = heads[part]
            if at == firsts[part + 1]:
                continue
            if best < 0 or compare(text, ends[at], ends[at + 1], text, ends[best], ends[best + 1]) < 0:
                best = at
        if best < 0:
            return distinct
        order[distinct] = best
        for part in range(parts):
            at = heads[part]
            same = at < firsts[part + 1] and (
                at == best or compare(text, ends[at], ends[at + 1], text, ends[best], ends[best + 1]) == 0
            )
            if same:
                numbers[at] = distinct
                heads[part] += 1
        distinct += 1
