from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.schema import PRECISIONS, seconds
from search.periods import Periods, day_number, day_of, local_periods


def period(moment: datetime | None, precision: str | None, zone: str = "UTC") -> Periods:
    return local_periods(np.array([seconds(moment)]), np.array([PRECISIONS.index(precision)], np.uint8), zone)


MIDNIGHT = datetime(2017, 10, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("year", date(2017, 1, 1), date(2017, 12, 31)),
        ("month", date(2017, 10, 1), date(2017, 10, 31)),
        ("day", date(2017, 10, 26), date(2017, 10, 26)),
        ("minute", date(2017, 10, 25), date(2017, 10, 25)),
    ],
)
def test_only_a_minute_moves_with_the_time_zone(precision: str, first: date, last: date) -> None:
    found = period(MIDNIGHT, precision, "America/New_York")
    assert (day_of(int(found.first[0])), day_of(int(found.last[0]))) == (first, last)


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"])
)
def test_a_minute_falls_on_the_calendars_day(moment: datetime, zone: str) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert day_of(int(period(aware, "minute", zone).first[0])) == aware.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [
        (date(2017, 10, 1), date(2017, 10, 31), True),
        (date(2017, 10, 2), None, False),
        (None, date(2017, 10, 30), False),
        (None, None, True),
    ],
)
def test_a_month_is_inside_as_a_whole(low: date | None, high: date | None, inside: bool) -> None:
    assert period(MIDNIGHT, "month").within(low, high).tolist() == [inside]


def test_the_undated_are_outside_every_range() -> None:
    assert period(None, None).within(None, None).tolist() == [False]


@given(st.dates())
def test_a_day_and_its_number_are_one(day: date) -> None:
    assert day_of(day_number(day)) == day


def test_the_first_and_last_days_of_the_calendar_have_a_period() -> None:
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        for zone in ("America/New_York", "Asia/Tokyo"):
            assert period(moment, "minute", zone).years[0] == moment.year
