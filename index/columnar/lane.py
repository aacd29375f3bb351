"""Work done one piece behind the other, beside whoever orders it where there is a core to spare.

The loops that scan, sort and encode let go of the interpreter, so a thread is enough: while one batch is scanned, the
next one's articles are made ready.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

SWITCH_S = 0.0005  # how soon a loop that is done has the interpreter again; Python's own 5 ms are as long as a loop


class Turns:
    """While any lane runs beside, the interpreter changes hands sooner; then as before."""

    def __init__(self) -> None:
        self._lanes = 0
        self._before = 0.0

    def begin(self) -> None:
        if not self._lanes:
            self._before = sys.getswitchinterval()
            sys.setswitchinterval(min(SWITCH_S, self._before))
        self._lanes += 1

    def end(self) -> None:
        self._lanes -= 1
        if not self._lanes:
            sys.setswitchinterval(self._before)


TURNS = Turns()


class Lane:
    """Jobs in the order they come; `beside`: in a thread of its own, which starts with the first."""

    def __init__(self, *, beside: bool) -> None:
        self.beside = beside
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def run(self, job: Callable[[], None]) -> None:
        """Do a job, at once or beside. Raises what the one before it raised."""
        self.finish()
        if not self.beside:
            job()
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "lane")
            TURNS.begin()
        self._running = self._pool.submit(job)

    def finish(self) -> None:
        """Wait for the job that runs. Raises what it raised."""
        if self._running is not None:
            try:
                self._running.result()
            finally:
                if self._running.done():  # else the caller was interrupted while waiting
                    self._running = None

    def abandon(self) -> None:
        """Wait for the job that runs, whatever comes of it."""
        running, self._running = self._running, None
        if running is not None:
            running.exception()

    def close(self) -> None:
        """Let the thread end; a job later starts another."""
        self.abandon()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
            TURNS.end()
