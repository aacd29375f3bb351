"""The list of a request by the compiled loops: each story once, spread over outlets, from a cursor on.

The loops give the best so many documents. Whether that is enough shows when stories are put together, when outlets
have filled the first places, when the place of a cursor is reached; where it is not, more are asked for. So a list is
a beginning that grows, and every beginning that is long enough gives the same page.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.columnar.counting import single_values
from search.columnar.matches import Matches
from search.columnar.snapshot import ColumnarSnapshot
from search.columnar.top import best_matches, scores_of_matches
from search.deadline import Deadline, DeadlinePassed
from search.diversity import REGION, WITHIN, are_filled, held_back, is_spread, spread
from search.results import HeldBack, SearchRequest
from search.whoosh_order import Ordered, behind_cursor, place_of, respread
from search.whoosh_stories import outlets_of

I64 = NDArray[np.int64]

AHEAD = 6  # hits more than are listed, in case some are of one story or outlet
GROWTH = 4
DEEPEST = 4_000  # hits up to which a cursor's place is looked for from the front


@dataclass
class Listing:
    """The hits of a request in their order, as many as were needed so far.

    scoring:  whether a list by date has scores
    complete: whether the time sufficed
    """

    snapshot: ColumnarSnapshot
    matches: Matches
    request: SearchRequest
    deadline: Deadline
    scoring: bool = True
    complete: bool = True

    def __post_init__(self) -> None:
        self._most = 0
        self._whole = False  # whether there is nothing behind
        self._first = Ordered(np.empty(0, np.int64), np.empty(0), np.empty(0), 0)
        self._spread = is_spread(self.request, self.matches.query)

    def page(self) -> Ordered | None:
        """The hits of the request's page and all before it, or those behind its cursor; None for one too deep."""
        most = self.request.page * self.request.size
        if self._spread:
            found = self._respread(most)
            if found is not None:
                return found
        return self._behind(most) if self.request.after else self._leading(most).part(0, most)

    def held_back(self, documents: I64) -> tuple[HeldBack, ...] | None:
        """The outlets held back from the first hits, of all that match; None where the list is as it was ranked."""
        if not self._spread:
            return None
        outlets = outlets_of(self.snapshot, self._leading(WITHIN).documents[:REGION])
        held = held_back(outlets)
        if not held:
            return ()
        shown = [outlets[place] for place in spread(outlets)[:WITHIN]]
        labels = self.snapshot.values("source_value").labels
        listed = self._listed_of(held, documents)
        return tuple(HeldBack(labels[outlet], listed[outlet] - shown.count(outlet)) for outlet in held)

    # A beginning that grows

    def _leading(self, most: int) -> Ordered:
        """The first `most` hits or more, fewer only where there are no more; enough of them to spread them."""
        while not (self._whole or len(self._first.documents) >= most):
            ahead = AHEAD if self._spread or self.request.group == "story" else 0
            self._most = max(most + ahead, self._most * GROWTH)
            best, complete = best_matches(
                self.snapshot, self.matches, self.request, self._most, self.deadline, self.scoring
            )
            self.complete &= complete
            self._whole = len(best.documents) < self._most or not complete
            self._first = self._grouped(best)
        return self._first

    def _grouped(self, best: Ordered) -> Ordered:
        """Of each story the copy that comes first."""
        if self.request.group == "off":
            return best
        heads = self.snapshot.stories.heads[best.documents]
        first = np.sort(np.unique(heads, return_index=True)[1])
        return Ordered(best.documents[first], best.scores[first], best.keys[first], 0)

    # What is taken from it

    def _respread(self, most: int) -> Ordered | None:
        """The hits behind the cursor in the reordered list; None where the cursor stands behind what is reordered."""
        wanted = max(most, WITHIN)
        while True:
            every = self._leading(wanted)
            region = every.documents[:REGION]
            if self._whole or len(region) == REGION or are_filled(outlets_of(self.snapshot, region)):
                start = place_of(self.snapshot, respread(self.snapshot, every), self.request.after)
                if start is not None and (self._whole or len(every.documents) >= start + most):
                    return respread(self.snapshot, every).part(start, start + most)
                if start is None and (self._whole or len(region) == REGION):
                    return None
                wanted = REGION if start is None else start + most
            else:
                wanted = REGION

    def _behind(self, most: int) -> Ordered | None:
        """The hits behind the cursor's place."""
        cursor, wanted = self.request.after, most * GROWTH
        while cursor is not None and wanted <= DEEPEST:
            every = self._leading(wanted)
            before = int(np.count_nonzero(~behind_cursor(self.snapshot, every.documents, every.keys, cursor)))
            if self._whole or len(every.documents) >= before + most:
                return every.part(before, before + most)
            wanted *= GROWTH
        return None

    def _listed_of(self, outlets: list[int], documents: I64) -> dict[int, int]:
        """How many hits of some outlets are listed, given all that matches."""
        numbers = single_values(self.snapshot, "source_value")[documents]
        chosen = np.isin(numbers, outlets)
        if self.request.group == "story":
            chosen &= self._come_first(documents, chosen)
        counts = np.bincount(numbers[chosen], minlength=max(outlets) + 1)
        return {outlet: int(counts[outlet]) for outlet in outlets}

    def _come_first(self, documents: I64, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of the documents come first of their story; surely told only of the stories of those chosen."""
        stories = self.snapshot.stories
        asked = np.zeros(len(stories.heads), np.bool_)
        asked[stories.heads[documents[chosen & stories.several[documents]]]] = True
        shared = np.flatnonzero(asked[stories.heads[documents]])
        members = documents[shared]
        first = np.ones(len(documents), np.bool_)
        try:
            keys = -scores_of_matches(self.snapshot, self.matches, self.request, members)
        except DeadlinePassed:
            self.complete = False
            return first
        first[shared] = stories.best(members, keys, self.snapshot.id_rank[members])
        return first
