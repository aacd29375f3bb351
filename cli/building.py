"""Building from the command line: under a progress bar, once or for as long as the program runs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from cli.errors import NothingToIndex, explain
from cli.progress import progress_bar
from cli.report import came_to_nothing, reason_for_nothing
from index.build import BuildOptions, build
from index.follow import follow
from index.interruption import Stop
from index.report import BuildReport

Emit = Callable[[BuildReport], None]


def build_once(
    paths: Sequence[str], address: str, options: BuildOptions | None = None, *, may_be_empty: bool = False
) -> BuildReport:
    """Build, under a progress bar where there is a terminal.

    Raises NothingToIndex where the paths hold no news; `may_be_empty` only notes it, as some may still come.
    """
    with progress_bar() as on_progress:
        report = build(paths, address, options, on_progress=on_progress)
    if came_to_nothing(report):
        reason = reason_for_nothing(report, paths)
        if not may_be_empty:
            raise NothingToIndex(reason)
        note(f"{reason} (watching for it)")
    return report


def keep_following(
    paths: Sequence[str], address: str, emit: Emit, options: BuildOptions | None = None, stop: Stop | None = None
) -> None:
    """Index what changes until stopped, by `stop`, Ctrl-C or SIGTERM. Call it after a build.

    emit: called after each run that found something to do; what passes by itself is noted on stderr
    """

    def on_report(report: BuildReport) -> None:
        if not report.idle:
            emit(report)

    follow(paths, address, on_report, stop, _lasting(options), on_trouble=lambda trouble: note(explain(trouble)))


def _lasting(options: BuildOptions | None) -> BuildOptions:
    """The options but those for a single run, which has been."""
    return replace(options or BuildOptions(), prune=False, rebuild=False)


def note(text: str) -> None:
    """A line on stderr in the program's name."""
    click.echo(f"dateline: {text}", err=True)
