"""The lists of a segment, read block by block, and the formula that scores them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.postings import BLOCK, SHIFT, Lists, find_block, read_block
from index.machine import inlined, kernel

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

STEMS, WORDS, FIELDS, MADE = 0, 1, 2, 3
TITLE, BODY = 1, 2
USUAL = 8192  # tokens; the norm of a longer field is computed


class Formula(NamedTuple):
    """The parameters of `search.scoring` for one snapshot: a field of n tokens has the norm flat + slope * n / mean."""

    k1: float
    title_weight: float
    title_flat: float
    title_slope: float
    title_mean: float
    body_weight: float
    body_flat: float
    body_slope: float
    body_mean: float


class Made(NamedTuple):
    """Lists that are in no file: of words united, of phrases. List n is columns[first[n]:first[n + 1]]."""

    first: I64
    docs: I64
    title: I64
    body: I64


class Text(NamedTuple):
    """A segment's lists by view; title and body length of each document by turns."""

    stems: Lists
    words: Lists
    fields: Lists
    made: Made
    lengths: U32


class Held(NamedTuple):
    """The block read last of each list."""

    block: I64
    counts: I64
    docs: I64
    title: I64
    body: I64


@kernel
def held_for(lists: int) -> Held:
    """Room for as many lists, nothing read yet."""
    return Held(
        np.full(lists, -1, np.int64),
        np.zeros(lists, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
    )


@kernel
def title_norm(f: Formula, length: int) -> float:
    return f.title_flat + f.title_slope * length / f.title_mean


@kernel
def body_norm(f: Formula, length: int) -> float:
    return f.body_flat + f.body_slope * length / f.body_mean


@kernel
def frequency(f: Formula, title: int, title_norm: float, body: int, body_norm: float) -> float:
    """`scoring.weighted_frequency`. Numbers only: an array handed on for each posting would cost more than all else."""
    if title == 0:
        return f.body_weight * body / body_norm
    return f.title_weight * title / title_norm + f.body_weight * body / body_norm


@inlined
def lists_of(text: Text, view: int) -> Lists:
    """The lists of a view that stands in the file."""
    if view == STEMS:
        return text.stems
    return text.words if view == WORDS else text.fields


@inlined
def blocks_of(text: Text, view: int, number: int) -> int:
    """How many blocks a list has."""
    if view == MADE:
        size = text.made.first[number + 1] - text.made.first[number]
    elif view == STEMS:
        size = np.int64(text.stems.df[number])
    elif view == WORDS:
        size = np.int64(text.words.df[number])
    else:
        size = np.int64(text.fields.df[number])
    return (size + BLOCK - 1) >> SHIFT


@inlined
def block_with(text: Text, view: int, number: int, doc: int) -> int:
    """The block that would hold a document, or the count of blocks where it lies behind the last."""
    if view != MADE:
        return find_block(lists_of(text, view), number, doc)
    first = text.made.first[number]
    low, high = first, text.made.first[number + 1]
    while low < high:
        middle = (low + high) >> 1
        if text.made.docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    if low == text.made.first[number + 1]:
        return (low - first + BLOCK - 1) >> SHIFT
    return (low - first) >> SHIFT


@inlined
def read_any(text: Text, view: int, number: int, block: int, docs: I64, title: I64, body: I64) -> int:
    """Fill three columns with a block of a list, whatever its view; return how many postings it has."""
    if view == MADE:
        at = text.made.first[number] + (block << SHIFT)
        count = min(text.made.first[number + 1] - at, BLOCK)
        docs[:count] = text.made.docs[at : at + count]
        title[:count] = text.made.title[at : at + count]
        body[:count] = text.made.body[at : at + count]
    elif view == STEMS:
        count, _ = read_block(text.stems, number, block, docs, title, body)
    elif view == WORDS:
        count, _ = read_block(text.words, number, block, docs, title, body)
    else:
        count, _ = read_block(text.fields, number, block, docs, title, body)
    return count


@kernel
def _fetch(text: Text, view: int, number: int, block: int, held: Held, slot: int) -> None:
    low, high = slot * BLOCK, (slot + 1) * BLOCK
    docs, title, body = held.docs[low:high], held.title[low:high], held.body[low:high]
    held.counts[slot] = read_any(text, view, number, block, docs, title, body)
    held.block[slot] = block


@inlined
def hold(text: Text, view: int, number: int, block: int, held: Held, slot: int) -> None:
    """Read a block into the slot, unless it is there."""
    if held.block[slot] != block:
        _fetch(text, view, number, block, held, slot)


@inlined
def seek(text: Text, view: int, number: int, doc: int, held: Held, slot: int) -> int:
    """Where in `held` a list's posting of a document stands; -1 where it has none."""
    row = slot * BLOCK
    ready = held.block[slot] >= 0 and held.docs[row] <= doc and held.docs[row + held.counts[slot] - 1] >= doc
    if not ready:
        block = block_with(text, view, number, doc)
        if block >= blocks_of(text, view, number):
            return -1
        hold(text, view, number, block, held, slot)
    low, high = row, row + held.counts[slot]
    while low < high:
        middle = (low + high) >> 1
        if held.docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low if low < row + held.counts[slot] and held.docs[low] == doc else -1
