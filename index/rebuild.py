"""A fresh index in the place of the live one, at one stroke.

The fresh index grows in a folder beside the live one, hidden, of a name that nobody else uses. When it is whole, the
two folders change names in one step of the file system, and the old one is removed. A crash before that step
leaves the old index, after it the new one; what lies about is cleared by the next run. Readers of the old index hold
its files open and read on.

Where the file system cannot exchange two names (it can on Linux's and macOS's own), the old folder is moved aside
first; a crash between the two moves is undone by the next run.

While it lasts, the live index's lock is held where the live index can be opened at all, so that nobody writes what
would be lost.
"""

import ctypes
import logging
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TypeVar

from index import forgotten, successors
from index.earlier_texts import take_over
from index.errors import DatelineIndexError, IndexBusy, IndexCorrupt, IndexMismatch, IndexUnavailable, RefusedBuild
from index.report import BuildReport
from index.scope import Root
from index.writer import KEPT_VERSIONS, Writer, open_writer

log = logging.getLogger(__name__)

Filled = TypeVar("Filled")
Limits = tuple[int | None, int | None, int | None]  # as `open_writer` takes them: memory, jobs, versions
NO_LIMITS: Limits = (None, None, None)

AT_FDCWD = -100  # Linux: relative to the working directory
EXCHANGE = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS


def rebuild(
    folder: Path,
    roots: tuple[Root, ...],
    *,
    prune: bool,
    fill: Callable[[Writer], BuildReport],
    limits: Limits = NO_LIMITS,
) -> BuildReport:
    """Fill a fresh index and put it in the place of the live one, which must exist.

    What only the live index knows of edited articles is taken over (`earlier_texts`), where it can be opened. An
    interrupted filling leaves the live index as it was. Raises RefusedBuild where the live index holds files that
    are not below the roots, unless `prune`; and IndexBusy, IndexUnavailable.
    """
    before: Writer | None = None

    def filled(fresh: Writer) -> BuildReport:
        report = fill(fresh)
        if before is not None and not report.interrupted:
            _take_over(before, fresh, limits)
        return report

    with ExitStack() as held:
        with suppress(IndexMismatch, IndexCorrupt):  # the very ones a rebuild is the remedy of
            before = held.enter_context(open_writer(folder.resolve()))
            if not prune:
                _refuse_to_forget(before, roots)
        return put_in_place(folder, filled, lambda report: not report.interrupted, limits)


def put_in_place(
    folder: Path, fill: Callable[[Writer], Filled], is_whole: Callable[[Filled], bool], limits: Limits = NO_LIMITS
) -> Filled:
    """Fill a fresh index, and put it in the place of the live one where what `fill` returns is whole.

    The caller holds the live index's lock. What was forgotten stays so. Raises IndexBusy, IndexUnavailable.
    """
    live, fresh = folder.resolve(), _fresh(folder)
    _clear(fresh)
    try:
        with open_writer(fresh, *limits) as writer:
            filled = fill(writer)
        if is_whole(filled):
            forgotten.carry_over(live, fresh)
            successors.carry_over(live, fresh, forgotten.read(live))
            _exchange(live, fresh)
    except Exception:
        shutil.rmtree(fresh, ignore_errors=True)  # on a full disk it is in the way
        raise
    shutil.rmtree(fresh, ignore_errors=True)
    return filled


def recover(folder: Path) -> None:
    """Put back a live index that a crash left moved aside."""
    aside = _aside(folder)
    if aside.exists() and not folder.exists():
        aside.rename(folder.resolve())


def clear_leftovers(folder: Path) -> None:
    """Remove what a crashed rebuild left. Only under the live index's lock, for then nobody else rebuilds."""
    for leftover in (_fresh(folder), _aside(folder)):
        shutil.rmtree(leftover, ignore_errors=True)


def _fresh(folder: Path) -> Path:
    live = folder.resolve()
    return live.with_name(f".{live.name.lstrip('.')}.dateline-fresh")


def _aside(folder: Path) -> Path:
    live = folder.resolve()
    return live.with_name(f".{live.name.lstrip('.')}.dateline-aside")


def _take_over(before: Writer, fresh: Writer, limits: Limits) -> None:
    """Take over what only the live index knows; where damage hides which articles were edited, that is said."""
    most = limits[2]
    try:
        take_over(before, fresh, KEPT_VERSIONS if most is None else most)
    except IndexCorrupt as exc:
        log.warning("versions of edited articles cannot be carried over: %s", exc)


def _refuse_to_forget(writer: Writer, roots: tuple[Root, ...]) -> None:
    top = Path(roots[0].path).anchor
    left = [entry.path for entry in writer.ledger.under(top) if not any(root.covers(entry.path) for root in roots)]
    if left:
        raise RefusedBuild(
            f"a rebuild from these paths would leave out {len(left):,} of the files in the index, {left[0]} among "
            "them; name their folders too, or run again with --prune"
        )


def _clear(fresh: Path) -> None:
    """Remove what a killed rebuild left, unless another one is at work there."""
    if not fresh.exists():
        return
    try:
        with open_writer(fresh):
            pass
    except IndexBusy:
        raise
    except DatelineIndexError:
        pass  # half an index: all the more to be removed
    shutil.rmtree(fresh)


def _exchange(live: Path, fresh: Path) -> None:
    try:
        if not _exchanged(live, fresh):
            live.rename(_aside(live))
            fresh.rename(live)
            _aside(live).rename(fresh)
        _sync(live.parent)
    except OSError as exc:
        recover(live)
        raise IndexUnavailable(
            f"{live}: the rebuilt index cannot take its place ({exc.strerror}); the old one is as it was, "
            "check the permissions of the folder above it and run again"
        ) from exc


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names at one stroke; False where the system cannot."""
    if sys.platform == "linux":
        call, before, after = "renameat2", (AT_FDCWD, os.fsencode(one)), (AT_FDCWD, os.fsencode(other))
    elif sys.platform == "darwin":
        call, before, after = "renamex_np", (os.fsencode(one),), (os.fsencode(other),)
    else:
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), call, None)
    return rename is not None and rename(*before, *after, EXCHANGE) == 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
