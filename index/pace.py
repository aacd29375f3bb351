"""When to commit: after so many articles or seconds, whichever comes first.

A large index merges segments as it commits, which may take longer than what was committed; the seconds then stretch, so
that no more than a fourth of the time goes into commits that the clock asked for.
"""

import time

from index.writer import Writer

WORK_PER_COMMIT = 3


class Pace:
    """Commits what was done before it grows too much to lose."""

    def __init__(self, writer: Writer, articles: int, seconds: float) -> None:
        self._writer = writer
        self._articles = articles
        self._least_s = self._wait_s = seconds
        self._done = 0
        self._since = time.monotonic()

    @property
    def articles_left(self) -> int:
        """How many articles may come before the next commit; at least one."""
        return max(1, self._articles - self._done)

    @property
    def due(self) -> bool:
        """Whether it is time; never where there is nothing to commit."""
        return self._done > 0 and (self._done >= self._articles or time.monotonic() - self._since >= self._wait_s)

    def count(self, articles: int) -> None:
        self._done += articles

    def step(self) -> None:
        """Count a file that is done with, as much as one article; commit where it is time."""
        self.count(1)
        if self.due:
            self.commit()

    def commit(self) -> None:
        started = time.monotonic()
        self._writer.commit()
        self._since = time.monotonic()
        self._wait_s = max(self._least_s, WORK_PER_COMMIT * (self._since - started))
        self._done = 0
