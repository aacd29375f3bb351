"""Lets a bounded number of requests be worked on, a bounded number wait, and refuses the rest at once.

A queue without a bound answers everybody too late. The server runs more threads than may work, so that one is always
free to refuse.
"""

import threading

from web.settings import Settings

SPARE_THREADS = 4
LONGEST_WAIT_S = 10.0


class Gate:
    """`working` requests at a time, `waiting` behind them."""

    def __init__(self, working: int, waiting: int, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._places = threading.Semaphore(working)
        self._may_wait = threading.Semaphore(waiting) if waiting else None
        self._longest_wait_s = longest_wait_s

    def enter(self) -> bool:
        """Take a place, after waiting for one where that is allowed; False where there is none. Then do not leave."""
        if self._places.acquire(blocking=False):
            return True
        if self._may_wait is None or not self._may_wait.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=self._longest_wait_s)
        finally:
            self._may_wait.release()

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()


def streams(settings: Settings) -> int:
    """How many whole results are sent at a time: half as many as there are threads to search."""
    return max(1, settings.threads // 2)


def server_threads(settings: Settings) -> int:
    """Threads the server needs, so that those that work, wait, send whole results and refuse have one each."""
    return settings.threads + settings.queue + streams(settings) + SPARE_THREADS
