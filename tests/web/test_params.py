from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.errors import BadParameter
from web.params import PARAMETERS, first_day, known, last_day, read_parameters

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def read(*pairs, unknown="refuse"):
    return read_parameters(pairs, unknown=unknown)


def refused(*pairs):
    with pytest.raises(BadParameter) as refusal:
        read(*pairs)
    return refusal.value


def test_nothing_given_is_the_first_page_by_relevance():
    parameters = read()
    assert (parameters.q, parameters.page, parameters.size, parameters.sort) == ("", 1, None, "relevance")


def test_blank_values_count_as_not_given():
    assert read(("from", ""), ("page", " "), ("source", "")) == read()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017-10-26", date(2017, 10, 26), date(2017, 10, 26)),
    ],
)
def test_a_date_stands_for_its_whole_period(text, first, last):
    filters = read(("from", text), ("to", text)).filters()
    assert (filters.published_from, filters.published_to) == (first, last)


@given(st.dates())
def test_the_first_and_the_last_day_of_a_day_are_itself(day):
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "text",
    ["2017-13", "2017-02-30", "0000", "17-10-26", "2017-1", "2017/10/26", "today", "2017-10-26T10:00", "٢٠١٧", "2017 "],
)
def test_a_date_that_is_none_is_refused(name, text):
    assert refused((name, text)).code == "invalid_date"


def test_a_range_the_wrong_way_round_is_refused():
    assert refused(("from", "2018"), ("to", "2017-10")).message == "from 2018 is later than to 2017-10"


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.0", "1e3", "٣", " 2", "+2", "1_0", "1000001", "1" * 5000])
def test_a_page_that_is_no_plain_number_in_range_is_refused(text):
    assert refused(("page", text)).code == "invalid_page"


@pytest.mark.parametrize("text", ["0", "101", "ten"])
def test_a_size_out_of_bounds_is_refused(text):
    assert refused(("size", text)).code == "invalid_size"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "date"),
        ("year", "17th"),
        ("year", "0"),
        ("lang", "english"),
        ("facet", "title"),
        ("group", "outlet"),
        ("versions", "2"),
        ("recency", "much"),
        ("explain", "yes"),
        ("source", "a" * 201),
        ("source", "nul\0"),
        ("tag", "lone \ud800"),
    ],
)
def test_a_value_outside_its_set_is_refused_under_its_own_name(name, value):
    error = refused((name, value))
    assert error.code == f"invalid_{name}"
    assert error.hint.startswith(f"{name} takes ")


def test_a_filter_may_be_repeated_and_keeps_its_order():
    assert read(("source", "B"), ("source", "A"), ("year", "2017")).filters().source == ("B", "A")


def test_the_value_at_fault_is_the_one_shown():
    assert "'x9'" in refused(("year", "2017"), ("year", "x9")).message


def test_more_values_of_a_filter_than_the_bound_are_refused():
    assert refused(*[("tag", str(number)) for number in range(33)]).code == "invalid_tag"


@pytest.mark.parametrize("name", [name for name, repeatable in PARAMETERS.items() if not repeatable])
def test_a_parameter_for_one_value_is_given_once(name):
    assert refused((name, "1"), (name, "1")).code == "repeated_parameter"


@pytest.mark.parametrize("name", ["utm_source", "explanation", "published_from", "Q", ""])
def test_a_name_that_is_none_is_refused_where_told_so(name):
    assert refused((name, "x")).code == "unknown_parameter"


def test_a_name_that_is_none_is_ignored_where_told_so():
    assert read(("utm_source", "x"), ("q", "oil"), unknown="ignore").q == "oil"


def test_what_is_known_keeps_its_order_and_spelling():
    pairs = (("lang", "DE"), ("utm_source", "x"), ("q", ""), ("from", "2017"))
    assert known(pairs) == (("lang", "DE"), ("from", "2017"))


@given(st.text())
def test_the_query_box_takes_any_text(text):
    assert read(("q", text)).q in (text, "")


@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS, "other"]), st.text(max_size=12)), max_size=6))
def test_any_address_is_read_or_refused_in_words(pairs):
    said = None
    try:
        read(*pairs)
    except BadParameter as error:
        said = error
    assert said is None or (said.message and said.hint.endswith("."))


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_in_the_docs(name):
    assert f"| `{name}` |" in DOCS


def test_blank_values_count_towards_how_often_a_name_is_repeated():
    with pytest.raises(BadParameter, match="tag is given 33 times, which is too many"):
        read_parameters([("tag", "")] * 33, unknown="ignore")
