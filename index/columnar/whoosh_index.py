"""A Whoosh index whose table of contents is data, not code, and whose last good commit is found again.

A table of contents is Whoosh's own, and a footer behind it that Whoosh does not read: magic and crc32. Reading it makes
objects of a few classes only. A commit leaves the generation before it in place; where the newest one is damaged (its
table, or a segment's size, header or dictionary), the one before is opened instead, and the log says so.

The segments that hold earlier texts of edited articles are named behind Whoosh's own table, where there are any, as a
second list: `OLDER` and its size end it. So Whoosh, and whoever searches the present texts, never meets them.
"""

import io
import logging
import os
import pickle
import re
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, EmptyIndexError, FileIndex, IndexVersionError
from whoosh.reading import IndexReader

from index.certificate import REPAIR
from index.columnar.opened import opened
from index.columnar.whoosh_codec import ColumnarSegment
from index.errors import IndexCorrupt, IndexMismatch

NAME = "MAIN"
FOOTER = struct.Struct("<8sI")
MAGIC = b"DLTOC\0\0\1"
OLDER = struct.Struct("<Q8s")
OLDER_MAGIC = b"DLOLDER\1"
KEPT_GENERATIONS = 2
ALLOWED = {
    ("index.columnar.whoosh_codec", "ColumnarSegment"): ColumnarSegment,
}
STOCK = {  # what Whoosh's own segments are made of; making one of these runs nothing
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("whoosh.codec.whoosh3", "W3Codec"),
    ("collections", "defaultdict"),
    ("builtins", "int"),
    ("builtins", "set"),
}
OURS = re.compile(rf"^(?:_{NAME}_(\d+)\.toc(?:\.[\d.]+)?|({NAME}_[0-9a-z]+)\..+)$")
log = logging.getLogger(__name__)


class AllowListUnpickler(pickle.Unpickler):
    """Makes segments, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        if (module, name) in STOCK:
            return super().find_class(module, name)
        raise IndexCorrupt(f"a table of contents may not name {module}.{name}")


class Contents(TOC):  # type: ignore[misc] # Whoosh has no types
    """A table of contents; `older` are the segments of earlier texts."""

    def __init__(
        self, schema: Schema, segments: list[Any], generation: int, older: Sequence[ColumnarSegment] = ()
    ) -> None:
        super().__init__(schema, segments, generation)
        self.older = list(older)


class SafeIndex(FileIndex):  # type: ignore[misc] # Whoosh has no types
    """The newest sound commit of a directory."""

    def __init__(self, storage: FileStorage, schema: Schema) -> None:
        self.storage, self._schema, self.indexname = storage, schema, NAME
        self._passed_over: tuple[int, Exception, int] | None = None
        self._read_toc()

    @classmethod
    def create(cls, storage: FileStorage, schema: Schema, indexname: str = NAME) -> "SafeIndex":
        """An empty index where there is none."""
        write_contents(storage, Contents(schema, [], 0))
        return cls(storage, schema)

    def latest_generation(self) -> int:
        try:
            return int(self._read_toc().generation)
        except EmptyIndexError:
            return -1

    def generations(self) -> list[int]:
        """The numbers that have a table, sound or not."""
        return generations_of(self.storage)

    def highest_generation(self) -> int:
        """The highest number in use, sound or not; -1 where there is none."""
        return max(generations_of(self.storage), default=-1)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        reader = super().reader(reuse)
        self.tell_of_damage()
        return reader

    def tell_of_damage(self) -> None:
        """Say in the log, once an earlier generation is open, that the newest one was passed over."""
        if self._passed_over is not None:
            newest, damage, taken = self._passed_over
            log.error(
                "generation %s in %s is damaged (%s); opened generation %s instead%s",
                newest, self.storage.folder, damage, taken, _advice(damage),
            )  # fmt: skip

    def _read_toc(self) -> Contents:
        found = sorted(generations_of(self.storage), reverse=True)
        if not found:
            raise EmptyIndexError(f"no index in {self.storage.folder}")
        damage: list[Exception] = []
        for generation in found:
            try:
                contents = read_contents(self.storage, generation, self._schema)
            except Exception as exc:  # whatever reading stumbles over is damage
                vanished = isinstance(exc, FileNotFoundError) and generation not in generations_of(self.storage)
                if vanished or isinstance(exc, PermissionError | IndexMismatch):
                    raise  # a commit removed it just now: whoever opens tries again; another format is no damage
                damage.append(exc)
                continue
            self._passed_over = (found[0], damage[0], generation) if damage else None
            return contents
        if isinstance(damage[0], IndexMismatch | IndexVersionError):
            raise damage[0]
        raise IndexCorrupt(
            f"{self.storage.folder}: no sound generation among {found} ({damage[0]}){_advice(damage[0])}"
        )


def _advice(damage: Exception) -> str:
    """What to do about damage, where its own words do not say so."""
    return "" if REPAIR in str(damage) else f"; {REPAIR}"


def read_contents(storage: FileStorage, generation: int, schema: Schema) -> Contents:
    """One generation's table, its segments' files opened. Raises what damage makes of it."""
    path = table_path(Path(storage.folder), generation)
    contents = read_table(path, generation, schema)
    for segment in (*contents.segments, *contents.older):
        if isinstance(segment, ColumnarSegment):
            file = opened(storage, segment.file_name())
            if file.documents != segment.documents:
                raise IndexCorrupt(f"{path} gives {segment} {segment.documents} documents, its file {file.documents}")
    return contents


def table_path(folder: Path, generation: int) -> Path:
    """Where a generation's table of contents is."""
    return folder / str(TOC._filename(NAME, generation))


