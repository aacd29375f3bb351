"""Segments stay few, and articles are seldom rewritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.whoosh_merge import FANOUT, SMALLEST_TIER, tier, to_merge


@pytest.mark.parametrize(
    ("live", "dead", "fresh", "expected"),
    [
        ([10, 10], [0, 0], 10, set()),
        ([10] * 5, [0] * 5, 10, {0, 1, 2, 3, 4}),
        ([10] * 5, [0] * 5, 0, set()),
        ([500, 10, 500, 10, 10, 10, 10], [0] * 7, 10, {1, 3, 4, 5, 6}),
        ([10, 10], [11, 10], 10, {0}),
        ([100] * 5 + [600] * 5, [0] * 10, 100, set(range(10))),
        ([10] * 5, [0] * 5, 5_000, set()),
    ],
    ids=["few", "a full tier", "nothing new", "of one tier only", "mostly dead", "tier upon tier", "a large one"],
)
def test_a_full_tier_is_merged(live: list[int], dead: list[int], fresh: int, expected: set[int]) -> None:
    assert to_merge(live, dead, fresh) == expected


def commits(sizes: list[int]) -> tuple[list[int], int]:
    """The segments after commits of so many articles, and how many articles were rewritten on the way."""
    segments: list[int] = []
    rewritten = 0
    for size in sizes:
        chosen = to_merge(segments, [0] * len(segments), size)
        merged = sum(segments[place] for place in chosen)
        rewritten += merged
        segments = [each for place, each in enumerate(segments) if place not in chosen] + [size + merged]
    return segments, rewritten


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=300))
def test_segments_stay_few_and_rewriting_rare(sizes: list[int]) -> None:
    segments, rewritten = commits(sizes)
    tiers = tier(sum(sizes)) + 1
    assert sum(segments) == sum(sizes)
    assert len(segments) <= FANOUT * tiers
    assert rewritten <= sum(sizes) * tiers + SMALLEST_TIER * len(sizes)
