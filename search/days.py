"""Days and spans of days as readers write them: `2017-10`, `yesterday`, `7d`, `2016..2017`, `[a TO b]`, `P7D`.

What is said in words (`last week`, `March 2024`) is read by `worded_days.py`.

A span is inclusive at its own precision: `before:2017` includes the last day of 2017. A relative day is counted back
from today, `7d` alone is the span from seven days ago to today.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from search.query import Range
from search.worded_days import months_before, worded_period

OPERATORS = ("before", "after", "on", "date")

_CALENDAR = re.compile(r"([0-9]{4})(?:([-/]?)([0-9]{2})(?:\2([0-9]{2})(?:T.*)?)?)?", re.IGNORECASE | re.ASCII)
_LOOSE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?", re.ASCII)
_YEARS = re.compile(r"([12][0-9]{3})-([12][0-9]{3})", re.ASCII)
_AGO = re.compile(r"([0-9]{1,6})\s?(h|d|w|m|y)", re.IGNORECASE | re.ASCII)
_DURATION = re.compile(
    r"P(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?", re.IGNORECASE | re.ASCII
)
_TO = re.compile(r"\bTO\b", re.IGNORECASE | re.ASCII)
_COMPARISON = re.compile(r"([<>])(=?)(.+)")
_NAMED = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}

Period = tuple[date, date]


def read_days(operator: str, text: str, now: datetime) -> Range | None:
    """The days that `operator:text` asks for, or None where the text is no date.

    operator: one of OPERATORS; now: the moment relative days are counted from, its wall clock that of the reader
    """
    value = text.strip()
    try:
        if operator in ("before", "after"):
            return _side(operator, value, now)
        return _interval(value, now) or _compared(value, now) or _span(value, now)
    except (ValueError, OverflowError):  # the 31st of June, or a day before the first year
        return None


def is_any_day(operator: str, text: str) -> bool:
    """Whether a range open at both ends is asked for, which every dated article is in: `date:[* TO *]`, `date:*`."""
    value = text.strip()
    ends = _ends(value) or (value, value)
    return operator in ("on", "date") and (value == "*" or (value != "" and set(ends) <= {"", "*"}))


def write_days(days: Range) -> str:
    """The clause that reads as these days again, written as short as it goes."""
    low, high = days.low, days.high
    if low is None:
        return f"before:{high}"
    if high is None:
        return f"after:{low}"
    if low == high:
        return f"date:{low}"
    first = (low.month, low.day) == (1, 1)
    if first and (low.year, 12, 31) == (high.year, high.month, high.day):
        return f"date:{low.year:04}"
    if low.day == 1 and high == _month(low.year, low.month)[1]:
        return f"date:{low.year:04}-{low.month:02}"
    return f"date:{low}..{high}"


def ordered(days: Range) -> Range:
    """The same days with the earlier end first."""
    if days.low is not None and days.high is not None and days.high < days.low:
        return Range(days.high, days.low)
    return days


def _side(operator: str, value: str, now: datetime) -> Range | None:
    period = _period(value, now)
    if period is None:
        return None
    return Range(None, period[1]) if operator == "before" else Range(period[0], None)


def _interval(value: str, now: datetime) -> Range | None:
    ends = _ends(value)
    if ends is None:
        return None
    low, high = (None if end in ("", "*") else _period(end, now) for end in ends)
    unread = any(end not in ("", "*") and period is None for end, period in zip(ends, (low, high), strict=True))
    if unread or (low is None and high is None):
        return None
    return Range(low and low[0], high and high[1])


def _ends(value: str) -> tuple[str, str] | None:
    if value.startswith("["):
        ends = _TO.split(value.strip("[] "))
        return (ends[0].strip(), ends[1].strip()) if len(ends) == 2 else None
    if ".." in value:
        low, _, high = value.partition("..")
        return low.strip(), high.lstrip(".").strip()
    if years := _YEARS.fullmatch(value):
        return years[1], years[2]
    if "/" in value and not _CALENDAR.fullmatch(value):
        low, _, high = value.partition("/")
        return low.strip(), high.strip()
    return None


def _compared(value: str, now: datetime) -> Range | None:
    comparison = _COMPARISON.fullmatch(value)
    if comparison is None or (period := _period(comparison[3].strip(), now)) is None:
        return None
    first, last = period
    if comparison[1] == ">":
        return Range(first if comparison[2] else last + timedelta(days=1), None)
    return Range(None, last if comparison[2] else first - timedelta(days=1))


def _span(value: str, now: datetime) -> Range | None:
    period = _period(value, now)
    if period is None:
        return None
    until = now.date() if _ago(value, now) else period[1]
    return Range(period[0], until)


def _period(value: str, now: datetime) -> Period | None:
    """The first and the last day of what the value names."""
    if value.lower() in _NAMED:
        day = now.date() + timedelta(days=_NAMED[value.lower()])
        return day, day
    if ago := _ago(value, now):
        return ago, ago
    calendar = _CALENDAR.fullmatch(value) or _LOOSE.fullmatch(value)
    if calendar is None:
        return worded_period(value, now.date())
    year, month, day_of_month = int(calendar[1]), calendar[3], calendar[4]
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day_of_month is None:
        return _month(year, int(month)) if calendar[2] else None
    day = date(year, int(month), int(day_of_month))
    return day, day


def _ago(value: str, now: datetime) -> date | None:
    """The day that lies so long before now."""
    if simple := _AGO.fullmatch(value):
        count, unit = int(simple[1]), simple[2].lower()
        if unit == "h":
            return (now - timedelta(hours=count)).date()
        years, months, weeks, days = (count if unit == letter else 0 for letter in "ymwd")
    elif (duration := _DURATION.fullmatch(value)) and any(duration.groups()):
        years, months, weeks, days = (int(part or 0) for part in duration.groups())
    else:
        return None
    return months_before(now.date(), 12 * years + months) - timedelta(days=7 * weeks + days)


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])
