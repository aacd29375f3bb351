"""The best of what a query matches, in order, by one compiled call a segment."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from search.columnar.matches import Asking, Matches
from search.columnar.matching import Matching
from search.columnar.plan import Plan, plan_of
from search.columnar.program import Answered, Order, answered, clauses_of, part_of
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.deadline import Deadline, DeadlinePassed
from search.kernels import bits
from search.kernels.answers import BY_SCORE
from search.kernels.bits import Bits
from search.query import Query, scored
from search.results import SearchRequest
from search.whoosh_answer import attempts
from search.whoosh_match import Translator
from search.whoosh_nodes import Every
from search.whoosh_order import Ordered
from search.whoosh_postings import Documents

F64 = NDArray[np.float64]
UNSCORED = Plan(Every(()), ())


class Bare(NamedTuple):
    """A list with nothing around it: the best of all pages up to the one asked for, and how many match."""

    total: int
    listed: Ordered


def bare_list(
    snapshot: ColumnarSnapshot, reader: IndexReader, request: SearchRequest, deadline: Deadline
) -> Bare | None:
    """The list that a request asks for; None where the compiled loops do not know its shape.

    Its scores are there only where it is sorted by them.
    """
    kept = [tuple(each.values()) for each in Asking(snapshot, reader, request, deadline).kept()]
    found = None
    for query, _ in attempts(request):
        translator = Translator(snapshot, reader, request.timezone, deadline)
        try:
            plan = plan_of(translator.node(query))
        except DeadlinePassed:
            return None
        if plan is None:
            return None
        sort = _sort(query, request, plan)
        total, listed, complete = _matched(snapshot, plan, kept, sort, request, deadline)
        found = Bare(total, listed)
        if total or not complete:
            break
    return found


def _matched(
    snapshot: ColumnarSnapshot, plan: Plan, kept: Iterable[Sequence[Bits]], sort: int, request: SearchRequest,
    deadline: Deadline,
) -> tuple[int, Ordered, bool]:  # fmt: skip
    leading = _Leading(snapshot, sort, request, request.page * request.size)
    clauses = clauses_of(plan.node)
    narrow = clauses.others or not clauses.leaves
    total, complete = 0, True
    try:
        for shelf, filters in sorted(zip(snapshot.shelves, kept, strict=True), key=_largest_first):
            deadline.check()
            matching = Matching(snapshot, shelf, deadline)
            masks = list(filters)
            if narrow:
                masks.append(matching.bits(Every(clauses.others)))
            elif shelf.deleted:
                masks.append(shelf.live_bits)
            found = answered(matching, plan, clauses.leaves, masks, leading.order(shelf))
            total += found.total
            leading.join(shelf, found)
    except DeadlinePassed:
        complete = False
    return total, leading.ordered(), complete


def _largest_first(pair: tuple[Shelf, object]) -> int:
    """The order of segments in which most of the later ones have nothing that is still wanted."""
    return -pair[0].documents


def best_matches(
    snapshot: ColumnarSnapshot,
    matches: Matches,
    request: SearchRequest,
    most: int,
    deadline: Deadline,
    scoring: bool = True,
) -> tuple[Ordered, bool]:
    """The best `most` of the matches in the request's order, and whether all were looked at in time.

    scoring: whether a list by date has scores
    """
    plan = matches.plan or UNSCORED
    sort = _sort(matches.query, request, plan)
    leading = _Leading(snapshot, sort, request, most)
    complete = matches.complete
    try:
        pairs = ((part.matching, hits) for part, hits in zip(matches.parts, matches.hits, strict=True))
        for matching, hits in sorted(pairs, key=lambda pair: -pair[0].shelf.documents):
            deadline.check()
            shelf = matching.shelf
            leading.join(shelf, answered(matching, plan, (), (hits,), leading.order(shelf)))
    except DeadlinePassed:
        complete = False
    listed = leading.ordered()
    if sort == BY_SCORE or not scoring:
        return listed, complete
    try:
        scores = scores_of_matches(snapshot, matches, request, listed.documents)
    except DeadlinePassed:
        scores, complete = np.zeros(len(listed.documents)), False
    return listed._replace(scores=scores), complete


def scores_of_matches(
    snapshot: ColumnarSnapshot, matches: Matches, request: SearchRequest, documents: Documents
) -> F64:
    """The scores of some documents that match, whatever they are sorted by. Raises DeadlinePassed."""
    scores = np.zeros(len(documents))
    plan = matches.plan or UNSCORED
    if not plan.groups:
        return scores
    for part in matches.parts:
        shelf = part.matching.shelf
        own = np.flatnonzero((documents >= shelf.base) & (documents < shelf.base + shelf.documents))
        if len(own):
            asked = bits.empty(shelf.documents)
            bits.add_docs(documents[own] - shelf.base, asked)
            order = _Leading(snapshot, BY_SCORE, request, len(own)).order(shelf)
            _, keys, docs = answered(part.matching, plan, (), (asked,), order)
            known = dict(zip(docs.tolist(), keys.tolist(), strict=True))
            scores[own] = [known.get(document, 0.0) for document in (documents[own] - shelf.base).tolist()]
    return scores


def _sort(query: Query, request: SearchRequest, plan: Plan) -> int:
    """As `program.Order` has it: what is not scored is listed newest first."""
    if request.sort != "relevance":
        return 1 if request.sort == "newest" else -1
    if not scored(query):
        return 1
    return BY_SCORE if plan.groups else 0


class _Leading:
    """The best documents of the segments so far."""

    def __init__(self, snapshot: ColumnarSnapshot, sort: int, request: SearchRequest, most: int) -> None:
        self._snapshot, self._sort, self._most = snapshot, sort, min(most, snapshot.documents)
        self._factors = None if request.half_life is None else snapshot.recency(request.half_life, request.reference)
        self._keys, self._documents = np.empty(0), np.empty(0, np.int64)

    def order(self, shelf: Shelf) -> Order:
        """What the next segment's best are chosen by."""
        full = self._most and len(self._keys) >= self._most
        floor = float(self._keys[-1]) if full else -np.inf
        published = self._snapshot.published[shelf.base : shelf.base + shelf.documents]
        return Order(self._sort, published, part_of(self._factors, shelf), floor, self._most)

    def join(self, shelf: Shelf, found: Answered) -> None:
        """Take in the best of one more segment; equal ones in the order of their ids."""
        if not len(found.docs):
            return
        documents = found.docs + shelf.base
        if not len(self._keys):
            self._keys, self._documents = found.keys, documents
            return
        keys, documents = np.concatenate([self._keys, found.keys]), np.concatenate([self._documents, documents])
        order = np.argsort(-keys, kind="stable")
        keys, documents = keys[order], documents[order]
        for alike in _runs(keys):
            documents[alike] = sorted(documents[alike].tolist(), key=self._snapshot.id_of)
        self._keys, self._documents = keys[: self._most], documents[: self._most]

    def ordered(self) -> Ordered:
        """Them in order, with the keys as scores."""
        return Ordered(self._documents, self._keys, -self._keys, 0)


def _runs(keys: F64) -> Iterator[slice]:
    """Where several equal ones stand in a row."""
    same = np.flatnonzero(keys[1:] == keys[:-1])
    if len(same):
        for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1):
            yield slice(int(run[0]), int(run[-1]) + 2)
