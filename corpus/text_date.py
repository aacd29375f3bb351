"""The day a page prints near its headline, for pages that do not say it in their metadata.

Only short lines are read, between a little above the headline and the first paragraphs: the line of a byline, not a
sentence of the story, not a list of other stories. Where there is none, htmldate looks over the whole page; it is right
five times of six, so it comes last.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from htmldate import find_date
from lxml.html import HtmlElement

from corpus.dates import Stamp, read_date
from corpus.page_tree import is_ordinary
from corpus.spelled_dates import MONTH_OF

MAX_LINE = 140
# What a page says of another day than that of its publication.
_OTHER_DAY = re.compile(
    r"copyright|©|updated|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|bijgewerkt|letztes update|geändert|"
    r"modified|modifié|abgerufen|registered|registriert|joined|print date|expires|until|bis zum|since|seit",
    re.IGNORECASE,
)
_MONTH = r"[^\W\d_]{3,12}\.?"
_DAY = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)"
    r"|(?P<numeric>[0-3]?\d(?P<mark>[./-]) ?[01]?\d(?P=mark) ?(?:19|20)\d\d)"
    r"|(?P<short>[0-3]\d\.[01]\d\.\d\d)(?![.\d])"
    rf"|(?P<words>[0-3]?\d(?:\.|st|nd|rd|th|er|º)? (?:de )?(?P<month_after>{_MONTH}),? (?:de |del )?(?:19|20)\d\d)"
    rf"|(?P<month_first>(?P<month_before>{_MONTH}) [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
    r"|(?P<east>(?:19|20)\d\d ?年 ?[01]?\d ?月 ?[0-3]?\d ?日)"
    r"|(?P<year_first>(?:19|20)\d\d[./][01]?\d[./][0-3]?\d)"
    r")(?!\d)",
    re.IGNORECASE,
)
# What a page puts before the day of its publication, on the same line or as a line of its own.
_LABEL = re.compile(
    r"(?:^|\W)(?:datum|date|published|publication date|posted|erstellt|veröffentlicht|erschienen|publié|mis en ligne|"
    r"publicado|fecha|pubblicato|gepubliceerd|publicerad|publisert|opublikowano|data)"
    r"(?: on| am| le| el| il| op| em)?\s*:?\s*$",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(r"(?<![\d/.-])(0?[1-9]|1[0-2])([/-])(0?[1-9]|1[0-2])\2(?:19|20)\d\d(?!\d)")
_HEAD = 40  # characters of a paragraph in which its dateline may have a day
_MANY = 3  # days near a headline, of which none is surely that of the story
_EAST = re.compile(r" ?[年月] ?")


def date_in_lines(lines: Iterable[str]) -> Stamp | None:
    """Give the first day printed in a short line, or at the head of a long one, that is not about another day.

    None where there are many days, as there are in a list of stories.

    >>> date_in_lines(["Updated March 5, 2017", "By Ida Maren | 3 March 2017"]).at.date().isoformat()
    '2017-03-03'
    """
    days = [stamp for line in lines for stamp in _days(line if len(line) <= MAX_LINE else line[:_HEAD])]
    return days[0] if days and len(set(days)) < _MANY else None


def labeled_date(lines: Iterable[str]) -> Stamp | None:
    """Give the one day that lines call that of publication (`Erstellt am: 01.11.2023`), wherever they stand.

    >>> labeled_date(["Some words.", "Date:", "3 March 2017"]).at.date().isoformat()
    '2017-03-03'
    """
    found: set[Stamp] = set()
    above = ""
    for line in lines:
        if len(line) <= MAX_LINE:
            for match in _DAY.finditer(line):
                if _LABEL.search(line[: match.start()] or above):
                    found.update(_days(match[0]))
        above = line if len(line) < _HEAD else ""
    return found.pop() if len(found) == 1 else None


def only_date_in_lines(lines: Iterable[str]) -> Stamp | None:
    """Give the day printed in the lines where they print exactly one, else None.

    A day that may be two, such as 06/01/2026, is another one, or the same where one of the two is.
    """
    short = [line for line in lines if len(line) <= MAX_LINE]
    days = {stamp for line in short for stamp in _days(line)}
    if len(days) != 1:
        return None
    (only,) = days
    unclear = (found for line in short for found in _UNCLEAR.findall(line))
    return (
        only if all({int(first), int(second)} == {only.at.day, only.at.month} for first, _, second in unclear) else None
    )


def date_anywhere(tree: HtmlElement, url: str | None) -> Stamp | None:
    """Give the day htmldate takes for the publication, or None; never the first of January."""
    if not is_ordinary(tree):
        return None
    try:
        found = cast(Any, find_date)(tree, url=url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None  # it stumbles over some broken markup
    stamp = read_date(found)
    # The first of January is what it makes of a year alone, such as that of a copyright.
    return None if stamp and (stamp.at.month, stamp.at.day) == (1, 1) else stamp


def _days(line: str) -> Iterator[Stamp]:
    for found in _DAY.finditer(line):
        if _OTHER_DAY.search(line, max(0, found.start() - 40), found.start()):
            continue
        raw = found[0].replace("º", "")
        if found["east"]:
            raw = _EAST.sub("-", raw).rstrip("日 ")
            raw = "-".join(part.strip().zfill(2) for part in raw.split("-"))
        elif found["short"]:
            raw = f"{raw[:6]}20{raw[6:]}"
        elif found["numeric"] or found["year_first"]:
            raw = raw.replace(" ", "")
        if (name := found["month_after"] or found["month_before"]) and name.strip(". ").lower() not in MONTH_OF:
            continue  # any word may stand so beside two numbers, and the general parser of dates takes long to say so
        stamp = read_date(raw)
        if stamp and stamp.precision == "day":
            yield stamp
