"""Several lists as one: what a prefix, a wildcard or a fuzzy word stands for."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import i64_at
from index.machine import entry
from search.kernels.bits import LOW, ONE, SIX, Bits, trailing
from search.kernels.leaves import BODY, TITLE
from search.kernels.table import read_whole, size_of

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]


@entry
def add_counts(table: I64, view: int, numbers: I64, fields: int, room: I64, title: U32, body: U32, bits: Bits) -> None:
    """Add up, per document, how often some lists have it in title and in body, as far as these fields are asked.

    room: three words for each posting of the longest
    """
    at = room.ctypes.data
    for number in numbers:
        size = size_of(table, view, number)
        docs, titles, bodies = i64_at(at, size), i64_at(at + 8 * size, size), i64_at(at + 16 * size, size)
        read_whole(table, view, number, size, docs, titles, bodies)
        for i in range(size):
            in_title = titles[i] if fields & TITLE else 0
            in_body = bodies[i] if fields & BODY else 0
            if in_title + in_body > 0:
                doc = docs[i]
                title[doc] += np.uint32(in_title)
                body[doc] += np.uint32(in_body)
                place = np.uint64(doc)
                bits[place >> SIX] |= ONE << (place & LOW)


@entry
def take_counts(bits: Bits, title: U32, body: U32, docs: I64, in_title: I64, in_body: I64) -> None:
    """Move the counts of the documents of a set into columns, leaving zeros."""
    done = 0
    for word in range(len(bits)):
        rest = bits[word]
        while rest != 0:
            lowest = rest & (~rest + ONE)
            rest ^= lowest
            doc = (word << 6) + trailing(lowest)
            docs[done], in_title[done], in_body[done] = doc, title[doc], body[doc]
            title[doc] = 0
            body[doc] = 0
            done += 1
