"""No outlet fills the first hits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Filters, SearchRequest, parse
from search.diversity import PER_OUTLET, WITHIN, held_back, is_spread, spread

lists = st.lists(st.integers(-1, 4), max_size=40)


@given(lists)
def test_nothing_is_left_out(outlets: list[int]) -> None:
    assert sorted(spread(outlets)) == list(range(len(outlets)))


@given(lists)
def test_no_outlet_has_more_of_the_first_places_while_others_wait(outlets: list[int]) -> None:
    first = [outlets[place] for place in spread(outlets)[:WITHIN]]
    free = sum(min(PER_OUTLET, outlets.count(one)) for one in set(outlets) if one >= 0) + outlets.count(-1)
    if free >= WITHIN:
        assert all(first.count(one) <= PER_OUTLET for one in set(first) if one >= 0)


@given(lists)
def test_hits_of_one_outlet_stay_in_their_order(outlets: list[int]) -> None:
    order = spread(outlets)
    for one in set(outlets):
        places = [place for place in order if outlets[place] == one]
        assert places == sorted(places)


def test_an_outlet_is_held_back_only_where_another_took_its_place() -> None:
    assert held_back([1, 1, 1, 2, 3]) == []
    assert held_back([1, 1, 1, *range(2, 12)]) == [1]


@pytest.mark.parametrize(
    ("query", "more", "spread_out"),
    [
        ("toll", {}, True),
        ("toll", {"diverse": False}, False),
        ("toll", {"sort": "newest"}, False),
        ("toll", {"filters": Filters(source=("The Post",))}, False),
        ("toll source:post", {}, False),
        ("toll -site:example.org", {}, False),
        ("after:2017", {}, False),
    ],
)
def test_who_asks_for_an_outlet_or_for_dates_gets_just_that(
    query: str, more: dict[str, object], spread_out: bool
) -> None:
    asked = parse(query).query
    assert is_spread(SearchRequest(asked, **({"diverse": True} | more)), asked) == spread_out
