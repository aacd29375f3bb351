import pytest

from index import (
    BadAddress,
    DatelineIndexError,
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
)
from web import Snapshots, create_app

STATUS = {
    BadAddress: 503,
    IndexMissing: 503,
    IndexMismatch: 503,
    IndexBusy: 503,
    IndexUnavailable: 503,
    IndexCorrupt: 500,
}
ADDRESSES = ["/", "/search?q=a", "/search.json", "/api/v1/search", "/api/v1/stats", f"/article/{'a' * 26}"]


def client_with(error):
    def open(address):
        raise error

    return create_app(Snapshots("news", open=open, look=lambda _: "")).test_client()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", STATUS)
def test_an_index_that_cannot_be_read_is_explained(kind, address):
    response = client_with(kind("news: it is thus")).get(address)
    assert response.status_code == STATUS[kind]
    assert "news: it is thus" in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize("kind", STATUS)
def test_a_program_gets_a_code_and_a_hint(kind):
    body = client_with(kind("thus")).get("/api/v1/search").json
    assert list(body) == ["status", "code", "message", "hint"]
    assert body["code"].startswith("index_")
    assert body["hint"]


def test_every_error_of_the_index_has_words_of_its_own():
    assert set(STATUS) | {
        kind for kind in DatelineIndexError.__subclasses__() if kind.__name__ == "RefusedBuild"
    } == set(DatelineIndexError.__subclasses__())


def test_health_of_a_missing_index_is_live_and_not_ready():
    response = client_with(IndexMissing("no index at news")).get("/api/v1/health")
    body = response.json
    assert (response.status_code, body["live"], body["ready"], body["code"]) == (503, True, False, "index_missing")


def test_what_may_pass_says_when_to_come_back():
    assert client_with(IndexBusy("busy")).get("/").headers["Retry-After"] == "10"


@pytest.mark.parametrize("address", ["/nowhere", "/api/v1/nowhere", "/nowhere.json"])
def test_an_unknown_address_is_answered_in_its_own_form(client, address):
    response = client.get(address)
    wanted = "text/html" if address == "/nowhere" else "application/json"
    assert (response.status_code, response.mimetype) == (404, wanted)
