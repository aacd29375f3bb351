"""Counts over a set of matches: by value for the facets, by date for the histogram. Arrays in, values out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold_value
from search.periods import Periods, day_of
from search.results import Bucket, DateBucket, Facet, FacetField, Histogram, Interval

Numbers = NDArray[np.int64]
FEW = 256  # values that are sooner looked at one by one


@dataclass(frozen=True, slots=True)
class Ordinals:
    """The values of one field: values equal when folded are one, shown as it is mostly written.

    labels:   how each value is shown; its place is its ordinal
    places:   the ordinal of each folded value
    starts:   the ordinals of document d are flat[starts[d]:starts[d + 1]]; `owners` are the documents of `flat`
    """

    labels: tuple[str, ...]
    places: dict[str, int]
    starts: Numbers
    flat: Numbers
    owners: Numbers

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which documents have any value."""
        return np.diff(self.starts) > 0

    def having(self, folded: Sequence[str]) -> NDArray[np.bool_]:
        """Which documents have one of these folded values."""
        wanted = [self.places[value] for value in folded if value in self.places]
        having = np.zeros(len(self.starts) - 1, np.bool_)
        having[self.owners[np.isin(self.flat, wanted)]] = True
        return having

    def counts(self, documents: Numbers) -> Numbers:
        """How many of the documents have each value, by ordinal."""
        chosen = np.zeros(len(self.starts) - 1, np.bool_)
        chosen[documents] = True
        return np.bincount(self.flat[chosen[self.owners]], minlength=len(self.labels))


def ordinals(values: Sequence[Sequence[str]]) -> Ordinals:
    """The values of each document, numbered. A value that a document has twice counts once."""
    places: dict[str, int] = {}
    spellings: dict[str, Counter[str]] = {}
    flat: list[int] = []
    starts = [0]
    for of_one in values:
        for folded in dict.fromkeys(map(fold_value, of_one)):
            flat.append(places.setdefault(folded, len(places)))
        for value in of_one:
            spellings.setdefault(fold_value(value), Counter())[value] += 1
        starts.append(len(flat))
    labels = tuple(min(spellings[folded].items(), key=lambda item: (-item[1], item[0]))[0] for folded in places)
    bounds = np.array(starts, np.int64)
    owners = np.repeat(np.arange(len(values)), np.diff(bounds))
    return Ordinals(labels, places, bounds, np.array(flat, np.int64), owners)


def facet(field: FacetField, values: Ordinals, documents: Numbers, size: int) -> Facet:
    """The most frequent values among the documents."""
    return Facet(field, leading_values(values.counts(documents), values.labels.__getitem__, size))


def year_facet(periods: Periods, documents: Numbers, size: int) -> Facet:
    """The most frequent years of publication among the documents."""
    years, counts = np.unique(periods.years[documents[periods.dated[documents]]], return_counts=True)
    return Facet("year", leading_values(counts, lambda place: year_label(int(years[place])), size))


def leading_values(
    counts: Numbers, label: Callable[[int], str], size: int, ranks: Numbers | None = None
) -> tuple[Bucket, ...]:
    """The most frequent of some values, given how many documents have each, and how each is shown; ties by that.

    ranks: the place of each value in the order of how they are shown, where that is known
    """
    some = 0 < size < len(counts)
    if len(counts) <= FEW or not some:
        values: list[int] = counts.tolist()
        least = max(sorted(values)[-size], 1) if some else 1
        rows = sorted((-count, label(place)) for place, count in enumerate(values) if count >= least)
        return _buckets(rows[:size])
    least = max(_least_of(counts, size), 1)
    more, equal = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
    missing = size - len(more)
    if ranks is not None and missing < len(equal):
        equal = equal[np.argpartition(ranks[equal], missing)[:missing]]
    rows = sorted(zip((-counts[more]).tolist(), map(label, more.tolist()), strict=True))
    return _buckets([*rows, *((-least, value) for value in sorted(map(label, equal.tolist()))[:missing])])


