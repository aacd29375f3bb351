"""The directory of a Whoosh index: opened, locked, synced to disk; and every error of Whoosh or the operating system
translated into ours, here and nowhere else.

Whoosh never syncs a file. `SyncedStorage` does, and the directory too, before a commit's table of contents takes its
name and after: when the machine loses power there is the old commit or the new one, whole.
"""

import contextlib
import errno
import os
import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import EmptyIndexError, FileIndex, IndexVersionError, LockError, clean_files
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError, IndexReader
from whoosh.util.filelock import LockBase

from index import certificate
from index.columnar.whoosh_index import SafeIndex
from index.errors import (
    BadAddress,
    DatelineIndexError,
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
)
from index.whoosh_schema import whoosh_schema

NAME = "MAIN"
LOCK = f"{NAME}_WRITELOCK"
OPEN_ATTEMPTS = 10  # a commit may remove the files of the table of contents just read

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
DAMAGE = (CorruptIndexError, WhooshIndexError, EOFError, pickle.UnpicklingError, struct.error, zlib.error, UnicodeError)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in an index's directory. `bytes` counts every file in it."""

    generation: int
    segments: int
    bytes: int


class SyncedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A directory whose files are on the disk before a table of contents names them.

    It remembers the files it made, because a writer of Whoosh that fails leaves them open.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._made: list[tuple[str, StructFile]] = []
        self._within: list[SyncedStorage] = []

    def create_file(self, name: str, excl: bool = False, mode: str = "wb") -> StructFile:
        file = super().create_file(name, excl=excl, mode=mode)
        self._made.append((name, file))
        return file

    def temp_storage(self, name: str | None = None) -> "SyncedStorage":
        within = SyncedStorage(super().temp_storage(name).folder)
        self._within.append(within)
        return within

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name, _ in self._made:
            sync(self._fpath(name))
        sync(self.folder)
        super().rename_file(oldname, newname, safe=safe)
        sync(self.folder)
        self._made, self._within = [], []

    def let_go(self) -> None:
        """Close the files that a failed writer left open; what cannot be flushed is not wanted."""
        for within in self._within:
            within.let_go()
        for _, file in self._made:
            if not file.is_closed:
                with contextlib.suppress(OSError):
                    file.close()
        self._made, self._within = [], []


def sync(path: str) -> None:
    """Wait until a file, or a directory's list of names, is on the disk; one that is gone needs none."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_or_open(location: str) -> tuple[FileIndex, LockBase]:
    """The index in a directory, made where there is none, and the writer's lock, held.

    Raises BadAddress where the directory holds something else, and IndexBusy, IndexMismatch, IndexUnavailable or
    IndexCorrupt.
    """
    directory = Path(location)
    with translated(location):
        _claim(directory)
        storage = SyncedStorage(location)
        lock = storage.lock(LOCK)
        if not lock.acquire():
            raise LockError
        try:
            return _opened(directory, storage), lock
        except BaseException:
            lock.release()
            raise


def open_index(location: str) -> FileIndex:
    """The index in a directory, for reading. Raises IndexMissing, IndexMismatch, IndexUnavailable, IndexCorrupt."""
    with translated(location):
        certificate.check(Path(location))
        with damage_is_corruption(location):
            return SafeIndex(FileStorage(location), schema=whoosh_schema())


def open_reader(location: str) -> IndexReader:
    """A reader of the newest commit. Raises what `open_index` raises."""
    with translated(location):
        for attempt in range(OPEN_ATTEMPTS):
            try:
                index = open_index(location)
                with damage_is_corruption(location):
                    return index.reader()
            except (FileNotFoundError, IndexUnavailable) as exc:
                vanished = isinstance(exc, FileNotFoundError) or isinstance(exc.__cause__, FileNotFoundError)
                if not vanished or attempt == OPEN_ATTEMPTS - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")


def inventory(location: str) -> Inventory:
    """What lies in the directory now. Raises what `open_index` raises."""
    with translated(location):
        index = open_index(location)
        sizes = [entry.stat().st_size for entry in os.scandir(location) if entry.is_file()]
        return Inventory(index.latest_generation(), len(index._segments()), sum(sizes))


def sweep(index: FileIndex) -> None:
    """Remove what a killed or failed writer left behind: files that the newest table of contents does not name."""
    contents = index._read_toc()
    clean_files(index.storage, index.indexname, contents.generation, contents.segments)


@contextmanager
def translated(location: str) -> Iterator[None]:
    """Raise errors of Whoosh and of the operating system as ours, saying what to do."""
    try:
        yield
    except DatelineIndexError:
        raise
    except LockError as exc:
        raise IndexBusy(
            f"index at {location} is being written by another process: wait until it is done, or stop it, and try again"
        ) from exc
    except EmptyIndexError as exc:
        raise IndexMissing(f"no index at {location} yet: run `dateline index PATH` to build one") from exc
    except IndexVersionError as exc:
        raise IndexMismatch(
            f"index at {location} was written by another release of Whoosh: {certificate.REBUILD}"
        ) from exc
    except DAMAGE as exc:
        raise _corrupt(location, exc) from exc
    except OSError as exc:
        raise _unavailable(location, exc) from exc


@contextmanager
def damage_is_corruption(location: str) -> Iterator[None]:
    """Around code that only reads the index's files: whatever it stumbles over is damage to them."""
    try:
        yield
    except (DatelineIndexError, WhooshIndexError, OSError):
        raise
    except Exception as exc:
        raise _corrupt(location, exc) from exc


def _corrupt(location: str, exc: Exception) -> IndexCorrupt:
    return IndexCorrupt(f"index at {location} is damaged ({type(exc).__name__}: {exc}): {certificate.REBUILD}")


def _unavailable(location: str, exc: OSError) -> IndexUnavailable:
    what = exc.strerror or str(exc)
    if exc.errno in FULL:
        advice = "free some space and run again; the last commit is intact"
    elif exc.errno in FORBIDDEN:
        advice = "give yourself the permission, or name another directory by --index"
    else:
        advice = "check the disk and run again; the last commit is intact"
    return IndexUnavailable(f"index at {location}: {what}: {advice}")


def _claim(directory: Path) -> None:
    """Make the directory, unless it is there and empty or an index of ours."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as exc:
        raise BadAddress(f"{directory} is a file, not a directory: name a directory for the index") from exc
    names = {path.name for path in directory.iterdir()}
    if certificate.NAME in names:
        return
    if any(name.endswith(".toc") for name in names):
        raise IndexMismatch(f"{directory} holds an index of another program: name another directory by --index")
    strangers = sorted(name for name in names if name != LOCK and not name.startswith(certificate.NAME))
    if strangers:
        raise BadAddress(
            f"{directory} is no index and not empty (it holds {strangers[0]!r}): name a directory of its own by --index"
        )


def _opened(directory: Path, storage: SyncedStorage) -> FileIndex:
    try:
        certificate.check(directory)
    except IndexMissing:
        certificate.write(directory, certificate.issue())
        sync(str(directory))
    try:
        with damage_is_corruption(str(directory)):
            return SafeIndex(storage, schema=whoosh_schema())
    except EmptyIndexError:
        return SafeIndex.create(storage, whoosh_schema())
