"""The order of what a request matched: by score or by date, one of each story, spread over outlets, after a cursor."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.schema import UNDATED
from search.cursor import Cursor
from search.diversity import REGION, is_spread, spread
from search.query import scored
from search.results import HeldBack, Hit, SearchRequest
from search.whoosh_answer import Answer, Numbers
from search.whoosh_snapshot import Mask, Snapshot
from search.whoosh_stories import outlets_of, told_back


class Ordered(NamedTuple):
    """Hits in their order, what each sorts by, and how many of the list stand before the first."""

    documents: Numbers
    scores: NDArray[np.float64]
    keys: NDArray[np.float64]
    before: int

    def part(self, start: int, end: int | None) -> "Ordered":
        """The hits from one place up to another."""
        return Ordered(self.documents[start:end], self.scores[start:end], self.keys[start:end], self.before + start)


def ordered(snapshot: Snapshot, answer: Answer, request: SearchRequest, most: int | None) -> Ordered:
    """The best `most` documents behind the request's cursor, in order."""
    every = _every(snapshot, answer, request)
    if is_spread(request, answer.query):
        listed = respread(snapshot, _leading(snapshot, every, None if most is None else most + REGION))
        start = place_of(snapshot, listed, request.after)
        if start is not None:
            return listed.part(start, None if most is None else start + most)
    before = 0
    if request.after:
        behind = behind_cursor(snapshot, every.documents, every.keys, request.after)
        before = len(behind) - int(behind.sum())
        every = Ordered(every.documents[behind], every.scores[behind], every.keys[behind], 0)
    return _leading(snapshot, every, most)._replace(before=before)


def held_back(snapshot: Snapshot, answer: Answer, request: SearchRequest) -> tuple[HeldBack, ...] | None:
    """The outlets held back from the first hits; None where the list is as it was ranked."""
    if not is_spread(request, answer.query):
        return None
    every = _every(snapshot, answer, request)
    return told_back(snapshot, every.documents, _leading(snapshot, every, REGION).documents)


def turned(listed: Ordered, request: SearchRequest) -> Ordered:
    """What a page shows of the best: all behind a cursor, else the last of them."""
    return listed.part((request.page - 1) * request.size, None)


def next_cursor(
    snapshot: Snapshot, listed: Ordered, hits: Sequence[Hit], request: SearchRequest, total: int
) -> Cursor | None:
    """Where a list of so many hits goes on behind those of a page; None where it ends with them."""
    if not hits or listed.before + len(hits) >= total:
        return None
    reference = request.after.reference if request.after else request.reference
    last = snapshot.id_of(int(listed.documents[len(hits) - 1]))
    return Cursor(snapshot.generation, reference, float(listed.keys[len(hits) - 1]), last, request.digest)


def _every(snapshot: Snapshot, answer: Answer, request: SearchRequest) -> Ordered:
    """What is listed, in no order yet: what passes, or of each story the copy that comes first."""
    passing = answer.passing()
    documents, scores = answer.found.documents[passing], answer.found.scores[passing]
    if request.sort == "relevance" and scored(answer.query):
        keys = -scores
    else:
        keys = _age(snapshot, documents, oldest=request.sort == "oldest")
    if request.group == "story":
        shown = snapshot.stories.best(documents, keys, snapshot.id_rank[documents])
        documents, scores, keys = documents[shown], scores[shown], keys[shown]
    return Ordered(documents, scores, keys, 0)


def _leading(snapshot: Snapshot, every: Ordered, most: int | None) -> Ordered:
    """The first `most` of some hits, in order."""
    documents, scores, keys, _ = every
    if most is not None and most < len(keys):
        best = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
        documents, scores, keys = documents[best], scores[best], keys[best]
    order = np.lexsort((snapshot.id_rank[documents], keys))[:most]
    return Ordered(documents[order], scores[order], keys[order], 0)


def respread(snapshot: Snapshot, listed: Ordered) -> Ordered:
    """An ordered list, its best hits reordered so that no outlet fills the first of them."""
    order = np.arange(len(listed.documents))
    order[:REGION] = spread(outlets_of(snapshot, listed.documents[:REGION]))
    return Ordered(listed.documents[order], listed.scores[order], listed.keys[order], 0)


def place_of(snapshot: Snapshot, listed: Ordered, cursor: Cursor | None) -> int | None:
    """Where a reordered list goes on; None where a cursor stands behind what was reordered."""
    if cursor is None:
        return 0
    number = snapshot.numbers.get(cursor.id)
    found = np.flatnonzero(listed.documents[:REGION] == (-1 if number is None else number))
    return int(found[0]) + 1 if len(found) else None


def behind_cursor(snapshot: Snapshot, documents: Numbers, keys: NDArray[np.float64], cursor: Cursor) -> Mask:
    """Which documents stand behind a cursor. Its article may be gone; its place is not."""
    number = snapshot.numbers.get(cursor.id)
    level = np.flatnonzero(keys == cursor.key)
    behind = keys > cursor.key
    if number is not None:
        behind[level] = snapshot.id_rank[documents[level]] > snapshot.id_rank[number]
    else:
        behind[level] = [snapshot.id_of(document) > cursor.id for document in documents[level].tolist()]
    return behind


def _age(snapshot: Snapshot, documents: Numbers, oldest: bool) -> NDArray[np.float64]:
    """What sorts by date of publication, the undated last. Seconds are exact in a double."""
    published = snapshot.published[documents]
    return np.where(published == UNDATED, np.inf, published if oldest else -published.astype(np.float64))
