"""Prefix codes by weight: Huffman's, in canonical form, so that the number of codes of each length says all of them.

Symbols are numbered from the heaviest. Codes of one length ascend with the symbols, and a longer code is behind all
shorter ones; they stand in a stream of 64-bit words, the highest bit first.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

LONGEST_CODE = 28  # bits
TABLE_BITS = 12  # codes so long are read by one look
LENGTH_BITS = 5
LENGTH_MASK = 31
WINDOW = 32
ONE = np.uint64(1)


class Code(NamedTuple):
    """What reading and writing a code needs.

    limits: by length, the first window of 32 bits that belongs to no code so short
    firsts, bases: by length, the first code and its symbol
    table: by the first TABLE_BITS bits of a window, the symbol above LENGTH_BITS of the code's length; 0 where the code
        is longer
    """

    limits: U64
    firsts: I64
    bases: I64
    table: U32


def counts_of(weights: I64) -> U32:
    """How many symbols have codes of each length, 0 to LONGEST_CODE; weights: descending, above 0."""
    ascending = np.ascontiguousarray(weights[::-1])
    while True:
        depths = ascending.copy()
        _minimum_redundancy(depths)
        if depths.max(initial=0) <= LONGEST_CODE:
            return np.bincount(depths, minlength=LONGEST_CODE + 1).astype(np.uint32)
        ascending = (ascending + 1) // 2


def fits(counts: U32) -> bool:
    """Whether there are codes for so many symbols of each length."""
    room = 1 << LONGEST_CODE
    return counts[0] == 0 and sum(int(count) * (room >> length) for length, count in enumerate(counts)) <= room


def code_of(counts: U32) -> Code:
    """The code that has so many symbols of each length."""
    limits, firsts, bases = (np.zeros(LONGEST_CODE + 1, np.int64) for _ in range(3))
    table = np.zeros(1 << TABLE_BITS, np.uint32)
    code = base = 0
    for length in range(1, LONGEST_CODE + 1):
        code <<= 1
        firsts[length], bases[length] = code, base
        count = int(counts[length])
        if length <= TABLE_BITS:
            spread = TABLE_BITS - length
            symbols = np.arange(base, base + count, dtype=np.uint32) << LENGTH_BITS | length
            table[code << spread : (code + count) << spread] = np.repeat(symbols, 1 << spread)
        code, base = code + count, base + count
        limits[length] = code << (WINDOW - length)
    return Code(limits.astype(np.uint64), firsts, bases, table)


def lengths_of(counts: U32) -> U8:
    """The length of every symbol's code."""
    return np.repeat(np.arange(len(counts), dtype=np.uint8), counts)


def codes_of(counts: U32) -> U32:
    """Every symbol's code."""
    code = code_of(counts)
    lengths = lengths_of(counts).astype(np.int64)
    return (code.firsts[lengths] + np.arange(len(lengths)) - code.bases[lengths]).astype(np.uint32)


@entry
def _minimum_redundancy(weights: I64) -> None:
    """Replace ascending weights by the depths of an optimal tree, in place.

    Moffat and Katajainen, "In-place calculation of minimum-redundancy codes", WADS 1995.
    """
    n = len(weights)
    if n == 1:
        weights[0] = 1
    if n < 2:
        return
    weights[0] += weights[1]
    root, leaf = 0, 2
    for new in range(1, n - 1):
        if leaf >= n or weights[root] < weights[leaf]:
            weights[new] = weights[root]
            weights[root] = new
            root += 1
        else:
            weights[new] = weights[leaf]
            leaf += 1
        if leaf >= n or (root < new and weights[root] < weights[leaf]):
            weights[new] += weights[root]
            weights[root] = new
            root += 1
        else:
            weights[new] += weights[leaf]
            leaf += 1
    weights[n - 2] = 0
    for new in range(n - 3, -1, -1):
        weights[new] = weights[weights[new]] + 1
    free, used, depth = 1, 0, 0
    root, new = n - 2, n - 1
    while free > 0:
        while root >= 0 and weights[root] == depth:
            used += 1
            root -= 1
        while free > used:
            weights[new] = depth
            new -= 1
            free -= 1
        free, depth, used = 2 * used, depth + 1, 0


@kernel
def write_code(words: U64, at: int, code: int, length: int) -> int:
    """Write a code where zeros stand; return the bit behind it."""
    word, room = at >> 6, 64 - (at & 63)
    if length <= room:
        words[word] |= np.uint64(code) << np.uint64(room - length)
    else:
        words[word] |= np.uint64(code) >> np.uint64(length - room)
        words[word + 1] |= np.uint64(code) << np.uint64(64 - (length - room))
    return at + length
