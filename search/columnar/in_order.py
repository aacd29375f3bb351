"""Where words stand in order in one segment."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.columnar.postings import BLOCK
from index.columnar.segment import Postings
from search.columnar.shelf import Listed, Shelf, room_for
from search.deadline import Deadline
from search.kernels.phrases import phrases
from search.kernels.phrases import room_for as words_for
from search.whoosh_nodes import InOrder, Placed

I64 = NDArray[np.int64]
SLICE = 1 << 14  # documents of the rarest word, times the lists that are read, between two looks at the clock
NOWHERE = Postings(*(np.empty(0, np.int64) for _ in range(3)))


def in_order(shelf: Shelf, arrangement: InOrder, deadline: Deadline) -> Postings:
    """The live documents where the words stand so, and how often in title and in body."""
    lists = [_lists_of(shelf, word) for word in arrangement.words]
    if not all(lists):
        return NOWHERE
    sizes = [sum(listed.size for listed in own) for own in lists]
    order = sorted(range(len(lists)), key=sizes.__getitem__)
    first = [*accumulate(map(len, lists), initial=0)]
    flat = [listed.number for own in lists for listed in own]
    given = (np.array(first), np.array(flat), np.array(order))
    room = room_for(words_for(len(flat) + len(lists[order[0]])))
    step = min(max(1, SLICE // len(flat)), sizes[order[0]])
    columns = np.empty((3, -(-step // BLOCK) * BLOCK), np.int64)
    parts, start = list[I64](), 0
    while start >= 0:
        deadline.check()
        found, start = phrases(shelf.table, *given, arrangement.slop, start, room, *columns)
        parts.append(columns[:, :found].copy() if start >= 0 else columns[:, :found])
    docs, title, body = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
    if shelf.deleted:
        living = shelf.live[docs]
        return Postings(docs[living], title[living], body[living])
    return Postings(docs, title, body)


def _lists_of(shelf: Shelf, placed: Placed) -> tuple[Listed, ...]:
    """The lists with places of a word's terms, each once."""
    if len(placed.terms) == 1:
        return shelf.placed(placed.stemmed, placed.terms[0])
    return tuple({listed: None for term in placed.terms for listed in shelf.placed(placed.stemmed, term)})
