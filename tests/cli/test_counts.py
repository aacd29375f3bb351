from dataclasses import replace
from datetime import date

from cli.counts import count_lines
from search import Bucket, DateBucket, Facet, Histogram, TotalHits
from tests.cli.samples import HIT, page_of

MONTHS = tuple(DateBucket(date(2017, month, 1), count, 20) for month, count in enumerate((1, 0, 8, 4), 1))
PAGE = page_of(HIT)


def test_a_facet_is_a_line_of_its_first_values() -> None:
    outlets = Facet("source", tuple(Bucket(f"Wire\n{n}", 9 - n) for n in range(7)))
    lines = list(count_lines(replace(PAGE, facets=(outlets, Facet("section", ()))), "utf-8"))
    assert lines == ["outlet  Wire 0 9 · Wire 1 8 · Wire 2 7 · Wire 3 6 · Wire 4 5 …"]


def test_a_timeline_has_a_bar_for_each_interval() -> None:
    (line,) = count_lines(replace(PAGE, histogram=Histogram("month", MONTHS, undated=3)), "utf-8")
    assert line == "2017-01 |▁ █▄| 2017-04  by month, at most 8 articles; 3 without such a date"


def test_bars_are_ascii_where_others_cannot_be_written() -> None:
    (line,) = count_lines(replace(PAGE, histogram=Histogram("month", MONTHS)), "ascii")
    assert line.startswith("2017-01 |. @=| 2017-04")


def test_a_page_without_counts_has_no_lines() -> None:
    assert list(count_lines(replace(PAGE, histogram=Histogram("day", ())), "utf-8")) == []


def test_counts_beside_stories_are_said_to_be_of_articles() -> None:
    outlets = Facet("source", (Bucket("Post", 4),))
    page = replace(PAGE, facets=(outlets,), total=TotalHits(1, exact=True), articles=4)
    assert list(count_lines(page, "utf-8"))[-1] == "counted is every article, each copy of a story too"
