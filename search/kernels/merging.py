"""Several lists as one: what a prefix, a wildcard or a fuzzy word stands for."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import ones_in
from index.columnar.postings import BLOCK
from index.machine import entry
from search.kernels.bits import LOW, ONE, SIX, Bits, trailing
from search.kernels.leaves import BODY, TITLE
from search.kernels.table import read_part, size_of

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
HIGH = np.uint64(32)  # the bit of a counter from which on it counts titles


@entry
def add_counts(table: I64, view: int, numbers: U32, fields: int, counts: U64, bits: Bits) -> int:
    """Add up, per document, how often some lists have it in title and in body, as far as these fields are asked.

    Adds to `counts`, and to `bits` what documents there are; returns how many.
    """
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    titles = np.uint64(fields & TITLE != 0) << HIGH
    bodies = np.uint64(fields & BODY != 0)
    for number in numbers:
        size = size_of(table, view, number)
        last = np.int64(-1)
        for low in range(0, size, BLOCK):
            count = min(size - low, BLOCK)
            last = read_part(table, view, np.int64(number), low, count, last, docs, title, body)
            for i in range(count):
                doc = np.uint64(docs[i])
                gained = np.uint64(title[i]) * titles + np.uint64(body[i]) * bodies
                counts[doc] += gained
                bits[doc >> SIX] |= np.uint64(gained != 0) << (doc & LOW)
    total = 0
    for word in bits:
        total += ones_in(word)
    return total


@entry
def take_counts(bits: Bits, counts: U64, columns: I64) -> None:
    """Move the counts of the documents of a set into three columns, one behind the other, leaving zeros."""
    some = len(columns) // 3
    docs, in_title, in_body = columns[:some], columns[some : 2 * some], columns[2 * some :]
    done = 0
    for word in range(len(bits)):
        rest = bits[word]
        while rest != 0:
            lowest = rest & (~rest + ONE)
            rest ^= lowest
            doc = (word << 6) + trailing(lowest)
            count = counts[doc]
            docs[done], in_title[done], in_body[done] = doc, np.int64(count >> HIGH), np.int64(np.uint32(count))
            counts[doc] = 0
            done += 1
