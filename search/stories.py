"""Stories in a list of hits: who stands for each, how many there are, and what is told of one. Arrays in, values out.

Documents are numbered as in their snapshot. A story is named by its head, the earliest article of it; most articles
stand alone and cost nothing here: all that is looked at are the documents of stories of several.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.schema import PRECISIONS, UNDATED
from index.stories import group
from index.stories.signature import SIZE

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# How long the period lasts that a date stands for, in seconds; what is known to the minute is a moment.
LASTS = {None: 1, "year": 366 * 86_400, "month": 31 * 86_400, "day": 86_400, "minute": 1}
LENGTHS = np.array([LASTS[precision] for precision in PRECISIONS], np.int64)


@dataclass(frozen=True)
class Stories:
    """heads: each document's head, itself where it stands alone; ranks: its place in the order of publication."""

    heads: Numbers
    ranks: Numbers

    @cached_property
    def sizes(self) -> Numbers:
        """By head, how many documents its story has; 1 for what stands alone, 0 for what heads nothing."""
        return np.bincount(self.heads, minlength=len(self.heads))

    @cached_property
    def several(self) -> Mask:
        """Which documents are in a story of several."""
        return self.sizes[self.heads] > 1

    @cached_property
    def _members(self) -> Numbers:
        """The documents of stories of several: by head, then in order of publication."""
        found = np.flatnonzero(self.several)
        return found[np.lexsort((self.ranks[found], self.heads[found]))]

    @cached_property
    def _heads_of_members(self) -> Numbers:
        return self.heads[self._members]

    def members(self, document: int) -> Numbers:
        """The documents of a document's story, itself among them, in order of publication, the undated last."""
        head = self.heads[document]
        if not self.several[document]:
            return np.array([document], np.int64)
        low, high = np.searchsorted(self._heads_of_members, [head, head + 1])
        return self._members[low:high]

    def count(self, documents: Numbers) -> int:
        """How many stories some distinct documents belong to; what stands alone is a story."""
        shared = self.heads[documents[self.several[documents]]]
        return len(documents) - len(shared) + len(np.unique(shared))

    def best(self, documents: Numbers, keys: NDArray[np.float64], ties: Numbers) -> Mask:
        """Which of some distinct documents come first of their story, by `keys`, then by `ties`, both ascending."""
        chosen = np.ones(len(documents), np.bool_)
        shared = np.flatnonzero(self.several[documents])
        order = shared[np.lexsort((ties[shared], keys[shared], self.heads[documents[shared]]))]
        heads = self.heads[documents[order]]
        chosen[order[1:][heads[1:] == heads[:-1]]] = False
        return chosen


def stories_of(signatures: NDArray[np.uint16], signed: Numbers, published: Numbers, ids: Numbers) -> Stories:
    """Group the documents of a snapshot.

    signatures: a row for each of `signed`, the live documents that have one
    published:  seconds of each document, UNDATED where it has none; ids: each one's place in the order of ids
    """
    moments = np.where(published == UNDATED, np.iinfo(np.int64).max, published)
    ranks = np.empty(len(published), np.int64)
    ranks[np.lexsort((ids, moments))] = np.arange(len(published))
    order = np.argsort(ranks[signed])
    return Stories(group(signatures.reshape(-1, SIZE), signed, order, len(published)).heads, ranks)


def first_of(published: Numbers, precision: NDArray[np.uint8]) -> int | None:
    """Which of some documents in order of publication was surely the first: place 0, or None where dates do not tell.

    precision: places in PRECISIONS
    """
    if published[0] == UNDATED:
        return None
    ends = published[0] + LENGTHS[precision[0]]
    dated = published[1:][published[1:] != UNDATED]
    return 0 if not len(dated) or dated[0] >= ends else None


def lags(published: Numbers, precision: NDArray[np.uint8]) -> list[tuple[int, bool] | None]:
    """How long after the first each document of a story was published: seconds, and whether to the minute.

    Where a day is all that is known of either, whole days; None for the undated, the coarse, and what may be no lag.
    """
    found: list[tuple[int, bool] | None] = []
    first, sure = int(published[0]), PRECISIONS[int(precision[0])]
    for moment, how in zip(published.tolist(), (PRECISIONS[place] for place in precision.tolist()), strict=True):
        if {sure, how} - {"day", "minute"}:
            found.append(None)
        elif sure == how == "minute":
            found.append((moment - first, True))
        else:
            days = moment // 86_400 - first // 86_400
            found.append((days * 86_400, False) if days > 0 else None)
    return found
