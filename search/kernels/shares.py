"""A list of postings as shares: what each of its documents can get from it at most, in 65,535 steps.

Shares are made from the postings once and kept. Adding them up, document by document, needs no decoding and two bytes
a posting; it leaves the few documents that are worth their exact score (`answers.py`). A list that has more than one
document in DENSE has a share for every document; any other names its documents.

A list's shares are one array of 64-bit words:

    size, dense                postings; 1 or 0
    dense: bits                which documents the list has, a bit each, in whole windows of documents
           before              for each word of bits, how many documents the list has before it (32 bits)
           steps               16 bits a document; 0 for those it has not, or not in the fields asked for
    else:  docs, steps         32 bits and 16 for each posting
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import f32_at, i64_at, ones_in, u16_at, u32_at, u64_at
from index.columnar.postings import BLOCK
from index.machine import entry, kernel
from search.kernels.leaves import BODY, MADE, TITLE, USUAL, Formula
from search.kernels.table import INVERSES, LENGTHS, formula_of, read_part

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

HEAD = 2  # words before the columns
DENSE = 3
STEPS = 65535
WHOLE = STEPS * (1 - 1e-9)  # so that no rounding lifts a share above its step
STEP = 1 / WHOLE  # of a saturated frequency, which is below 1
ABOVE = STEPS * (1 + 1e-6)  # steps of a saturated frequency of single precision, whatever its rounding


def is_dense(size: int, documents: int) -> bool:
    return size * DENSE > documents


def words_for(size: int, dense: bool, bits: int) -> int:
    """How many words the shares of a list take; bits: words of a bit for each document."""
    if dense:
        return HEAD + bits + (bits + 1) // 2 + bits * 16
    return HEAD + (size + 1) // 2 + (size + 3) // 4


def inverses_of(formula: Formula) -> F32:
    """What an occurrence counts for at most in fields of the usual lengths: in titles, then in bodies.

    The last of each stands for any longer field, too, which counts for less.
    """
    lengths = np.arange(USUAL, dtype=np.float64)
    titles = formula.title_flat + formula.title_slope * lengths / formula.title_mean
    bodies = formula.body_flat + formula.body_slope * lengths / formula.body_mean
    exact = np.concatenate([formula.title_weight / titles, formula.body_weight / bodies])
    return np.nextafter(exact.astype(np.float32), np.float32(np.inf))


@kernel
def _body_steps(k1: np.float32, lengths: U32, inverses: F32, docs: I64, body: I64, out: U16) -> None:
    """Fill `out` with the shares of some postings by their bodies, rounded up; without a branch, many at a time."""
    above, top, one, two = np.float32(ABOVE), np.float32(STEPS), np.float32(1), np.uint64(2)
    for i in range(len(out)):
        length = min(np.uint64(lengths[two * np.uint64(docs[i]) + np.uint64(1)]), np.uint64(USUAL - 1))
        found = np.float32(body[i]) * inverses[np.uint64(USUAL) + length]
        step = np.int32(min(found / (k1 + found) * above + one, top))
        out[i] = np.uint16(step * np.int32(body[i] > 0))


@kernel
def _title_steps(
    k1: np.float32, lengths: U32, inverses: F32, in_body: bool, docs: I64, title: I64, body: I64, out: U16
) -> None:
    """Put the shares of those that have it in the title, too, which are few."""
    for i in range(len(out)):
        if title[i] > 0:
            found = np.float32(title[i]) * inverses[min(np.int64(lengths[2 * docs[i]]), USUAL - 1)]
            if in_body:
                found += np.float32(body[i]) * inverses[USUAL + min(np.int64(lengths[2 * docs[i] + 1]), USUAL - 1)]
            step = min(found / (k1 + found) * np.float32(ABOVE) + np.float32(1), np.float32(STEPS))
            out[i] = np.uint16(np.int32(step))


@kernel
def _bits_of(steps: U16, bits: U64) -> None:
    """Set the bits of the documents that have a share."""
    for word in range(len(bits)):
        own = steps[64 * word : 64 * word + 64]
        found = np.uint64(0)
        for i in range(64):
            found |= np.uint64(own[i] != 0) << np.uint64(i)
        bits[word] = found


@entry
def fill_shares(table: I64, numbers: F64, view: int, number: int, fields: int, words: int, made: I64, out: U64) -> None:
    """Fill `out`, zeros, with the shares of a list; `out[0]` and `out[1]` say its size and whether it is dense.

    table:   addresses and sizes of the segment's arrays, as `search.columnar.shelf` has them
    numbers: the formula; words: of a bit for each document
    made:    for a list in no file, the addresses of its documents, occurrences in title and in body
    """
    size, dense = np.int64(out[0]), out[1] != 0
    formula = formula_of(numbers)
    lengths, inverses = u32_at(table[LENGTHS], table[LENGTHS + 1]), f32_at(table[INVERSES], 2 * USUAL)
    k1 = np.float32(formula.k1)
    start = out.ctypes.data + 8 * HEAD
    bits, before = u64_at(start, words), u32_at(start + 8 * words, words)
    steps = u16_at(start + 8 * (words + (words + 1) // 2), 64 * words)
    own_docs = u32_at(start, size)
    own_steps = u16_at(start + 8 * ((size + 1) // 2), size)
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    shares = np.empty(BLOCK, np.uint16)
    everywhere = fields == TITLE | BODY  # whoever has it anywhere has a share
    last = np.int64(-1)
    for low in range(0, size, BLOCK):
        count = min(size - low, BLOCK)
        if view == MADE:
            for i in range(count):
                docs[i] = i64_at(made[0], size)[low + i]
                title[i] = i64_at(made[1], size)[low + i]
                body[i] = i64_at(made[2], size)[low + i]
        else:
            last = read_part(table, view, number, low, count, last, docs, title, body)
        if fields & BODY:
            _body_steps(k1, lengths, inverses, docs, body, shares[:count])
        else:
            shares[:] = 0
        if fields & TITLE:
            _title_steps(k1, lengths, inverses, fields & BODY != 0, docs, title, body, shares[:count])
        if dense and everywhere:
            for i in range(count):
                steps[np.uint64(docs[i])] = shares[i]
        elif dense:
            for i in range(count):
                doc = docs[i]
                bits[doc >> 6] |= np.uint64(1) << np.uint64(doc & 63)
                steps[doc] = shares[i]
        else:
            for i in range(count):
                own_docs[low + i] = docs[i]
                own_steps[low + i] = shares[i]
    if dense:
        if everywhere:
            _bits_of(steps, bits)
        total = 0
        for word in range(words):
            before[word] = total
            total += ones_in(bits[word])
