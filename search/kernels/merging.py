"""Several lists as one: what a prefix, a wildcard or a fuzzy word stands for."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel
from search.kernels.bits import LOW, ONE, SIX, Bits, trailing
from search.kernels.leaves import BODY, TITLE, Text, blocks_of, held_for, hold

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]


@kernel
def add_counts(text: Text, view: int, numbers: I64, fields: int, title: U32, body: U32, bits: Bits) -> None:
    """Add up, per document, how often some lists have it in title and in body, as far as these fields are asked."""
    held = held_for(1)
    for number in numbers:
        held.block[0] = -1
        for block in range(blocks_of(text, view, number)):
            hold(text, view, number, block, held, 0)
            for i in range(held.counts[0]):
                in_title = held.title[i] if fields & TITLE else 0
                in_body = held.body[i] if fields & BODY else 0
                if in_title + in_body > 0:
                    doc = held.docs[i]
                    title[doc] += np.uint32(in_title)
                    body[doc] += np.uint32(in_body)
                    place = np.uint64(doc)
                    bits[place >> SIX] |= ONE << (place & LOW)


@kernel
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
