"""The best of what a query matched, in order, by the compiled loops."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.columnar.matches import Matches
from search.columnar.matching import Matching
from search.columnar.plan import Plan
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.deadline import Deadline, DeadlinePassed
from search.kernels.bits import Bits
from search.kernels.heap import Best, room
from search.kernels.leaves import scores_of
from search.kernels.newest import first_of
from search.kernels.top import best_of
from search.query import scored
from search.results import SearchRequest
from search.whoosh_order import Ordered
from search.whoosh_postings import Documents

F64 = NDArray[np.float64]

WINDOWS = 256  # windows between two looks at the clock
NO_FACTORS = np.empty(0)


class Candidate(NamedTuple):
    """One of a segment's best: what it sorts by, the better the higher."""

    key: float
    document: int


def best_matches(
    snapshot: ColumnarSnapshot, matches: Matches, request: SearchRequest, most: int, deadline: Deadline
) -> tuple[Ordered, bool]:
    """The best `most` of the matches in the request's order, and whether all were looked at in time."""
    most = min(most, snapshot.documents)
    plan = matches.plan
    sign = _sign(matches, request)
    factors = None if request.half_life is None else snapshot.recency(request.half_life, request.reference)
    found: list[Candidate] = []
    complete = matches.complete
    try:
        for part, hits in zip(matches.parts, matches.hits, strict=True):
            shelf = part.matching.shelf
            floor = found[most - 1].key if len(found) >= most else -np.inf
            if sign or plan is None or not plan.groups:
                best = _first(snapshot, shelf, hits, sign, floor, most)
            else:
                best = _best(part.matching, plan, hits, _part(factors, shelf), floor, most, deadline)
            found = _merged(found, best, shelf, most, snapshot)
    except DeadlinePassed:
        complete = False
    documents = np.array([document for _, document in found], np.int64)
    keys = np.array([-key for key, _ in found])
    scores = scores_of_matches(snapshot, matches, request, documents) if sign else -keys
    return Ordered(documents, scores, keys, 0), complete


def scores_of_matches(
    snapshot: ColumnarSnapshot, matches: Matches, request: SearchRequest, documents: Documents
) -> F64:
    """The scores of some documents that match, whatever they are sorted by."""
    scores = np.zeros(len(documents))
    if matches.plan is None or not matches.plan.groups:
        return scores
    factors = None if request.half_life is None else snapshot.recency(request.half_life, request.reference)
    for part in matches.parts:
        shelf = part.matching.shelf
        own = np.flatnonzero((documents >= shelf.base) & (documents < shelf.base + shelf.documents))
        if len(own):
            leaves, made = part.matching.leaves(matches.plan), np.zeros(len(own))
            scores_of(
                part.matching.text, shelf.formula, leaves, documents[own] - shelf.base, _part(factors, shelf), made
            )
            scores[own] = made
    return scores


def _sign(matches: Matches, request: SearchRequest) -> int:
    """1 where the newest come first, -1 for the oldest, 0 for the best."""
    if request.sort == "relevance":
        return 0 if scored(matches.query) else 1
    return 1 if request.sort == "newest" else -1


def _first(snapshot: ColumnarSnapshot, shelf: Shelf, hits: Bits, sign: int, floor: float, most: int) -> Best:
    """The newest documents of a segment (sign 1), or the oldest (-1)."""
    published = snapshot.published[shelf.base : shelf.base + shelf.documents]
    best = room(min(most, shelf.documents))
    first_of(hits, published, sign, shelf.highest(published, sign), shelf.ranks, floor, best)
    return best


def _best(
    matching: Matching, plan: Plan, hits: Bits, factors: F64, floor: float, most: int, deadline: Deadline
) -> Best:
    """The best documents of a segment."""
    shelf = matching.shelf
    best = room(min(most, shelf.documents))
    leaves, ceilings = matching.leaves(plan), matching.ceilings(plan)
    totals, order = np.empty(shelf.windows), np.empty(shelf.windows, np.int64)
    state = np.array([-1, 0, WINDOWS])
    while state[0] < 0 or state[1] < state[0]:
        deadline.check()
        best_of(
            matching.text,
            shelf.formula,
            leaves,
            ceilings,
            hits,
            shelf.ranks,
            factors,
            floor,
            totals,
            order,
            state,
            best,
        )
        state[2] += WINDOWS
    return best


def _merged(found: list[Candidate], best: Best, shelf: Shelf, most: int, snapshot: ColumnarSnapshot) -> list[Candidate]:
    """The best so far and those of one more segment, in order; equal ones by their ids."""
    size = int(best.size[0])
    own = zip(best.scores[:size].tolist(), (best.docs[:size] + shelf.base).tolist(), strict=True)
    every = sorted([*found, *(Candidate(key, document) for key, document in own)], key=lambda each: -each.key)
    start = 0
    for end in range(1, len(every) + 1):
        if end == len(every) or every[end].key != every[start].key:
            if end - start > 1:
                every[start:end] = sorted(every[start:end], key=lambda each: snapshot.id_of(each.document))
            start = end
    return every[:most]


def _part(factors: F64 | None, shelf: Shelf) -> F64:
    return NO_FACTORS if factors is None else factors[shelf.base : shelf.base + shelf.documents]
