"""Which paths change, as they do: told by the operating system, or found by looking again and again where it cannot.

The system's notices end at the machine: what another one writes to a network volume comes without any, so such a
volume is polled; and so is everything where the system has no notices left to give.
"""

import logging
import os
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as watch_folders

from index.interruption import Stop
from index.scope import Root

TICK_MS = 200
POLL_MS = 2_000
MOUNTS = Path("/proc/self/mounts")  # Linux; elsewhere nothing is known, and `poll` can say it
REMOTE = frozenset({"9p", "afs", "ceph", "cifs", "davfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs",
                    "lustre", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs", "drvfs"})  # fmt: skip

log = logging.getLogger(__name__)


def changes(roots: Sequence[Root], stop: Stop, poll: bool | None = None) -> Generator[frozenset[str], None, None]:
    """Yield the paths changed since the last time, absolute, several times a second: often none at all.

    The first is yielded once the watch stands; it ends when stopped. What is below a folder that is missing at the
    beginning stays unseen. poll: look again and again instead of waiting for notices; None decides by the volume.
    """
    folders = [root.path for root in roots if Path(root.path).is_dir()]
    files = {root.path: _look(root.path) for root in roots if not root.pattern and not Path(root.path).is_dir()}
    real = {os.path.realpath(folder): folder for folder in folders}
    for noticed in _noticed(folders, stop, poll):
        changed = {path for path, before in files.items() if _look(path) != before}
        files.update((path, _look(path)) for path in changed)
        yield frozenset(changed | {_as_named(path, real) for path in noticed})


def _noticed(folders: list[str], stop: Stop, poll: bool | None) -> Iterator[set[str]]:
    """The paths below some folders that changed, or none after a while."""
    while not folders and not stop.is_set():
        yield set()
        time.sleep(TICK_MS / 1000)
    if folders and not stop.is_set():
        polled = any(map(on_remote_volume, folders)) if poll is None else poll
        try:
            yield from _watched(folders, stop, polled)
        except OSError as exc:
            if polled:
                raise
            log.warning("the system gives no notice of changes (%s); looking every %d s instead", exc, POLL_MS // 1000)
            yield from _watched(folders, stop, polled=True)


def _watched(folders: list[str], stop: Stop, polled: bool) -> Iterator[set[str]]:
    for noticed in watch_folders(
        *folders,
        watch_filter=None,
        rust_timeout=TICK_MS,
        yield_on_timeout=True,
        debounce=TICK_MS,
        stop_event=stop,
        raise_interrupt=False,
        force_polling=polled,
        poll_delay_ms=POLL_MS,
        ignore_permission_denied=True,
    ):
        # A folder is modified with what comes into it or leaves it, which is told besides.
        yield {path for kind, path in noticed if kind != Change.modified or not Path(path).is_dir()}


def on_remote_volume(path: str, mounts: Path = MOUNTS) -> bool:
    """Whether another machine may change what stands at a path. mounts: in the form of Linux's own table."""
    try:
        table = [line.split(" ") for line in mounts.read_text(errors="surrogateescape").splitlines()]
    except OSError:
        return False
    place = Path(os.path.realpath(path))
    kinds = {
        Path(line[1].replace("\\040", " ")): line[2]  # a blank is written in octal
        for line in table
        if place.is_relative_to(line[1].replace("\\040", " "))
    }
    return bool(kinds) and kinds[max(kinds, key=lambda mount: len(mount.parts))] in REMOTE


def _look(path: str) -> tuple[int, int, int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _as_named(path: str, real: dict[str, str]) -> str:
    """A path as the run names it; some systems tell the real one of a folder that was named by a link."""
    for place, folder in real.items():
        if place != folder and Path(path).is_relative_to(place):
            return str(Path(folder) / Path(path).relative_to(place))
    return path
