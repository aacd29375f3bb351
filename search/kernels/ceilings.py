"""How much of a leaf's weight any document of a window can get from a list: a bound from above, per window."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel
from index.columnar.postings import BLOCK, CORNERS
from search.kernels.leaves import (
    BODY,
    STEMS,
    TITLE,
    USUAL,
    Formula,
    Text,
    blocks_of,
    body_norm,
    frequency,
    read_any,
    title_norm,
)

F64 = NDArray[np.float64]
U32 = NDArray[np.uint32]

WINDOW_SHIFT = 11
WINDOW = 1 << WINDOW_SHIFT  # documents
EXACT = 1 << 17  # postings that are read, once, to know the ceilings exactly


@kernel
def _corner(count: int, length: int, weight: float, flat: float, slope: float, mean: float) -> float:
    return weight * count / (flat + slope * length / mean) if count > 0 else 0.0


@kernel
def _block_ceiling(bounds: U32, at: int, fields: int, f: Formula) -> float:
    most = 0.0
    if fields & TITLE:
        most = _corner(
            np.int64(bounds[at]), np.int64(bounds[at + 1]), f.title_weight, f.title_flat, f.title_slope, f.title_mean
        )
    if fields & BODY:
        one = _corner(
            np.int64(bounds[at + 2]), np.int64(bounds[at + 3]), f.body_weight, f.body_flat, f.body_slope, f.body_mean
        )
        other = _corner(
            np.int64(bounds[at + 4]), np.int64(bounds[at + 5]), f.body_weight, f.body_flat, f.body_slope, f.body_mean
        )
        most += max(one, other)
    return most / (f.k1 + most)


@kernel
def ceilings_of(text: Text, formula: Formula, view: int, number: int, fields: int, out: F64) -> None:
    """Fill `out`, zeros, one per window, with the largest saturated frequency that the list gives a document of it.

    Exactly, by its postings, or, where they are too many to be read for it, by the bounds of its blocks.
    """
    lists = text.stems
    if view == STEMS and lists.df[number] > EXACT and len(lists.bounds) > 0:
        before = np.int64(-1)
        for row in range(np.int64(lists.skips[number]), np.int64(lists.skips[number + 1])):
            most = _block_ceiling(lists.bounds, row * CORNERS, fields, formula)
            last = np.int64(lists.skip_doc[row])
            for window in range((before + 1) >> WINDOW_SHIFT, (last >> WINDOW_SHIFT) + 1):
                out[window] = max(out[window], most)
            before = last
        return
    docs, titles, bodies = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    lengths, norms = text.lengths, text.norms
    for block in range(blocks_of(text, view, number)):
        for i in range(read_any(text, view, number, block, docs, titles, bodies)):
            title = titles[i] if fields & TITLE else 0
            body = bodies[i] if fields & BODY else 0
            length = np.int64(lengths[2 * docs[i] + 1])
            norm = norms[length] if length < USUAL else body_norm(formula, length)
            of_title = title_norm(formula, lengths[2 * docs[i]]) if title > 0 else 1.0
            # What is saturated grows with what is not, so that the division waits for the end.
            window = docs[i] >> WINDOW_SHIFT
            out[window] = max(out[window], frequency(formula, title, of_title, body, norm))
    for window in range(len(out)):
        out[window] = out[window] / (formula.k1 + out[window])
