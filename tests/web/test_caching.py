import pytest

from tests.web.conftest import NOW
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Snapshots, create_app

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
