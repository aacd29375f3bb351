"""Segments' files of this process: each opened once, and not again once it was found damaged."""

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from index.certificate import REPAIR
from index.columnar.segment import SegmentFile
from index.errors import IndexCorrupt

Identity = tuple[int, int, int]
DISTRUSTED: set[Identity] = set()  # files that this process found damaged, which opening does not see
_shared: WeakValueDictionary[Identity, SegmentFile] = WeakValueDictionary()


def opened(storage: Any, name: str) -> SegmentFile:
    """A segment's file, for as long as the storage: what is made to read it outlives commits that leave it as it is.

    Raises IndexCorrupt where it is damaged, as far as opening sees or this process found before.
    """
    held: dict[str, SegmentFile] = storage.__dict__.setdefault("_columnar", {})
    if name not in held:
        path = Path(storage.folder) / name
        which = identity(path)
        if which in DISTRUSTED:
            raise IndexCorrupt(f"{path} is damaged: its bytes are not those written; {REPAIR}")
        held[name] = _shared.get(which) or _shared.setdefault(which, SegmentFile(path))
    return held[name]


def distrust(path: Path) -> None:
    """Let a file not be opened again in this process, as long as it is not replaced."""
    DISTRUSTED.add(identity(path))


def identity(path: Path) -> Identity:
    """What tells a file from the one that takes its name."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns
