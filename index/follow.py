"""Keeps an index in line with a folder that grows.

One look at everything to begin with, then at what the watch tells, once it is quiet; so that a file which is still
being written is read when it is whole, or read again. From time to time again a look at everything, for a notice may
be lost, a volume come and go. The rules for what vanished are those of a single run, and nobody sits there to say
`--prune`, so that a landslide is told and left alone.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import CorpusError
from index.address import parse_address
from index.build import BuildOptions, run
from index.errors import DatelineIndexError, IndexBusy, IndexUnavailable, RefusedBuild
from index.gauge import OnProgress
from index.interruption import Interruption, Stop
from index.report import BuildReport
from index.scope import Root, roots_of
from index.watch import changes

MOST_PATHS = 10_000  # beyond, a look at everything is as cheap

OnReport = Callable[[BuildReport], None]
OnTrouble = Callable[[DatelineIndexError | CorpusError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOptions:
    """How to follow, in seconds.

    quiet_s:   read what changed when nothing more did for so long, `longest_s` after the first change at the latest
    retry_s:   try again after so long where another process writes, or the disk is full
    sweep_s:   look at everything after so long, whatever the notices said
    poll:      look again and again instead of waiting for the system's notices; None: on network volumes
    """

    quiet_s: float = 1.0
    longest_s: float = 30.0
    retry_s: float = 5.0
    sweep_s: float = 600.0
    poll: bool | None = None


def follow(
    paths: Iterable[str | Path],
    address: str | Path,
    on_report: OnReport,
    stop: Stop | None = None,
    options: BuildOptions | None = None,
    follow_options: FollowOptions | None = None,
    *,
    on_trouble: OnTrouble | None = None,
    on_progress: OnProgress | None = None,
) -> None:
    """Keep the index at an address in line with some paths until stopped, by `stop`, Ctrl-C or SIGTERM.

    on_report:  called after the first run, and after each one that found something to do
    on_trouble: called with what passes, or what a person must decide: IndexBusy, IndexUnavailable (both are tried
        again), RefusedBuild, NoSuchPath
    options:    `prune` and `rebuild` hold for the first run only

    Raises what `build` raises in the first run, but waits for an index that is busy; later on only what no waiting
    mends (IndexMismatch, IndexCorrupt).
    """
    how = follow_options or FollowOptions()
    roots = roots_of(paths)
    with Interruption(stop) as interruption:
        following = Following(roots, address, options or BuildOptions(), how, interruption)
        following.on_report, following.on_trouble, following.on_progress = on_report, on_trouble, on_progress
        while not interruption.is_set():
            following.look_at_everything()
            until = time.monotonic() + how.sweep_s
            with closing(changes(roots, interruption, how.poll)) as told:
                for changed in told:
                    following.tick(changed, time.monotonic())
                    if time.monotonic() >= until:
                        break


class Following:
    """What changed and is not yet in the index, and when to bring it there."""

    on_report: OnReport
    on_trouble: OnTrouble | None = None
    on_progress: OnProgress | None = None

    def __init__(
        self, roots: tuple[Root, ...], address: str | Path, options: BuildOptions, how: FollowOptions, stop: Stop
    ) -> None:
        self._roots = roots
        self._address = address
        self._folder = parse_address(address).folder
        self._options = options
        self._how = how
        self._stop = stop
        self._changed: set[str] = set()
        self._everything = False
        self._first_change: float | None = None
        self._last_change = 0.0
        self._not_before = 0.0
        self._begun = False

    def look_at_everything(self) -> None:
        """Do so at the next tick."""
        self._everything = True

    def tick(self, changed: frozenset[str], now: float) -> None:
        """Take in what changed, and build where it is time. now: seconds of a clock that only goes forward."""
        news = {path for path in changed if self._concerns(path)}
        if news:
            self._changed |= news
            self._first_change = now if self._first_change is None else self._first_change
            self._last_change = now
        if self._is_time(now):
            self._build(now)

    def _is_time(self, now: float) -> bool:
        if now < self._not_before:
            return False
        if self._everything or self._first_change is None:
            return self._everything
        return now - self._last_change >= self._how.quiet_s or now - self._first_change >= self._how.longest_s

    def _concerns(self, path: str) -> bool:
        if self._folder is not None and Path(path).is_relative_to(self._folder):
            return False
        return any(Path(path).is_relative_to(root.path) if root.pattern else root.reaches(path) for root in self._roots)

    def _build(self, now: float) -> None:
        try:
            report = run(self._roots, self._address, self._options, self.on_progress, self._stop, self._where_to_look())
        except (IndexBusy, IndexUnavailable) as trouble:
            self._not_before = now + self._how.retry_s
            self._tell(trouble)
            return
        except (RefusedBuild, CorpusError) as trouble:
            if not self._begun:
                raise
            self._tell(trouble)
        else:
            if not report.idle or not self._begun:
                self.on_report(report)
        self._begun = True
        self._options = replace(self._options, prune=False, rebuild=False)
        self._everything, self._first_change = False, None
        self._changed.clear()

    def _where_to_look(self) -> frozenset[str] | None:
        """The changed paths; None for everything. A pattern's matches are only found by looking for all of them."""
        patterned = any(root.pattern for root in self._roots)
        if self._everything or patterned or len(self._changed) > MOST_PATHS:
            return None
        return frozenset(self._changed)

    def _tell(self, trouble: DatelineIndexError | CorpusError) -> None:
        if self.on_trouble is not None:
            self.on_trouble(trouble)
