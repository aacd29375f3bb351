import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st

from tests.web.conftest import NOW
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, Snapshots, create_app
from web.kept_answers import OVERHEAD_BYTES, KeptAnswers

KEPT = [
    "/",
    "/search?q=iraqi",
    "/search.json?q=iraqi",
    "/search.csv",
    "/search.atom",
    "/api/v1/search",
    f"/article/{story(1).id}",
    "/api/v1/stats",
]


@pytest.mark.parametrize("address", KEPT)
def test_what_a_browser_has_is_not_sent_again(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == ("no-cache", 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_an_unchanged_page_costs_no_search():
    searcher = ShelfSearcher([story(1)])
    client = create_app(FixedSnapshot(searcher)).test_client()
    tag = client.get("/search?q=a").headers["ETag"]
    client.get("/search?q=a", headers={"If-None-Match": tag})
    assert len(searcher.requests) == 1


def test_another_address_has_another_tag(client):
    assert client.get("/search?q=a").headers["ETag"] != client.get("/search?q=b").headers["ETag"]


def test_a_rebuilt_index_of_the_same_generation_is_sent_anew():
    looks, now = iter(["first build", "second build"]), iter(range(100))
    snapshots = Snapshots(
        "news", open=lambda _: ShelfSearcher([story(1)]), look=lambda _: next(looks), clock=lambda: float(next(now))
    )
    client = create_app(snapshots).test_client()
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_tomorrow_is_another_page():
    searchers = FixedSnapshot(ShelfSearcher([story(1)]))
    today, tomorrow = (
        create_app(searchers, clock=lambda day=day: NOW.replace(day=day)).test_client() for day in (1, 2)
    )
    address = "/search?q=date:today"
    assert today.get(address).headers["ETag"] != tomorrow.get(address).headers["ETag"]


def test_a_static_file_is_kept_for_good(client):
    with client.get("/static/style.css") as response:
        assert "max-age=31536000" in response.headers["Cache-Control"]


def asked_twice(address, **settings):
    """How many searches two requests of different readers cost, and what each got."""
    searcher = ShelfSearcher([story(1)])
    client = create_app(FixedSnapshot(searcher), Settings(**settings), clock=lambda: NOW).test_client()
    answers = [client.get(address) for _ in range(2)]
    return len(searcher.requests), answers


@pytest.mark.parametrize("address", KEPT)
def test_what_was_answered_is_answered_again_the_same(address):
    _, (first, again) = asked_twice(address)
    assert (again.status_code, again.data, dict(again.headers)) == (200, first.data, dict(first.headers))


@pytest.mark.parametrize(("megabytes", "searches"), [(1, 1), (0, 2)])
def test_what_many_ask_is_searched_once(megabytes, searches):
    assert asked_twice("/search?q=a", cache_mb=megabytes)[0] == searches


def test_an_answer_cut_short_is_not_kept():
    searcher = ShelfSearcher([story(1)], timed_out=True)
    client = create_app(FixedSnapshot(searcher)).test_client()
    for _ in range(2):
        client.get("/search?q=a")
    assert len(searcher.requests) == 2


def test_a_refusal_is_not_kept(client):
    assert [client.get("/article/nowhere").status_code for _ in range(2)] == [404, 404]


def test_a_commit_is_answered_anew():
    commits, now = iter(["one", "two"]), iter(range(100))
    shelves = iter([ShelfSearcher([story(1)]), ShelfSearcher([story(1), story(2)], generation=2)])
    snapshots = Snapshots(
        "news", open=lambda _: next(shelves), look=lambda _: next(commits), clock=lambda: float(next(now))
    )
    client = create_app(snapshots, clock=lambda: NOW).test_client()
    assert [client.get("/api/v1/stats").json["articles"] for _ in range(2)] == [1, 2]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3000))))
def test_what_is_kept_stays_within_its_bound_and_is_the_last_that_was_kept(given_answers):
    kept, last = KeptAnswers(8000), {}
    for key, size in given_answers:
        body = bytes([len(last) % 256]) * size
        kept.keep(key, Response(body))
        last[key] = body
    found = {key: kept.find(key) for key in "abcdef"}
    bodies = {key: answer.data for key, answer in found.items() if answer}
    assert bodies.items() <= last.items()
    assert sum(len(body) + OVERHEAD_BYTES for body in bodies.values()) <= 8000
    assert not given_answers or given_answers[-1][0] in bodies
