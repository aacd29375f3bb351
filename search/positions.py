"""How often words stand together in one field, from their positions: what a phrase and NEAR count.

A word is given as its spans, pairs of its first and last position, ascending; a plain word's are equal. What a reader
types as one word may be several tokens (covid-19), so a span may be longer.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeAlias

Places: TypeAlias = Sequence[int]
Spans: TypeAlias = Sequence[tuple[int, int]]


def phrase_spans(words: Sequence[Places], slop: int) -> list[tuple[int, int]]:
    """Where the words follow each other with at most `slop` other positions between them in all.

    Each place of the first word counts once, its followers being the nearest ones.
    """
    if slop == 0:
        starts = set(words[0])
        for offset, places in enumerate(words[1:], 1):
            starts &= {place - offset for place in places}
        return [(start, start + len(words) - 1) for start in sorted(starts)]
    found = [(start, _end(start, words[1:])) for start in words[0]]
    longest = len(words) - 1 + slop
    return [(start, end) for start, end in found if end is not None and end - start <= longest]


def _end(start: int, followers: Sequence[Places]) -> int | None:
    """The place of the last follower, each taken as early as it comes; None where one is missing."""
    place = start
    for places in followers:
        at = bisect_left(places, place + 1)
        if at == len(places):
            return None
        place = places[at]
    return place


def near_spans(first: Spans, second: Spans, distance: int) -> list[tuple[int, int]]:
    """The spans of either word that have the other one near: next to each other is a distance of 1."""
    return sorted({*_beside(first, second, distance), *_beside(second, first, distance)})


def near_count(first: Spans, second: Spans, distance: int) -> int:
    """How often two words are near each other: as often as the scarcer one has the other beside it."""
    return min(len(_beside(first, second, distance)), len(_beside(second, first, distance)))


def _beside(ones: Spans, others: Spans, distance: int) -> list[tuple[int, int]]:
    starts = [start for start, _ in others]
    found = []
    for start, end in ones:
        after = bisect_left(starts, end + 1)
        follows = after < len(others) and starts[after] - end <= distance
        before = bisect_left(starts, start) - 1
        # Spans of one word are equally long, so the last to start before is the last to end before.
        while before >= 0 and others[before][1] >= start:
            before -= 1
        if follows or (before >= 0 and start - others[before][1] <= distance):
            found.append((start, end))
    return found
