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

from index.columnar.addresses import f64_at, i64_at, ones_in, u16_at, u32_at, u64_at
from index.columnar.postings import BLOCK
from index.machine import entry, inlined
from search.kernels.leaves import BODY, MADE, TITLE, USUAL, Formula, body_norm, title_norm
from search.kernels.table import INVERSES, LENGTHS, formula_of, read_part

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


def is_dense(size: int, documents: int) -> bool:
    return size * DENSE > documents


def words_for(size: int, dense: bool, bits: int) -> int:
    """How many words the shares of a list take; bits: words of a bit for each document."""
    if dense:
        return HEAD + bits + (bits + 1) // 2 + bits * 16
    return HEAD + (size + 1) // 2 + (size + 3) // 4


def inverses_of(formula: Formula) -> F64:
    """What an occurrence counts for in fields of the usual lengths: in titles, then in bodies."""
    lengths = np.arange(USUAL, dtype=np.float64)
    titles = formula.title_flat + formula.title_slope * lengths / formula.title_mean
    bodies = formula.body_flat + formula.body_slope * lengths / formula.body_mean
    return np.concatenate([formula.title_weight / titles, formula.body_weight / bodies])


@inlined
def _steps_of(
    formula: Formula, lengths: U32, inverses: F64, fields: int, docs: I64, title: I64, body: I64, count: int, out: U16
) -> None:
    """Fill `out` with the shares of some postings, rounded up; 0 for those not in the fields."""
    in_title, in_body = (fields & TITLE) != 0, (fields & BODY) != 0
    for i in range(count):
        found = 0.0
        if in_body:
            length = np.int64(lengths[2 * docs[i] + 1])
            if length < USUAL:
                found = body[i] * inverses[USUAL + length]
            else:
                found = formula.body_weight * body[i] / body_norm(formula, length)
        if in_title and title[i] > 0:
            length = np.int64(lengths[2 * docs[i]])
            if length < USUAL:
                found += title[i] * inverses[length]
            else:
                found += formula.title_weight * title[i] / title_norm(formula, length)
        out[i] = np.uint16(found / (formula.k1 + found) * WHOLE + 1) if found > 0 else 0


@entry
def fill_shares(table: I64, numbers: F64, view: int, number: int, fields: int, words: int, made: I64, out: U64) -> None:
    """Fill `out`, zeros, with the shares of a list; `out[0]` and `out[1]` say its size and whether it is dense.

    table:   addresses and sizes of the segment's arrays, as `search.columnar.shelf` has them
    numbers: the formula; words: of a bit for each document
    made:    for a list in no file, the addresses of its documents, occurrences in title and in body
    """
    size, dense = np.int64(out[0]), out[1] != 0
    formula = formula_of(numbers)
    lengths, inverses = u32_at(table[LENGTHS], table[LENGTHS + 1]), f64_at(table[INVERSES], 2 * USUAL)
    start = out.ctypes.data + 8 * HEAD
    bits, before = u64_at(start, words), u32_at(start + 8 * words, words)
    steps = u16_at(start + 8 * (words + (words + 1) // 2), 64 * words)
    own_docs = u32_at(start, size)
    own_steps = u16_at(start + 8 * ((size + 1) // 2), size)
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    shares = np.empty(BLOCK, np.uint16)
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
        _steps_of(formula, lengths, inverses, fields, docs, title, body, count, shares)
        if dense:
            for i in range(count):
                doc = docs[i]
                bits[doc >> 6] |= np.uint64(1) << np.uint64(doc & 63)
                steps[doc] = shares[i]
        else:
            for i in range(count):
                own_docs[low + i] = docs[i]
                own_steps[low + i] = shares[i]
    if dense:
        total = 0
        for word in range(words):
            before[word] = total
            total += ones_in(bits[word])
