"""Copies of one text on the page, as JSON, as a table and in a feed."""

import csv
import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from search import Copies, Copy, HeldBack, Story
from tests.web.conftest import ClientOf
from tests.web.shelf import story
from web.copies import lag
from web.results_view import COUNTING
from web.site import Chrome
from web.story import story_view, summary
from web.wording import in_passing

WIRE = "The toll on the old bridge goes up, the council decided.\n\nThe ferry may gain."
COPIES = [story(number, body=WIRE, source=f"Outlet {number}") for number in range(1, 4)]


@pytest.fixture
def wire(client_of: ClientOf) -> FlaskClient:
    """A site with three copies of one text and two other articles."""
    return client_of([*COPIES, story(4), story(5)])


def test_the_page_lists_a_story_once_and_says_where_else_it_is(wire: FlaskClient) -> None:
    page = wire.get("/search?q=toll").text
    assert "1 story in 3 articles" in page
    assert f'<a href="/story/{COPIES[0].id}">+2 outlets</a>' in page


def test_group_off_lists_every_copy(wire: FlaskClient) -> None:
    answer = wire.get("/api/v1/search?q=toll&group=off").json
    assert (answer["total"], answer["total_articles"]) == (3, 3)
    assert len(answer["results"]) == 3


def test_the_endpoint_tells_of_the_story(wire: FlaskClient) -> None:
    answer = wire.get("/api/v1/search?q=toll").json
    assert (answer["total"], answer["total_articles"]) == (1, 3)
    assert answer["results"][0]["story"] == {
        "id": COPIES[0].id, "size": 3, "outlets": 3, "first": COPIES[0].id, "agency": None,
    }  # fmt: skip


def test_copies_come_with_their_result_where_that_is_asked_for(wire: FlaskClient) -> None:
    (hit,) = wire.get("/api/v1/search?q=toll&expand=true").json["results"]
    assert [(copy["id"], copy["first"]) for copy in hit["copies"]] == [
        (COPIES[0].id, True), (COPIES[1].id, False), (COPIES[2].id, False),
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["/api/v1/search?q=toll", "/api/v1/search?q=paragraph&expand=true"])
def test_no_copies_come_unasked_or_with_an_article_alone(wire: FlaskClient, address: str) -> None:
    assert {hit["copies"] for hit in wire.get(address).json["results"]} == {None}


def test_the_page_lists_copies_under_their_result_and_leads_to_all(client_of: ClientOf) -> None:
    many = client_of([story(number, body=WIRE) for number in range(1, 13)])
    page = many.get("/search?q=toll&expand=true").text
    listed = page[page.index('class="listed"') : page.index("</ol>", page.index('class="listed"'))]
    assert [f'"/article/{story(number).id}"' in listed for number in (1, 10, 11)] == [True, True, False]
    assert f'<a href="/story/{story(1).id}">All 12 copies</a>' in listed


def test_copies_are_switched_on_and_off_where_there_are_any(wire: FlaskClient) -> None:
    assert 'href="/search?q=toll&amp;expand=true">With the copies of each story<' in wire.get("/search?q=toll").text
    assert ">Without the copies<" in wire.get("/search?q=toll&expand=true").text
    assert "the copies of each story" not in wire.get("/search?q=paragraph").text


def test_a_feed_tells_of_the_copies_and_leads_to_them(wire: FlaskClient) -> None:
    feed = wire.get("/search.atom?q=toll").text
    address = f"http://localhost/story/{COPIES[0].id}"
    assert f'<link rel="related" type="text/html" href="{address}" title="+2 outlets" />' in feed
    assert "(+2 outlets)</summary>" in feed


def test_an_article_alone_has_no_story(wire: FlaskClient) -> None:
    assert [hit["story"] for hit in wire.get("/api/v1/search?q=paragraph").json["results"]] == [None, None]


def test_copies_are_an_address_of_their_own(wire: FlaskClient) -> None:
    answer = wire.get(f"/api/v1/articles/{COPIES[2].id}/copies").json
    assert answer["story"]["id"] == COPIES[0].id
    assert [copy["id"] for copy in answer["copies"]] == [copy.id for copy in COPIES]


def test_any_copy_leads_to_its_story(wire: FlaskClient) -> None:
    response = wire.get(f"/story/{COPIES[1].id}")
    assert (response.status_code, response.location) == (303, f"/story/{COPIES[0].id}")


def test_the_page_of_a_story_lists_its_copies(wire: FlaskClient) -> None:
    page = wire.get(f"/story/{COPIES[0].id}").text
    assert "3 copies in 3 outlets" in page
    assert all(f"/article/{copy.id}" in page for copy in COPIES)


@pytest.mark.parametrize("address", ["/story/nowhere", "/api/v1/articles/nowhere/copies", "/story/" + "z" * 26])
def test_an_unknown_story_is_not_found(wire: FlaskClient, address: str) -> None:
    assert wire.get(address).status_code == 404


