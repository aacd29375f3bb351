from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import DateBucket, Histogram, SearchWarning, TotalHits
from tests.web.shelf import ShelfSearcher, story
from web.asking import ask
from web.links import SearchLinks
from web.params import known, read_parameters
from web.results_view import histogram_view, interval_name, last_day_of, page_numbers, results_view
from web.settings import Settings

NOW = datetime(2017, 10, 31, tzinfo=UTC)
LINKS = SearchLinks("/search", (("q", "oil"),))
TWELVE = [story(number, source="A" if number % 3 else "B") for number in range(1, 13)]


def view_of(articles, *pairs, **answer):
    pairs = known(pairs)
    found = ask(ShelfSearcher(articles), read_parameters(pairs, unknown="refuse"), Settings(), NOW)
    found = replace(found, page=replace(found.page, **answer))
    return results_view(found, SearchLinks("/search", pairs), "Dateline", "UTC", lambda id, query: f"/article/{id}")


def test_the_count_is_said_in_words():
    view = view_of(TWELVE)
    assert (view.status, view.shown) == ("12 articles", "1–10")


def test_a_single_article_is_singular():
    assert view_of(TWELVE[:1]).status == "1 article"


def test_a_count_cut_short_is_said_to_be_a_lower_bound():
    assert view_of(TWELVE, total=TotalHits(12, exact=False), timed_out=True).status == "At least 12 articles"


def test_the_last_page_shows_what_is_left():
    view = view_of(TWELVE, ("page", "2"))
    assert (view.shown, view.previous, view.next) == ("11–12", "/search", None)


def test_a_page_past_the_end_leads_to_the_last():
    view = view_of(TWELVE, ("page", "9"))
    assert view.elsewhere.url == "/search?page=2"
    assert view.status == "12 articles"


def test_nothing_found_is_said_plainly():
    view = view_of(TWELVE, ("q", "zzz"))
    assert (view.status, view.hits, view.elsewhere) == ("No article matches", (), None)


def test_the_fallback_to_any_word_is_said_first():
    notes = view_of(TWELVE, ("q", "story"), matching="any", warnings=(SearchWarning("x", "A warning.", 0),)).notes
    assert notes[0].startswith("No article has all of these words.")
    assert notes[1:] == ("A warning.",)


def test_running_out_of_time_is_said():
    assert "time limit" in view_of(TWELVE, timed_out=True).notes[-1]


def test_the_interpreted_query_is_shown_only_where_there_was_a_query():
    assert (view_of(TWELVE, ("q", "story")).interpreted, view_of(TWELVE).interpreted) == ("story", "")


def test_a_chip_removes_its_own_filter():
    chips = view_of(TWELVE, ("source", "A"), ("source", "B"), ("lang", "en")).chips
    assert [(chip.text, chip.url) for chip in chips] == [
        ("Outlet: A", "/search?source=B&lang=en"),
        ("Outlet: B", "/search?source=A&lang=en"),
        ("Language: English", "/search?source=A&source=B"),
    ]


def test_a_facet_marks_what_is_chosen():
    outlets = view_of(TWELVE, ("source", "a")).facets[0]
    assert [(row.text, row.current, row.url) for row in outlets.rows] == [("A", True, "/search")]


def test_the_order_shown_is_the_one_in_force():
    assert [order.text for order in view_of(TWELVE).orders if order.current] == ["Newest"]


def test_a_new_query_keeps_the_filters_and_starts_from_the_first_page():
    view = view_of(TWELVE, ("q", "story"), ("source", "A"), ("page", "2"))
    assert view.chrome.carried == (("source", "A"),)


def test_the_date_form_keeps_all_but_the_dates():
    form = view_of(TWELVE, ("q", "story"), ("from", "2017-10"), ("page", "2")).dates
    assert (form.published_from, form.published_to, form.carried) == ("2017-10", "", (("q", "story"),))


def test_an_undated_hit_has_no_date():
    hit = view_of([story(1, published=None, published_precision=None)]).hits[0]
    assert (hit.published, hit.printed) == ("", "")


def test_the_same_answer_is_offered_as_json():
    assert view_of(TWELVE, ("q", "story"), ("page", "2")).json == "/search.json?q=story&page=2"


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_page_numbers_rise_and_hold_both_ends(page, pages):
    numbers = [number for number in page_numbers(page, pages) if number is not None]
    assert numbers == sorted(set(numbers))
    assert not numbers or (numbers[0], numbers[-1]) == (1, pages)
    assert len(numbers) <= 9


@given(st.integers(1, 500), st.integers(2, 500))
def test_a_gap_in_page_numbers_hides_two_or_more(page, pages):
    numbers = page_numbers(page, pages)
    for place, number in enumerate(numbers):
        if number is None:
            assert numbers[place + 1] - numbers[place - 1] > 2


@pytest.mark.parametrize(
    ("interval", "start", "last", "name"),
    [
        ("day", date(2017, 10, 26), date(2017, 10, 26), "October 26, 2017"),
        ("week", date(2017, 10, 30), date(2017, 11, 5), "Week of October 30, 2017"),
        ("month", date(2016, 2, 1), date(2016, 2, 29), "February 2016"),
        ("year", date(2017, 1, 1), date(2017, 12, 31), "2017"),
    ],
)
def test_an_interval_has_a_last_day_and_a_name(interval, start, last, name):
    assert (last_day_of(start, interval), interval_name(start, interval)) == (last, name)


def months(*counts):
    return Histogram("month", tuple(DateBucket(date(2017, 1 + n, 1), count, 20) for n, count in enumerate(counts)), 3)


def test_the_highest_bar_fills_the_drawing_and_an_empty_one_nothing():
    assert [bar.height for bar in histogram_view(months(10, 0, 5), LINKS).bars] == [100, 0, 50]


def test_a_bar_that_stands_for_something_can_be_seen():
    assert histogram_view(months(10_000, 1), LINKS).bars[1].height == 2


def test_a_bar_leads_to_the_matches_of_its_time():
    bar = histogram_view(months(1, 2), LINKS).bars[1]
    assert (bar.url, bar.share) == ("/search?q=oil&from=2017-02-01&to=2017-02-28", "10.0%")


@pytest.mark.parametrize("histogram", [months(), months(5), months(0, 0)], ids=["none", "one", "nothing"])
def test_nothing_to_compare_is_not_drawn(histogram):
    assert histogram_view(histogram, LINKS) is None


def test_undated_matches_are_counted_beside_the_drawing():
    assert histogram_view(months(1, 1), LINKS).undated == "3 matches have no date"
