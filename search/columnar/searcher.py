"""The searching port over columnar segments."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from time import perf_counter
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.columnar.stories_file import has_stories
from index.whoosh_directory import damage_is_corruption
from search.columnar.matching import Matching
from search.columnar.plan import Plan, plan_of
from search.columnar.reading import Reading
from search.columnar.rehearsal import rehearse
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot, StockSegments
from search.columnar.window import ColumnarWindow, Segment
from search.cursor import Cursor
from search.deadline import Deadline, DeadlinePassed
from search.kernels import bits
from search.kernels.bits import Bits
from search.kernels.heap import Best, room
from search.kernels.leaves import scores_of
from search.kernels.newest import first_of
from search.kernels.top import best_of
from search.query import Query, scored
from search.relax import any_of
from search.results import Hit, ResultPage, SearchRequest, SearchWarning, TotalHits
from search.searcher import Searcher
from search.spelling import doubtful_words
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_match import Translator
from search.whoosh_postings import Documents, Window
from search.whoosh_searcher import Ordered, WhooshSearcher
from search.whoosh_snapshot import Mask, Snapshot

F64 = NDArray[np.float64]

SLICE = 1 << 18  # documents between two looks at the clock
WINDOWS = 256  # windows between two looks at the clock
NO_FACTORS = np.empty(0)


def open_columnar(location: str) -> Searcher:
    """A searcher over the newest commit, whichever codec wrote it."""
    try:
        return ColumnarSearcher(location)
    except StockSegments:
        return WhooshSearcher(location)


class Quick(NamedTuple):
    """What the loops found: the best of all pages up to the one asked for, in order, and what they sort by."""

    query: Query
    matching: Literal["all", "any"]
    total: int
    listed: Ordered
    complete: bool
    warnings: tuple[SearchWarning, ...]


class Candidate(NamedTuple):
    """One of a segment's best: what it sorts by, the better the higher."""

    key: float
    document: int


