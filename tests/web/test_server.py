import http.client
import signal
import socket
import subprocess
import sys
import threading
from urllib.request import urlopen

import pytest

from tests.web.shelf import ShelfSearcher, story
from web import CannotListen, FixedSnapshot, Server, Settings, create_app, running
from web.security import HEADERS

LOCAL = Settings(port=0)


@pytest.fixture
def app():
    return create_app(FixedSnapshot(ShelfSearcher([story(1)])), LOCAL)


def ask(server, path, method="GET", **headers):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_port_0_takes_a_free_port_and_tells_it(app):
    with running(app, LOCAL) as server:
        assert server.url == f"http://127.0.0.1:{server.port}/"
        assert urlopen(server.url + "robots.txt", timeout=20).status == 200


def test_a_taken_port_is_refused_with_the_remedy(app):
    with running(app, LOCAL) as server, pytest.raises(CannotListen, match=r"taken by another program.*--port"):
        Server(app, Settings(port=server.port))


def test_a_host_that_is_not_this_machine_is_refused(app):
    with pytest.raises(CannotListen, match=r"--host"):
        Server(app, Settings(host="192.0.2.1", port=0))


def test_a_stopped_server_leaves_its_port(app):
    with running(app, LOCAL) as server:
        port = server.port
    with running(app, Settings(port=port)) as again:
        assert ask(again, "/robots.txt")[0] == 200


def test_a_stop_finishes_what_was_begun():
    began, go_on = threading.Event(), threading.Event()

    class Slow(ShelfSearcher):
        def search(self, request):
            began.set()
            go_on.wait(20)
            return super().search(request)

    answers = []
    with running(create_app(FixedSnapshot(Slow([story(1)])), LOCAL), LOCAL) as server:
        reader = threading.Thread(target=lambda: answers.append(ask(server, "/search?q=story")))
        reader.start()
        assert began.wait(20)
        server.stop()
        go_on.set()
    reader.join()
    assert answers[0][0] == 200
    assert answers[0][2].endswith(b"</html>")


def test_the_server_does_not_name_itself(app):
    with running(app, LOCAL) as server:
        assert "Server" not in ask(server, "/robots.txt")[1]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/nowhere", {}, 404),
        ("/", {"Host": "evil.example"}, 400),
        ("/search?q=" + "a" * 9000, {}, 414),
        ("/static/style.css", {}, 200),
        ("/static/../app.py", {}, 404),
        ("//evil.example/search", {}, 404),
    ],
    ids=["page", "nowhere", "foreign host", "long", "static", "climbing", "double slash"],
)
def test_the_headers_survive_the_server(app, path, headers, status):
    with running(app, LOCAL) as server:
        answered, sent, _ = ask(server, path, **headers)
    assert answered == status
    assert sent.items() >= HEADERS.items()


def test_a_body_over_its_bound_is_not_read(app):
    with running(app, LOCAL) as server, socket.create_connection((server.host, server.port), timeout=20) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n")
        assert b" 413 " in wire.recv(4096).splitlines()[0]


def test_forwarded_headers_are_not_believed(app):
    with running(app, LOCAL) as server:
        _, _, body = ask(server, "/api/v1/search?size=1&facet=year", **{"X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in body


PROGRAM = """
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app, serve
app = create_app(FixedSnapshot(ShelfSearcher([story(1)])))
serve(app, Settings(port=0), ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_server_in_order(number, pytestconfig):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=pytestconfig.rootpath
    ) as program:
        try:
            url = program.stdout.readline().strip()
            assert urlopen(url, timeout=20).status == 200
            program.send_signal(number)
            assert program.stdout.readline() == "stopped\n"
            assert program.wait(20) == 0
        finally:
            program.kill()


@pytest.mark.parametrize("host", ["../..", "a" * 100], ids=["dots", "long"])
def test_a_host_that_is_none_is_told(app, host):
    with pytest.raises(CannotListen, match="has no address here"):
        Server(app, Settings(host=host, port=0))
