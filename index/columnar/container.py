"""A file of named flat arrays: little-endian, 64-byte aligned, checksummed, opened by memory map.

    header   64 bytes: magic "DLCOLUMN", format version (u32), zeros
    sections each an array's bytes, padded to 64
    table    JSON, UTF-8: {"meta": {"name": its file's, ...}, "sections": {name: [offset, bytes, dtype, crc32]}}
    footer   32 bytes: table offset (u64), table bytes (u64), crc32 of the table (u32), crc32 of all before the
             footer (u32), the magic again

Opening reads the header, the footer and the table: it proves the sizes, not every byte. `verify` reads every byte.
"""

import contextlib
import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.certificate import MIGRATE, REPAIR
from index.errors import IndexCorrupt, IndexMismatch

MAGIC = b"DLCOLUMN"
VERSION = 3
OLDEST = 2  # the first format that is read as it is
ALIGN = 64
COPIED = 1 << 20  # bytes of another file at a time
PROVED = 1 << 25  # bytes in memory at a time while all are read
HEADER = struct.Struct("<8sI52x")
FOOTER = struct.Struct("<QQII8s")
DTYPES: dict[str, type[np.generic]] = {
    "|u1": np.uint8,
    "<u1": np.uint8,
    "<u2": np.uint16,
    "<u4": np.uint32,
    "<i4": np.int32,
    "<u8": np.uint64,
    "<i8": np.int64,
    "<f4": np.float32,
    "<f8": np.float64,
}

Array = NDArray[Any]


class ContainerWriter:
    """Writes one container; the file is complete, and lasting, only after `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("xb")
        self._crc = 0
        self._at = 0
        self._sections: dict[str, list[object]] = {}
        self._begun = ""
        try:
            self._write(HEADER.pack(MAGIC, VERSION))
        except BaseException:
            self.abandon()
            raise

    def add(self, name: str, array: Array) -> None:
        """Append one section."""
        self.begin(name, array.dtype)
        self.extend(array)
        self.end()

    def begin(self, name: str, dtype: np.dtype[Any]) -> None:
        """Start a section that arrives in pieces."""
        if dtype.newbyteorder("<").str not in DTYPES:
            raise ValueError(f"section {name}: no arrays of {dtype} here")
        self._sections[name] = [self._at, 0, dtype.newbyteorder("<").str, 0]
        self._begun = name

    def extend(self, piece: Array) -> None:
        """Append to the section begun last."""
        section = self._sections[self._begun]
        data = np.ascontiguousarray(piece, dtype=str(section[2])).view(np.uint8).data if piece.size else b""
        section[1] = int(str(section[1])) + len(data)
        section[3] = zlib.crc32(data, int(str(section[3])))
        self._write(data)

    def end(self) -> None:
        self._write(b"\0" * (-self._at % ALIGN))
        self._begun = ""

    def take(self, other: "ContainerWriter") -> None:
        """Append all sections of a writer that is not closed, and abandon it."""
        other._file.flush()
        for name, (at, *rest) in other._sections.items():
            self._sections[name] = [int(str(at)) - HEADER.size + self._at, *rest]
        with other.path.open("rb") as file:
            file.seek(HEADER.size)
            while data := file.read(COPIED):
                self._write(data)
        other.abandon()

    def close(self, meta: Mapping[str, object]) -> None:
        """Write table and footer, sync the file to the disk."""
        told = {"meta": {**meta, "name": self.path.name}, "sections": self._sections}
        table = json.dumps(told, separators=(",", ":")).encode()
        at = self._at
        self._write(table)
        self._file.write(FOOTER.pack(at, len(table), zlib.crc32(table), self._crc, MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close and remove what was written."""
        with contextlib.suppress(OSError):  # what it holds back cannot be written either
            self._file.close()
        self.path.unlink(missing_ok=True)

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._crc = zlib.crc32(data, self._crc)
        self._at += len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._file.closed:
            self.abandon()


@dataclass(frozen=True, slots=True)
class Section:
    offset: int
    size: int
    dtype: str
    crc: int


class Container:
    """An open container; its arrays stay valid until the last of them is gone, whether closed or not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._map = mapped(path)
        if len(self._map) < HEADER.size + FOOTER.size:
            raise _corrupt(path, f"it has {len(self._map)} bytes, less than header and footer")
        magic, version = HEADER.unpack_from(self._map, 0)
        start, size, table_crc, self._crc, end_magic = FOOTER.unpack_from(self._map, len(self._map) - FOOTER.size)
        if magic != MAGIC or end_magic != MAGIC:
            raise _corrupt(path, "it does not begin and end as a segment does")
        if not OLDEST <= version <= VERSION:
            if zlib.crc32(memoryview(self._map)[: -FOOTER.size]) != self._crc:
                raise _corrupt(path, f"it says to be of format {version}, and its checksum does not fit")
            raise IndexMismatch(f"{path}: segment format {version}, this program reads {VERSION}: {MIGRATE}")
        table = self._map[start : start + size]
        if start + size + FOOTER.size != len(self._map) or zlib.crc32(table) != table_crc:
            raise _corrupt(path, "its table of sections is damaged")
        self.meta, self._sections = _parsed(table)
        if self.meta.get("name", path.name) != path.name:  # the first files of format 1 have no name in them
            raise _corrupt(path, f"it is another file, {self.meta['name']}")

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self._map)

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def names(self) -> Iterator[str]:
        return iter(self._sections)

    def array(self, name: str) -> Array:
        """The section's array, in the file's memory; writing to it never reaches the file.

        Raises IndexCorrupt where the segment lacks it.
        """
        section = self._sections.get(name)
        if section is None:
            raise _corrupt(self.path, f"it has no section {name}")
        kind = DTYPES[section.dtype]
        return np.frombuffer(self._map, kind, section.size // np.dtype(kind).itemsize, section.offset)

    def let_go(self) -> None:
        """Give the memory back that holds what was read; what is read again comes from the file again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def is_sound(self, name: str) -> bool:
        """Whether a section's bytes are those that were written; reads them all."""
        section = self._sections[name]
        return zlib.crc32(memoryview(self._map)[section.offset : section.offset + section.size]) == section.crc

    def verify(self) -> list[str]:
        """Read every byte; return the names of damaged sections ("file" where the damage is between them)."""
        bad = [name for name in self._sections if not self.is_sound(name)]
        if not bad and zlib.crc32(memoryview(self._map)[: -FOOTER.size]) != self._crc:
            bad.append("file")
        return bad

    def prove(self) -> None:
        """Read every byte, and let it go. Raises IndexCorrupt where they are not those that were written."""
        view, crc = memoryview(self._map)[: -FOOTER.size], 0
        for at in range(0, len(view), PROVED):
            crc = zlib.crc32(view[at : at + PROVED], crc)
            self.let_go()
        if crc != self._crc:
            raise _corrupt(self.path, f"its bytes are not those written ({', '.join(self.verify())})")


def mapped(path: Path) -> mmap.mmap:
    """The file's bytes, private and copied on write, so that kernels see one kind of array (a writable one)."""
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except ValueError as exc:
        raise _corrupt(path, "it is empty") from exc


def _parsed(table: bytes) -> tuple[dict[str, Any], dict[str, Section]]:
    content = json.loads(table)
    return content["meta"], {name: Section(*row) for name, row in content["sections"].items()}


def _corrupt(path: Path, why: str) -> IndexCorrupt:
    return IndexCorrupt(f"{path} is damaged: {why}; {REPAIR}")
