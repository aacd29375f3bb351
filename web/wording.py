"""Dates, numbers and names as a reader sees them, and dates as a program does."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from corpus import Article
from corpus.article import Precision
from search import Story

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "nb": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
DATE_SOURCES = {
    "jsonld": "from the page’s structured data",
    "meta": "from the page’s metadata",
    "time": "from a date marked in the page",
    "url": "from the address of the page",
    "text": "read in the text",
    "record": "from the record it came in",
    "feed": "from the feed it came in",
}


def iso_date(moment: datetime | None, precision: Precision | None) -> str | None:
    """A date as precise as its source: `2017`, `2017-10`, `2017-10-26` or `2017-10-26T14:05:00Z`; None stays None."""
    if moment is None:
        return None
    written = f"{moment.isoformat(timespec='seconds')[:19]}Z"
    return written[: {"year": 4, "month": 7, "day": 10}.get(precision or "minute", 20)]


def printed_date(moment: datetime, precision: Precision | None, zone: str) -> str:
    """A date in words. Only a date with a time moves to the reader's zone; a day is the same day everywhere."""
    local = moment.astimezone(ZoneInfo(zone)) if precision == "minute" else moment
    match precision:
        case "year":
            return str(local.year)
        case "month":
            return f"{MONTHS[local.month - 1]} {local.year}"
        case "minute":
            return f"{printed_day(local.date())}, {local:%H:%M} {local.tzname() or zone}"
        case _:
            return printed_day(local.date())


def printed_day(day: date) -> str:
    """`October 26, 2017`"""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def printed_span(first: date | None, last: date | None) -> str:
    """`October 26, 2017` or `March 3, 2015 to October 26, 2017`; empty where nothing is dated."""
    if first is None or last is None:
        return ""
    return printed_day(first) if first == last else f"{printed_day(first)} to {printed_day(last)}"


def counted(number: int, one: str, many: str) -> str:
    """`1 article`, `2 articles`, `12,345 articles`"""
    return f"{number:,} {one if number == 1 else many}"


def language_name(code: str) -> str:
    """The English name of a language, its code where we have none."""
    return LANGUAGES.get(code, code)


def byline(article: Article, most: int = 100) -> str:
    """`By Ada Marsh and Bo Lind`; empty where nobody signed. More than `most` become `By Ada Marsh and 4 others`."""
    if len(article.authors) > most:
        return f"By {article.authors[0]} and {len(article.authors) - 1} others"
    *others, last = article.authors or ("",)
    return f"By {', '.join(others)} and {last}" if others else f"By {last}" if last else ""


def date_origin(article: Article) -> str:
    """Where the date was read, in words; empty where there is no date."""
    if article.published is None or article.date_source is None:
        return ""
    return DATE_SOURCES.get(article.date_source, f"from {article.date_source}")


def in_passing(story: Story) -> str:
    """What a hit says of its other copies: `+6 outlets`, or `+2 copies` where they are of the same outlet."""
    if story.outlets > 1:
        return f"+{counted(story.outlets - 1, 'outlet', 'outlets')}"
    return f"+{counted(story.size - 1, 'copy', 'copies')}"
