from datetime import date

import pytest

from search import DateBucket, Histogram
from web.links import SearchLinks
from web.timeline import interval_name, last_day_of, timeline

LINKS = SearchLinks("/search", (("q", "oil"),))


@pytest.mark.parametrize(
    ("interval", "start", "last", "name"),
    [
        ("day", date(2017, 10, 26), date(2017, 10, 26), "October 26, 2017"),
        ("week", date(2017, 10, 30), date(2017, 11, 5), "Week of October 30, 2017"),
        ("month", date(2016, 2, 1), date(2016, 2, 29), "February 2016"),
        ("year", date(2017, 1, 1), date(2017, 12, 31), "2017"),
    ],
)
def test_an_interval_has_a_last_day_and_a_name(interval, start, last, name):
    assert (last_day_of(start, interval), interval_name(start, interval)) == (last, name)


def months(*counts):
    return Histogram("month", tuple(DateBucket(date(2017, 1 + n, 1), count, 20) for n, count in enumerate(counts)), 3)


def test_the_highest_bar_fills_the_drawing_and_an_empty_one_nothing():
    assert [bar.height for bar in timeline(months(10, 0, 5), LINKS).bars] == [100, 0, 50]


def test_a_bar_that_stands_for_something_can_be_seen():
    assert timeline(months(10_000, 1), LINKS).bars[1].height == 2


def test_a_bar_leads_to_the_matches_of_its_time():
    bar = timeline(months(1, 2), LINKS).bars[1]
    assert (bar.url, bar.share) == ("/search?q=oil&from=2017-02-01&to=2017-02-28", "10%")


@pytest.mark.parametrize("histogram", [months(), months(5), months(0, 0)], ids=["none", "one", "nothing"])
def test_nothing_to_compare_is_not_drawn(histogram):
    assert timeline(histogram, LINKS) is None


def test_undated_matches_are_counted_beside_the_drawing():
    assert timeline(months(1, 1), LINKS).undated == "3 more have no date"


def shared(*pairs):
    buckets = tuple(DateBucket(date(2017, 1 + n, 1), count, total) for n, (count, total) in enumerate(pairs))
    return timeline(Histogram("month", buckets), LINKS)


def test_the_line_of_shares_tops_out_at_the_highest_share():
    view = shared((5, 10), (5, 20))
    assert (view.lines, view.most_share) == (("5,0 15,50",), "50%")


def test_one_of_one_is_no_share_to_speak_of():
    view = shared((1, 1), (10, 100), (5, 100))
    assert (view.lines, view.most_share) == (("15,0 25,50",), "10%")


def test_the_line_breaks_where_there_is_nothing_to_share():
    assert shared((1, 9), (2, 9), (0, 0), (3, 9), (1, 9)).lines == ("5,67 15,33", "35,0 45,67")


def test_a_level_line_is_not_drawn():
    assert shared((3, 3), (7, 7)).lines == ()


def test_an_interval_without_matches_can_still_be_chosen():
    empty = shared((3, 9), (0, 9), (2, 9)).bars[1]
    assert (empty.url, empty.empty) == ("/search?q=oil&from=2017-02-01&to=2017-02-28", True)