def _buckets(rows: Sequence[tuple[int, str]]) -> tuple[Bucket, ...]:
    return tuple([Bucket(value, -count) for count, value in rows])


def _least_of(counts: Numbers, size: int) -> int:
    """The lowest of the highest so many counts."""
    highest = int(counts.max())
    if highest > 4 * len(counts):
        return int(np.partition(counts, len(counts) - size)[len(counts) - size])
    at_least = np.cumsum(np.bincount(counts)[::-1])  # how many values have the highest count, it or one less, …
    return highest - int(np.searchsorted(at_least, size))


def year_label(year: int) -> str:
    """A year as the facet shows it."""
    return f"{year:04d}"


# What fits a phone's width is about this many; the coarsest interval may have more, and gaps are filled up to a bound.
BUCKETS = 60
MOST_BUCKETS = 1000
# An interval is as fine as the dates are: one that is too fine for more than this share of them would hide them.
TOO_COARSE = 0.1
UNITS: dict[Interval, str] = {"day": "M8[D]", "week": "M8[W]", "month": "M8[M]", "year": "M8[Y]"}
# The least precision (place in PRECISIONS) that lies within one bucket.
FINEST: dict[Interval, int] = {"day": 3, "week": 3, "month": 2, "year": 1}


def histogram(periods: Periods, documents: Numbers, live: NDArray[np.bool_]) -> Histogram:
    """The documents by date, beside all live articles.

    The interval is the finest that needs at most BUCKETS buckets and suits nine tenths of the dates. `undated` counts
    what no bucket holds: without a date, or with one coarser than the interval.
    """
    dated = documents[periods.dated[documents]]
    interval = _interval(periods, dated)
    placed = dated[periods.precision[dated] >= FINEST[interval]]
    undated = len(documents) - len(placed)
    if not len(placed):
        return Histogram(interval, (), undated)
    numbers = bucket_numbers(periods.first, interval)
    low, high = int(numbers[placed].min()), int(numbers[placed].max())
    every = live & periods.dated & (periods.precision >= FINEST[interval]) & (numbers >= low) & (numbers <= high)
    counts, totals = Counter(numbers[placed].tolist()), Counter(numbers[every].tolist())
    shown = range(low, high + 1) if high - low < MOST_BUCKETS else sorted(counts)
    buckets = tuple(DateBucket(bucket_start(number, interval), counts[number], totals[number]) for number in shown)
    return Histogram(interval, buckets, undated)


def _interval(periods: Periods, dated: Numbers) -> Interval:
    chosen: Interval = "year"
    for interval in UNITS:
        fine = dated[periods.precision[dated] >= FINEST[interval]]
        if len(fine) < (1 - TOO_COARSE) * len(dated):
            continue
        chosen = interval
        if not len(fine) or np.ptp(bucket_numbers(periods.first[fine], interval)) < BUCKETS:
            break
    return chosen


def bucket_numbers(days: Numbers, interval: Interval) -> Numbers:
    """The number of each day's bucket, counted from that of 1970; weeks begin on Monday."""
    if interval == "week":
        return (days + 3) // 7  # 1970 began on a Thursday
    return days.astype("M8[D]").astype(UNITS[interval]).astype(np.int64)


def bucket_number(day: int, interval: Interval) -> int:
    """The number of one day's bucket, as `bucket_numbers` has it."""
    if interval == "day":
        return day
    if interval == "week":
        return (day + 3) // 7
    years, month = day_of(day).year - 1970, day_of(day).month
    return years if interval == "year" else 12 * years + month - 1


def bucket_start(number: int, interval: Interval) -> date:
    """The first day of a bucket."""
    match interval:
        case "day":
            return day_of(number)
        case "week":
            return day_of(number * 7 - 3)
        case "month":
            return date(1970 + number // 12, number % 12 + 1, 1)
        case "year":
            return date(1970 + number, 1, 1)
