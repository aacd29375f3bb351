"""What is no request is answered like any other: in our words, with every header, and with nothing after it."""

import json
import socket

import jsonschema
import pytest

from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app, running
from web.openapi import document
from web.security import HEADERS

LOCAL = Settings(port=0)
API = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n"
UNREAD = {
    "header without colon": (API + b"nothing\r\n\r\n", 400),
    "header with a lone CR": (API + b"X: a\rb\r\n\r\n", 400),
    "no such length": (API + b"Content-Length: -1\r\n\r\n", 400),
    "two lengths": (API + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "length of 6000 digits": (API + b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n", 400),
    "length and chunks": (
        API + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + API + b"\r\n",
        400,
    ),
    "other encoding": (API + b"Transfer-Encoding: gzip\r\n\r\n", 400),
    "chunk of no size": (API + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "body over its bound": (API + b"Content-Length: 16385\r\n\r\n", 413),
    "chunk over its bound": (API + b"Transfer-Encoding: chunked\r\n\r\n4100\r\n" + b"a" * 16_640, 413),
    "long address": (b"GET /api/v1/search?q=" + b"a" * 65_536, 414),
    "long headers": (API + b"X: " + b"a" * 65_536, 431),
}


@pytest.fixture(scope="module")
def server():
    with running(create_app(FixedSnapshot(ShelfSearcher([story(1)])), LOCAL), LOCAL) as server:
        yield server


def answered(server, sent):
    """The status, the headers and the body of all that comes back until the server hangs up."""
    with socket.create_connection((server.host, server.port), timeout=20) as wire:
        wire.sendall(sent)
        got = b""
        try:
            while more := wire.recv(65_536):
                got += more
        except ConnectionResetError:  # it had not read everything
            pass
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize("case", UNREAD)
def test_what_is_no_request_gets_a_described_error(server, case):
    sent, expected = UNREAD[case]
    status, headers, body = answered(server, sent)
    assert (status, headers["Connection"]) == (expected, "close")
    assert headers.items() >= HEADERS.items()
    schema = {**document(), "$ref": "#/components/schemas/ErrorAnswer"}
    jsonschema.validate(json.loads(body), schema)  # one answer, and nothing after it


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x00\xff", b"get / HTTP/1.1", b"GET /search?q=a b HTTP/1.1", b"\xff"])
def test_what_names_no_address_gets_a_page(server, sent):
    status, headers, body = answered(server, sent + b"\r\n\r\n")
    assert (status, b"<h1>That address cannot be read</h1>" in body) == (400, True)
    assert headers.items() >= HEADERS.items()


def test_letters_that_are_not_escaped_are_understood(server):
    for typed in ("é", "%C3%A9"):
        sent = f"GET /api/v1/search?q={typed} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        status, _, body = answered(server, sent.encode())
        assert (status, json.loads(body)["query"]) == (200, "é")


def test_a_fault_of_the_application_is_told_by_the_server():
    def broken(environ, start_response):
        raise RuntimeError

    with running(broken, LOCAL) as server:
        status, _, body = answered(server, API + b"\r\n")
    assert (status, b"RuntimeError" in body) == (500, False)
