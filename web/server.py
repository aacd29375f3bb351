"""Puts the application on a port, with waitress: pure Python, no dependencies, threads, and it buffers slow readers.

The application enforces its own bounds and answers them with its own pages; the server's are wider nets below, for
what never becomes a request. Nothing is printed here.
"""

import errno
import gc
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from web.connections import PATIENCE_S, Connection, hang_up_on_stalled, make_room, most_connections
from web.errors import CannotListen
from web.gate import server_threads
from web.limits import MAX_BODY_BYTES, MAX_HEADER_BYTES
from web.settings import Settings

TICK_S = 0.5
DRAIN_S = 10.0
NEW_OBJECTS = 50_000


class Server:
    """The application, bound to its port from construction on; `run` serves until `stop`.

    listener: a port that listens already, such as processes share; else one is bound, which may raise CannotListen
    """

    def __init__(self, app: Flask, settings: Settings, listener: socket.socket | None = None) -> None:
        # waitress warns of its queue at every burst; a burst is ordinary here.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._socket = listener or listen(settings.host, settings.port)
        self._stopping = threading.Event()
        self._most_connections = most_connections()
        self._tidied_at = time.monotonic()
        self._channels: dict[int, Any] = {}  # the published stubs take these dispatchers for sockets
        created = create_server(
            app,
            map=self._channels,
            sockets=[self._socket],
            threads=server_threads(settings),
            ident="",
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            connection_limit=self._most_connections + 100,  # wider than ours, for what else is in the map
            channel_timeout=PATIENCE_S,
            expose_tracebacks=False,
            # The application believes them only as far as it is told to, and judges by them who may read /metrics.
            clear_untrusted_proxy_headers=False,
        )
        self._server = cast(BaseWSGIServer, created)  # one socket, one server
        self._server.channel_class = Connection

    @property
    def host(self) -> str:
        return str(self._socket.getsockname()[0])

    @property
    def port(self) -> int:
        """The port bound, also where 0 was asked for."""
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the page."""
        return url_of(self._socket)

    def run(self, beat: Callable[[], None] | None = None) -> None:
        """Serve until `stop`; then accept no more, finish what was begun (10 s at most) and release the port.

        beat: called at least every half second while it serves
        """
        with _cycles_seldom_sought():
            while not self._stopping.is_set():
                if beat is not None:
                    beat()
                self._look(TICK_S)
                self._tidy()
            self._drain()

    def stop(self) -> None:
        """End `run`, from any thread or signal handler; may be repeated."""
        self._stopping.set()
        self._server.pull_trigger()

    def _drain(self) -> None:
        self._server.accepting = False
        self._server.del_channel()
        self._socket.close()
        until = time.monotonic() + DRAIN_S
        while self._at_work() and time.monotonic() < until:
            self._look(0.05)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._channels, ignore_all=True)

    def _look(self, timeout_s: float) -> None:
        """Take and send what there is. By poll: to select a number of a file from 1,024 on is an error."""
        wasyncore.loop(timeout=timeout_s, use_poll=True, map=self._channels, count=1)

    def _tidy(self) -> None:
        """Hang up on clients that keep others out."""
        if len(self._channels) > self._most_connections:
            make_room(self._connections())
        now = time.monotonic()
        if now - self._tidied_at >= TICK_S:
            self._tidied_at = now
            hang_up_on_stalled(self._connections(), now)

    def _connections(self) -> list[Connection]:
        return [channel for channel in self._channels.values() if isinstance(channel, Connection)]

    def _at_work(self) -> bool:
        return any(not connection.is_waiting() for connection in self._connections())


@contextmanager
def _cycles_seldom_sought() -> Iterator[None]:
    """Looking for garbage in cycles once in a hundred pages, and not among what was there before the first.

    A page makes some thousand objects and hardly a cycle; looking after each 700 of them takes a twentieth of its time.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def serve(app: Flask, settings: Settings, ready: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, from the main thread; `ready` is told the address once the port is bound.

    Raises CannotListen.
    """
    server = Server(app, settings)

    def stop(number: int, frame: FrameType | None) -> None:
        server.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        if ready is not None:
            ready(server.url)
        server.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running(app: Flask, settings: Settings) -> Iterator[Server]:
    """Serve from a thread of its own for the length of a `with` block. Raises CannotListen."""
    server = Server(app, settings)
    thread = threading.Thread(target=server.run, name="dateline-server")
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds what listens there."""
    address, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 # shown, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises CannotListen."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as exc:  # a name that DNS could never have is the latter
        why = exc.strerror if isinstance(exc, OSError) else "it is no host's name"
        raise CannotListen(f"host {host!r} has no address here ({why}); try 127.0.0.1") from exc
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        # Bound is not yet taken: another socket may bind the same port until one of them listens.
        listener.listen(1024)
    except OSError as exc:
        listener.close()
        raise CannotListen(_why(host, port, exc)) from exc
    return listener


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; choose another with --port, or --port 0 for any"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} on {host} is not allowed to this user; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine; choose another with --host, such as 127.0.0.1"
    return f"cannot listen on {host} port {port}: {error.strerror}; choose others with --host and --port"
