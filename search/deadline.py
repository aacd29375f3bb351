"""The time an answer may take, looked at inside the loops that can be long; works in every thread."""

from time import monotonic


class DeadlinePassed(Exception):
    """The time is up; what was found so far is the answer."""


class Deadline:
    """A moment from now; None for never."""

    def __init__(self, seconds: float | None) -> None:
        self._at = None if seconds is None else monotonic() + seconds

    def within(self, seconds: float) -> "Deadline":
        """A moment so many seconds from now, but no later than this one."""
        earlier = Deadline(seconds)
        if self._at is not None and earlier._at is not None:
            earlier._at = min(earlier._at, self._at)
        return earlier

    def check(self) -> None:
        """Raise DeadlinePassed when the time is up."""
        if self._at is not None and monotonic() >= self._at:
            raise DeadlinePassed
