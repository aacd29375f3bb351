"""A progress bar on stderr for as long as a build runs; nothing at all where stderr is no terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from cli.terminal import console
from index.gauge import OnProgress
from index.report import Progress


@contextmanager
def progress_bar() -> Iterator[OnProgress | None]:
    """What a build should report to: a bar, or None where nobody would see it."""
    target = console(sys.stderr)
    if not target.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[done]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=target, transient=True) as bar:
        task = bar.add_task("looking for files", total=None, done="")
        started = time.monotonic()

        def show(progress: Progress) -> None:
            bar.update(
                task,
                description="looking for files" if progress.bytes_total is None else "indexing",
                completed=progress.bytes_done,
                total=progress.bytes_total,
                done=done_so_far(progress, time.monotonic() - started),
            )

        yield show


def done_so_far(progress: Progress, seconds: float) -> str:
    """`1,204 articles, 350/s, 12 of 40 files`"""
    rate = f", {progress.articles / seconds:,.0f}/s" if progress.articles and seconds > 0 else ""
    files = f", {progress.files_done:,} of {progress.files_total:,} files" if progress.files_total is not None else ""
    return f"{progress.articles:,} articles{rate}{files}"


@contextmanager
def counting(what: str) -> Iterator[Callable[[str, int], None]]:
    """Counts up on a terminal, told a name and a number at a time; says nothing elsewhere."""
    target = console(sys.stderr)
    if not target.is_terminal:
        yield lambda name, number: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TextColumn("{task.completed:,.0f}"))
    with Bar(*columns, console=target, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda name, number: bar.update(task, description=f"{what} {name}".rstrip(), advance=number)
