"""What a search counts besides its hits, as lines for people: the values of each facet, and a bar for each interval."""

from collections.abc import Iterator

from cli.terminal import one_line
from search import Facet, Histogram, ResultPage
from web.wording import counted

NAMES = {
    "source": "outlet",
    "section": "section",
    "author": "author",
    "agency": "agency",
    "language": "language",
    "year": "year",
}
BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = ".:-=+*#@"
MOST_VALUES = 5
FIRST_PARTS = {"year": 4, "month": 7}  # characters of an ISO date that name an interval


def count_lines(page: ResultPage, encoding: str) -> Iterator[str]:
    """The facets that have values, then the timeline. `encoding` is that of where it is written to."""
    shown = [facet for facet in page.facets if facet.buckets]
    width = max((len(NAMES[facet.field]) for facet in shown), default=0)
    for facet in shown:
        yield f"{NAMES[facet.field]:<{width}}  {_values(facet)}"
    if page.histogram and page.histogram.buckets:
        yield _timeline(page.histogram, encoding)
    if shown and page.total.value < page.total_articles:
        yield "counted is every article, each copy of a story too"


def _values(facet: Facet) -> str:
    values = [f"{one_line(bucket.value)} {bucket.count:,}" for bucket in facet.buckets[:MOST_VALUES]]
    return " · ".join(values) + (" …" if len(facet.buckets) > MOST_VALUES else "")


def _timeline(histogram: Histogram, encoding: str) -> str:
    """The first interval, a bar for each, the last, and what the highest bar stands for."""
    counts = [bucket.count for bucket in histogram.buckets]
    most = max(counts)
    bars = BARS if _writes(encoding, BARS) else ASCII_BARS
    drawn = "".join(bars[-(-count * len(bars) // most) - 1] if count else " " for count in counts)
    part = FIRST_PARTS.get(histogram.interval, 10)
    first, last = (bucket.start.isoformat()[:part] for bucket in (histogram.buckets[0], histogram.buckets[-1]))
    undated = f"; {histogram.undated:,} without such a date" if histogram.undated else ""
    return f"{first} |{drawn}| {last}  by {histogram.interval}, at most {counted(most, 'article', 'articles')}{undated}"


def _writes(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
