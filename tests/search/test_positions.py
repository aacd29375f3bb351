from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.positions import near_count, near_spans, phrase_spans

places = st.lists(st.integers(0, 20), unique=True, max_size=6).map(sorted)
spans = places.map(lambda found: [(place, place) for place in found])


@pytest.mark.parametrize(
    ("words", "slop", "found"),
    [
        ([[3], [4]], 0, [(3, 4)]),
        ([[3], [5]], 0, []),
        ([[3], [5]], 1, [(3, 5)]),
        ([[5], [3]], 4, []),
        ([[1, 4], [2, 5]], 0, [(1, 2), (4, 5)]),
        ([[1], [3], [5]], 1, []),
        ([[1], [3], [5]], 2, [(1, 5)]),
        ([[1, 2], [3]], 1, [(1, 3), (2, 3)]),
        ([[1], []], 3, []),
        ([[7, 9]], 0, [(7, 7), (9, 9)]),
    ],
)
def test_a_phrase_stands_where_its_words_follow(
    words: list[list[int]], slop: int, found: list[tuple[int, int]]
) -> None:
    assert phrase_spans(words, slop) == found


@given(st.lists(places, min_size=1, max_size=4), st.integers(0, 6))
def test_a_phrase_ends_as_early_as_any_way_to_read_it(words: list[list[int]], slop: int) -> None:
    ways = [way for way in product(*words) if list(way) == sorted(set(way))]
    nearest: dict[int, int] = {}
    for way in ways:
        nearest[way[0]] = min(way[-1], nearest.get(way[0], way[-1]))
    wanted = [(start, end) for start, end in sorted(nearest.items()) if end - start <= len(words) - 1 + slop]
    assert phrase_spans(words, slop) == wanted


@pytest.mark.parametrize(
    ("first", "second", "distance", "count"),
    [
        ([(1, 1)], [(2, 2)], 1, 1),
        ([(2, 2)], [(1, 1)], 1, 1),
        ([(1, 1)], [(3, 3)], 1, 0),
        ([(1, 1), (3, 3)], [(2, 2)], 1, 1),
        ([(1, 2)], [(3, 3)], 1, 1),
        ([(1, 2)], [(2, 3)], 1, 0),
        ([(4, 4)], [(4, 4)], 5, 0),
        ([(4, 4), (6, 6)], [(4, 4), (6, 6)], 2, 2),
    ],
)
def test_near_counts_the_scarcer_word(
    first: list[tuple[int, int]], second: list[tuple[int, int]], distance: int, count: int
) -> None:
    assert near_count(first, second, distance) == count


@given(spans, spans, st.integers(1, 5))
def test_near_knows_no_order(first: list[tuple[int, int]], second: list[tuple[int, int]], distance: int) -> None:
    assert near_count(first, second, distance) == near_count(second, first, distance)
    assert near_spans(first, second, distance) == near_spans(second, first, distance)


@given(spans, spans, st.integers(1, 5))
def test_what_is_near_is_shown(first: list[tuple[int, int]], second: list[tuple[int, int]], distance: int) -> None:
    near = {
        span
        for one, other in product(first, second)
        if one != other and abs(one[0] - other[0]) <= distance
        for span in (one, other)
    }
    assert near_spans(first, second, distance) == sorted(near)
