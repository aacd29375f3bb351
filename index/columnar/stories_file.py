"""The stories of one generation: a file of its own beside the segments, for what a commit changes in all of them.

`_MAIN_<generation>.stories` is a container of two columns over the documents of the generation's segments, in their
order: `heads`, the number of the article that heads each one's story, and `ranks`, each one's place in the order of
publication. Both follow from the segments alone. So the file may be missing, and whoever needs it makes it again.
"""

import contextlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import BytesColumn, TextColumn
from index.columnar.container import Container, ContainerWriter
from index.columnar.merge import merged_numbers
from index.columnar.segment import SegmentFile
from index.columnar.whoosh_codec import ColumnarSegment
from index.errors import DatelineIndexError
from index.schema import UNDATED
from index.stories import group
from index.stories.signature import SIZE
from index.stories.signing import bands as bands_of_rows

I64 = NDArray[np.int64]
AT_ONCE = 50_000  # documents that are grouped anew at every commit, in a tenth of a second
SHARE = 20  # larger indexes are when a twentieth of them has changed; else whoever opens them does it
NAMES = re.compile(r"_MAIN_(\d+)\.stories")


class Columns(NamedTuple):
    """heads, ranks: one of each a document."""

    heads: I64
    ranks: I64


def columns_of(segments: Sequence[tuple[SegmentFile, NDArray[np.integer]]]) -> Columns:
    """Group the documents of some segments, each with the numbers of its deleted ones."""
    bases = np.cumsum([0, *(file.documents for file, _ in segments)], dtype=np.int64)
    published = _joined([np.asarray(file.columns["published"]) for file, _ in segments])
    moments = np.where(published == UNDATED, np.iinfo(np.int64).max, published)
    ranks = np.empty(len(published), np.int64)
    ranks[np.lexsort((_id_ranks([file for file, _ in segments]), moments))] = np.arange(len(published))
    signed = []
    for file, deleted in segments:
        live = np.asarray(file.columns["version"]) > 0
        live[deleted] = False
        signed.append(_signed(file, live))
    rows, at = np.empty((sum(len(each.documents) for each in signed), SIZE), np.uint16), 0
    for (file, _), own in zip(segments, signed, strict=True):
        np.take(own.rows, own.places, axis=0, out=rows[at : at + len(own.places)], mode="clip")  # without a buffer
        at += len(own.places)
        file.container.let_go()
    every = _joined([own.documents + base for own, base in zip(signed, bases.tolist(), strict=False)])
    return Columns(group(rows, every, np.argsort(ranks[every]), len(published)).heads, ranks)


def sharing(file: SegmentFile, bands: Iterable[str]) -> I64:
    """The documents of a segment that have any of these bands, deleted ones among them."""
    sought = np.array([int(band, 16) for band in bands], np.uint64)
    signed = _signed(file, np.ones(file.documents, np.bool_))
    found = [np.empty(0, np.int64)]
    for low in range(0, len(signed.places), AT_ONCE):
        keys = bands_of_rows(signed.rows[signed.places[low : low + AT_ONCE]])
        found.append(signed.documents[low : low + AT_ONCE][np.isin(keys, sought).any(axis=1)])
    return np.concatenate(found)


def write_stories(folder: Path, generation: int, segments: Sequence[ColumnarSegment]) -> None:
    """Write the file of a generation."""
    files = [(SegmentFile(folder / segment.file_name()), segment.deleted_numbers()) for segment in segments]
    columns = columns_of(files)
    path = stories_path(folder, generation)
    path.unlink(missing_ok=True)  # of a commit that never was
    with ContainerWriter(path) as out:
        out.add("heads", columns.heads.astype(np.uint32))
        out.add("ranks", columns.ranks.astype(np.uint32))
        out.close({"segments": [segment.file_name() for segment in segments]})


def read_stories(generation: int, files: Sequence[SegmentFile]) -> Columns | None:
    """The columns of a generation with these segments; None where there is no sound file of it."""
    if not files:
        return None
    names, documents = [file.container.path.name for file in files], sum(file.documents for file in files)
    try:
        file = Container(stories_path(files[0].container.path.parent, generation))
        heads, ranks = (file.array(name).astype(np.int64) for name in ("heads", "ranks"))
    except (OSError, DatelineIndexError):
        return None
    sound = file.meta.get("segments") == names and len(heads) == len(ranks) == documents and not file.verify()
    return Columns(heads, ranks) if sound and heads.max(initial=0) < documents else None


def is_due(documents: int, changed: int) -> bool:
    """Whether a commit is to write the file: `changed` documents have come or gone since the last one."""
    return documents <= AT_ONCE or changed * SHARE >= documents


def sweep_stories(folder: Path, kept: Sequence[int]) -> None:
    """Remove the files of generations that are gone."""
    for path in folder.iterdir():
        found = NAMES.fullmatch(path.name)
        if found and int(found[1]) not in kept:
            with contextlib.suppress(OSError):  # the next one removes it
                path.unlink(missing_ok=True)


def has_stories(folder: Path, generation: int) -> bool:
    """Whether a generation has its file."""
    return stories_path(folder, generation).exists()


def stories_path(folder: Path, generation: int) -> Path:
    """Where a generation's file is, or would be."""
    return folder / f"_MAIN_{generation}.stories"


class Signed(NamedTuple):
    """The documents of a segment that have a signature, the rows of signatures in its file, and the row of each."""

    documents: I64
    rows: NDArray[np.uint16]
    places: I64


def _signed(file: SegmentFile, live: NDArray[np.bool_]) -> Signed:
    """The signatures of a segment's live documents."""
    column = file.columns["signature"]
    if not isinstance(column, BytesColumn):
        raise TypeError("column signature holds no bytes")
    there = np.diff(column.terms.ends.astype(np.int64)) > 0
    documents = np.flatnonzero(there & live)
    rows = column.terms.text.view("<u2").reshape(-1, SIZE)
    return Signed(documents, rows, (np.cumsum(there) - 1)[documents])


def _id_ranks(files: Sequence[SegmentFile]) -> I64:
    """Each document's place in the order of ids."""
    columns = [column for file in files if isinstance(column := file.columns["id"], TextColumn)]
    numbers = merged_numbers([column.terms for column in columns])
    return _joined([new[column.places] for new, column in zip(numbers, columns, strict=True)])


def _joined(parts: Sequence[I64]) -> I64:
    return np.concatenate([np.empty(0, np.int64), *parts])
