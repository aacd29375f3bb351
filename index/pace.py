"""When to commit: after so many articles or seconds, whichever comes first."""

import time

from index.writer import Writer


class Pace:
    """Commits what was done before it grows too much to lose."""

    def __init__(self, writer: Writer, articles: int, seconds: float) -> None:
        self._writer = writer
        self._articles = articles
        self._seconds = seconds
        self._done = 0
        self._since = time.monotonic()

    @property
    def articles_left(self) -> int:
        """How many articles may come before the next commit; at least one."""
        return max(1, self._articles - self._done)

    @property
    def due(self) -> bool:
        return self._done >= self._articles or time.monotonic() - self._since >= self._seconds

    def count(self, articles: int) -> None:
        self._done += articles

    def step(self) -> None:
        """Count a file that is done with, as much as one article; commit where it is time."""
        self.count(1)
        if self.due:
            self.commit()

    def commit(self) -> None:
        self._writer.commit()
        self._done = 0
        self._since = time.monotonic()