class ColumnarSearcher(WhooshSearcher):
    """A snapshot of one commit of a columnar index."""

    _snapshot: ColumnarSnapshot

    def __init__(self, location: str) -> None:
        super().__init__(location)
        with damage_is_corruption(location):
            rehearse(self._snapshot)
            if not has_stories(Path(location), self.generation):
                self._snapshot.stories.several.any()  # found now, outside the time of any search

    @staticmethod
    def _open(location: str) -> Snapshot:
        return ColumnarSnapshot(location)

    def _windows(self, reader: IndexReader, deadline: Deadline) -> Iterator[Window]:
        for shelf in self._snapshot.shelves:
            segment = Segment(self._snapshot, shelf, deadline)
            for low in range(0, segment.size, SLICE):
                deadline.check()
                yield ColumnarWindow(segment, low, min(low + SLICE, segment.size))  # type: ignore[misc] # same shape

    def _alone(self, reader: IndexReader, deadline: Deadline, number: int) -> Window:
        shelf = self._snapshot.shelf_of(number)
        at = number - shelf.base
        return ColumnarWindow(Segment(self._snapshot, shelf, deadline), at, at + 1)  # type: ignore[return-value] # same shape

    def best(self, request: SearchRequest) -> tuple[int, list[str]]:
        """How many articles match, and the ids of a page of the best; nothing is read of the articles themselves."""
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            found = self._quick(reader, request)
            if found is None:
                answer = self._answer(reader, request, Deadline(request.deadline_s))
                documents = self._sorted(answer, request, request.page * request.size).documents
                total = int(answer.passing().sum())
            else:
                total, documents = found.total, found.listed.documents
        skipped = (request.page - 1) * request.size
        return total, [self._snapshot.id_of(number) for number in documents[skipped:].tolist()]

    def search(self, request: SearchRequest) -> ResultPage:
        began = perf_counter()
        longer = request.facets or request.histogram or request.after or request.diverse or request.explain
        if not longer and request.group == "off":
            with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
                found = self._quick(reader, request)
                if found is not None and not self._doubtful(reader, request):
                    listed = self._turned(found.listed, request)
                    hits = self._unread(listed, found.query, request.snippets)
                    cursor = self._cursor(hits, listed, request) if listed.before + len(hits) < found.total else None
                    return self._page(request, found, hits, cursor, began)
        return super().search(request)

    def _unread(self, listed: Ordered, query: Query, most: int) -> tuple[Hit, ...]:
        reading = Reading(self._snapshot, self._location, query, most)
        pairs = zip(listed.documents.tolist(), listed.scores.tolist(), strict=True)
        return tuple(reading.hit(number, score, rank) for rank, (number, score) in enumerate(pairs, listed.before + 1))

    def _doubtful(self, reader: IndexReader, request: SearchRequest) -> bool:
        """Whether another query may have been meant, which takes the longer way to find out."""
        return bool(doubtful_words(request.query, WhooshLexicon(self._snapshot, reader, Deadline(None))))

    def _page(
        self, request: SearchRequest, found: Quick, hits: tuple[Hit, ...], cursor: Cursor | None, began: float
    ) -> ResultPage:
        return ResultPage(
            total=TotalHits(found.total, found.complete),
            hits=hits,
            page=request.page,
            size=request.size,
            matching=found.matching,
            sort=request.sort,
            generation=self.generation,
            took_ms=(perf_counter() - began) * 1000,
            timed_out=not found.complete,
            warnings=found.warnings,
            cursor=cursor,
        )

    # By the compiled loops

    def _quick(self, reader: IndexReader, request: SearchRequest) -> Quick | None:
        """The answer by the compiled loops, or None where they do not know the query's shape."""
        deadline = Deadline(request.deadline_s)
        narrowed = self._narrowed(request)
        found = None
        for query, matching in _attempts(request):
            translator = Translator(self._snapshot, reader, request.timezone, deadline)
            try:
                plan = plan_of(translator.node(query))
            except DeadlinePassed:
                return None
            if plan is None:
                return None
            total, listed, complete = self._top(plan, narrowed, request, scored(query), deadline)
            warnings = tuple(dict.fromkeys(translator.warnings))
            found = Quick(query, matching, total, listed, complete, warnings)
            if total or not complete:
                break
        return found

    def _narrowed(self, request: SearchRequest) -> list[Bits] | None:
        """For each segment, the documents that pass the request's filters; None where there are none."""
        kept = self._kept(request.filters, request.timezone)
        if not kept:
            return None
        mask: Mask = reduce(np.logical_and, kept.values())
        return [bits.of_mask(mask[shelf.base : shelf.base + shelf.documents]) for shelf in self._snapshot.shelves]

    def _top(
        self, plan: Plan, narrowed: list[Bits] | None, request: SearchRequest, ranked: bool, deadline: Deadline
    ) -> tuple[int, Ordered, bool]:
        """How many documents match, the best of them in order, and whether all were looked at."""
        most = min(request.page * request.size, self._snapshot.documents)
        sign = {"newest": 1, "oldest": -1}.get(request.sort, 0 if ranked else 1)
        factors = self._factors(request)
        total, complete = 0, True
        found: list[Candidate] = []
        try:
            for place, shelf in enumerate(self._snapshot.shelves):
                matching = Matching(self._snapshot, shelf, deadline)
                hits = matching.bits(plan.node)
                hits = hits & narrowed[place] if narrowed is not None else hits
                total += bits.count(hits)
                floor = found[most - 1].key if len(found) >= most else -np.inf
                if sign or not plan.groups:
                    best = self._first(shelf, hits, sign, floor, most)
                else:
                    best = _best(matching, plan, hits, _part(factors, shelf), floor, most, deadline)
                found = _merged(found, best, shelf, most, self._snapshot)
        except DeadlinePassed:
            complete = False
        documents = np.array([document for _, document in found], np.int64)
        keys = np.array([-key for key, _ in found])
        scores = self._scores(plan, documents, factors) if sign else -keys
        return total, Ordered(documents, scores, keys, 0), complete

    def _first(self, shelf: Shelf, hits: Bits, sign: int, floor: float, most: int) -> Best:
        """The newest documents of a segment (sign 1), or the oldest (-1)."""
        published = self._snapshot.published[shelf.base : shelf.base + shelf.documents]
        best = room(min(most, shelf.documents))
        first_of(hits, published, sign, shelf.highest(published, sign), shelf.ranks, floor, best)
        return best

    def _scores(self, plan: Plan, documents: Documents, factors: F64 | None) -> F64:
        """The scores of some documents that match, whatever they are sorted by."""
        scores = np.zeros(len(documents))
        if not plan.groups:
            return scores
        for shelf in self._snapshot.shelves:
            own = np.flatnonzero((documents >= shelf.base) & (documents < shelf.base + shelf.documents))
            if len(own):
                matching = Matching(self._snapshot, shelf, Deadline(None))
                leaves, part = matching.leaves(plan), np.zeros(len(own))
                scores_of(
                    matching.text, shelf.formula, leaves, documents[own] - shelf.base, _part(factors, shelf), part
                )
                scores[own] = part
        return scores


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


def _attempts(request: SearchRequest) -> Iterator[tuple[Query, Literal["all", "any"]]]:
    """The queries to try one after the other, until one has matches."""
    relaxed = any_of(request.query) if request.matching != "all" else None
    if request.matching != "any" or relaxed is None:
        yield request.query, "all"
    if relaxed is not None:
        yield relaxed, "any"
