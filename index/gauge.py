"""Shows how far a run is, ten times a second at the most."""

import time
from collections.abc import Callable

from corpus import SourceFile
from index.report import Progress, Tally
from index.survey import Pile

EVERY_S = 0.1

OnProgress = Callable[[Progress], None]


class Gauge:
    """What of a run is done, handed to a callback at a bounded rate, and once more at the end."""

    def __init__(self, tally: Tally, on_progress: OnProgress | None) -> None:
        self._tally = tally
        self._on_progress = on_progress
        self._pile: Pile | None = None
        self._files = 0
        self._bytes = 0
        self._next = 0.0

    def known(self, pile: Pile) -> None:
        """From here on the totals are known."""
        self._pile = pile

    def passed(self, file: SourceFile) -> None:
        self._files += 1
        self._bytes += file.size

    def show(self, path: str | None) -> None:
        if self._on_progress is not None and (now := time.monotonic()) >= self._next:
            self._next = now + EVERY_S
            self._on_progress(self._progress(path))

    def done(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self._progress(None))

    def _progress(self, path: str | None) -> Progress:
        return Progress(
            files_done=self._files,
            files_total=self._pile.files if self._pile else None,
            bytes_done=self._bytes,
            bytes_total=self._pile.bytes if self._pile else None,
            articles=self._tally.articles,
            path=path,
        )
