"""What a request matches, segment by segment, as bits; every filter apart."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from whoosh.reading import IndexReader

from search.columnar.matching import Matching
from search.columnar.plan import Plan, plan_of
from search.columnar.snapshot import ColumnarSnapshot
from search.deadline import Deadline, DeadlinePassed
from search.kernels import bits
from search.kernels.bits import Bits
from search.query import Query
from search.results import Filters, SearchRequest, SearchWarning
from search.whoosh_answer import Matching as Words
from search.whoosh_answer import attempts, masks_by
from search.whoosh_match import Translator
from search.whoosh_postings import NO_DOCUMENTS, Documents
from search.whoosh_snapshot import Mask

NO_FILTERS = Filters()


class Part(NamedTuple):
    """One segment's share: its lists for this query, what matched before any filter, and what passes each filter."""

    matching: Matching
    found: Bits
    kept: dict[str, Bits]

    def passing(self, without: str | None = None) -> Bits:
        """What matched and passes all filters, or all but one. Not to be written to."""
        return reduce(np.bitwise_and, (kept for name, kept in self.kept.items() if name != without), self.found)


@dataclass(frozen=True)
class Matches:
    """What one query matched.

    plan:     None where the loops cannot score it
    hits:     what passes all filters, by part
    complete: whether all segments were looked at in time
    """

    query: Query
    words: Words
    plan: Plan | None
    parts: tuple[Part, ...]
    hits: tuple[Bits, ...]
    complete: bool
    warnings: tuple[SearchWarning, ...]

    @property
    def is_listable(self) -> bool:
        """Whether the loops can list what there is."""
        return self.plan is not None or not self.complete

    @cached_property
    def total(self) -> int:
        return sum(map(bits.count, self.hits))

    def documents(self, without: str | None = None) -> Documents:
        """What passes all filters, or all but one, ascending through all segments."""
        found = [NO_DOCUMENTS]
        for part, hits in zip(self.parts, self.hits, strict=True):
            passing = part.passing(without) if without in part.kept else hits
            documents = np.empty(bits.count(passing), np.int64)
            bits.docs_of(passing, documents)
            found.append(documents + part.matching.shelf.base if part.matching.shelf.base else documents)
        return np.concatenate(found) if len(found) > 2 else found[-1]


@dataclass(frozen=True, slots=True)
class Asking:
    """Matches the queries of one request."""

    snapshot: ColumnarSnapshot
    reader: IndexReader
    request: SearchRequest
    deadline: Deadline

    def matches(self) -> Matches:
        """What the request matches; any of the words where asked for, or where nothing has them all."""
        kept = self.kept()
        first, *others = attempts(self.request)
        found = self.matched(*first, kept)
        for query, words in others:
            if not found.complete or any(hits.any() for hits in found.hits):
                break
            found = self.matched(query, words, kept)
        return found

    def matched(self, query: Query, words: Words, kept: list[dict[str, Bits]], scoring: bool = True) -> Matches:
        """What one query matches, as far as the time suffices; scoring: whether its matches are to be listed."""
        translator = Translator(self.snapshot, self.reader, self.request.timezone, self.deadline)
        parts: list[Part] = []
        plan, complete = None, True
        try:
            node = translator.node(query)
            plan = plan_of(node)
            groups = plan.groups if plan and scoring else ()
            scored = {id(leaf) for group in groups for leaf, _ in group}
            for shelf, passing in zip(self.snapshot.shelves, kept, strict=True):
                matching = Matching(self.snapshot, shelf, self.deadline, scored)
                parts.append(Part(matching, matching.bits(node), passing))
        except DeadlinePassed:
            complete = False
        hits = tuple(part.passing() for part in parts)
        return Matches(query, words, plan, tuple(parts), hits, complete, tuple(dict.fromkeys(translator.warnings)))

    def within(self, seconds: float) -> "Asking":
        """The same with at most so much time left."""
        return replace(self, deadline=self.deadline.within(seconds))

    def kept(self) -> list[dict[str, Bits]]:
        """For each segment, what passes each of the request's filters."""
        kept: list[dict[str, Bits]] = [{} for _ in self.snapshot.shelves]
        if self.request.filters == NO_FILTERS:
            return kept
        for name, (key, make) in masks_by(self.snapshot, self.request.filters, self.request.timezone).items():
            for passing, made in zip(kept, self._bits(key, make), strict=True):
                passing[name] = made
        return kept

    def _bits(self, key: Hashable, make: Callable[[], Mask]) -> list[Bits]:
        """A mask over the snapshot as bits, made where a segment has it no more."""
        shelves = self.snapshot.shelves
        known = [shelf.kept_mask(key) for shelf in shelves]
        found = [each for each in known if each is not None]
        if len(found) == len(shelves):
            return found
        mask = make()
        return [shelf.mask_bits(key, mask) for shelf in shelves]
