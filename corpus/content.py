"""The bytes of one file, opened safely, unpacked from gzip, and never more of them than asked for."""

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from corpus.errors import Unreadable

HEAD_BYTES = 65_536
MAX_PAGE_BYTES = 10_000_000  # one page or one text
MAX_DOCUMENT_BYTES = 100_000_000  # one JSON document or feed, which is parsed as a whole
MAX_EXPANSION = 100  # unpacked bytes for each packed one; text seldom exceeds 20
_FREE_EXPANSION_BYTES = 16_000_000  # below which the ratio says nothing
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Content:
    """An open file, unpacked, at its beginning.

    name: lower-cased, without the folder and `.gz`; only ever a hint
    head: the first 64 KB
    """

    path: str
    name: str
    head: bytes
    stream: BinaryIO

    def whole(self, max_bytes: int) -> bytes:
        """Give all bytes, or raise Unreadable where there are more."""
        data = self.stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise Unreadable(
                f"larger than {max_bytes // 1_000_000} MB, the most that one such file may have",
                "split it, or deliver its articles as JSON Lines, which is read line by line",
            )
        return data


@contextmanager
def open_content(path: str) -> Iterator[Content]:
    """Open a regular file for reading; raises OSError, or Unreadable for what is no file or no whole gzip."""
    with _open_regular(path) as packed:
        stream: BinaryIO = packed
        name = os.path.basename(path).lower()
        if packed.peek(2)[:2] == _GZIP:
            stream = cast(BinaryIO, io.BufferedReader(_Unpacked(packed), HEAD_BYTES))
            name = name.removesuffix(".gz")
        try:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            yield Content(path, name, head, stream)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise Unreadable(
                f"the gzip data is damaged: {error}", "fetch or pack it again; what came before is read"
            ) from error


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


class _Unpacked(io.RawIOBase):
    """Unpacks gzip, and stops where the ratio shows a bomb."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._unpacked = gzip.GzipFile(fileobj=packed, mode="rb")
        self._given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._given = self._unpacked.seek(offset, whence)
        return self._given

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._unpacked.read(len(buffer))
        self._given += len(data)
        if self._given > max(_FREE_EXPANSION_BYTES, MAX_EXPANSION * self._packed.tell()):
            raise Unreadable(
                f"unpacks to more than {MAX_EXPANSION} times its size, as no text does",
                "if it really is news, unpack it first",
            )
        buffer[: len(data)] = data
        return len(data)
