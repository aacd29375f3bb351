"""Days as people say them: `last week`, `past 3 days`, `2 weeks ago`, `March 2024`, `March 5, 2024`, `5.3.2024`.

Last week is the one before this, Monday to Sunday, last month and last year likewise; the past week and the last 7 days
end today. Where 3/5/2024 could be two days it is none.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from corpus.spelled_dates import MONTH_OF, spelled_moment

Period = tuple[date, date]

_GAP = "[ _-]"
_UNIT = r"(?P<unit>day|week|month|year)s?(?![^\W_])"
_RELATIVE = re.compile(
    rf"(?:(?P<which>last|past|previous|this){_GAP}(?:(?P<count>[0-9]{{1,3}}){_GAP})?{_UNIT}"
    rf"|(?P<before>[0-9]{{1,3}}){_GAP}{_UNIT.replace('unit', 'ago')}{_GAP}ago(?![^\W_]))",
    re.IGNORECASE | re.ASCII,
)
_NAME = r"[^\W\d_]{3,13}"
_YEAR = r"[0-9]{4}(?![^\W_])"
_SPELLED = re.compile(
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th|\.)?{_GAP})?(?P<name>{_NAME})\.?{_GAP}(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?{_GAP})?{_YEAR}",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"(?P<name>{_NAME})\.?{_GAP}(?P<year>{_YEAR})", re.IGNORECASE)
_NUMBERS = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})", re.ASCII)


def worded_end(text: str, start: int) -> int:
    """Where the date in words that begins there ends; `start` itself where none does."""
    if found := _RELATIVE.match(text, start):
        return found.end()
    found = _SPELLED.match(text, start)
    return found.end() if found and found["name"].lower() in MONTH_OF else start


def worded_period(value: str, today: date) -> Period | None:
    """The first and the last day of what a value names. Raises ValueError for a day that no calendar has.

    >>> worded_period("last week", date(2017, 10, 26))
    (datetime.date(2017, 10, 16), datetime.date(2017, 10, 22))
    >>> worded_period("March 2024", date(2017, 10, 26))
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 31))
    """
    if relative := _RELATIVE.fullmatch(value):
        return _relative(relative, today)
    if (month := _MONTH.fullmatch(value)) and month["name"].lower() in MONTH_OF:
        return _whole_month(int(month["year"]), MONTH_OF[month["name"].lower()])
    if numbers := _NUMBERS.fullmatch(value):
        return _numbered(numbers)
    moment = spelled_moment(re.sub(_GAP, " ", value))
    return (moment[0].date(), moment[0].date()) if moment else None


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = _whole_month(year, month + 1)[1]
    return last.replace(day=min(day.day, last.day))


def _relative(found: re.Match[str], today: date) -> Period:
    if found["before"]:
        day = _back(today, int(found["before"]), found["ago"].lower())
        return day, day
    unit, which = found["unit"].lower(), found["which"].lower()
    if found["count"] or which == "past":
        return _back(today, int(found["count"] or 1), unit), today
    return _whole(today if which == "this" else _back(today, 1, unit), unit)


def _back(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    return months_before(day, count * (12 if unit == "year" else 1))


def _whole(day: date, unit: str) -> Period:
    """The day, week, month or year that a day lies in."""
    match unit:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return _whole_month(day.year, day.month)
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        case _:
            return day, day


def _whole_month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _numbered(found: re.Match[str]) -> Period | None:
    """A day with points is written before its month; one with slashes either way, so only where one way remains."""
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "/" and one <= 12 and other <= 12 and one != other:
        return None
    day, month = (one, other) if found[2] == "." or one > 12 else (other, one)
    return date(year, month, day), date(year, month, day)
