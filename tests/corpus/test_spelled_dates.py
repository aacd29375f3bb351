"""Days with the month in words, read without trying languages one after another."""

from datetime import UTC, datetime

import pytest

from corpus.spelled_dates import MONTH_OF, spelled_moment


@pytest.mark.parametrize(
    "text",
    [
        "26 October 2017", "October 26, 2017", "Thursday, October 26th, 2017", "Do., 26. Oktober 2017", "26-Oct-2017",
        "el 26 de octubre de 2017", "26 de outubro de 2017", "jeudi 26 octobre 2017", "26 ottobre 2017",
        "26. okt. 2017",
        "26. lokakuuta 2017", "26 października 2017", "26. října 2017", "2017. október 26.", "26 octombrie 2017",
        "26 Ekim 2017", "26 октября 2017", "26 жовтня 2017", "26 Οκτωβρίου 2017", "26 أكتوبر 2017", "26 באוקטובר 2017",
        "26 अक्टूबर 2017", "2017年10月26日", "2017년 10월 26일", "1er octobre 2017",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_language_it_is_in(text):
    expected = 1 if text.startswith("1er") else 26
    assert spelled_moment(text) == (datetime(2017, 10, expected, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("October 26, 2017, 5:04 pm", "17:04"), ("October 26, 2017 at 12:15 a.m.", "00:15"),
        ("26. Oktober 2017, 14:05 Uhr", "14:05"), ("26 octobre 2017 à 14h05", "14:05"),
        ("26 October 2017 14:05 +02:00", "12:05"), ("26 October 2017 - 14:05:59 GMT", "14:05"),
    ],
)  # fmt: skip
def test_a_time_after_the_day_is_read_on_its_clock(text, clock):
    assert spelled_moment(text) == (datetime.fromisoformat(f"2017-10-26T{clock}:00+00:00"), True)


@pytest.mark.parametrize(
    "text",
    ["26 Harbor 2017", "October 2017", "October 26", "26 October 2017 EST", "about 26 or 27 October 2017", ""],
)
def test_what_has_other_words_is_left_to_others(text):
    assert spelled_moment(text) is None


@pytest.mark.parametrize("text", ["31 April 2017", "0 May 2017", "1 May 2017, 14:00 pm"])
def test_a_moment_that_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        spelled_moment(text)


def test_every_month_has_its_names():
    assert set(MONTH_OF.values()) == set(range(1, 13))
