"""Facets and the histogram of some documents by the compiled loops, over columns of numbers made once a snapshot.

They are those of `search.facets`, which says what they are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.columnar.snapshot import ColumnarSnapshot
from search.facets import (
    BUCKETS,
    FEW,
    FINEST,
    MOST_BUCKETS,
    TOO_COARSE,
    UNITS,
    Ordinals,
    bucket_number,
    bucket_numbers,
    bucket_start,
    leading_values,
    year_label,
)
from search.kernels.counts import PRECISIONS, UNDATED, count_lists, count_values, spans
from search.results import DateBucket, Facet, FacetField, Histogram, Interval
from search.whoosh_answer import COLUMNS

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]

NONE = np.int32(-(2**31))  # below any number of a value, a year or a bucket
BEYOND = 1 << 40  # any day


class Numbered(NamedTuple):
    """A column of at most one number a document, NONE for none, and the lowest and the highest of all."""

    numbers: I32
    low: int
    high: int

    def counts(self, documents: I64, low: int, high: int) -> I64:
        """How many of the documents have each number from `low` to `high`; none has a higher one."""
        return _counted(documents, self.numbers, low, max(high - low + 1, 0))


class Dated(NamedTuple):
    """A column of the numbers of buckets, and how many articles there are in each from its lowest on."""

    buckets: Numbered
    totals: I64


def facet_of(snapshot: ColumnarSnapshot, field: FacetField, documents: I64, size: int, timezone: str) -> Facet:
    """The most frequent values of a field among the documents."""
    if field == "year":
        years = _years(snapshot, timezone)
        counts = years.counts(documents, years.low, years.high)
        return Facet(field, leading_values(counts, lambda place: year_label(place + years.low), size))
    values = snapshot.values(COLUMNS[field])
    counts = _value_counts(snapshot, COLUMNS[field], values, documents)
    ranks = _ranks(snapshot, COLUMNS[field], values) if len(counts) > FEW else None
    return Facet(field, leading_values(counts, values.labels.__getitem__, size, ranks))


def histogram_of(snapshot: ColumnarSnapshot, documents: I64, timezone: str) -> Histogram:
    """The documents by date, beside all live articles."""
    spanned = _spans(snapshot, documents, timezone)
    interval = _interval(spanned)
    placed = sum(spanned.having[FINEST[interval] :])
    undated = len(documents) - placed
    if not placed:
        return Histogram(interval, (), undated)
    low, high = spanned.reach(interval)
    buckets, totals = _dated(snapshot, timezone, interval)
    counts = buckets.counts(documents, low, high).tolist()
    every = totals[low - buckets.low : high - buckets.low + 1].tolist()
    shown = range(high - low + 1) if high - low < MOST_BUCKETS else np.flatnonzero(counts).tolist()
    told = tuple([DateBucket(bucket_start(low + at, interval), counts[at], every[at]) for at in shown])
    return Histogram(interval, told, undated)


def story_count(snapshot: ColumnarSnapshot, documents: I64) -> int:
    """How many stories the documents belong to; what stands alone is a story."""
    stories = snapshot.stories

    def make() -> Numbered:
        shared = np.flatnonzero(stories.several)
        numbers = np.full(len(stories.heads), NONE, np.int32)
        heads, numbers[shared] = np.unique(stories.heads[shared], return_inverse=True)
        return Numbered(numbers, 0, len(heads) - 1)

    numbered = snapshot.kept("story numbers", "", make)
    counts = numbered.counts(documents, 0, numbered.high)
    return len(documents) - int(counts.sum()) + int(np.count_nonzero(counts))


# What is made once a snapshot


def single_values(snapshot: ColumnarSnapshot, column: str) -> I32:
    """Each document's first value as its ordinal; NONE where it has none."""
    values = snapshot.values(column)

    def make() -> I32:
        numbers = np.full(len(values.starts) - 1, NONE, np.int32)
        numbers[values.present] = values.flat[values.starts[:-1][values.present]]
        return numbers

    return snapshot.kept("first values", column, make)


def _ranks(snapshot: ColumnarSnapshot, column: str, values: Ordinals) -> I64:
    """The place of each value in the order of how they are shown."""

    def make() -> I64:
        ranks = np.empty(len(values.labels), np.int64)
        ranks[sorted(range(len(ranks)), key=values.labels.__getitem__)] = np.arange(len(ranks))
        return ranks

    return snapshot.kept("label ranks", column, make)


def _value_counts(snapshot: ColumnarSnapshot, column: str, values: Ordinals, documents: I64) -> I64:
    if not snapshot.kept("several values", column, lambda: bool((np.diff(values.starts) > 1).any())):
        return _counted(documents, single_values(snapshot, column), 0, len(values.labels))
    counts = np.zeros(len(values.labels), np.int64)
    count_lists(documents, values.starts, values.flat, counts)
    return counts


def _counted(documents: I64, numbers: I32, low: int, size: int) -> I64:
    """How many of the documents have each of so many numbers from `low` on."""
    counts = np.zeros(size + 1, np.int64)
    count_values(documents, numbers, low, counts)
    return counts[1:]


def _years(snapshot: ColumnarSnapshot, timezone: str) -> Numbered:
    periods = snapshot.periods(timezone)
    return snapshot.kept("years", timezone, lambda: _numbered(periods.years, periods.dated))


def _days(snapshot: ColumnarSnapshot, timezone: str) -> I32:
    periods = snapshot.periods(timezone)
    return snapshot.kept("days", timezone, lambda: np.where(periods.dated, periods.first, UNDATED).astype(np.int32))


def _dated(snapshot: ColumnarSnapshot, timezone: str, interval: Interval) -> Dated:
    periods = snapshot.periods(timezone)

    def make() -> Dated:
        fine = periods.dated & (periods.precision >= FINEST[interval])
        made = _numbered(bucket_numbers(periods.first, interval), fine)
        return Dated(made, made.counts(np.flatnonzero(snapshot.live), made.low, made.high))

    return snapshot.kept(f"buckets by {interval}", timezone, make)


def _numbered(numbers: I64, there: NDArray[np.bool_]) -> Numbered:
    low, high = (int(numbers[there].min()), int(numbers[there].max())) if there.any() else (0, -1)
    return Numbered(np.where(there, numbers, NONE).astype(np.int32), low, high)


# Dates


class Spanned(NamedTuple):
    """By precision: how many of some documents have such a date, their lowest and their highest day."""

    having: list[int]
    lowest: list[int]
    highest: list[int]

    def reach(self, interval: Interval) -> tuple[int, int]:
        """The first and the last bucket of what is fine enough for an interval; there is some."""
        finest = FINEST[interval]
        return bucket_number(min(self.lowest[finest:]), interval), bucket_number(max(self.highest[finest:]), interval)


def _spans(snapshot: ColumnarSnapshot, documents: I64, timezone: str) -> Spanned:
    having, lowest = np.zeros(PRECISIONS, np.int64), np.full(PRECISIONS, BEYOND, np.int64)
    highest = -lowest
    spans(documents, _days(snapshot, timezone), snapshot.precision, having, lowest, highest)
    return Spanned(having.tolist(), lowest.tolist(), highest.tolist())


def _interval(spanned: Spanned) -> Interval:
    chosen: Interval = "year"
    for interval in UNITS:
        fine = sum(spanned.having[FINEST[interval] :])
        if fine < (1 - TOO_COARSE) * sum(spanned.having):
            continue
        chosen = interval
        if not fine:
            break
        low, high = spanned.reach(interval)
        if high - low < BUCKETS:
            break
    return chosen
