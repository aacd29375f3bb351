"""Where words stand in order in one segment."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.columnar.dictionary import find
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
SLICE = 1 << 14  # documents between two looks at the clock


def in_order(shelf: Shelf, arrangement: InOrder, deadline: Deadline) -> Postings:
    """The live documents where the words stand so, and how often in title and in body."""
    numbers = [_lists_of(shelf, word) for word in arrangement.words]
    first = np.cumsum([0, *map(len, numbers)], dtype=np.int64)
    flat = np.concatenate([np.empty(0, np.int64), *numbers])
    found = reduce(np.bitwise_and, [_having(shelf, word) for word in arrangement.words])
    found = found & shelf.live_bits if shelf.deleted else found
    docs = np.empty(bits.count(found), np.int64)
    bits.docs_of(found, docs)
    title, body = np.empty(len(docs), np.int64), np.empty(len(docs), np.int64)
    room = room_for(words_for(len(flat)))
    for low in range(0, len(docs), SLICE):
        deadline.check()
        some = slice(low, low + SLICE)
        phrases(shelf.table, first, flat, arrangement.slop, room, docs[some], title[some], body[some])
    there = title + body > 0
    return Postings(docs[there], title[there], body[there])


def _lists_of(shelf: Shelf, placed: Placed) -> I64:
    """The lists with places of a word's terms, each once."""
    file = shelf.file
    terms, members = (file.stems, file.stem_words) if placed.stemmed else (file.terms, file.term_words)
    sought = [find(terms, term.encode("utf-8", "surrogatepass")) for term in placed.terms]
    each = [members[number].astype(np.int64) for number in sought if number >= 0]
    return each[0] if len(each) == 1 else np.unique(np.concatenate([np.empty(0, np.int64), *each]))


def _having(shelf: Shelf, placed: Placed) -> Bits:
    """The documents that have any of a word's terms."""
    view = "stem" if placed.stemmed else "term"
    lists = [listed for term in placed.terms for listed in shelf.lists(view, term)]
    return reduce(np.bitwise_or, [shelf.bits(each, TITLE | BODY) for each in lists], bits.empty(shelf.documents))
