"""The day a page prints near its headline."""

from datetime import date

import pytest

from corpus.page_tree import tree_of
from corpus.text_date import date_anywhere, date_in_lines, labeled_date, only_date_in_lines

DAY = date(2017, 10, 26)


@pytest.mark.parametrize(
    "line",
    [
        "26.10.2017", "26. Oktober 2017", "By Ida Maren | October 26, 2017", "Par Mathilde Kerven, 26 octobre 2017",
        "2017-10-26 15:05", "2017年10月26日", "26/10/2017 / 06:15", "26 de octubre de 2017",
        "Written: 2017-10-26 15:03", "26.10.17 | Harbor",
    ],
)  # fmt: skip
def test_a_printed_day_is_read(line):
    assert date_in_lines([line]).at.date() == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Updated October 26, 2017", "© 2017 The Example", "Member registered: 26.10.2017", "Call 26.10.20171",
        "10/11/2017", "The harbor stays closed. " * 6 + "26.10.2017",
    ],
    ids=["an update", "a copyright", "a member", "a longer number", "a day or a month first", "a long sentence"],
)  # fmt: skip
def test_another_day_is_not(line):
    assert date_in_lines([line]) is None


def test_two_days_settle_nothing():
    assert only_date_in_lines(["26.10.2017", "27.10.2017"]) is None
    assert only_date_in_lines(["26.10.2017", "October 26, 2017"]).at.date() == DAY


@pytest.mark.parametrize(
    ("unclear", "day"),
    [("06/01/2026", None), ("10/12/2017", None), ("05/11/2017", date(2017, 11, 5))],
    ids=["another year", "another day", "the same day"],
)
def test_a_day_that_may_be_two_is_another_unless_one_of_them_is_the_same(unclear, day):
    found = only_date_in_lines(["November 5, 2017" if day else "October 26, 2017", unclear])
    assert (found and found.at.date()) == day


@pytest.mark.parametrize("line", ["Vol 26, 2017", "room 12 harbor 2017"])
def test_a_word_that_is_no_month_makes_no_day(line):
    assert date_in_lines([line]) is None


def test_many_days_at_a_headline_are_a_list_of_stories():
    assert date_in_lines(["26.10.2017", "14.02.2017", "26.03.2017"]) is None


def test_the_head_of_a_paragraph_may_have_the_day():
    assert date_in_lines(["Karlsruhe (26.10.2017). " + "The harbor stays closed. " * 8]).at.date() == DAY


@pytest.mark.parametrize(
    "lines",
    [["Erstellt am: 26.10.2017"], ["Date:", "October 26, 2017"], ["Publié le 26 octobre 2017"], ["Fecha: 26.10.2017"]],
    ids=["on its line", "on a line of its own", "French", "Spanish"],
)
def test_a_labeled_day_is_found_anywhere(lines):
    assert labeled_date(["A story of some length.", *lines, "14.02.2016"]).at.date() == DAY


def test_two_labeled_days_settle_nothing():
    assert labeled_date(["Date: 26.10.2017", "Date: 27.10.2017"]) is None


def test_a_year_alone_is_no_first_of_january():
    assert date_anywhere(tree_of("<html><body><p>News</p><p>© 2017 The Example</p></body></html>"), None) is None
