"""Which files there are below a path: each one to read, or a reason not to.

Links are not followed, devices and pipes are not opened, hidden files and folders are not entered: each is accounted
for with a `Failure` of kind "skipped". What is named outright is taken as it stands, link or hidden.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from typing import Literal

from corpus.article import Failure
from corpus.errors import NoSuchPath

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file as the directory shows it.

    path: absolute; bytes that are not UTF-8 stand as surrogate escapes (`os.fsdecode`)
    """

    path: str
    size: int
    mtime_ns: int


def walk(paths: Iterable[PathLike] | PathLike) -> Iterator[SourceFile | Failure]:
    """Give every file at and below the paths, folders in name order, each file once.

    paths: files, folders and glob patterns (`news/**/*.html`), one or several. Raises NoSuchPath before the first
    file where one of them names nothing.
    """
    roots = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    named = [path for root in roots for path in _matches(os.fspath(root))]
    seen: set[str] = set()
    for path in named:
        yield from _at(path, seen, frozenset(named))


def _matches(root: str) -> list[str]:
    """Give the absolute paths that a root names: itself where it stands, else what it matches as a pattern."""
    if "\0" in root:
        raise NoSuchPath(f"{root!r} holds a NUL character, which no path can; check the argument")
    if os.path.lexists(root):
        return [os.path.abspath(root)]
    if not has_magic(root):
        raise NoSuchPath(f"no such file or folder: {root}; check the spelling (the working folder is {os.getcwd()})")
    matches = sorted(glob(root, recursive=True))
    if not matches:
        raise NoSuchPath(f"no file matches {root}; check the pattern, and quote it where the shell expands it")
    return [os.path.abspath(match) for match in matches]


def _at(path: str, seen: set[str], named: frozenset[str]) -> Iterator[SourceFile | Failure]:
    if path in seen:
        return
    seen.add(path)
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        yield _unseen(path, error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _below(path, seen, named)
    else:
        yield _file(path, status)


def _below(folder: str, seen: set[str], named: frozenset[str]) -> Iterator[SourceFile | Failure]:
    """Walk without recursion, so that no depth of folders is too deep. What is named outright has its own turn."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _unseen(current, error)
            continue
        folders = []
        for entry in entries:
            if entry.path in seen or entry.path in named:
                continue
            seen.add(entry.path)
            found = _entry(entry)
            if found is None:
                folders.append(entry.path)
            else:
                yield found
        waiting.extend(reversed(folders))


def _entry(entry: os.DirEntry[str]) -> SourceFile | Failure | None:
    """Give the file, the reason to leave it out, or None for a folder to enter."""
    if entry.is_symlink():
        return _skipped(entry.path, "a symbolic link", "name its target as a path of its own to read it")
    if entry.name.startswith("."):
        return _skipped(entry.path, "hidden, its name begins with a dot", "name it outright to read it")
    try:
        if entry.is_dir(follow_symlinks=False):
            return None
        return _file(entry.path, entry.stat(follow_symlinks=False))
    except OSError as error:
        return _unseen(entry.path, error)


def _file(path: str, status: os.stat_result) -> SourceFile | Failure:
    if not stat.S_ISREG(status.st_mode):
        return _skipped(path, "a pipe, socket or device, not a file", "nothing to do; it is never opened")
    return SourceFile(path, status.st_size, status.st_mtime_ns)


def _skipped(path: str, reason: str, remedy: str, kind: Literal["skipped", "failed"] = "skipped") -> Failure:
    return Failure(path=path, reason=reason, remedy=remedy, kind=kind)


def _unseen(path: str, error: Exception) -> Failure:
    reason = getattr(error, "strerror", None) or str(error)
    return _skipped(path, f"cannot be looked at: {reason}", "check that it still exists and may be read", "failed")
