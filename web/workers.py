"""Serves with several processes over one index. Gunicorn starts them, replaces those that die or hang, and stops them.

A page is made by Python, and the threads of one process take turns at that. Processes share the port, the rate limit
and, in memory, the pages of the index; everything else each has for itself: threads, queue, kept answers. Each finds
a new commit on its own, so that for a second two of them may answer from two generations. Needs a system that forks.
"""

import fcntl
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Any, cast

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

from web.beside import beside
from web.server import DRAIN_S, Server, listen, url_of
from web.settings import Settings

HUNG_S = 60  # without a sign of life; then a process is killed and replaced
STOP_S = DRAIN_S + 10  # for what runs beside requests to end, too
LOOK_EVERY_S = 1.0  # for whether the process that had the duty is gone
COUNTERS, IN_USE = "dateline-counters-", "in-use"
Duty = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Duties:
    """What runs beside the requests, as context managers entered after the fork: threads do not survive one.

    each: in every process
    one:  in one of them; when that one ends, in another
    """

    each: Duty = nullcontext
    one: Duty = nullcontext


@contextmanager
def counters_folder() -> Iterator[str]:
    """A folder for the counters of all processes, for as long as the first of them serves.

    Those of servers that were killed are removed: nobody holds the lock in them any more.
    """
    first = os.getpid()
    _remove_left_behind(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=COUNTERS))
    with (folder / IN_USE).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # inherited by every process of this server
        try:
            yield str(folder)
        finally:
            if os.getpid() == first:
                shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind(parent: Path) -> None:
    for folder in parent.glob(f"{COUNTERS}*"):
        with suppress(OSError), (folder / IN_USE).open("rb") as held:  # another user's, or one just being made
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def serve_by_workers(
    app: Flask, settings: Settings, count: int, ready: Callable[[str], None], duties: Duties, counters: str
) -> None:
    """Serve with so many processes until SIGINT, SIGTERM or SIGHUP, from the main thread of a process without others.

    ready:    told the address once the port is bound
    counters: the folder that `counters_folder` gave, and that the application counts in

    Raises CannotListen, and SystemExit where the processes cannot start.
    """
    first = os.getpid()
    listener = listen(settings.host, settings.port)
    url = url_of(listener)
    with tempfile.TemporaryFile() as lock:
        site = _Site(app, settings, count, duties, lock, listener.detach(), counters, lambda: ready(url))
        try:
            Arbiter(site).run()
        except SystemExit as ended:
            # Every process ends this way. Only the first one goes on, if all is well.
            if os.getpid() != first or ended.code:
                raise


def in_turn(lock: IO[bytes], duty: Duty) -> AbstractContextManager[None]:
    """Do a duty in a thread for the length of a `with` block, once no other process does; the lock tells.

    The system releases the lock of a process however it ends.
    """

    def run(stop: threading.Event) -> None:
        while not _taken(lock):
            if stop.wait(LOOK_EVERY_S):
                return
        with duty():
            stop.wait()

    return beside(run, "dateline-duty")


def _taken(lock: IO[bytes]) -> bool:
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class _Log(Logger):
    """Gunicorn's log in ours, warnings and worse: a process that was killed, one that hung."""

    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        self.error_log = self.access_log = logging.getLogger("dateline.server")
        self.error_log.setLevel(logging.WARNING)


class _Process(Worker):
    """One of the processes: a `Server` on the shared port, and its duties."""

    _server: Server | None = None

    def run(self) -> None:
        site = cast(_Site, self.app)
        self._server = Server(site.app, site.settings, self.sockets[0].sock)  # type: ignore[attr-defined] # the stubs leave out the wrapper
        with site.duties.each(), in_turn(site.lock, site.duties.one):
            if not self.alive:
                self._server.stop()
            self._server.run(self._beat)

    def _beat(self) -> None:
        self.notify()
        if os.getppid() != self.ppid:  # nobody would ever stop it
            self._end()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._end()

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        # Ctrl-C reaches every process of a terminal; what was begun is finished all the same.
        self._end()

    def _end(self) -> None:
        self.alive = False
        if self._server is not None:
            self._server.stop()


class _Site(BaseApplication):
    """The application as gunicorn wants it, with what its processes need."""

    def __init__(
        self,
        app: Flask,
        settings: Settings,
        count: int,
        duties: Duties,
        lock: IO[bytes],
        listener: int,
        counters: str,
        ready: Callable[[], None],
    ) -> None:
        self.app, self.settings, self.duties, self.lock = app, settings, duties, lock
        self._count, self._listener, self._counters, self._ready = count, listener, counters, ready
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": [f"fd://{self._listener}"],
            "workers": self._count,
            "worker_class": _Process,
            "timeout": HUNG_S,
            "graceful_timeout": int(STOP_S),
            "logger_class": _Log,
            "control_socket_disable": True,
            "when_ready": self._begin,
            "child_exit": self._bury,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override] # which is a WSGI application
        return self.app

    def _begin(self, arbiter: Arbiter) -> None:
        def hang_up(number: int, frame: FrameType | None) -> None:
            arbiter.signal(signal.SIGTERM, frame)

        # Gunicorn would start the whole program anew on the one, and outlive its terminal on the other.
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, hang_up)
        self._ready()
        sys.stdout.flush()

    def _bury(self, arbiter: Arbiter, process: Worker) -> None:
        multiprocess.mark_process_dead(process.pid, self._counters)  # type: ignore[no-untyped-call]
