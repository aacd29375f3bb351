"""Whole results, where the operator allows them."""

import csv
import io
import json

import pytest

from tests.web.shelf import ShelfSearcher, story
from web import Settings, create_app
from web.export import CHUNK_CHARACTERS
from web.snapshots import Snapshot, Snapshots

ON = Settings(export="on")
NEWS = [story(number, source="Wire" if number % 2 else "Courier") for number in range(1, 31)]
ADDRESSES = ("/api/v1/export.jsonl", "/api/v1/export.csv")


def lines(response):
    return [json.loads(line) for line in response.text.splitlines()]


def told(response):
    """The articles of either form."""
    return lines(response) if response.mimetype.endswith("ndjson") else list(csv.DictReader(io.StringIO(response.text)))


@pytest.fixture
def open_client(client_of):
    return client_of(NEWS, ON)


@pytest.mark.parametrize("address", ADDRESSES)
def test_whole_results_are_off_unless_enabled(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.json["code"]) == (404, "export_off")
    assert "export" not in client.get("/search?q=iraqi").text


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_article_comes_however_small_a_page_is(open_client, address):
    for page in ("", "?size=5", "?size=5&page=3"):
        answer = open_client.get(address + page)
        assert [article["id"] for article in told(answer)] == [article.id for article in NEWS]
        assert answer.headers["Dateline-Total"] == str(len(NEWS))


def test_a_line_has_the_whole_article(open_client):
    first = lines(open_client.get("/api/v1/export.jsonl?q=headline"))[0]
    assert first["body"] == NEWS[0].body
    assert {"rank", "score", "id", "published", "authors", "story"} <= set(first)


@pytest.mark.parametrize("address", ADDRESSES)
def test_blank_values_count_where_there_are_too_many(open_client, address):
    answer = open_client.get(address + "?" + "&".join(["source="] * 33))
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_source")


def test_filters_narrow_a_whole_result(open_client):
    rows = list(csv.DictReader(io.StringIO(open_client.get("/api/v1/export.csv?source=wire").text)))
    assert {row["source"] for row in rows} == {"Wire"}
    assert len(rows) == 15


def test_copies_are_listed_each_unless_grouping_is_asked_for(client_of):
    client = client_of([story(1, body="The same."), story(2, body="The same.")], ON)
    assert len(lines(client.get("/api/v1/export.jsonl"))) == 2


def test_a_cell_that_a_spreadsheet_would_compute_is_made_harmless(client_of):
    client = client_of([story(1, title="=1+1")], ON)
    (row,) = csv.DictReader(io.StringIO(client.get("/api/v1/export.csv").text))
    assert row["title"] == "'=1+1"


@pytest.mark.parametrize("pair", ["from=2017-13", "sources=Wire", "cursor="])
def test_a_parameter_is_as_strict_as_in_a_search(open_client, pair):
    found = open_client.get(f"/api/v1/search?{pair}").status_code
    assert open_client.get(f"/api/v1/export.jsonl?{pair}").status_code == found


def test_a_search_that_cannot_be_counted_in_time_is_refused(client_of):
    answer = client_of(NEWS, ON, timed_out=True).get("/api/v1/export.jsonl")
    assert (answer.status_code, answer.json["code"]) == (503, "timed_out")


def test_a_page_of_results_links_to_all_of_them(open_client):
    page = open_client.get("/search?q=headline&page=2&size=10&source=Wire").text
    assert 'href="/api/v1/export.jsonl?q=headline&amp;source=Wire"' in page


class Endless(ShelfSearcher):
    """Has no last article, and remembers how many were taken."""

    taken = 0

    def scan(self, request):
        while True:
            self.taken += 1
            yield self._hit(NEWS[0], self.taken, [])


def lending(searcher):
    return Snapshots("x", open=lambda _: searcher, look=lambda _: "seen")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_result_is_sent_as_it_is_read(address):
    searcher = Endless(NEWS)
    client = create_app(lending(searcher), ON).test_client()
    answer = client.get(address, buffered=False)
    chunks = answer.iter_encoded()
    for _ in range(3):
        assert len(next(chunks)) < 2 * CHUNK_CHARACTERS
    assert searcher.taken < 4 * CHUNK_CHARACTERS / 100
    answer.close()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_snapshot_is_given_back_however_a_result_ends(method):
    searcher = Endless(NEWS)
    snapshots = lending(searcher)
    client = create_app(snapshots, ON).test_client()
    answer = getattr(client, method)("/api/v1/export.jsonl", buffered=False)
    if method == "get":
        next(answer.iter_encoded())
    snapshots.close()
    answer.close()
    assert searcher.closed


def test_a_whole_result_is_of_the_snapshot_it_began_with():
    old, new = ShelfSearcher(NEWS, 1), ShelfSearcher(NEWS[:3], 2)
    opened = iter((old, new))
    snapshots = Snapshots("x", open=lambda _: next(opened), look=lambda _: str(id(object())), check_every_s=0)
    client = create_app(snapshots, ON).test_client()
    answer = client.get("/api/v1/export.jsonl", buffered=False)
    with snapshots.use() as now:
        assert isinstance(now, Snapshot)
    assert answer.headers["Dateline-Generation"] == "1"
    assert len(lines(answer)) == len(NEWS)


def test_clients_that_take_their_results_slowly_keep_nobody_from_searching():
    settings = Settings(export="on", threads=2, queue=0)
    client = create_app(lending(Endless(NEWS)), settings).test_client()
    slow = client.get("/api/v1/export.jsonl", buffered=False)
    next(slow.iter_encoded())
    refused = client.get("/api/v1/export.jsonl")
    assert (refused.status_code, refused.json["code"], "Retry-After" in refused.headers) == (503, "overloaded", True)
    assert [client.get("/search").status_code for _ in range(3)] == [200, 200, 200]
    slow.close()
    with client.get("/api/v1/export.jsonl", buffered=False) as again:
        assert again.status_code == 200
