from base64 import b64encode

import pytest

from tests.web.shelf import story
from web import Settings
from web.security import HEADERS

TOKEN = "0123456789abcdef"
PRIVATE = Settings(sign_in="ada:péché original", token=TOKEN)
ADDRESSES = ["/", "/search", "/search.json", f"/article/{story(1).id}", "/api/v1/search", "/api/v1/health", "/metrics"]


def basic(text):
    return f"Basic {b64encode(text.encode()).decode()}"


def status(client, authorization=None, address="/search"):
    return client.get(address, headers={"Authorization": authorization} if authorization else {}).status_code


@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere"])
def test_a_private_archive_asks_who_is_there(client_of, address):
    response = client_of([story(1)], PRIVATE).get(address)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Basic realm="Dateline", charset="UTF-8", Bearer realm="Dateline"'
    assert dict(response.headers).items() >= HEADERS.items()
    assert "Headline" not in response.text


@pytest.mark.parametrize("authorization", [basic("ada:péché original"), f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_name_or_a_token_opens_it(client_of, address, authorization):
    assert status(client_of([story(1)], PRIVATE), authorization, address) == 200


@pytest.mark.parametrize(
    "authorization",
    [
        basic("ada:wrong password"),
        basic("ada:péché origina"),
        basic("bob:péché original"),
        basic("ada"),
        basic(TOKEN),
        "Basic",
        "Basic !!!!",
        "Bearer",
        "Bearer wrong",
        f"Token {TOKEN}",
        TOKEN,
        "Bearer " + "x" * 5000,
    ],
)
def test_anything_else_does_not(client_of, authorization):
    assert status(client_of([story(1)], PRIVATE), authorization) == 401


def test_a_token_alone_is_no_password(client_of):
    client = client_of([story(1)], Settings(token=TOKEN))
    assert status(client, basic(":")) == status(client, basic(f"x:{TOKEN}")) == 401
    assert status(client, f"Bearer {TOKEN}") == 200


def test_a_password_alone_is_no_token(client_of):
    client = client_of([story(1)], Settings(sign_in="ada:secret words"))
    assert status(client, "Bearer ") == status(client, "Bearer ada:secret words") == 401


def test_the_refusal_has_its_style(client_of):
    client = client_of([story(1)], PRIVATE)
    assert "This archive is private" in client.get("/").text
    with client.get("/static/style.css") as response:
        assert response.status_code == 200


def test_programs_are_refused_in_their_words(client_of):
    assert client_of([story(1)], PRIVATE).get("/api/v1/search").json["code"] == "sign_in_wanted"


def test_an_open_archive_looks_at_nothing(client):
    assert status(client, "Bearer whatever") == 200


def test_secrets_are_not_shown():
    assert "secret" not in repr(Settings(sign_in="ada:secret words", token="secret " * 4))
