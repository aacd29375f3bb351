import pytest
from prometheus_client.parser import text_string_to_metric_families

from index import IndexMissing
from tests.web.shelf import story
from web import Settings, Snapshots, create_app


def samples(client, name):
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {tuple(s.labels.values()): s.value for family in families for s in family.samples if s.name == name}


def test_requests_are_counted_by_route_and_status(client):
    for path in ("/search?q=a", "/search?q=b", "/search?page=x", f"/article/{story(1).id}", "/nowhere/1", "/nowhere/2"):
        client.get(path)
    counted = samples(client, "dateline_requests_total")
    assert counted["GET", "/search", "200"] == 2
    assert counted["GET", "/search", "400"] == 1
    assert counted["GET", "/article/<id>", "200"] == 1
    assert counted["GET", "none", "404"] == 2


def test_what_is_sent_as_a_method_makes_no_counters(client):
    for number in range(5):
        client.open("/search", method=f"M{number}")
    assert samples(client, "dateline_requests_total") == {("other", "none", "405"): 5}


def test_time_is_counted_by_route(client):
    client.get("/search")
    assert samples(client, "dateline_request_seconds_count")["/search",] == 1


def test_nothing_is_at_work_but_the_question(client):
    client.get("/search")
    assert samples(client, "dateline_requests_at_work") == {(): 1}


def test_the_index_is_told(client):
    assert samples(client, "dateline_index_articles") == {(): 12}
    assert samples(client, "dateline_index_ready") == {(): 1}


def test_a_missing_index_is_told():
    def missing(address):
        raise IndexMissing(f"no index at {address}")

    client = create_app(Snapshots("news", open=missing, look=lambda _: "")).test_client()
    assert samples(client, "dateline_index_ready") == {(): 0}


@pytest.mark.parametrize(
    ("setting", "address", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "192.0.2.1", {}, 404),
        ("local", "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ("local", "127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("local", "", {}, 404),
        ("off", "127.0.0.1", {}, 404),
        ("all", "192.0.2.1", {}, 200),
    ],
)
def test_who_may_read_the_counters(client_of, setting, address, headers, status):
    client = client_of([story(1)], Settings(metrics=setting))
    response = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert response.status_code == status
    assert ("dateline_requests" in response.text) is (status == 200)


def test_behind_a_trusted_proxy_the_visitor_counts(client_of):
    client = client_of([story(1)], Settings(trusted_proxies=1))
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
