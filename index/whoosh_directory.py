"""The directory of a Whoosh index: opened, locked, synced to disk; and every error of Whoosh or the operating system
translated into ours, here and nowhere else.

Whoosh never syncs a file. `SyncedStorage` does, and the directory too, before a commit's table of contents takes its
name and after: when the machine loses power there is the old commit or the new one, whole.
"""

import contextlib
import errno
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, EmptyIndexError, FileIndex, IndexVersionError, LockError, clean_files
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError, IndexReader
from whoosh.util.filelock import LockBase

from index import certificate
from index.columnar.proof import is_sound
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

Found = TypeVar("Found")

NAME = "MAIN"
LOCK = f"{NAME}_WRITELOCK"
OPEN_ATTEMPTS = 10  # a commit may remove the files of the table of contents just read

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
DAMAGE = (CorruptIndexError, WhooshIndexError, pickle.UnpicklingError)
DOUBTFUL = (EOFError, struct.error, zlib.error, UnicodeError)  # damage, or a mistake of ours: the files tell


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in an index's directory. `bytes` counts every file in it."""

    generation: int
    segments: int
    bytes: int


class TrackedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A directory that knows its open files, because Whoosh leaves them open when it fails."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._open: list[StructFile] = []

    def open_file(self, name: str, **told: Any) -> StructFile:
        return self._tracked(super().open_file(name, **told))

    def create_file(self, name: str, **told: Any) -> StructFile:
        return self._tracked(super().create_file(name, **told))

    def let_go(self) -> None:
        """Close what is open; what cannot be flushed any more is not wanted."""
        for file in self._open:
            if not file.is_closed:
                with contextlib.suppress(OSError, BufferError):
                    file.close()
        self._open = []

    def _tracked(self, file: StructFile) -> StructFile:
        self._open = [each for each in self._open if not each.is_closed]
        self._open.append(file)
        return file


class SyncedStorage(TrackedStorage):
    """A directory whose files are on the disk before a table of contents names them."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._unsynced: set[str] = set()
        self._within: list[TrackedStorage] = []

    def create_file(self, name: str, **told: Any) -> StructFile:
        self._unsynced.add(name)
        return super().create_file(name, **told)

    def temp_storage(self, name: str | None = None) -> TrackedStorage:
        within = TrackedStorage(super().temp_storage(name).folder)
        self._within.append(within)
        return within

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in self._unsynced:
            sync(self._fpath(name))
        sync(self.folder)
        super().rename_file(oldname, newname, safe=safe)
        sync(self.folder)
        self._unsynced, self._within = set(), []

    def let_go(self) -> None:
        for within in self._within:
            within.let_go()
        super().let_go()
        self._unsynced, self._within = set(), []


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


@contextmanager
def locked(location: str) -> Iterator[None]:
    """The lock of the index in a directory, held over a `with` block. Raises IndexBusy, IndexUnavailable."""
    with translated(location):
        lock = TrackedStorage(location).lock(LOCK)
        if not lock.acquire():
            raise LockError
    try:
        yield
    finally:
        lock.release()


def open_reader(location: str) -> IndexReader:
    """A reader of the newest commit. Raises IndexMissing, IndexMismatch, IndexUnavailable, IndexCorrupt."""
    with translated(location):
        for _ in range(OPEN_ATTEMPTS - 1):
            with contextlib.suppress(FileNotFoundError):
                return _read(location, SafeIndex.reader)
        return _read(location, SafeIndex.reader)


def contents_of(location: str) -> TOC:
    """The newest sound table of contents. Raises what `open_reader` raises."""
    with translated(location):
        return _read(location, SafeIndex._read_toc)


def inventory(location: str) -> Inventory:
    """What lies in the directory now. Raises what `open_reader` raises."""
    with translated(location):
        contents = _read(location, SafeIndex._read_toc)
        with os.scandir(location) as entries:
            sizes = [entry.stat().st_size for entry in entries if entry.is_file()]
        return Inventory(contents.generation, len(contents.segments), sum(sizes))


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
    except DOUBTFUL as exc:
        if is_sound(Path(location)):
            raise
        raise _corrupt(location, exc) from exc
    except NotADirectoryError as exc:
        raise BadAddress(f"{location} is not in a folder, or is a file: name a folder by --index") from exc
    except OSError as exc:
        raise _unavailable(location, exc) from exc


@contextmanager
def damage_is_corruption(location: str) -> Iterator[None]:
    """Around code that only reads the index's files: what it stumbles over is damage, unless these are proved sound.

    Where they are, it is a mistake of the program's, and keeps its class and its traceback. A lack of memory is damage
    only where they are proved damaged: a number that was overwritten may ask for more than there is.
    """
    try:
        yield
    except (DatelineIndexError, WhooshIndexError):
        raise
    except MemoryError as exc:
        if is_sound(Path(location)) is not False:
            raise
        raise _corrupt(location, exc) from exc
    except Exception as exc:
        if isinstance(exc, OSError) and exc.errno != errno.EINVAL:  # a place before the start of a file
            raise
        if is_sound(Path(location)):
            raise
        raise _corrupt(location, exc) from exc


def _read(location: str, reading: Callable[[FileIndex], Found]) -> Found:
    """What can be read of the index in a directory."""
    certificate.check(Path(location))
    storage = TrackedStorage(location)
    try:
        with damage_is_corruption(location):
            return reading(SafeIndex(storage, schema=whoosh_schema()))
    except BaseException:
        storage.let_go()
        raise


def _corrupt(location: str, exc: Exception) -> IndexCorrupt:
    return IndexCorrupt(f"index at {location} is damaged ({type(exc).__name__}: {exc}): {certificate.REPAIR}")


def _unavailable(location: str, exc: OSError) -> IndexUnavailable:
    what = exc.strerror or str(exc)
    if exc.errno in FULL:
        advice = f"free some space and run again{_room(location)}; the last commit is intact"
    elif exc.errno in FORBIDDEN:
        advice = "give yourself the permission, or name another directory by --index"
    else:
        advice = "check the disk and run again; the last commit is intact"
    return IndexUnavailable(f"index at {location}: {what}: {advice}")


def _room(location: str) -> str:
    """How much is free, and how much may be needed: merging, and building anew, write up to all of an index again."""
    try:
        size = sum(path.stat().st_size for path in Path(location).iterdir())
        free = shutil.disk_usage(location).free
    except OSError:
        return ""
    return f" ({free:,} bytes are free; what is there has {size:,}, and as much again may be needed on the way)"


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
    except BaseException:
        storage.let_go()
        raise
