"""The line a story opens with: `PARIS, March 3 (Reuters) -` gives a place, a date and an agency.

Two shapes are trusted. With a known name in brackets or slashes, what stands before it is the dateline; with an unknown
name it is where the place is in capitals and a dash follows. Without a name, only a place in capitals (`CLEVELAND —`)
or a place with its country (`Baghdad, Iraq –`) before a dash is. Everything else that opens with a dash is prose, and a
miss is better than an invented place. German papers credit at the end, `(APA, Reuters, 10.4.2013)`; that is read too.
The text itself is never changed.
"""

import re
from dataclasses import dataclass

from corpus.dates import Stamp, day
from corpus.spelled_dates import MONTH_OF

_AGENCIES = {
    "AA": "Anadolu", "AAP": "AAP", "AFP": "AFP", "AFX": "AFX", "AGENCE FRANCE-PRESSE": "AFP", "AGERPRES": "Agerpres",
    "ANADOLU": "Anadolu", "ANADOLU AGENCY": "Anadolu", "ANI": "ANI", "ANP": "ANP", "ANSA": "ANSA", "ANTARA": "Antara",
    "AP": "AP", "APA": "APA", "ASSOCIATED PRESS": "AP", "THE ASSOCIATED PRESS": "AP", "ATS": "Keystone-SDA",
    "BELGA": "Belga", "BERNAMA": "Bernama", "BLOOMBERG": "Bloomberg", "BTA": "BTA", "CANADIAN PRESS": "CP",
    "THE CANADIAN PRESS": "CP", "CP": "CP", "CTK": "CTK", "ČTK": "CTK", "DDP": "ddp", "DOW JONES": "Dow Jones",
    "DPA": "dpa", "DPA-AFX": "dpa", "EFE": "EFE", "AGENCIA EFE": "EFE", "EPD": "epd", "EUROPA PRESS": "Europa Press",
    "HINA": "Hina", "IANS": "IANS", "INTERFAX": "Interfax", "IRNA": "IRNA", "ITAR-TASS": "TASS", "JIJI": "Jiji",
    "KEYSTONE-SDA": "Keystone-SDA", "KNA": "KNA", "KYODO": "Kyodo", "KYODO NEWS": "Kyodo", "LUSA": "Lusa", "MTI": "MTI",
    "NOTIMEX": "Notimex", "NTB": "NTB", "PA": "PA", "PA MEDIA": "PA", "PRESS ASSOCIATION": "PA", "PAP": "PAP",
    "PTI": "PTI", "REUTER": "Reuters", "REUTERS": "Reuters", "RIA": "RIA Novosti", "RIA NOVOSTI": "RIA Novosti",
    "RITZAU": "Ritzau", "SDA": "Keystone-SDA", "SID": "SID", "SPUTNIK": "Sputnik", "STT": "STT", "TANJUG": "Tanjug",
    "TASS": "TASS", "TÉLAM": "Télam", "TELAM": "Télam", "THOMSON REUTERS FOUNDATION": "Reuters", "TT": "TT",
    "UKRINFORM": "Ukrinform", "UPI": "UPI", "UNITED PRESS INTERNATIONAL": "UPI", "XINHUA": "Xinhua", "YONHAP": "Yonhap",
}  # fmt: skip
# Outlets that put their own name where an agency's stands: the place before it is trusted, but no wire wrote it.
_OUTLETS = {
    "CNN",
    "CNN BUSINESS",
    "CNN POLITICS",
    "CNNMONEY",
    "CBS NEWS",
    "CBS",
    "NBC NEWS",
    "ABC NEWS",
    "FOX NEWS",
    "BBC",
    "NPR",
}
# Words in capitals before a dash that name no place.
_LABELS = frozenset((
    "ADVERTISEMENT", "ALERT", "ANALYSIS", "AUDIO", "BREAKING", "COLUMN", "COMMENTARY", "CORRECTION", "CORRECTED",
    "EDITORIAL", "EXCLUSIVE", "FACTBOX", "FILE", "FIRST", "FOX", "INTERVIEW", "LETTER", "LIVE", "NEWS", "NOTE",
    "OPINION", "PHOTO", "PHOTOS", "POLL", "PREVIEW", "PROFILE", "QUOTES", "READ", "RECAP", "RELATED", "REPORT",
    "REVIEW", "SPECIAL", "STORY", "TIMELINE", "TRANSCRIPT", "UPDATE", "UPDATED", "URGENT", "VIDEO", "WATCH", "WRAPUP",
    "CNN", "BBC", "NBC", "ABC", "CBS", "NPR", "MSNBC", "USA", "GOP", "AL-JAZEERA", "I", "A", "Q",
))  # fmt: skip
_PARTICLES = frozenset((
    "a", "al", "am", "an", "au", "aux", "d", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do",
    "dos", "du", "e", "el", "en", "im", "in", "l", "la", "las", "le", "les", "los", "of", "on", "sur", "the", "upon",
    "van", "von", "y",
))  # fmt: skip