def test_a_table_tells_of_the_copies(wire: FlaskClient) -> None:
    header, row = csv.reader(io.StringIO(wire.get("/search.csv?q=toll").text))
    assert (header[-2:], row[-2:]) == (["story", "copies"], [COPIES[0].id, "3"])


def test_a_feed_has_a_story_once_and_by_its_own_name(wire: FlaskClient, client_of: ClientOf) -> None:
    later = client_of([*COPIES, story(9, body=WIRE, published=datetime(2018, 1, 1, tzinfo=UTC))])
    ids = [site.get("/search.atom?q=toll&sort=newest").text.split("<entry><id>")[1][:50] for site in (wire, later)]
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Story("a", 4, 3, agency="Reuters"), "4 copies in 3 outlets, credited to Reuters"),
        (Story("a", 1, 1), "1 copy in 1 outlet"),
        (Story("a", 2, 0), "2 copies"),
    ],
)
def test_a_story_is_summed_up(told: Story, words: str) -> None:
    assert summary(told) == words


@pytest.mark.parametrize(("told", "words"), [(Story("a", 9, 7), "+6 outlets"), (Story("a", 3, 1), "+2 copies")])
def test_a_hit_says_where_else_it_is(told: Story, words: str) -> None:
    assert in_passing(told) == words


@pytest.mark.parametrize(
    ("seconds", "exact", "words"),
    [
        (None, False, ""), (20, True, "at once"), (840, True, "+14 min"), (7200, True, "+2 h"),
        (9000, True, "+2 h 30 min"), (86_400, False, "+1 day"), (300_000, True, "+3 days"),
    ],
)  # fmt: skip
def test_a_lag_is_said_in_words(seconds: int | None, exact: bool, words: str) -> None:
    assert lag(Copy(COPIES[0], seconds, exact)) == words


def test_undated_copies_stand_apart_and_the_rest_is_counted(wire: FlaskClient) -> None:
    undated = story(6, published=None, published_precision=None)
    with wire.application.test_request_context():
        view = story_view(
            Copies(Story("a", 5, 2), (Copy(COPIES[0]), Copy(undated))), Chrome("Dateline", "Toll", ""), "UTC"
        )
    assert (len(view.dated), len(view.undated), view.rest) == (1, 1, "Copies 1 to 2 of 5")


@pytest.fixture
def crowd(client_of: ClientOf) -> FlaskClient:
    """A site with a story of 101 copies."""
    return client_of([story(number, body=WIRE) for number in range(1, 102)])


def test_the_hundred_and_first_copy_is_on_the_second_page(crowd: FlaskClient) -> None:
    address = f"/story/{story(1).id}"
    assert f'rel="next" href="{address}?page=2"' in crowd.get(address).text
    second = crowd.get(address + "?page=2").text
    assert "Copies 101 to 101 of 101" in second
    assert f'rel="prev" href="{address}"' in second
    assert f"/article/{story(101).id}" in second


def test_the_endpoint_pages_copies(crowd: FlaskClient) -> None:
    answer = crowd.get(f"/api/v1/articles/{story(5).id}/copies?page=2").json
    assert ([copy["id"] for copy in answer["copies"]], answer["story"]["size"]) == ([story(101).id], 101)


@pytest.mark.parametrize(("page", "status"), [("3", 404), ("0", 400), ("-1", 400), ("two", 400), ("", 400)])
@pytest.mark.parametrize("address", ["/story/{}", "/api/v1/articles/{}/copies"])
def test_a_page_of_copies_that_is_not_there_is_refused(
    crowd: FlaskClient, address: str, page: str, status: int
) -> None:
    assert crowd.get(f"{address.format(story(1).id)}?page={page}").status_code == status


def test_the_page_and_the_endpoint_say_which_outlet_was_held_back(client_of: ClientOf) -> None:
    site = client_of([story(4)], spread=(HeldBack("The Post", 7),))
    assert ">7 more from The Post<" in site.get("/search?q=paragraph").text.replace("<bdi>", "").replace("</bdi>", "")
    told = site.get("/api/v1/search?q=paragraph").json["diversity"]
    assert (told["per_outlet"], told["within"], told["held_back"][0]["more"]) == (2, 10, 7)
    assert told["held_back"][0]["url"].endswith("source=The+Post")


def test_a_list_as_ranked_has_no_diversity(wire: FlaskClient) -> None:
    assert wire.get("/api/v1/search?q=toll").json["diversity"] is None


def test_the_page_says_that_counts_beside_stories_are_of_articles(wire: FlaskClient) -> None:
    assert COUNTING in wire.get("/search?q=toll").text
    assert COUNTING not in wire.get("/search?q=toll&group=off").text
