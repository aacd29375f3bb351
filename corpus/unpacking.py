"""Compressed data as a stream: gzip, bzip2, xz and Zstandard, told by the first bytes, never more than a bomb's worth.

A budget belongs to a whole file of the disk, whatever lies packed in it and however deep: so many bytes may come out as
its size allows. No nesting of bombs gets round that.
"""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

import zstandard

from corpus.errors import Unreadable

MAX_EXPANSION = 100  # unpacked bytes for each packed one; text seldom exceeds 20
MAX_DICTIONARY_BYTES = 128_000_000  # what a decoder may hold: the highest levels of xz and zstd need less
_FREE_BYTES = 16_000_000  # below which the ratio says nothing
_CHUNK = 65_536


class Budget:
    """How many bytes may still come out of a file."""

    def __init__(self, packed_bytes: int) -> None:
        self._left = max(_FREE_BYTES, MAX_EXPANSION * packed_bytes)

    def spend(self, count: int) -> None:
        """Take off so many; raises Unreadable where there are not so many left."""
        self._left -= count
        if self._left < 0:
            raise Unreadable(
                f"unpacks to more than {MAX_EXPANSION} times its size, as no text does",
                "if it really is news, unpack it first",
            )


def compression_of(head: bytes) -> str | None:
    """Give `gzip`, `bzip2`, `xz` or `zstd`, or None for what is not compressed as a whole."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def unpack(packed: BinaryIO, compression: str, budget: Budget) -> BinaryIO:
    """Give the unpacked stream of a packed one; it can be rewound. Reading raises Unreadable where data is damaged."""
    return cast(BinaryIO, io.BufferedReader(_Unpacked(packed, compression, budget), _CHUNK))


def without_suffix(name: str) -> str:
    """Give the name of what is inside: `a.html` for `a.html.gz`, `a.tar` for `a.tgz`."""
    for suffix, inner in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix) + inner
    return name


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of a stream; going back means beginning again."""

    def __init__(self, packed: BinaryIO, compression: str, budget: Budget) -> None:
        self._packed = packed
        self._compression = compression
        self._budget = budget
        self._given = 0
        self._reader = _READERS[compression](packed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of packed data is not known before it is reached")
        target = offset + (self._given if whence == io.SEEK_CUR else 0)
        if target < self._given:
            self._budget.spend(-self._given)
            self._packed.seek(0)
            self._reader, self._given = _READERS[self._compression](self._packed), 0
        while self._given < target and self.read(min(_CHUNK, target - self._given)):
            pass
        return self._given

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._reader.read(len(buffer))
        except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError, _Damaged) as error:
            reason = f"the {self._compression} data is damaged: {error}"
            raise Unreadable(reason, "fetch or pack it again; what came before is read") from error
        self._given += len(data)
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


class _Damaged(Exception):
    """What bzip2 would call an OSError, as if a disk were broken."""


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Streams:
    """One or several streams of bzip2 or xz, end to end."""

    def __init__(self, packed: BinaryIO, fresh: Callable[[], _Decompressor]) -> None:
        self._packed = packed
        self._fresh = fresh
        self._current = fresh()

    def read(self, size: int) -> bytes:
        while True:
            data = b""
            if self._current.eof:
                data = (self._current.unused_data or self._packed.read(_CHUNK)).lstrip(b"\0")  # xz pads with zeros
                if not data:
                    return b""
                self._current = self._fresh()
            elif self._current.needs_input and not (data := self._packed.read(_CHUNK)):
                raise EOFError("it ends too early")
            if unpacked := self._step(data, size):
                return unpacked

    def _step(self, data: bytes, size: int) -> bytes:
        try:
            return self._current.decompress(data, size)
        except OSError as error:
            raise _Damaged(str(error)) from error


class _Frames:
    """Zstandard, which by itself does not tell a stream cut short from one that ends."""

    def __init__(self, packed: BinaryIO) -> None:
        head = packed.read(18)
        packed.seek(0)
        decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_DICTIONARY_BYTES)
        self._stream = decompressor.stream_reader(packed, read_across_frames=True, closefd=False)
        self._missing = _declared_size(head)

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._missing -= len(data)
        if not data and self._missing > 0:
            raise EOFError("it ends too early")
        return data


def _declared_size(head: bytes) -> int:
    try:
        size = zstandard.get_frame_parameters(head).content_size
    except zstandard.ZstdError:
        return 0
    return 0 if size == zstandard.CONTENTSIZE_UNKNOWN else size


def _xz() -> _Decompressor:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MAX_DICTIONARY_BYTES)


_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"))
_SUFFIXES = (
    (".tgz", ".tar"), (".tbz2", ".tar"), (".tbz", ".tar"), (".txz", ".tar"), (".tzst", ".tar"),
    (".gz", ""), (".bz2", ""), (".xz", ""), (".zst", ""),
)  # fmt: skip
_READERS: dict[str, Callable[[BinaryIO], _Reader]] = {
    "gzip": lambda packed: gzip.GzipFile(fileobj=packed, mode="rb"),
    "bzip2": lambda packed: _Streams(packed, bz2.BZ2Decompressor),
    "xz": lambda packed: _Streams(packed, _xz),
    "zstd": _Frames,
}