_OPENING_CHARACTERS = 140
_CREDITED = re.compile(
    r"(?P<before>[^()\n]{0,90}?)[ ,]*"
    r"(?:\((?P<brackets>[^()\n]{2,40})\)|(?<=[ .])/(?P<slashes>[^\W\d_]{2,10}(?:-[^\W\d_]+)?)/)"
    r"(?P<dash>\.?\s*(?:[—–―]|--?)|[.:])?(?=\s|[^\W\d])"
)
_DASHED = re.compile(r"(?P<before>[^()\n—–―:;!?\"“]{3,70}?)(?:\s*[—―]\s*|\s+(?:–|--?)\s+|(?P<stop>\.)[-–—]\s*)(?=\S)")
_DATE_AT_END = re.compile(
    r"(?:^|[,.]? )(?:(?P<month>[^\W\d_]{3,10})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<day2>\d{1,2})(?:\.|er)? (?:de )?(?P<month2>[^\W\d_]{3,10})\.?)"
    r"(?:,? (?:de )?(?P<year>(?:1[6-9]|20)\d\d))?[.,]?$"
)
_CREDIT_AT_END = re.compile(
    r"\((?P<names>[^()\n\d]{2,60}?)(?:[,;]? [–-]? ?(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>(?:1[6-9]|20)\d\d))?\)\s*$"
)
_ENDS_IN_DASH = re.compile(r"[—–―-]$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a story says of its own origin; `month` and `day` may stand without a year."""

    place: str | None = None
    agency: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None


def read_dateline(body: str) -> Dateline | None:
    """Read the dateline at the head of a body, else the credit at its end, else None.

    body: paragraphs separated by blank lines; a byline or a caption of up to two paragraphs may precede the dateline
    """
    start = 0
    for number in range(3):
        opening = body[start : start + _OPENING_CHARACTERS]
        found = _credited(opening) or (_dashed(opening) if number == 0 or _is_byline(body[:start]) else None)
        if found:
            return found
        start = body.find("\n\n", start) + 2
        if start < 2 or start > 1000:
            break
    return _closing_credit(body)


def complete_date(dateline: Dateline, published: Stamp | None) -> Stamp | None:
    """Give the day the dateline names, where it is surer than what is known; None where it adds nothing.

    A dateline with a year dates an undated story. Without one it makes a known year, or the same month, into a day.
    """
    if dateline.month is None or dateline.day is None:
        return None
    if published is None:
        return day(dateline.year, dateline.month, dateline.day) if dateline.year else None
    if published.precision not in ("year", "month") or dateline.year not in (None, published.at.year):
        return None
    if published.precision == "month" and published.at.month != dateline.month:
        return None
    return day(published.at.year, dateline.month, dateline.day)


def _credited(opening: str) -> Dateline | None:
    found = _CREDITED.match(opening)
    if not found:
        return None
    names = found["brackets"] or found["slashes"]
    agency = _agency(names)
    is_known = agency is not None or names.upper().strip() in _OUTLETS
    rest, date = _split_date(found["before"].strip())
    # A name that is not known is one where the place is in capitals and a dash follows: "NAIROBI (Capital News) -".
    if not is_known and not (
        rest.split(",")[0].isupper() and _ENDS_IN_DASH.search(found["dash"] or "") and _is_name(names)
    ):
        return None
    place = _place(rest, in_capitals=False)
    if (rest or not is_known) and place is None:
        return None
    return Dateline(place, agency, *date)


def _dashed(opening: str) -> Dateline | None:
    found = _DASHED.match(opening)
    if not found:
        return None
    head = found["before"].strip()
    # "Xalapa, Ver.-": the full stop belongs to the abbreviated state; in "Madrid.-" it belongs to the dash.
    rest, date = _split_date(f"{head}." if found["stop"] and "," in head else head)
    place = _place(rest, in_capitals=date[1] is None)
    return Dateline(place, None, *date) if place else None


def _closing_credit(body: str) -> Dateline | None:
    found = _CREDIT_AT_END.search(body, max(0, len(body) - 90))
    agency = _agency(found["names"]) if found else None
    if not found or not agency:
        return None
    if not found["y"]:
        return Dateline(None, agency)
    return Dateline(None, agency, int(found["y"]), int(found["m"]), int(found["d"]))


def _agency(names: str) -> str | None:
    """Give the usual short name of the first agency among names such as `dpa/AFP` or `APA, Reuters, red`."""
    for name in (names, *re.split(r"[,/;&]| - | and | und ", names)):
        words = name.strip(" .")
        # "ap" and "pa" are words; written small only dpa and epd are agencies.
        if words.upper() in _AGENCIES and (not words.islower() or words in ("dpa", "epd", "dpa-afx", "ddp")):
            return _AGENCIES[words.upper()]
    return None


def _split_date(head: str) -> tuple[str, tuple[int | None, int | None, int | None]]:
    """Split `PARIS, March 3` into the place and (year, month, day), each None where absent."""
    found = _DATE_AT_END.search(head)
    month = MONTH_OF.get((found["month"] or found["month2"]).lower()) if found else None
    if not found or month is None:
        return head, (None, None, None)
    day_of_month = int(found["day"] or found["day2"])
    if not 1 <= day_of_month <= 31:
        return head, (None, None, None)
    year = int(found["year"]) if found["year"] else None
    return head[: found.start()].rstrip(" ,."), (year, month, day_of_month)


def _place(text: str, *, in_capitals: bool) -> str | None:
    """Give the place a dateline names, in usual case, the first of several; None where the words name none.

    in_capitals: whether nothing else speaks for a dateline, so that the place must be in capitals or have a country
    """
    first, *more = (part.strip() for part in text.split(","))
    city = first.split("/")[0].strip()
    words = city.split()
    if not words or len(words) > 4 or len(more) > 2 or not all(map(_is_name, more)):
        return None
    if any(word.strip(".:") in _LABELS for word in words) or words == ["NEW"]:
        return None
    upper = city.isupper() and sum(map(str.isalpha, city)) > 2
    if not upper and (not _is_name(city) or (in_capitals and not more)):
        return None
    if not upper and in_capitals and (len(more) > 1 or len(words) + len(more[0].split()) > 5):
        return None
    wider = [] if "/" in first else [_usual_case(part) if part.isupper() and len(part) > 4 else part for part in more]
    named = ", ".join((_usual_case(city) if upper else city, *wider))
    return named if len(named) > 2 else None


def _is_name(text: str) -> bool:
    """Whether every word is capitalized, but for the small words inside names, and none is a digit."""
    words = re.split(r"[ -]", text)
    if not text or len(words) > 4 or any(character.isdigit() for character in text):
        return False
    return (
        words[0][:1].isupper()
        and words[-1][:1].isupper()
        and all(word[:1].isupper() or word in _PARTICLES for word in words)
    )


def _usual_case(capitals: str) -> str:
    """Write `PORT-AU-PRINCE` as `Port-au-Prince`."""

    def cased(found: re.Match[str]) -> str:
        word = found[0].lower()
        inner = found.start() > 0 and word in _PARTICLES and capitals[found.start() - 1] in " -"
        # "LA PAZ", "LOS ANGELES": articles at the head are part of the name; "D.C." stays as it is.
        abbreviated = len(word) == 1 and capitals[found.end() : found.end() + 1] == "."
        return found[0] if abbreviated else word if inner else word.capitalize()

    return _WORD.sub(cased, capitals)


def _is_byline(before: str) -> bool:
    """Whether what precedes a paragraph is only a byline or a caption, not a story already under way."""
    return len(before) < 80 and before.lower().startswith(("by ", "von ", "por ", "par "))
