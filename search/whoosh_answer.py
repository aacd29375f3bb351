"""What a request matches in a Whoosh index: window by window, with scores, all filters apart."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.analysis import fold_value
from search.deadline import Deadline, DeadlinePassed
from search.query import Query
from search.relax import any_of
from search.results import FacetField, Filters, SearchRequest, SearchWarning
from search.whoosh_match import Translator
from search.whoosh_postings import Window
from search.whoosh_snapshot import Mask, Snapshot

Numbers = NDArray[np.int64]
Matching = Literal["all", "any"]
COLUMNS: dict[FacetField, str] = {
    "source": "source_value",
    "section": "section_value",
    "author": "author_value",
    "agency": "agency_value",
    "language": "lang",
}
FILTERS = COLUMNS | {"place": "place_value", "tag": "tag_value"}


class Found(NamedTuple):
    """What a query matched before any filter: documents, ascending, and their scores."""

    documents: Numbers
    scores: NDArray[np.float64]
    complete: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request matched, in no order yet.

    kept:  for each filter, by name, which documents pass it
    """

    query: Query
    found: Found
    kept: dict[str, Mask]
    matching: Matching
    warnings: tuple[SearchWarning, ...]

    def passing(self, without: str | None = None) -> Mask:
        """Which of `found.documents` pass all filters, or all but one."""
        masks = [mask[self.found.documents] for name, mask in self.kept.items() if name != without]
        return reduce(np.logical_and, masks, np.ones(len(self.found.documents), np.bool_))


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers one request.

    windows: the documents of the snapshot, window by window; raises DeadlinePassed
    """

    snapshot: Snapshot
    reader: IndexReader
    request: SearchRequest
    deadline: Deadline
    windows: Callable[[IndexReader, Deadline], Iterator[Window]]

    def answer(self) -> Answer:
        """What matches; any of the words where asked for, or where nothing has them all."""
        request = self.request
        kept = kept_by(self.snapshot, request.filters, request.timezone)
        first, *others = attempts(request)
        answer = self.matched(*first, kept)
        for query, matching in others:
            if not answer.found.complete or answer.passing().any():
                break
            answer = self.matched(query, matching, kept)
        return answer

    def matched(self, query: Query, matching: Matching, kept: dict[str, Mask]) -> Answer:
        """What one query matches, as far as the time suffices."""
        translator = Translator(self.snapshot, self.reader, self.request.timezone, self.deadline)
        parts: list[tuple[Numbers, NDArray[np.float64]]] = []
        complete = True
        try:
            node = translator.node(query)
            for window in self.windows(self.reader, self.deadline):
                documents, scores = node.matches(window)
                parts.append((documents + window.segment.base, scores))
        except DeadlinePassed:
            complete = False
        documents = np.concatenate([np.empty(0, np.int64), *(part for part, _ in parts)])
        scores = np.concatenate([np.empty(0), *(scores for _, scores in parts)])
        if self.request.half_life is not None:
            scores *= self.snapshot.recency(self.request.half_life, self.request.reference)[documents]
        found = Found(documents, scores, complete)
        return Answer(query, found, kept, matching, tuple(dict.fromkeys(translator.warnings)))


def attempts(request: SearchRequest) -> Iterator[tuple[Query, Matching]]:
    """The queries to try one after the other, one at least, until one has matches."""
    relaxed = any_of(request.query) if request.matching != "all" else None
    if request.matching != "any" or relaxed is None:
        yield request.query, "all"
    if relaxed is not None:
        yield relaxed, "any"


def kept_by(snapshot: Snapshot, filters: Filters, timezone: str) -> dict[str, Mask]:
    """For each filter, by name, which documents of a snapshot pass it."""
    return {name: make() for name, (_, make) in masks_by(snapshot, filters, timezone).items()}


def masks_by(snapshot: Snapshot, filters: Filters, timezone: str) -> dict[str, tuple[Hashable, Callable[[], Mask]]]:
    """For each filter, by name: what tells it from all others, and how to find which documents pass it."""
    masks: dict[str, tuple[Hashable, Callable[[], Mask]]] = {}
    for name, column in FILTERS.items():
        if wanted := tuple(fold_value(value) for value in getattr(filters, name)):
            masks[name] = (name, wanted), partial(_having, snapshot, column, wanted)
    if filters.year:
        masks["year"] = ("year", filters.year, timezone), partial(_in_years, snapshot, filters.year, timezone)
    low, high = filters.published_from, filters.published_to
    if low or high:
        masks["published"] = ("published", low, high, timezone), partial(_published, snapshot, low, high, timezone)
    return masks


def _having(snapshot: Snapshot, column: str, wanted: tuple[str, ...]) -> Mask:
    return snapshot.values(column).having(wanted)


def _in_years(snapshot: Snapshot, years: tuple[int, ...], timezone: str) -> Mask:
    periods = snapshot.periods(timezone)
    return periods.dated & np.isin(periods.years, years)


def _published(snapshot: Snapshot, low: date | None, high: date | None, timezone: str) -> Mask:
    return snapshot.periods(timezone).within(low, high)
