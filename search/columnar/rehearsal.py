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
from search.columnar.matching import Matching
from search.columnar.plan import Plan
from search.columnar.program import Order, answered
from search.columnar.shelf import NO_NUMBERS, NOT_MADE, Listed, Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.deadline import Deadline
from search.kernels import bits
from search.kernels.answers import answer
from search.kernels.bits import add_docs, add_list, docs_of, sift
from search.kernels.counts import PRECISIONS, count_lists, count_values, spans
from search.kernels.leaves import FIELDS
from search.kernels.merging import add_counts, take_counts
from search.kernels.newest import latest_of
from search.kernels.phrases import phrases
from search.kernels.shares import fill_shares
from search.spotting import Spotter, enter, spot
from search.whoosh_nodes import Every

NO_SCORES = np.empty(0)
NO_COUNTS = np.empty(0, np.uint32)
LOOPS = (
    lower_bound, read_list, places_in, join, add_list, sift, add_docs, docs_of, add_counts, take_counts, phrases,
    fill_shares, answer, latest_of, count_values, count_lists, spans, spot, enter,
)  # fmt: skip
_heard: list[bool] = []  # filled by the first searcher of the process


def rehearse(snapshot: ColumnarSnapshot) -> None:
    """Make every loop ready, once in a process."""
    if _heard or not snapshot.shelves or all(map(is_kept, LOOPS)):
        return
    shelf = min(snapshot.shelves, key=lambda each: each.documents)
    _sets(shelf)
    _answers(shelf, snapshot)
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
    if len(file.field_lists.df):
        shelf.bits(Listed(FIELDS, 0, int(file.field_lists.df[0])), 0)
    bits.sift(shelf.text, FIELDS, 0, 0, none)
    bits.add_docs(NO_NUMBERS, none)
    bits.docs_of(none, NO_NUMBERS)
    add_counts(shelf.table, FIELDS, NO_NUMBERS, 0, NO_NUMBERS, NO_COUNTS, NO_COUNTS, none)
    take_counts(none, NO_COUNTS, NO_COUNTS, *[NO_NUMBERS] * 3)
    phrases(shelf.table, np.zeros(1, np.int64), NO_NUMBERS, 0, *[NO_NUMBERS] * 4)


def _answers(shelf: Shelf, snapshot: ColumnarSnapshot) -> None:
    shelf.shares_of(Listed(FIELDS, 0, 0), 0, NOT_MADE)
    published = snapshot.published[shelf.base : shelf.base + shelf.documents]
    matching = Matching(snapshot, shelf, Deadline(None))
    answered(matching, Plan(Every(()), ()), (), (bits.empty(shelf.documents),), Order(1, published, NO_SCORES, 0.0, 1))


def _counts() -> None:
    none = np.zeros(0, np.int32)
    count_values(NO_NUMBERS, none, 0, NO_NUMBERS)
    count_lists(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)
    spans(NO_NUMBERS, none, np.zeros(0, np.uint8), *np.zeros((3, PRECISIONS), np.int64))
