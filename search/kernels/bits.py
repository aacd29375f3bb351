"""Sets of a segment's documents as bits: document d is bit d & 63 of word d >> 6.

Sets of the frequent words are kept (`search.columnar.shelf`), so that a count of a union is a few words of `or` and one
counting of bits, and no posting is read for it.
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import i64_at
from index.machine import entry, inlined, kernel
from search.kernels.leaves import BODY, TITLE, Held, Text, held_for, seek
from search.kernels.table import read_documents, read_whole, size_of

Bits = NDArray[np.uint64]
I64 = NDArray[np.int64]
ONE = np.uint64(1)
SIX = np.uint64(6)
LOW = np.uint64(63)
SEQUENCE = np.uint64(0x03F79D71B4CB0A89)  # every run of six bits of it is another number
PLACES = np.empty(64, np.int64)
for _bit in range(64):
    PLACES[(int(SEQUENCE) << _bit & (1 << 64) - 1) >> 58] = _bit


def empty(documents: int) -> Bits:
    """The set of none."""
    return np.zeros((documents + 63) >> 6, np.uint64)


def of_mask(mask: NDArray[np.bool_]) -> Bits:
    """The set of the documents that a mask has chosen."""
    bits = np.zeros(((len(mask) + 63) >> 6) * 8, np.uint8)
    packed = np.packbits(mask, bitorder="little")
    bits[: len(packed)] = packed
    return bits.view("<u8")


def to_mask(bits: Bits, documents: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.view(np.uint8), count=documents, bitorder="little").view(np.bool_)


def count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


@inlined
def has(bits: Bits, doc: int) -> bool:
    place = np.uint64(doc)
    return (bits[place >> SIX] >> (place & LOW)) & ONE != 0


@entry
def add_list(table: I64, view: int, number: int, fields: int, room: I64, bits: Bits) -> None:
    """Add the documents that a list in a file has in any of some fields. room: three words a posting."""
    size = size_of(table, view, number)
    at = room.ctypes.data
    docs, title, body = i64_at(at, size), i64_at(at + 8 * size, size), i64_at(at + 16 * size, size)
    if fields == TITLE | BODY:
        read_documents(table, view, number, size, docs)
        for i in range(size):
            place = np.uint64(docs[i])
            bits[place >> SIX] |= ONE << (place & LOW)
        return
    read_whole(table, view, number, size, docs, title, body)
    for i in range(size):
        if (fields & TITLE and title[i] > 0) or (fields & BODY and body[i] > 0):
            place = np.uint64(docs[i])
            bits[place >> SIX] |= ONE << (place & LOW)


@entry
def add_docs(docs: I64, bits: Bits) -> None:
    """Add some documents."""
    for i in range(len(docs)):
        place = np.uint64(docs[i])
        bits[place >> SIX] |= ONE << (place & LOW)


@kernel
def _listed(text: Text, view: int, number: int, fields: int, doc: int, held: Held) -> bool:
    at = seek(text, view, number, doc, held, 0)
    return at >= 0 and ((fields & TITLE and held.title[at] > 0) or (fields & BODY and held.body[at] > 0))


@entry
def sift(text: Text, view: int, number: int, fields: int, bits: Bits) -> None:
    """Keep the documents that a list has in any of some fields, looking up each: for few documents and a long list."""
    held = held_for(1)
    for word in range(len(bits)):
        rest = bits[word]
        doc = word << 6
        while rest != 0:
            if rest & ONE and not _listed(text, view, number, fields, doc, held):
                bits[word] &= ~(ONE << np.uint64(doc & 63))
            rest >>= ONE
            doc += 1


@entry
def docs_of(bits: Bits, out: I64) -> int:
    """Fill `out` with the documents of a set, ascending; return how many."""
    done = 0
    for word in range(len(bits)):
        rest = bits[word]
        while rest != 0:
            lowest = rest & (~rest + ONE)
            out[done] = (word << 6) + trailing(lowest)
            done += 1
            rest ^= lowest
    return done


@inlined
def trailing(bit: int) -> int:
    """The number of the one bit that is set (Leiserson and others, "Using de Bruijn sequences to index a 1", 1998)."""
    return PLACES[(bit * SEQUENCE) >> np.uint64(58)]
