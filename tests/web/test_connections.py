"""No client keeps others out by being slow."""

import socket
import threading
from contextlib import ExitStack
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from waitress.adjustments import Adjustments

from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, connections, create_app, running
from web import server as server_module
from web.connections import Connection, most_connections

EXPORTING = Settings(port=0, export="on")
HALF = b"GET /search HTTP/1.1\r\nHost: local"


@pytest.fixture
def connection():
    """A connection, and the client's end of it."""
    ours, theirs = socket.socketpair()
    server = SimpleNamespace(active_channels={}, add_task=lambda task: None)
    with ours, theirs:
        yield Connection(server, ours, "", Adjustments(), map={}), theirs


def test_a_request_that_drips_in_counts_as_idle_from_its_first_byte_on(connection):
    ours, theirs = connection
    theirs.sendall(HALF)
    ours.handle_read()
    ours.last_activity = 7.0
    theirs.sendall(b"h")
    ours.handle_read()
    assert ours.last_activity == 7.0
    theirs.sendall(b"ost\r\n\r\n")
    ours.handle_read()
    assert ours.last_activity > 7.0


def test_who_takes_what_is_sent_is_never_stalled(connection):
    ours, _ = connection
    ours.total_outbufs_len = 1
    for now in range(0, 300, 20):
        ours.last_activity += 1
        assert not ours.is_stalled(now)
    assert ours.is_stalled(now + 31)


def test_who_is_to_get_nothing_yet_is_not_stalled(connection):
    ours, _ = connection
    assert not any(ours.is_stalled(now) for now in range(0, 300, 20))


def test_the_longest_waiting_make_room_for_a_new_client(monkeypatch):
    monkeypatch.setattr(server_module, "most_connections", lambda: 10)
    app = create_app(FixedSnapshot(ShelfSearcher([story(1)])), EXPORTING)
    with running(app, EXPORTING) as server, ExitStack() as stack:
        waiting = [
            stack.enter_context(socket.create_connection((server.host, server.port), timeout=20)) for _ in range(30)
        ]
        for wire in waiting:
            wire.sendall(HALF)
        assert urlopen(server.url + "search?q=story", timeout=20).status == 200
        assert waiting[0].recv(1) == b""
        waiting[-1].sendall(b"host\r\nConnection: close\r\n\r\n")
        assert waiting[-1].recv(12) == b"HTTP/1.1 200"


def test_a_client_that_does_not_read_is_hung_up_on(monkeypatch):
    given_up = threading.Event()

    class Endless(ShelfSearcher):
        def scan(self, request):
            try:
                while True:
                    yield self._hit(self.long, 1, [])
            finally:
                given_up.set()

    monkeypatch.setattr(connections, "PATIENCE_S", 0)
    Endless.long = story(1, body="long " * 50_000)
    app = create_app(FixedSnapshot(Endless([story(1)])), EXPORTING)
    with running(app, EXPORTING) as server, socket.create_connection((server.host, server.port), timeout=20) as wire:
        wire.sendall(b"GET /api/v1/export.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert given_up.wait(20)


@pytest.mark.parametrize(("files", "most"), [(256, 128), (1024, 512), (20_000, 1000), (-1, 1000)])
def test_connections_leave_files_for_the_index(monkeypatch, files, most):
    resource = pytest.importorskip("resource", reason="needs a system that counts open files")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_connections() == most
