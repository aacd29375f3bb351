"""When articles were published, as a drawing: bars of how many match, and a line of what share of all that is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from search import DateBucket, Histogram
from search.results import Interval
from web.links import SearchLinks
from web.wording import MONTHS, counted, printed_day

BAR = 10  # width of an interval in the drawing, which is 100 high
LEAST_SHARED = 0.02  # of the articles of the fullest interval: one of one would be a hundred percent


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval: its place in the drawing, what it says, and the search within it."""

    x: int
    height: float
    text: str
    count: str
    share: str
    url: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and what stands around it.

    width:   of the drawing
    lines:   the points of the line of shares, as SVG writes them, in as many pieces as it has; none where it would
             say nothing
    most, most_share: what the top of the drawing stands for
    undated: a sentence, or empty
    """

    heading: str
    width: int
    bars: tuple[Bar, ...]
    lines: tuple[str, ...]
    most: str
    most_share: str
    first: str
    last: str
    undated: str


def timeline(histogram: Histogram, links: SearchLinks) -> Timeline | None:
    """The drawing of a histogram; None where there is nothing to compare."""
    buckets, interval = histogram.buckets, histogram.interval
    most = max((bucket.count for bucket in buckets), default=0)
    if len(buckets) < 2 or most == 0:
        return None
    bars = tuple(_bar(BAR * place, bucket, most, interval, links) for place, bucket in enumerate(buckets))
    lines, most_share = _shares(buckets)
    undated = counted(histogram.undated, "more has no date", "more have no date") if histogram.undated else ""
    return Timeline(
        heading=f"By {interval}",
        width=BAR * len(bars),
        bars=bars,
        lines=lines,
        most=f"{most:,}",
        most_share=most_share,
        first=bars[0].text,
        last=bars[-1].text,
        undated=undated,
    )


def last_day_of(start: date, interval: Interval) -> date:
    """The last day of the interval that begins at `start`."""
    match interval:
        case "day":
            return start
        case "week":
            return start + timedelta(days=6)
        case "month":
            return start.replace(day=monthrange(start.year, start.month)[1])
        case "year":
            return start.replace(month=12, day=31)


def interval_name(start: date, interval: Interval) -> str:
    """`2017`, `October 2017`, `Week of October 23, 2017` or `October 26, 2017`"""
    match interval:
        case "day":
            return printed_day(start)
        case "week":
            return f"Week of {printed_day(start)}"
        case "month":
            return f"{MONTHS[start.month - 1]} {start.year}"
        case "year":
            return str(start.year)


def _bar(x: int, bucket: DateBucket, most: int, interval: Interval, links: SearchLinks) -> Bar:
    first, last, text = _told(bucket.start, interval)
    return Bar(
        x=x,
        # A bar that stands for something is never too low to be seen.
        height=round(max(100 * bucket.count / most, 2), 1) if bucket.count else 0,
        text=text,
        count=f"{bucket.count:,}",
        share=_percent(bucket.count / bucket.total) if bucket.total else "",
        url=links.between(first, last),
        empty=bucket.count == 0,
    )


@lru_cache(maxsize=4096)
def _told(start: date, interval: Interval) -> tuple[str, str, str]:
    """The first and the last day of an interval, and its name: page after page shows the same ones."""
    return start.isoformat(), last_day_of(start, interval).isoformat(), interval_name(start, interval)


def _shares(buckets: tuple[DateBucket, ...]) -> tuple[tuple[str, ...], str]:
    """The line of what share of all articles matches, and its highest point in words.

    It breaks where there are too few articles to speak of shares. A line that is level (everything matches) says
    nothing that the bars do not.
    """
    enough = max(bucket.total for bucket in buckets) * LEAST_SHARED
    shares = [bucket.count / bucket.total if bucket.total > enough else None for bucket in buckets]
    told = [share for share in shares if share is not None]
    top = max(told)
    if top == 0 or min(told) == top:
        return (), ""
    pieces: list[list[str]] = [[]]
    for place, share in enumerate(shares):
        if share is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{BAR * place + BAR // 2},{100 - 100 * share / top:.0f}")
    return tuple(" ".join(points) for points in pieces if len(points) > 1), _percent(top)


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")
