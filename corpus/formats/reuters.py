"""Reuters-21578 and its kin: newswire stories in SGML, many a file, as David Lewis's collection has them.

It is no SGML that a parser would take: control characters stand as references, `&lt;` is an escape and `>` is not,
and a date may be followed by a remark. So the few tags there are, always in capitals, are looked for by name. Times
carry no zone and are taken as UTC. What the indexers of the collection assigned (topics, places, people, organizations,
exchanges, companies) become tags; the place of the article is that of its dateline.
"""

import html
import re
from collections.abc import Iterator

from corpus.article import Failure
from corpus.content import MAX_DOCUMENT_BYTES, Content
from corpus.dateline import read_dateline
from corpus.draft import Draft

ENCODING = "latin-1"

_ITEM = "<REUTERS"
_END = "</REUTERS>"
_ATTRIBUTE = re.compile(r'([A-Z]{2,20})="([^"]{0,200})"')
_DATE = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})(?!\d)")
_TIME = re.compile(r"\s+(\d\d:\d\d:\d\d)(?!\d)")
_DAY = re.compile(r"[\s,]*(?<![A-Za-z])[A-Za-z]{3,9}\.? ?\d{1,2}[\s,.]*-*\s*$")
_IN_NAMES = str.maketrans("", "", " .'")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TAGS = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
_ENTRY = re.compile(r"<D>([^<]{1,200})</D>")
_CONTROL = re.compile(r"&#(?:\d|[12]\d|3[01]|127);")
_INDENTED = re.compile(r"\n(?: {4,}|\s*\n)\s*")
_END_MARK = re.compile(r"\s*\breuters?\s*$", re.IGNORECASE)
_EMPLOYER = re.compile(r",?\s*\b(?:of )?reuters?\.?\s*$", re.IGNORECASE)


def read_reuters(content: Content) -> Iterator[Draft | Failure]:
    """Read the stories in order; a date that is none is reported, and as much of it taken as stands."""
    text = content.whole(MAX_DOCUMENT_BYTES).decode(ENCODING)
    for number, item in enumerate(text.split(_ITEM)[1:], start=1):
        head, _, rest = item.partition(">")
        attributes = dict(_ATTRIBUTE.findall(head))
        name = f"NEWID {attributes['NEWID']}" if "NEWID" in attributes else f"item {number}"
        story, ended, _ = rest.partition(_END)
        if not ended:
            reason = "the story is cut off: it has no </REUTERS>"
            yield Failure(path=content.path, item=name, reason=reason, remedy="fetch the file again")
            continue
        stamp, odd = _stamp(_inside(story, "DATE"))
        yield _draft(story, name, attributes.get("NEWID"), stamp)
        if odd:
            taken = f"its day, {stamp}, is taken" if stamp else "the article is undated"
            remedy = "correct the date in the file; the article itself is read"
            yield Failure(path=content.path, item=f"{name}, date", reason=f"{odd}; {taken}", remedy=remedy)


def _draft(story: str, item: str, record: str | None, published: str | None) -> Draft:
    text = _inside(story, "TEXT") or ""
    title, body, author = _inside(text, "TITLE"), _inside(text, "BODY"), _inside(text, "AUTHOR")
    if title is None and body is None:
        title, _, body = _plain(text).strip().partition("\n")
    dateline = " ".join(_plain(_inside(text, "DATELINE") or "").split())
    names = re.split(r"\s+and\s+", _EMPLOYER.sub("", _plain(author)), flags=re.IGNORECASE) if author else []
    return Draft(
        title=_plain(title or ""),
        body=f"{dateline} {_paragraphs(body or '')}".strip(),
        item=item,
        record=record,
        published=published,
        authors=tuple(names),
        source="Reuters",
        agency="Reuters",
        place=_place(dateline),
        tags=tuple(tag for name in _TAGS for tag in _ENTRY.findall(_inside(story, name) or "")),
        language="en",
        origins=_ORIGINS,
    )


def _place(dateline: str) -> str | None:
    """Give the place of `NEW YORK, Feb 26 -`, the first of several, in usual case; None where that is no name."""
    head = dateline.strip("* ")
    if (found := read_dateline(f"{head} ")) and found.place:
        return found.place
    day = _DAY.search(head)
    city = re.split(r"[,/(-]", head[: day.start()], maxsplit=1)[0].strip(" .") if day else ""
    return city.title() if city.translate(_IN_NAMES).isalpha() and len(city.split()) < 5 else None


def _inside(text: str, tag: str) -> str | None:
    """Give what stands between the first such tag and its end, None where there is none."""
    start = re.search(rf"<{tag}(?: [^<>]{{0,200}})?>", text)
    end = text.find(f"</{tag}>", start.end()) if start else -1
    return text[start.end() : end] if start and end >= 0 else None


def _plain(text: str) -> str:
    return html.unescape(_CONTROL.sub("", text))


def _paragraphs(body: str) -> str:
    """Give the body, its indented lines as paragraphs, without the wire's mark of the end."""
    blocks = _INDENTED.split(_END_MARK.sub("", _plain(body)).strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def _stamp(raw: str | None) -> tuple[str | None, str | None]:
    """Give the date in ISO form, None where there is none, and what is wrong with it."""
    text = _plain(raw or "").strip()
    found = _DATE.match(text)
    if not found or found[2] not in _MONTHS:
        return None, f"the date {text!r} is none" if text else "there is no date"
    day = f"{found[3]}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"
    time = _TIME.match(text, found.end())
    hour, minute, second = map(int, time[1].split(":")) if time else (99, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return day, f"the date {text!r} has no time of day"
    return f"{day} {time[1] if time else ''}", None


_ORIGINS = (
    ("title", "TITLE"), ("body", "DATELINE, BODY"), ("record", "NEWID"), ("published", "DATE"), ("authors", "AUTHOR"),
    ("tags", ", ".join(_TAGS)), ("place", "DATELINE"), ("source", "the collection"), ("agency", "the collection"),
    ("language", "the collection"),
)  # fmt: skip
