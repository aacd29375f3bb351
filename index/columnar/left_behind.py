"""Which copies stay of the stories that lose an article."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import TextColumn
from index.columnar.segment import SegmentFile
from index.columnar.stories_file import Columns, columns_of, read_stories
from index.columnar.whoosh_codec import ColumnarSegment

I64 = NDArray[np.int64]


def left_behind(
    generation: int,
    files: Sequence[SegmentFile],
    segments: Sequence[ColumnarSegment],
    removed: Collection[int],
    comes_again: Callable[[str], bool],
) -> dict[str, str]:
    """By the id of each article that goes and had copies, the id of the first of them that stays.

    removed:     the documents removed of those in the segments of that generation
    comes_again: whether an article is there in another form, so that it does not go
    """
    ids = np.array([_text(files, number) for number in removed], object)
    going = np.array([bool(id) and not comes_again(id) for id in ids], np.bool_)
    gone = np.fromiter(removed, np.int64, len(removed))[going]
    if not len(gone):
        return {}
    deleted = [segment.deleted_numbers() for segment in segments]
    columns = read_stories(generation, files) or columns_of(list(zip(files, deleted, strict=True)))
    staying = np.concatenate([np.asarray(file.columns["version"]) > 0 for file in files])
    staying[_joined(files, deleted)] = False
    staying[gone] = False  # those that come again in another form stay
    first = _first_of_each(columns, np.flatnonzero(staying & np.isin(columns.heads, columns.heads[gone])))
    heads = columns.heads[gone].tolist()
    return {id: _text(files, first[head]) for id, head in zip(ids[going], heads, strict=True) if head in first}


def _first_of_each(columns: Columns, documents: I64) -> dict[int, int]:
    """By the head of a story the one of these documents that was published first."""
    ordered = documents[np.argsort(columns.ranks[documents])][::-1]
    return dict(zip(columns.heads[ordered].tolist(), ordered.tolist(), strict=True))


def _joined(files: Sequence[SegmentFile], deleted: Sequence[NDArray[np.uint32]]) -> I64:
    bases = np.cumsum([0, *(file.documents for file in files)])
    places = [numbers.astype(np.int64) + base for base, numbers in zip(bases.tolist(), deleted, strict=False)]
    return np.concatenate(places)


def _text(files: Sequence[SegmentFile], number: int) -> str:
    """The id of a document; empty where it is no article."""
    for file in files:
        if number < file.documents:
            column = file.columns["id"]
            return column[number] if isinstance(column, TextColumn) else ""
        number -= file.documents
    raise IndexError(number)
