"""Each compiled loop run once over next to nothing, where one of them is not compiled yet.

A loop is compiled at its first call, which takes seconds: not within the time of a search. What is on the disk is
loaded in some milliseconds, by the first search that needs it.
"""

import numpy as np

from index.columnar.compiling import is_kept
from index.columnar.dictionary import find, lower_bound
from index.columnar.postings import places_in, read_list
from index.columnar.stories_file import columns_of
from index.stories.grouping import join
from search.columnar.shelf import NO_NUMBERS, Listed, Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.kernels import bits
from search.kernels.bits import add_docs, add_list, docs_of, sift
from search.kernels.ceilings import ceilings_of
from search.kernels.counts import PRECISIONS, count_lists, count_values, spans
from search.kernels.heap import room
from search.kernels.leaves import FIELDS, Leaves, scores_of
from search.kernels.merging import add_counts, take_counts
from search.kernels.newest import first_of, highest_of
from search.kernels.phrases import phrases
from search.kernels.top import best_of
from search.spotting import Spotter, enter, spot

NO_SCORES = np.empty(0)
NO_COUNTS = np.empty(0, np.uint32)
LOOPS = (
    lower_bound, read_list, places_in, join, add_list, sift, add_docs, docs_of, add_counts, take_counts, phrases,
    ceilings_of, best_of, scores_of, first_of, highest_of, count_values, count_lists, spans, spot, enter,
)  # fmt: skip
_heard: list[bool] = []  # filled by the first searcher of the process


def rehearse(snapshot: ColumnarSnapshot) -> None:
    """Make every loop ready, once in a process."""
    if _heard or not snapshot.shelves or all(map(is_kept, LOOPS)):
        return
    shelf = min(snapshot.shelves, key=lambda each: each.documents)
    _sets(shelf)
    _scores(shelf)
    _dates(shelf, snapshot)
    _counts()
    columns_of([])
    Spotter().chunks("a " * (1 << 14), np.ones(256, np.bool_))  # long enough for its table to grow
    _heard.append(True)


def _sets(shelf: Shelf) -> None:
    file = shelf.file
    find(file.terms, b"")
    if len(file.stem_lists.df):
        file.stem_postings(0)
        file.word_places(file.stem_words[0], 0)
    none = bits.empty(shelf.documents)
    listed = Listed(FIELDS, 0, 0)
    if len(shelf.file.field_lists.df):
        shelf.bits(listed, 0)
        shelf.ceilings(listed, 0)
    bits.sift(shelf.text, FIELDS, 0, 0, none)
    bits.add_docs(NO_NUMBERS, none)
    bits.docs_of(none, NO_NUMBERS)
    add_counts(shelf.text, FIELDS, NO_NUMBERS, 0, NO_COUNTS, NO_COUNTS, none)
    take_counts(none, NO_COUNTS, NO_COUNTS, *[NO_NUMBERS] * 3)
    phrases(shelf.file.words, np.zeros(1, np.int64), NO_NUMBERS, 0, *[NO_NUMBERS] * 3)


def _scores(shelf: Shelf) -> None:
    leaves = Leaves(np.zeros(1, np.int64), NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_SCORES, NO_SCORES)
    totals, order = np.empty(shelf.windows), np.empty(shelf.windows, np.int64)
    best_of(
        shelf.text, shelf.formula, leaves, np.zeros((0, shelf.windows)), bits.empty(shelf.documents), shelf.ranks,
        NO_SCORES, 0.0, totals, order, np.array([-1, 0, 1]), room(1),
    )  # fmt: skip
    scores_of(shelf.text, shelf.formula, leaves, NO_NUMBERS, NO_SCORES, NO_SCORES)


def _dates(shelf: Shelf, snapshot: ColumnarSnapshot) -> None:
    published = snapshot.published[:1]
    first_of(bits.empty(1), published, 1, np.zeros(1), shelf.ranks, 0.0, room(1))
    shelf.highest(snapshot.published[shelf.base : shelf.base + shelf.documents], 1)


def _counts() -> None:
    none = np.zeros(0, np.int32)
    count_values(NO_NUMBERS, none, 0, NO_NUMBERS)
    count_lists(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)
    spans(NO_NUMBERS, none, np.zeros(0, np.uint8), *np.zeros((3, PRECISIONS), np.int64))
