from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import Stamp, read_date


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2017", "2017-01-01T00:00", "year"),
        ("2017-10", "2017-10-01T00:00", "month"),
        ("October 2017", "2017-10-01T00:00", "month"),
        ("2017-10-26", "2017-10-26T00:00", "day"),
        ("20171026", "2017-10-26T00:00", "day"),
        ("26.10.2017", "2017-10-26T00:00", "day"),
        ("10/26/2017", "2017-10-26T00:00", "day"),
        ("26/10/2017", "2017-10-26T00:00", "day"),
        ("October 26, 2017", "2017-10-26T00:00", "day"),
        ("26. Oktober 2017", "2017-10-26T00:00", "day"),
        ("26 octobre 2017", "2017-10-26T00:00", "day"),
        ("26 de octubre de 2017", "2017-10-26T00:00", "day"),
        ("2017年10月26日", "2017-10-26T00:00", "day"),
        ("2017-10-26T14:03", "2017-10-26T14:03", "minute"),
        ("2017-10-26T14:03:00Z", "2017-10-26T14:03", "minute"),
        ("2017-10-26 14:03:00 +0000", "2017-10-26T14:03", "minute"),
        ("2017-10-26T23:30:00-05:00", "2017-10-27T04:30", "minute"),
        ("Thu, 26 Oct 2017 14:03:00 +0200", "2017-10-26T12:03", "minute"),
        ("1509026580", "2017-10-26T14:03", "minute"),
        ("1509026580000", "2017-10-26T14:03", "minute"),
        ("26.10.2017, 14:03", "2017-10-26T14:03", "minute"),
    ],
)
def test_a_date_is_as_precise_as_its_source(raw, at, precision):
    assert read_date(raw) == Stamp(datetime.fromisoformat(f"{at}+00:00"), precision)


def test_a_day_never_moves_with_a_time_zone():
    assert read_date("2017-10-26T00:00:00+09:00") == Stamp(datetime(2017, 10, 26, tzinfo=UTC), "day")


def test_of_a_date_with_two_readings_only_the_year_is_taken():
    assert read_date("03/04/2017") == Stamp(datetime(2017, 1, 1, tzinfo=UTC), "year")


@pytest.mark.parametrize(
    "raw",
    [
        "0001-01-01",
        "2050-01-01",
        "1066",
        "2017-02-30",
        "2017-13-01",
        "March 3",
        "Thursday",
        "yesterday",
        "3 days ago",
        "14:03",
        "nonsense",
        "",
        None,
        "9" * 400,
    ],
)
def test_what_is_absurd_or_incomplete_is_no_date(raw):
    assert read_date(raw) is None


def test_tomorrow_is_not_yet_absurd():
    tomorrow = (datetime.now(UTC) + timedelta(hours=23)).date()
    assert read_date(tomorrow.isoformat()) is not None


@given(st.text(alphabet="0123456789-/.:T ZGMTOctober,+é年", max_size=40))
def test_any_text_is_a_date_or_none(raw):
    stamp = read_date(raw)
    assert stamp is None or stamp.at.tzinfo is UTC


@given(st.datetimes(datetime(1600, 1, 1), datetime(2020, 1, 1)))
def test_a_written_moment_is_read_back(moment):
    stamp = read_date(moment.isoformat())
    assert stamp is not None
    assert stamp.at == moment.replace(microsecond=0, tzinfo=UTC)
