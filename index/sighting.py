"""What the bytes of a file are, and whether a later change of them could go unseen.

A file is taken for unchanged when its size and modification time are. A change within one tick of the file system's
clock, of the same size, moves neither; so a file that was modified within the last tick is waited for, a tick at the
most, before it is read.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

TICK_NS = 20_000_000  # file systems stamp with the kernel's clock, 100 times a second at the slowest; twice that
COARSE_TICK_NS = 2_000_000_000  # FAT's
SECOND_NS = 1_000_000_000
CHUNK = 1 << 20
UNCERTAIN_NS = -1  # a time that no file has: the next run looks at the bytes again


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file's size, modification time (nanoseconds since the epoch) and BLAKE2b-128, hexadecimal."""

    size: int
    mtime_ns: int
    digest: str


def sight(path: str, stopped: Callable[[], bool]) -> Sighting | None:
    """Read a file's bytes once and say what it is, or None when stopped on the way.

    Where the file was modified so recently that a further change may not show in its time, even after a wait,
    `mtime_ns` is UNCERTAIN_NS. Raises OSError.
    """
    before = Path(path).stat()
    if (wait_ns := _still_ticking(before)) > 0:
        time.sleep(wait_ns / SECOND_NS)
        before = Path(path).stat()
    uncertain = _still_ticking(before) > 0
    digest = _digest(path, stopped)
    if digest is None:
        return None
    return Sighting(before.st_size, UNCERTAIN_NS if uncertain else before.st_mtime_ns, digest)


def changed_since(path: str, taken: Sighting) -> bool:
    """Whether a file is no longer the one that was sighted. A file that vanished has changed."""
    try:
        now = Path(path).stat()
    except OSError:
        return True
    return now.st_size != taken.size or taken.mtime_ns not in (now.st_mtime_ns, UNCERTAIN_NS)


def _still_ticking(stat: os.stat_result) -> int:
    """For how many nanoseconds more a change could leave the modification time as it is."""
    tick = COARSE_TICK_NS if stat.st_mtime_ns % SECOND_NS == 0 else TICK_NS
    age = time.time_ns() - stat.st_mtime_ns
    return tick - age if 0 <= age < tick else 0


def _digest(path: str, stopped: Callable[[], bool]) -> str | None:
    digest = blake2b(digest_size=16)
    with Path(path).open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            if stopped():
                return None
            digest.update(chunk)
    return digest.hexdigest()
