"""When a story was published, as precisely as its source says and no more.

ISO 8601, the date form of mail and feeds, and Unix time are read by the standard library, days with the month in words
by `spelled_dates`. Other words go to `dateparser`, which, told to require a year and a month, never fills in a part
that is not there from today's date. It starts slowly and is loaded when the first such date is met.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from corpus.article import Precision
from corpus.spelled_dates import MONTH_OF, spelled_moment

FIRST_YEAR = 1600

_MAX_CHARACTERS = 80
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ISO_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?", re.I
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d):?(\d\d):?(\d\d)?Z?)?")
_MONTH = re.compile(r"(\d{4})[-/](\d\d?)")
_SPELLED_MONTH = re.compile(r"([^\W\d_]{3,13})\.?,? (?:de |del )?(\d{4})")
_YEAR = re.compile(r"\d{4}")
_UNIX = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,? +(\d\d?:\d\d)(?::\d\d)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})")
_CLOCK = re.compile(r"\d{1,2} ?[:h.] ?\d\d(?!\d)|\d ?[ap]\.?m\b", re.I)
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UTC = re.compile(r"(?:Z|[+-]00:?00)$", re.IGNORECASE)
_NOON = timedelta(hours=12)
_WIDEST_ZONE_S = (12 + 14) * 3600
_LANGUAGES = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "hu",
    "ro",
    "tr",
    "ru",
    "uk",
    "el",
]
_LANGUAGES += ["ar", "fa", "he", "ja", "zh", "ko", "hi", "id", "vi"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment, aware in UTC, and how much of it the source gave. A day, a month, a year is its first midnight, UTC."""

    at: datetime
    precision: Precision


def read_date(raw: str | None) -> Stamp | None:
    """Read a date in any usual form, or None where there is none, or an absurd one.

    Absurd is before the first newspapers (1600) or later than tomorrow. A time without a zone is taken as UTC; midnight
    exactly is a day, not a minute, since that is how programs write a day.
    """
    text = " ".join(raw.split()) if raw else ""
    if not text or len(text) > _MAX_CHARACTERS:
        return None
    stamp = _parse(text)
    return stamp if stamp and is_plausible(stamp.at) else None


def is_plausible(at: datetime) -> bool:
    """Whether news can have appeared then: not before 1600, not after tomorrow."""
    return at.year >= FIRST_YEAR and at <= datetime.now(UTC) + timedelta(days=1)


def is_day_of(day: Stamp, moment: Stamp, raw: str | None) -> bool:
    """Whether a moment that is told in UTC may be of a day told without a zone, the day before or after on its clock.

    A story of the evening in New York is of the next day in UTC. raw: the moment as it stood in the source; with
    another zone than UTC it is of the day it says.
    """
    if day.precision != "day" or moment.precision != "minute" or not _UTC.search(raw or ""):
        return False
    return abs((day.at + _NOON - moment.at).total_seconds()) <= _WIDEST_ZONE_S


def day(year: int, month: int, day_of_month: int) -> Stamp | None:
    """Give the stamp of a day, or None where the calendar has no such day."""
    try:
        return Stamp(datetime(year, month, day_of_month, tzinfo=UTC), "day")
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _parse(text: str) -> Stamp | None:
    for reader in _READERS:
        try:
            stamp = reader(text)
        except (ValueError, OverflowError, TypeError):
            continue
        if stamp:
            return stamp
    return None


def _iso(text: str) -> Stamp | None:
    if found := _ISO_DAY.fullmatch(text):
        return day(int(found[1]), int(found[2]), int(found[3]))
    if found := _ISO_TIME.fullmatch(text):
        zone = (found[3] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
        return _moment(datetime.fromisoformat(f"{found[1]}T{found[2].replace(',', '.')}{zone}"))
    if found := _COMPACT.fullmatch(text):
        if found[4] is None:
            return day(int(found[1]), int(found[2]), int(found[3]))
        return _moment(datetime(*(int(part or 0) for part in found.groups())))  # type: ignore[arg-type]
    return None


def _partial(text: str) -> Stamp | None:
    if _YEAR.fullmatch(text):
        return Stamp(datetime(int(text), 1, 1, tzinfo=UTC), "year")
    if found := _MONTH.fullmatch(text):
        return Stamp(datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC), "month")
    if (found := _SPELLED_MONTH.fullmatch(text)) and (month := MONTH_OF.get(found[1].lower())):
        return Stamp(datetime(int(found[2]), month, 1, tzinfo=UTC), "month")
    return None


def _unix(text: str) -> Stamp | None:
    if not _UNIX.fullmatch(text):
        return None
    seconds = float(text) if len(text.split(".")[0]) <= 11 else float(text) / 1000
    return Stamp(datetime.fromtimestamp(seconds, UTC), "minute")


def _mail(text: str) -> Stamp | None:
    """Read `Thu, 26 Oct 2017 14:03:00 +0200`, the form of mail and RSS (RFC 5322)."""
    if "," not in text[:12] and not text[:1].isdigit():
        return None
    if not _CLOCK.search(text):
        return None
    return _moment(parsedate_to_datetime(text))


def _numeric(text: str) -> Stamp | None:
    """Read `26.10.2017` and `10/26/2017`.

    With dots the day comes first. With slashes or dashes it may be either: where both readings are dates, only the
    year is certain, and only the year is taken.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return day(int(found[1]), int(found[3]), int(found[4]))
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second:
        stamp = day(year, second, first)
    elif second > 12:
        stamp = day(year, first, second)
    else:
        return Stamp(datetime(year, 1, 1, tzinfo=UTC), "year")
    if stamp and found[5]:
        hour, minute = map(int, found[5].split(":"))
        return Stamp(stamp.at.replace(hour=hour, minute=minute), "minute")
    return stamp


def _spelled(text: str) -> Stamp | None:
    found = spelled_moment(text)
    if found is None:
        return None
    at, is_timed = found
    return _moment(at) if is_timed else Stamp(at, "day")


def _words(text: str) -> Stamp | None:
    if not _HAS_YEAR.search(text) or not any(character.isalpha() for character in text):
        return None
    found = _word_parser().get_date_data(text)
    if found.date_obj is None:
        return None
    if found.period == "month":
        return Stamp(datetime(found.date_obj.year, found.date_obj.month, 1, tzinfo=UTC), "month")
    if not _CLOCK.search(text):
        return day(found.date_obj.year, found.date_obj.month, found.date_obj.day)
    return _moment(found.date_obj)


def _moment(at: datetime) -> Stamp:
    """Put a time in UTC; midnight on its own clock is a day, and a day never moves with a zone."""
    if (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        return Stamp(datetime(at.year, at.month, at.day, tzinfo=UTC), "day")
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Stamp(aware.replace(microsecond=0), "minute")


@lru_cache(maxsize=1)
def _word_parser() -> Any:
    parser = cast(Any, import_module("dateparser.date")).DateDataParser
    return parser(
        languages=_LANGUAGES,
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["year", "month"],
            "PREFER_DAY_OF_MONTH": "first",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "TIMEZONE": "UTC",
        },
    )


_READERS: tuple[Callable[[str], Stamp | None], ...] = (_iso, _partial, _unix, _numeric, _mail, _spelled, _words)
