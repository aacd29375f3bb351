"""Sorted terms as one string of bytes and its offsets: look-up, and the ranges of prefixes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]


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


def term(terms: Terms, number: int) -> bytes:
    return terms.text[terms.ends[number] : terms.ends[number + 1]].tobytes()


def iterate(terms: Terms, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The terms numbered `start` to `end`."""
    for number in range(start, len(terms.ends) - 1 if end is None else end):
        yield term(terms, number)


def find(terms: Terms, wanted: bytes) -> int:
    """The term's number, or -1."""
    at = lower(terms, wanted)
    return at if at < len(terms.ends) - 1 and term(terms, at) == wanted else -1


def lower(terms: Terms, wanted: bytes) -> int:
    """The number of the first term not before `wanted`."""
    return int(lower_bound(terms.text, terms.ends, np.frombuffer(wanted, np.uint8)))


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


@kernel
def lower_bound(text: U8, ends: U32, wanted: U8) -> int:
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) >> 1
        if compare(text, np.int64(ends[middle]), np.int64(ends[middle + 1]), wanted, 0, len(wanted)) < 0:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def find_all(text: U8, ends: U32, wanted: U8, wanted_ends: U32, out: I64) -> None:
    """Look up many terms: `out[i]` is the number of the i-th wanted, or -1."""
    for i in range(len(wanted_ends) - 1):
        w0, w1 = np.int64(wanted_ends[i]), np.int64(wanted_ends[i + 1])
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high) >> 1
            if compare(text, np.int64(ends[middle]), np.int64(ends[middle + 1]), wanted, w0, w1) < 0:
                low = middle + 1
            else:
                high = middle
        hit = low < len(ends) - 1 and compare(text, np.int64(ends[low]), np.int64(ends[low + 1]), wanted, w0, w1) == 0
        out[i] = low if hit else -1


@kernel
def merge_terms(text: U8, ends: I64, firsts: I64, order: I64, numbers: I64) -> int:
    """Merge dictionaries standing behind each other; return how many distinct terms there are.

    text, ends: all terms, dictionary after dictionary (`ends` begins with 0); firsts: each dictionary's first term
    order: filled with a term (its place among all) for each distinct one, in order
    numbers: filled with the new number of each term
    """
    parts = len(firsts) - 1
    heads = firsts[:-1].copy()
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
