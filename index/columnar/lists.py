"""Lists of postings of a new segment, into its container: those of words, their unions, and what is counted."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.container import ContainerWriter
from index.columnar.postings import BLOCK, Source
from index.columnar.sorting import Columns, add_statistics, unite
from index.columnar.stream import ListsWriter

PIECE = 1 << 20  # postings of stems united at a time
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]


def write_lists(out: ContainerWriter, name: str, columns: Columns, place_first: I64, gaps: U32) -> None:
    """Write lists with their places."""
    sizes = np.diff(columns.first)
    writer = ListsWriter(out, name, len(sizes), row_count(sizes), places=True)
    writer.extend(Source(columns.first, columns.docs, columns.title, columns.body, place_first, gaps))
    writer.close()


def write_united(out: ContainerWriter, name: str, columns: Columns, members: U32, first: I64, lengths: U32) -> None:
    """Write the unions of lists, with bounds."""
    sizes = np.add.reduceat(np.diff(columns.first)[members], first[:-1]) if len(members) else np.empty(0, np.int64)
    writer = ListsWriter(out, name, len(sizes), row_count(sizes), lengths)
    room = max(PIECE, int(sizes.max(initial=0)))
    result = Columns(np.zeros(len(sizes) + 1, np.int64), *(np.empty(room, np.uint32) for _ in range(3)))
    start = 0
    while start < len(sizes):
        end = int(unite(columns, members, first, start, result, room))
        writer.extend(Source(result.first[: end - start + 1], *result[1:], NO_PLACES, result.docs[:0]))
        start = end
    writer.close()


def write_statistics(out: ContainerWriter, name: str, columns: Columns, members: U32, first: I64) -> None:
    """Write four numbers for the union of lists: articles by title and by body, occurrences in titles and bodies."""
    sizes = np.add.reduceat(np.diff(columns.first)[members], first[:-1]) if len(members) else np.empty(0, np.int64)
    room = max(PIECE, int(sizes.max(initial=0)))
    result = Columns(np.zeros(len(sizes) + 1, np.int64), *(np.empty(room, np.uint32) for _ in range(3)))
    numbers = np.zeros(4 * len(sizes), np.uint32)
    start = 0
    while start < len(sizes):
        end = int(unite(columns, members, first, start, result, room))
        add_statistics(result, end - start, numbers[4 * start :])
        start = end
    out.add(f"{name}.numbers", numbers)


NO_PLACES = np.empty(0, np.int64)


def row_count(sizes: I64) -> int:
    """Rows of the skip table for lists of these sizes."""
    return int(((sizes + BLOCK - 1) // BLOCK)[sizes > BLOCK].sum())