def is_signed(table: bytes) -> bool:
    """Whether a table ends in the footer that ours have and Whoosh's own have not."""
    return table[-FOOTER.size :].startswith(MAGIC)


def read_table(path: Path, generation: int, schema: Schema) -> Contents:
    """One generation's table alone. Raises IndexCorrupt, IndexVersionError, FileNotFoundError."""
    data = path.read_bytes()
    ours = is_signed(data)
    if ours:
        body, (_, crc) = data[: -FOOTER.size], FOOTER.unpack(data[-FOOTER.size :])
        if zlib.crc32(body) != crc:
            raise IndexCorrupt(f"{path} is damaged: its checksum does not fit")
    read = _whole(data, path, generation, schema)
    contents = Contents(read.schema, read.segments, read.generation, _older(body) if ours else ())
    if not ours and any(isinstance(segment, ColumnarSegment) for segment in contents.segments):
        raise IndexCorrupt(f"{path} is damaged: it has no checksum")
    return contents


def _whole(data: bytes, path: Path, generation: int, schema: Schema) -> TOC:
    """Whoosh's own part of a table. Raises IndexCorrupt where it is cut or not ours, IndexVersionError."""
    try:
        return TOC.read(_Table(data), NAME, gen=generation, schema=schema)
    except (IndexVersionError, IndexCorrupt):
        raise
    except Exception as exc:  # Whoosh reads on wherever a cut or overwritten table leads it
        raise IndexCorrupt(f"{path} is damaged: its {len(data):,} bytes are no whole table of contents") from exc


def _older(table: bytes) -> list[ColumnarSegment]:
    """The segments of earlier texts that a table of the right checksum names."""
    size, magic = OLDER.unpack(table[-OLDER.size :])
    if magic != OLDER_MAGIC:
        return []
    start = len(table) - OLDER.size - size
    return cast("list[ColumnarSegment]", AllowListUnpickler(io.BytesIO(table[start:])).load())


def older_segments(folder: Path, generation: int) -> list[ColumnarSegment]:
    """The segments of earlier texts of a generation whose table was read. Raises FileNotFoundError once it is gone."""
    table = table_path(folder, generation).read_bytes()
    return _older(table[: -FOOTER.size]) if is_signed(table) else []


def write_contents(storage: FileStorage, contents: Contents) -> None:
    """Put a generation in place at one stroke, synced to the disk before and after."""
    buffer = _Buffer()
    contents.write(buffer, NAME)
    data = buffer.written
    if contents.older:
        named = pickle.dumps(contents.older, protocol=4)
        data += named + OLDER.pack(len(named), OLDER_MAGIC)
    folder = Path(storage.folder)
    target = folder / TOC._filename(NAME, contents.generation)
    draft = target.with_name(f"{target.name}.{os.getpid()}.0")
    with draft.open("wb") as file:
        file.write(data + FOOTER.pack(MAGIC, zlib.crc32(data)))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    draft.replace(target)
    sync_folder(folder)


def sweep(index: SafeIndex) -> None:
    """Remove files that neither the current generation nor the sound one before it names.

    A damaged table of a later generation stays until a commit passes it: its number is not to be given again.
    """
    kept: set[int] = set()
    names: set[str] = set()
    current = int(index._read_toc().generation)
    for generation in sorted(generations_of(index.storage), reverse=True):
        if generation > current:
            kept.add(generation)
        elif (
            len(names_of := _sound_names(index, generation)) and len(kept & set(range(current + 1))) < KEPT_GENERATIONS
        ):
            kept.add(generation)
            names |= names_of
    held = index.storage.__dict__.setdefault("_columnar", {})
    for path in Path(index.storage.folder).iterdir():
        found = OURS.match(path.name)
        if found is None or (found[1] and int(found[1]) in kept and path.suffix == ".toc") or found[2] in names:
            continue
        held.pop(path.name, None)
        path.unlink(missing_ok=True)


def _sound_names(index: SafeIndex, generation: int) -> set[str]:
    """The names of a generation's table and segments; none where it is damaged."""
    try:
        contents = read_contents(index.storage, generation, index._schema)
    except Exception:  # nothing to fall back to
        return set()
    segments = (*contents.segments, *contents.older)
    return {TOC._filename(NAME, generation)} | {segment.segment_id() for segment in segments}


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def generations_of(storage: FileStorage) -> list[int]:
    """The numbers of the tables of contents in a directory, sound or not."""
    pattern = TOC._pattern(NAME)
    return [int(found[1]) for name in os.listdir(storage.folder) if (found := pattern.match(name))]  # noqa: PTH208


class _Table:
    """A storage of one file in memory, whose pickles are read through the allow-list."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open_file(self, name: str) -> Any:
        file = StructFile(io.BytesIO(self._data), name=name)
        file.read_pickle = AllowListUnpickler(file.file).load
        return file


class _Buffer:
    """A storage that keeps what is written to its one file."""

    written = b""

    def create_file(self, name: str, **options: Any) -> Any:
        return StructFile(io.BytesIO(), name=name, onclose=self._close)

    def _close(self, file: Any) -> None:
        self.written = file.file.getvalue()

    def rename_file(self, old: str, new: str, safe: bool = False) -> None:
        pass
