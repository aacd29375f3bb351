"""A crowd is turned away in order: with a status, a time to come back, and the same care as any answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app
from web.security import HEADERS

PACED = Settings(rate_per_minute=6, rate_burst=3)


def statuses(client, addresses, address="192.0.2.1", **headers):
    return [client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address}).status_code for path in addresses]


@pytest.mark.parametrize("address", ["/search", "/api/v1/search", "/search.atom", "/nowhere"])
def test_who_asks_too_fast_is_told_when_to_come_back(client_of, address):
    client = client_of([story(1)], PACED)
    answers = [client.get(address) for _ in range(4)]
    assert answers[3].status_code == 429
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 10
    assert dict(answers[3].headers).items() >= HEADERS.items()
    assert answers[2].status_code != 429


def test_another_client_is_served(client_of):
    client = client_of([story(1)], PACED)
    assert statuses(client, ["/"] * 4) == [200, 200, 200, 429]
    assert statuses(client, ["/"], "192.0.2.2") == [200]


def test_a_network_of_version_6_is_one_client(client_of):
    client = client_of([story(1)], PACED)
    assert [statuses(client, ["/"], f"2001:db8::{n}")[0] for n in range(1, 5)] == [200, 200, 200, 429]


def test_a_style_sheet_costs_nothing(client_of):
    client = client_of([story(1)], PACED)
    for _ in range(5):
        with client.get("/static/style.css") as response:
            assert response.status_code == 200
    assert statuses(client, ["/"]) == [200]


def test_nobody_is_slowed_by_default(client):
    assert set(statuses(client, ["/robots.txt"] * 200)) == {200}


def test_a_made_up_header_makes_no_other_client(client_of):
    client = client_of([story(1)], PACED)
    answers = [statuses(client, ["/"], **{"X-Forwarded-For": f"192.0.2.{n}"})[0] for n in range(4)]
    assert answers == [200, 200, 200, 429]


def test_behind_a_trusted_proxy_clients_are_told_apart(client_of):
    client = client_of([story(1)], Settings(rate_per_minute=6, rate_burst=3, trusted_proxies=1))
    far = [statuses(client, ["/"], **{"X-Forwarded-For": f"spoofed, 192.0.2.{n}"})[0] for n in range(5)]
    assert far == [200] * 5
    near = [statuses(client, ["/"], **{"X-Forwarded-For": f"spoofed {n}, 192.0.2.9"})[0] for n in range(4)]
    assert near == [200, 200, 200, 429]


def test_a_trusted_proxy_tells_the_name_and_the_scheme(client_of):
    headers = {"X-Forwarded-Host": "news.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/archive"}
    behind = Settings(trusted_proxies=1, trusted_hosts=("news.example.org",))
    assert 'href="https://news.example.org/archive/"' in client_of([story(1)], behind).get("/", headers=headers).text
    assert 'href="http://localhost/"' in client_of([story(1)]).get("/", headers=headers).text


def test_a_crowd_is_refused_at_once_and_served_again_after():
    begun, go_on = threading.Event(), threading.Event()

    class Slow(ShelfSearcher):
        def search(self, request):
            begun.set()
            go_on.wait(20)
            return super().search(request)

    app = create_app(FixedSnapshot(Slow([story(1)])), Settings(threads=1, queue=0))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(lambda: app.test_client().get("/search").status_code)
        begun.wait(20)
        refused = app.test_client().get("/search")
        health, style = (app.test_client().get(path) for path in ("/api/v1/health", "/static/style.css"))
        go_on.set()
        assert first.result(20) == 200
    style.close()
    assert (refused.status_code, "Too many at once" in refused.text) == (503, True)
    assert int(refused.headers["Retry-After"]) >= 1
    assert dict(refused.headers).items() >= HEADERS.items()
    assert (health.status_code, style.status_code) == (200, 200)
    assert app.test_client().get("/search").status_code == 200


def test_a_fault_gives_its_place_back():
    class Broken(ShelfSearcher):
        def search(self, request):
            raise RuntimeError

    client = create_app(FixedSnapshot(Broken([])), Settings(threads=1, queue=0)).test_client()
    assert [client.get("/search").status_code for _ in range(3)] == [500, 500, 500]
