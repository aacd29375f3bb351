"""Stopping in order: Ctrl-C, SIGTERM or the caller's own event end a build between two articles, not within one."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Protocol, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop(Protocol):
    """Anything that says whether to stop: a threading.Event does."""

    def is_set(self) -> bool: ...


class Interruption:
    """Set once a signal came, or the caller's event is set.

    A second signal raises KeyboardInterrupt at once, so that nobody has to wait for a slow stop. Signals are
    only caught in the main thread, where Python delivers them, and one that is ignored stays so.
    """

    def __init__(self, stop: Stop | None) -> None:
        self._stop = stop
        self._signaled = False
        self._previous: dict[signal.Signals, signal._HANDLER] = {}

    def is_set(self) -> bool:
        return self._signaled or (self._stop is not None and self._stop.is_set())

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                previous = signal.getsignal(number)
                if previous not in (signal.SIG_IGN, None):
                    self._previous[number] = previous
                    signal.signal(number, self._signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)

    def _signal(self, number: int, frame: FrameType | None) -> None:
        if self._signaled:
            raise KeyboardInterrupt
        self._signaled = True
