from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Bucket, Facet, SearchWarning, Suggestion, TotalHits
from tests.web.shelf import ShelfSearcher, story
from web.asking import ask
from web.explained import Part
from web.links import SearchLinks
from web.params import known, read_parameters
from web.results_view import Addresses, page_numbers, results_view
from web.settings import Settings

NOW = datetime(2017, 10, 31, tzinfo=UTC)
TWELVE = [story(number, source="A" if number % 3 else "B") for number in range(1, 13)]


def view_of(articles, *pairs, **answer):
    pairs = known(pairs)
    found = ask(ShelfSearcher(articles), read_parameters(pairs, unknown="refuse"), Settings(), NOW)
    found = replace(found, page=replace(found.page, **answer))
    addresses = Addresses(
        article=lambda hit: f"/article/{hit.article.id}?at={hit.rank}",
        story=lambda id: f"/story/{id}",
        copy=lambda id: f"/article/{id}",
    )
    return results_view(found, SearchLinks("/search", pairs), "Dateline", "UTC", addresses)


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


@pytest.mark.parametrize(("typed", "shown"), [("", ""), (" story  ", ""), ("first AND story", "first story")])
def test_the_interpreted_query_is_shown_where_it_is_not_what_was_typed(typed, shown):
    assert view_of(TWELVE, ("q", typed)).interpreted == shown


def test_what_was_probably_meant_keeps_the_filters():
    view = view_of(TWELVE, ("q", "stroy"), ("source", "A"), ("page", "2"), suggestion=Suggestion("story", 12))
    assert (view.meant.text, view.meant.count, view.meant.url) == ("story", "12 articles", "/search?q=story&source=A")


def test_a_long_facet_opens_to_the_rest():
    crowd = [story(number, section=f"S{number}") for number in range(1, 9)]
    facet = next(facet for facet in view_of(crowd).facets if facet.heading == "Section")
    assert (len(facet.rows), len(facet.more)) == (5, 3)


def test_a_chosen_value_is_never_folded_away():
    crowd = [story(number, section=f"S{number}") for number in range(1, 9)]
    chosen = view_of(
        crowd, ("section", "S8"), facets=(Facet("section", tuple(Bucket(f"S{n}", 1) for n in range(1, 9))),)
    )
    assert [row.text for row in chosen.facets[0].rows if row.current] == ["S8"]


def test_a_facet_that_divides_nothing_is_left_out():
    assert "Language" not in [facet.heading for facet in view_of(TWELVE).facets]


def test_many_authors_are_counted():
    assert view_of([story(1, authors=("A", "B", "C", "D"))]).hits[0].byline == "By A and 3 others"


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


def test_a_score_is_explained_where_that_is_asked_for():
    (why,) = [hit.why for hit in view_of(TWELVE[:1], ("explain", "true")).hits]
    assert (why.value, why.says) == ("2.5", "iraqi, the product of:")
    assert why.parts == (Part("1.25", "idf"), Part("2", "saturated"))


def test_a_score_is_explained_to_nobody_who_did_not_ask():
    assert [hit.why for hit in view_of(TWELVE[:1]).hits] == [None]


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ((("page", "2"),), "/search?page=2&explain=true"),
        ((("explain", "false"), ("page", "2")), "/search?page=2&explain=true"),
        ((("explain", "true"), ("page", "2")), "/search?page=2"),
    ],
)
def test_the_scores_are_explained_or_left_out_on_the_page_as_it_stands(asked, url):
    assert view_of(TWELVE, *asked).explaining.url == url


def test_where_nothing_is_found_no_score_is_offered():
    assert view_of(TWELVE, ("q", "zzz")).explaining is None
