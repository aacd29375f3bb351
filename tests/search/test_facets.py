from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold_value
from index.schema import PRECISIONS, seconds
from search.facets import (
    BUCKETS,
    FEW,
    MOST_BUCKETS,
    UNITS,
    bucket_number,
    bucket_numbers,
    facet,
    histogram,
    leading_values,
    ordinals,
    year_facet,
)
from search.periods import Periods, local_periods
from search.results import Bucket

values = st.lists(st.lists(st.sampled_from(["Wire", "wire", "Courier", "Ärzte"]), max_size=3), max_size=12)


def dated(*moments: tuple[datetime | None, str | None]) -> Periods:
    published = np.array([seconds(moment) for moment, _ in moments], np.int64)
    precision = np.array([PRECISIONS.index(precision) for _, precision in moments], np.uint8)
    return local_periods(published, precision, "UTC")


def day(year: int, month: int = 1, day: int = 1) -> tuple[datetime, str]:
    return datetime(year, month, day, tzinfo=UTC), "day"


def every(periods: Periods) -> np.ndarray:
    return np.arange(len(periods.first))


def counted(periods: Periods, documents: np.ndarray | None = None):
    chosen = every(periods) if documents is None else documents
    return histogram(periods, chosen, np.ones(len(periods.first), np.bool_))


@given(values, st.data())
def test_a_facet_counts_documents_by_folded_value(of_each: list[list[str]], data: st.DataObject) -> None:
    documents = data.draw(st.lists(st.sampled_from(range(len(of_each))), unique=True)) if of_each else []
    wanted: dict[str, int] = {}
    for number in documents:
        for folded in {fold_value(value) for value in of_each[number]}:
            wanted[folded] = wanted.get(folded, 0) + 1
    found = facet("source", ordinals(of_each), np.array(documents, np.int64), 10)
    assert {fold_value(bucket.value): bucket.count for bucket in found.buckets} == wanted


@given(values, st.sampled_from(["wire", "arzte", "nobody"]))
def test_a_value_chooses_the_documents_that_have_it(of_each: list[list[str]], folded: str) -> None:
    wanted = [folded in map(fold_value, values) for values in of_each]
    assert ordinals(of_each).having([folded]).tolist() == wanted


def test_a_facet_is_ordered_by_count_then_value() -> None:
    found = facet("source", ordinals([["b"], ["a"], ["c"], ["c"]]), np.arange(4), 2)
    assert found.buckets == (Bucket("c", 2), Bucket("a", 1))


def test_years_are_those_of_the_dated() -> None:
    periods = dated(day(2017), day(2017, 5), (None, None), (datetime(980, 1, 1, tzinfo=UTC), "year"))
    assert year_facet(periods, every(periods), 9).buckets == (Bucket("2017", 2), Bucket("0980", 1))


@pytest.mark.parametrize(
    ("moments", "interval"),
    [
        ([day(2017, 1, 1), day(2017, 3, 1)], "day"),
        ([day(2017, 1, 1), day(2017, 3, 2)], "week"),
        ([day(2017, 1, 1), day(2018, 12, 1)], "month"),
        ([day(1990), day(2018)], "year"),
        ([(day(2017)[0], "month")] * 3, "month"),
        ([(day(2017)[0], "year"), day(2017)], "year"),
    ],
)
def test_the_interval_is_the_finest_that_suits(moments: list[tuple[datetime, str]], interval: str) -> None:
    assert counted(dated(*moments)).interval == interval


moments = st.tuples(
    st.datetimes(datetime(1900, 1, 1), datetime(2050, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.sampled_from(["day", "month", "year", "minute"]),
)


@given(st.lists(st.one_of(moments, st.just((None, None))), max_size=20))
def test_every_match_is_in_one_bucket_or_undated(found: list[tuple[datetime | None, str | None]]) -> None:
    made = counted(dated(*found))
    assert sum(bucket.count for bucket in made.buckets) + made.undated == len(found)


@given(st.lists(moments, min_size=1, max_size=20))
def test_buckets_ascend_and_hold_no_more_than_there_is(found: list[tuple[datetime, str]]) -> None:
    periods = dated(*found)
    made = counted(periods, every(periods)[::2])
    starts = [bucket.start for bucket in made.buckets]
    assert starts == sorted(set(starts))
    assert all(0 <= bucket.count <= bucket.total for bucket in made.buckets)
    assert made.interval == "year" or len(starts) <= BUCKETS


def test_weeks_begin_on_monday() -> None:
    made = counted(dated(day(2017, 1, 4), day(2017, 6, 30)))
    assert {bucket.start.weekday() for bucket in made.buckets} == {0}
    assert made.buckets[0].start == date(2017, 1, 2)


def test_an_absurd_date_does_not_make_thousands_of_buckets() -> None:
    made = counted(dated(day(1), day(2017), day(9999)))
    assert len(made.buckets) == 3 < MOST_BUCKETS


@pytest.mark.parametrize("more", [0, FEW], ids=["few values", "many values"])
@pytest.mark.parametrize("ranked", [False, True], ids=["labels in no known order", "labels ranked"])
@given(
    counts=st.lists(st.integers(0, 6) | st.sampled_from([900, 90_001]), min_size=1, max_size=60),
    size=st.integers(0, 12),
)
def test_the_most_frequent_values_lead_and_ties_go_by_label(
    more: int, ranked: bool, counts: list[int], size: int
) -> None:
    labels = [f"v{place * 37 % 1009}" for place in range(len(counts) + more)]
    ranks = np.argsort(np.argsort(labels)) if ranked else None
    right = sorted((-count, label) for count, label in zip(counts, labels, strict=False) if count)
    made = leading_values(np.array(counts + [0] * more, np.int64), labels.__getitem__, size, ranks)
    assert [(-each.count, each.value) for each in made] == right[:size]


@given(st.integers(-719_162, 2_932_896))
def test_one_day_falls_into_the_bucket_of_many(day: int) -> None:
    for interval in UNITS:
        assert [bucket_number(day, interval)] == bucket_numbers(np.array([day]), interval).tolist()
