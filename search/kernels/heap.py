"""The best documents so far, the worst of them on top."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import f64_at, i64_at
from index.machine import inlined, kernel


class Best(NamedTuple):
    """A heap of at most len(scores) documents; of equal scores the larger rank is worse. size: how many there are."""

    scores: NDArray[np.float64]
    ranks: NDArray[np.int64]
    docs: NDArray[np.int64]
    size: NDArray[np.int64]


def words_for(most: int) -> int:
    """Words of room that a heap takes: a column behind the other, `size` the last."""
    return 3 * most + 1


@kernel
def heap_at(address: int, most: int) -> Best:
    """An empty heap in some room."""
    best = Best(
        f64_at(address, most),
        i64_at(address + 8 * most, most),
        i64_at(address + 16 * most, most),
        i64_at(address + 24 * most, 1),
    )
    best.size[0] = 0
    return best


@kernel
def _worse(best: Best, a: int, b: int) -> bool:
    if best.scores[a] != best.scores[b]:
        return best.scores[a] < best.scores[b]
    return best.ranks[a] > best.ranks[b]


@kernel
def _swap(best: Best, a: int, b: int) -> None:
    best.scores[a], best.scores[b] = best.scores[b], best.scores[a]
    best.ranks[a], best.ranks[b] = best.ranks[b], best.ranks[a]
    best.docs[a], best.docs[b] = best.docs[b], best.docs[a]


@kernel
def offer(best: Best, score: float, rank: int, doc: int) -> None:
    """Take a document in if it is one of the best."""
    size = best.size[0]
    if size < len(best.scores):
        at = size
        best.scores[at], best.ranks[at], best.docs[at] = score, rank, doc
        best.size[0] = size + 1
        while at > 0 and _worse(best, at, (at - 1) >> 1):
            _swap(best, at, (at - 1) >> 1)
            at = (at - 1) >> 1
        return
    if size == 0 or score < best.scores[0] or (score == best.scores[0] and rank > best.ranks[0]):
        return
    best.scores[0], best.ranks[0], best.docs[0] = score, rank, doc
    _sink(best, size)


@kernel
def _sink(best: Best, size: int) -> None:
    """Let the first of so many sink to its place."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        if child + 1 < size and _worse(best, child + 1, child):
            child += 1
        if not _worse(best, child, at):
            return
        _swap(best, at, child)
        at = child


@kernel
def put_in_order(best: Best) -> None:
    """Put the best first. It is no heap afterwards."""
    for last in range(best.size[0] - 1, 0, -1):
        _swap(best, 0, last)
        _sink(best, last)


@inlined
def least(best: Best, floor: float) -> float:
    """The score that a document must reach to be taken in, whatever its rank."""
    if len(best.scores) == 0:
        return np.inf
    return max(best.scores[0], floor) if best.size[0] == len(best.scores) else floor
