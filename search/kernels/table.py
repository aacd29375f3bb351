"""A segment for the loops: one table of the addresses of its arrays, and the decoding of its lists by it.

The table has an address and a length for each array: the seven of `postings.Lists` for each view, in the views' order
(`leaves.STEMS`, WORDS, FIELDS), then those named below. Whoever hands the table to a loop keeps the arrays.
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import bytes_at, u32_at, u64_at
from index.columnar.postings import BLOCK, SHIFT, Lists
from index.machine import inlined, kernel
from search.kernels.leaves import Formula

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

PARTS = 7  # arrays of a view
LENGTHS, RANKS, INVERSES = 3 * 2 * PARTS, 3 * 2 * PARTS + 2, 3 * 2 * PARTS + 4
SIZE = INVERSES + 2  # words of a table
NARROW = 7  # bits of which eight numbers, wherever they begin in a byte, are within 64


@inlined
def formula_of(numbers: F64) -> Formula:
    return Formula(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]
    )


@inlined
def lists_at(table: I64, view: int) -> Lists:
    """The lists of a view, for what reads them by `postings`."""
    part = view * 2 * PARTS
    return Lists(
        u64_at(table[part], table[part + 1]),
        u32_at(table[part + 2], table[part + 3]),
        u32_at(table[part + 4], table[part + 5]),
        u32_at(table[part + 6], table[part + 7]),
        u32_at(table[part + 8], table[part + 9]),
        u32_at(table[part + 10], table[part + 11]),
        u32_at(table[part + 12], table[part + 13]),
    )


@inlined
def size_of(table: I64, view: int, number: int) -> int:
    """How many postings a list has."""
    part = view * 2 * PARTS
    return np.int64(u32_at(table[part + 4], table[part + 5])[number])


@inlined
def block_at(table: I64, view: int, number: int, block: int) -> int:
    """The bit where a block starts, counted from address 0."""
    part = view * 2 * PARTS
    words = table[part] << 3
    if u32_at(table[part + 4], table[part + 5])[number] <= BLOCK:
        return words + (np.int64(u32_at(table[part + 2], table[part + 3])[number]) << 3)
    row = np.int64(u32_at(table[part + 6], table[part + 7])[number]) + block
    return words + (np.int64(u32_at(table[part + 10], table[part + 11])[row]) << 3)


@inlined
def number_at(bit: int, width: int) -> int:
    """A number of up to 32 bits at a bit counted from address 0."""
    word = bytes_at(bit >> 3) >> np.uint64(bit & 7)
    return np.int64(word & ((np.uint64(1) << np.uint64(width)) - np.uint64(1)))


@kernel
def take(bit: int, width: int, count: int, out: I64) -> int:
    """Fill `out` with numbers of one width from a bit counted from address 0 on; return the bit behind them."""
    if width == 0:
        for i in range(count):
            out[i] = 0
        return bit
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    first = 0
    if width <= NARROW:  # eight of them are `width` bytes, and in one word
        at, shift, wide = bit >> 3, np.uint64(bit & 7), np.uint64(width)
        first = count & ~7
        for row in range(0, first, 8):
            word = bytes_at(at) >> shift
            at += width
            for i in range(8):
                out[row + i] = np.int64((word >> (np.uint64(i) * wide)) & mask)
        bit += first * width
    for i in range(first, count):
        out[i] = np.int64((bytes_at(bit >> 3) >> np.uint64(bit & 7)) & mask)
        bit += width
    return bit


@inlined
def read_part(
    table: I64, view: int, number: int, low: int, count: int, before: int, docs: I64, title: I64, body: I64
) -> int:
    """Fill three columns with a block of a list, from its posting `low` on; return the last document.

    before: the last document of the block before, -1 for the first
    """
    bit = block_at(table, view, number, low >> SHIFT)
    widths = number_at(bit, 16)
    bit = take(bit + 16, widths & 63, count, docs)
    bit = take(bit, (widths >> 6) & 31, count, title)
    take(bit, widths >> 11, count, body)
    for i in range(count):
        before += docs[i] + 1
        docs[i] = before
        body[i] += title[i] == 0
    return before


@kernel
def read_whole(table: I64, view: int, number: int, size: int, docs: I64, title: I64, body: I64) -> None:
    """Fill three columns with a whole list of so many postings."""
    last = np.int64(-1)
    for low in range(0, size, BLOCK):
        count = min(size - low, BLOCK)
        high = low + count
        last = read_part(table, view, number, low, count, last, docs[low:high], title[low:high], body[low:high])


@kernel
def read_documents(table: I64, view: int, number: int, size: int, docs: I64) -> None:
    """Fill a column with the documents of a whole list of so many postings."""
    last = np.int64(-1)
    for low in range(0, size, BLOCK):
        count = min(size - low, BLOCK)
        bit = block_at(table, view, number, low >> SHIFT)
        take(bit + 16, number_at(bit, 6), count, docs[low : low + count])
        for i in range(low, low + count):
            last += docs[i] + 1
            docs[i] = last
