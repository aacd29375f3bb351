"""Whether the files of an index are proved to be as they were written: what an error came of is asked of them.

An error behind the opening of an index, such as a number that leads nowhere, may come of damage, which opening does not
see, or be a mistake of the program's. The checksums tell which.
"""

from pathlib import Path
from threading import Lock

from whoosh.filedb.filestore import FileStorage

from index.columnar.container import Container
from index.columnar.opened import DISTRUSTED, identity
from index.columnar.whoosh_codec import ColumnarSegment
from index.columnar.whoosh_index import generations_of, read_table, table_path
from index.errors import IndexCorrupt
from index.whoosh_schema import whoosh_schema

PROVED: set[tuple[int, int, int]] = set()  # files this process read whole once, so that a mistake costs that once
_one_at_a_time = Lock()


def is_sound(folder: Path) -> bool | None:
    """Whether every segment that any generation names has the bytes that were written, each read once a process.

    None where that cannot be told: segments of Whoosh's own codec have no checksums.
    """
    try:
        with _one_at_a_time:
            named = _named(folder)
            ours = [segment for segment in named if isinstance(segment, ColumnarSegment)]
            whole = all(_is_whole(folder, segment) for segment in ours)
    except IndexCorrupt:
        return False
    except Exception:  # whatever else reading stumbles over is no proof
        return None
    return whole if len(ours) == len(named) or not whole else None


def _named(folder: Path) -> list[object]:
    """The segments of all generations."""
    tables = (
        read_table(table_path(folder, generation), generation, whoosh_schema())
        for generation in generations_of(FileStorage(str(folder)))
    )
    return [segment for table in tables for segment in (*table.segments, *table.older)]


def _is_whole(folder: Path, segment: ColumnarSegment) -> bool:
    path = folder / segment.file_name()
    mark = identity(path)
    if mark in DISTRUSTED:
        return False
    if mark not in PROVED and not Container(path).verify():
        PROVED.add(mark)
    return mark in PROVED
