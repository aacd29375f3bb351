"""Where words stand in order in one segment."""

from functools import reduce
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.columnar.segment import Postings
from search.columnar.shelf import Shelf, room_for
from search.deadline import Deadline
from search.kernels import bits
from search.kernels.bits import Bits
from search.kernels.leaves import BODY, TITLE
from search.kernels.phrases import phrases
from search.kernels.phrases import room_for as words_for
from search.whoosh_nodes import InOrder, Placed

I64 = NDArray[np.int64]
SLICE = 1 << 14  # documents, times the words that are read in them, between two looks at the clock


def in_order(shelf: Shelf, arrangement: InOrder, deadline: Deadline) -> Postings:
    """The live documents where the words stand so, and how often in title and in body."""
    numbers = [_lists_of(shelf, word) for word in arrangement.words]
    first = np.array([*accumulate(map(len, numbers), initial=0)], np.int64)
    flat = np.array([number for each in numbers for number in each], np.int64)
    found = reduce(np.bitwise_and, [_having(shelf, word) for word in arrangement.words])
    found = found & shelf.live_bits if shelf.deleted else found
    docs = np.empty(bits.count(found), np.int64)
    bits.docs_of(found, docs)
    title, body = np.empty(len(docs), np.int64), np.empty(len(docs), np.int64)
    room = room_for(words_for(len(flat)))
    step = max(1, SLICE // max(1, len(flat)))
    for low in range(0, len(docs), step):
        deadline.check()
        some = slice(low, low + step)
        phrases(shelf.table, first, flat, arrangement.slop, room, docs[some], title[some], body[some])
    there = title + body > 0
    return Postings(docs[there], title[there], body[there])


def _lists_of(shelf: Shelf, placed: Placed) -> list[int]:
    """The lists with places of a word's terms, each once."""
    return sorted({listed.number for term in placed.terms for listed in shelf.placed(placed.stemmed, term)})


def _having(shelf: Shelf, placed: Placed) -> Bits:
    """The documents that have any of a word's terms."""
    view = "stem" if placed.stemmed else "term"
    lists = [listed for term in placed.terms for listed in shelf.lists(view, term)]
    return reduce(np.bitwise_or, [shelf.bits(each, TITLE | BODY) for each in lists], bits.empty(shelf.documents))
