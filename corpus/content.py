"""The bytes of one file, or of one member of an archive: opened safely, unpacked, and never more than asked for."""

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus.errors import Unreadable
from corpus.field_map import FieldMap
from corpus.unpacking import Budget, compression_of, unpack, without_suffix

HEAD_BYTES = 65_536
MAX_PAGE_BYTES = 10_000_000  # one page or one text
MAX_DOCUMENT_BYTES = 100_000_000  # one JSON document or feed, which is parsed as a whole
MAX_NESTING = 6  # archives and compressed files inside each other


@dataclass(frozen=True, slots=True)
class Content:
    """An open file, unpacked, at its beginning.

    path:    of the file on the disk
    name:    lower-cased, without folders, `.gz` and the like; only ever a hint
    head:    the first 64 KB
    member:  which part of the file this is, where the file is an archive: `pages.tar!/a.html`
    nesting: how many archives and compressions it lies in
    """

    path: str
    name: str
    head: bytes
    stream: BinaryIO
    member: str | None = None
    nesting: int = 0
    budget: Budget = field(default_factory=lambda: Budget(0))
    field_map: FieldMap = field(default_factory=FieldMap)

    @property
    def place(self) -> str:
        """The file's path, and the member's within it."""
        return f"{self.path}!/{self.member}" if self.member else self.path

    def whole(self, max_bytes: int) -> bytes:
        """Give all bytes, or raise Unreadable where there are more."""
        data = self.stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise Unreadable(
                f"larger than {max_bytes // 1_000_000} MB, the most that one such file may have",
                "split it, or deliver its articles as JSON Lines, which is read line by line",
            )
        return data

    def inside(self, name: str, stream: BinaryIO) -> "Content":
        """Give a member of this archive, from a stream that can be rewound; raises Unreadable as `open_content`."""
        member = f"{self.member}!/{name}" if self.member else name
        return _unpacked(self.path, name, stream, member, self.nesting + 1, self.budget, self.field_map)


@contextmanager
def open_content(path: str, field_map: FieldMap | None = None) -> Iterator[Content]:
    """Open a regular file for reading; raises OSError, or Unreadable for what is no file or is damaged."""
    with _open_regular(path) as stream:
        budget = Budget(os.fstat(stream.fileno()).st_size)
        yield _unpacked(path, path, stream, None, 0, budget, field_map or FieldMap())


def _unpacked(
    path: str, name: str, stream: BinaryIO, member: str | None, nesting: int, budget: Budget, field_map: FieldMap
) -> Content:
    """Take off every compression, one after the other."""
    name = os.path.basename(name).lower()
    head = _head(stream)
    while nesting <= MAX_NESTING and (compression := compression_of(head)):
        nesting += 1
        stream = unpack(stream, compression, budget)
        name = without_suffix(name)
        head = _head(stream)
    if nesting > MAX_NESTING:
        raise Unreadable(f"packed more than {MAX_NESTING} times over", "unpack it first")
    return Content(path, name, head, stream, member, nesting, budget, field_map)


def _head(stream: BinaryIO) -> bytes:
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    return head


def _open_regular(path: str) -> io.BufferedReader:
    """Open without waiting, so that a pipe put in a file's place cannot hang the run."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("no longer a regular file", "nothing to do; it is never read", "skipped")
        return io.BufferedReader(io.FileIO(descriptor, closefd=True), HEAD_BYTES)
    except BaseException:
        os.close(descriptor)
        raise
