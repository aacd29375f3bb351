import pytest

from tests.web.conftest import NOW
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app
from web.security import HEADERS, is_trusted

ID = story(1).id
ADDRESSES = [
    "/",
    "/search",
    "/search?q=iraqi",
    "/result?at=1",
    f"/story/{ID}",
    f"/api/v1/articles/{ID}/copies",
    f"/api/v1/articles/{ID}/related",
    "/api/v1/suggest?q=head",
    "/search.json?q=iraqi",
    f"/article/{ID}",
    "/help",
    "/robots.txt",
    "/advanced",
    "/metrics",
    "/static/style.css",
    "/static/icon.svg",
    "/api/v1/search",
    f"/api/v1/articles/{ID}",
    "/api",
    "/search.csv?q=iraqi",
    "/search.atom?q=iraqi",
    "/opensearch.xml",
    "/api/v1/openapi.json",
    "/api/v1/suggest?q=<script>alert(1)</script>",
    f"/api/v1/articles/{ID}/related",
    "/api/v1/sources",
    "/api/v1/stats",
    "/api/v1/health",
]
OFF = ["/api/v1/export.jsonl", "/api/v1/export.csv"]  # until the operator switches them on
REFUSED = [
    *((address, 404) for address in OFF),
    ("/nowhere", 404),
    ("/static/nowhere.css", 404),
    ("/article/nowhere", 404),
    ("/api/v1/nowhere", 404),
    ("/search?page=x", 400),
    ("/result?at=x", 400),
    ("/api/v1/articles/nowhere/related", 404),
    ("/api/v1/search?page=x", 400),
    ("/search?q=" + "a" * 9000, 414),
]


def test_every_route_is_in_the_table():
    app = create_app(FixedSnapshot(ShelfSearcher([])))
    served = {rule.rule.split("<")[0].rstrip("/") for rule in app.url_map.iter_rules()}
    assert served == {address.split("?")[0].split(ID)[0].rstrip("/") for address in ADDRESSES + OFF} - {
        "/static/style.css",
        "/static/icon.svg",
    } | {"/static"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_every_answer_carries_the_headers(client, address, method):
    with client.open(address, method=method) as response:
        assert response.status_code in (200, 303)
        assert dict(response.headers).items() >= HEADERS.items()
        assert response.headers["Cache-Control"]


@pytest.mark.parametrize(("address", "status"), REFUSED, ids=[f"{a[:24]} {s}" for a, s in REFUSED])
def test_every_refusal_carries_the_headers(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert dict(response.headers).items() >= HEADERS.items()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_written(client, address):
    response = client.post(address, data={"q": "x"})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert dict(response.headers).items() >= HEADERS.items()


def test_the_policy_lets_only_our_file_run():
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]", "a b"]
)
def test_a_foreign_host_is_refused_and_not_repeated(client, host):
    response = client.get("/api/v1/search", headers={"Host": host})
    assert response.status_code == 400
    assert response.json["code"] == "untrusted_host"
    assert "evil" not in client.get("/", headers={"Host": host}).text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]", "[::1]:8000"])
def test_this_machine_is_trusted(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "trusted"),
    [("news.example.org", True), ("example.org", True), ("badexample.org", False), ("example.org.evil", False)],
)
def test_a_leading_dot_trusts_a_host_and_what_is_below_it(host, trusted):
    assert is_trusted(host, (".example.org",)) is trusted


def test_a_body_is_refused_by_its_length(client):
    assert client.post("/search", data=b"a" * 20_000).status_code == 413


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_is_set(client, address):
    with client.get(address) as response:
        assert "Set-Cookie" not in response.headers


def test_no_answer_invites_another_origin(client):
    response = client.get("/api/v1/search", headers={"Origin": "https://evil.example"})
    assert not [name for name in dict(response.headers) if name.lower().startswith("access-control")]


def allowed(client, address, origin="https://example.org"):
    return client.get(address, headers={"Origin": origin}).headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize("address", ["/api/v1/search", "/search.json", "/search.csv", "/api/v1/search?page=x"])
def test_a_listed_origin_may_read_the_endpoint(client_of, address):
    client = client_of([story(1)], Settings(cors_origins=("https://example.org",)))
    assert allowed(client, address) == "https://example.org"
    assert allowed(client, address, "https://evil.example") is None
    assert "Origin" in client.get(address).headers["Vary"]


@pytest.mark.parametrize("address", ["/", "/search", f"/article/{ID}"])
def test_no_origin_may_read_the_pages(client_of, address):
    assert allowed(client_of([story(1)], Settings(cors_origins=("*",))), address) is None


def test_any_origin_may_read_without_credentials(client_of):
    client = client_of([story(1)], Settings(cors_origins=("*",)))
    assert allowed(client, "/api/v1/search", "https://evil.example") == "*"
    assert "Access-Control-Allow-Credentials" not in client.get("/api/v1/search").headers


@pytest.mark.parametrize(
    "address", ["//evil.example", "//evil.example/search", "/\\evil.example", "/search/", "/%2f%2fevil.example"]
)
def test_no_address_redirects(client, address):
    response = client.get(address)
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "text", ["%00", "%ff%fe", "%0d%0aSet-Cookie:a=b", "%ed%a0%80", "%c0%ae", "+" * 50, "%f0%9f%9b%a2"]
)
@pytest.mark.parametrize("address", ["/search?q=", "/search.json?q=", f"/article/{ID}?q=", "/search?source="])
def test_odd_bytes_are_never_a_fault(client, address, text):
    response = client.get(address + text)
    assert response.status_code in (200, 400)
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("address", ["/", "/search?q=a", "/api/v1/search?q=a", f"/article/{ID}", "/api/v1/health"])
def test_a_fault_of_ours_shows_no_trace(address):
    class Broken(ShelfSearcher):
        def search(self, request=None):
            raise RuntimeError("secret at /srv/news")

        article = stats = search

    app = create_app(FixedSnapshot(Broken([])), Settings(), clock=lambda: NOW)
    app.testing = True
    response = app.test_client().get(address)
    assert response.status_code == 500
    assert not [word for word in ("Traceback", "secret", "RuntimeError", ".py") if word in response.text]
    assert dict(response.headers).items() >= HEADERS.items()


@pytest.mark.parametrize("range", ["bytes=0-10", "bytes=99999999-", "bytes=0-1,2-3", "lines=1-2", "nonsense"])
def test_a_file_comes_whole_whatever_part_of_it_is_wanted(client, range):
    with client.get("/static/style.css", headers={"Range": range}) as response:
        assert (response.status_code, "Accept-Ranges" in response.headers) == (200, False)
