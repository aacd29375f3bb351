from datetime import UTC, date, datetime

import pytest

from tests.web.shelf import story
from web.wording import byline, counted, date_origin, iso_date, language_name, printed_date, printed_span

LATE = datetime(2017, 10, 26, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "iso", "printed"),
    [
        ("year", "2017", "2017"),
        ("month", "2017-10", "October 2017"),
        ("day", "2017-10-26", "October 26, 2017"),
        ("minute", "2017-10-26T23:30:00Z", "October 27, 2017, 01:30 CEST"),
    ],
)
def test_a_date_is_as_precise_as_its_source(precision, iso, printed):
    assert iso_date(LATE, precision) == iso
    assert printed_date(LATE, precision, "Europe/Paris") == printed


def test_a_day_never_moves_with_the_time_zone():
    midnight = datetime(2017, 10, 26, tzinfo=UTC)
    assert printed_date(midnight, "day", "America/Los_Angeles") == "October 26, 2017"


def test_an_early_year_keeps_four_digits():
    assert iso_date(datetime(812, 3, 1, tzinfo=UTC), "day") == "0812-03-01"


def test_no_date_stays_none():
    assert iso_date(None, None) is None


def test_one_of_a_thing_is_singular():
    assert [counted(n, "article", "articles") for n in (0, 1, 12345)] == ["0 articles", "1 article", "12,345 articles"]


def test_a_span_of_one_day_is_that_day():
    assert printed_span(date(2017, 3, 3), date(2017, 3, 3)) == "March 3, 2017"


def test_a_span_of_nothing_is_empty():
    assert printed_span(None, None) == ""


def test_a_language_without_a_name_is_its_code():
    assert (language_name("de"), language_name("xx")) == ("German", "xx")


@pytest.mark.parametrize(
    ("authors", "line"),
    [((), ""), (("A",), "By A"), (("A", "B"), "By A and B"), (("A", "B", "C"), "By A, B and C")],
)
def test_a_byline_lists_its_authors(authors, line):
    assert byline(story(1, authors=authors)) == line


def test_the_origin_of_a_date_is_told_in_words():
    assert date_origin(story(1, date_source="feed")) == "from the feed it came in"


def test_the_undated_have_no_origin():
    assert date_origin(story(1, published=None, published_precision=None)) == ""
