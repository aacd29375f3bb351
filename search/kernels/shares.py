"""A list of postings as shares: what each of its documents can get from it at most, in 65,535 steps.

Shares are made from the postings once and kept. Adding them up, document by document, needs no decoding and two bytes
a posting; it leaves the few documents that are worth their exact score (`answers.py`). A list that has more than one
document in DENSE has a share for every document; any other names its documents.

A list's shares are one array of 64-bit words:

    step, size, dense          the largest saturated frequency over 65,535 (a double); postings; 1 or 0
    dense: bits                which documents the list has, a bit each, in whole windows of documents
           before              for each word of bits, how many documents the list has before it (32 bits)
           steps               16 bits a document; 0 for those it has not, or not in the fields asked for
    else:  docs, steps         32 bits and 16 for each posting
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import f64_at, i64_at, u16_at, u32_at, u64_at
from index.columnar.compiling import kernel
from search.kernels.leaves import BODY, MADE, TITLE, USUAL, Formula, body_norm, title_norm
from search.kernels.table import INVERSES, LENGTHS, formula_of, read_whole

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

HEAD = 3  # words before the columns
DENSE = 3
STEPS = 65535
TIGHT = 1 - 1e-9  # so that no rounding lifts a share above its step


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


@kernel
def _gains(table: I64, formula: Formula, fields: int, docs: I64, title: I64, body: I64, gains: F64) -> float:
    """Fill `gains` with each posting's saturated frequency, to some digits; return the largest."""
    lengths = u32_at(table[LENGTHS], table[LENGTHS + 1])
    inverses = f64_at(table[INVERSES], 2 * USUAL)
    most = 0.0
    in_title, in_body = (fields & TITLE) != 0, (fields & BODY) != 0
    for i in range(len(docs)):
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
        gains[i] = found / (formula.k1 + found)
        most = max(most, gains[i])
    return most


@kernel
def fill_shares(
    table: I64, numbers: F64, view: int, number: int, fields: int, words: int, made: I64, room: I64, out: U64
) -> None:
    """Fill `out`, zeros, with the shares of a list; `out[1]` and `out[2]` say its size and whether it is dense.

    table:   addresses and sizes of the segment's arrays, as `search.columnar.shelf` has them
    numbers: the formula; words: of a bit for each document
    made:    for a list in no file, the addresses of its documents, occurrences in title and in body
    room:    four words a posting
    """
    size, dense = np.int64(out[1]), out[2] != 0
    at = room.ctypes.data
    gains = f64_at(at + 24 * size, size)
    if view == MADE:
        docs, title, body = i64_at(made[0], size), i64_at(made[1], size), i64_at(made[2], size)
    else:
        docs, title, body = i64_at(at, size), i64_at(at + 8 * size, size), i64_at(at + 16 * size, size)
        read_whole(table, view, number, size, docs, title, body)
    most = _gains(table, formula_of(numbers), fields, docs, title, body, gains)
    start = out.ctypes.data
    step = most / (STEPS * TIGHT)
    f64_at(start, 1)[0] = step
    start += 8 * HEAD
    over = 1.0 / step if step > 0 else 0.0
    if dense:
        bits, before = u64_at(start, words), u32_at(start + 8 * words, words)
        steps = u16_at(start + 8 * (words + (words + 1) // 2), 64 * words)
        for i in range(size):
            doc = docs[i]
            bits[doc >> 6] |= np.uint64(1) << np.uint64(doc & 63)
            before[doc >> 6] += np.uint32(1)
            steps[doc] = np.uint16(gains[i] * over + 1) if gains[i] > 0 else 0
        total = 0
        for word in range(words):
            own = before[word]
            before[word] = total
            total += own
        return
    own_docs, own_steps = u32_at(start, size), u16_at(start + 8 * ((size + 1) // 2), size)
    for i in range(size):
        own_docs[i] = docs[i]
        own_steps[i] = np.uint16(gains[i] * over + 1) if gains[i] > 0 else 0
