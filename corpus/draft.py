"""What a format found in a file, and the one road from there to an `Article`.

A format reads fields as they stand: any text, any form of date, nothing at all. Everything that makes them comparable
(normal text, dates, link, dateline, language, identity) is decided here, the same for every format.
"""

from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.bylines import people
from corpus.dateline import Dateline, complete_date, read_dateline
from corpus.dates import Stamp, read_date
from corpus.identity import id_of, key_of
from corpus.language import declared_language, guess_language
from corpus.text import MAX_TITLE_CHARACTERS, first_sentence, one_line, paragraphs, shorten
from corpus.urls import clean_url, host_of

MAX_NAMES = 64
MAX_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One story as its file has it, text without markup but otherwise untouched.

    item:      which part of the file: "line 17"; None where the file is one story
    published: in any form; `date_source` says where it stood, as in `Article`
    agency, place: where the file has fields for them; else the dateline says
    origins:   what the file calls the field each fact was read from: `("title", "webTitle")`
    """

    title: str | None = None
    body: str | None = None
    item: str | None = None
    record: str | None = None
    url: str | None = None
    published: str | None = None
    date_source: str = "record"
    updated: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    agency: str | None = None
    place: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    origins: tuple[tuple[str, str], ...] = ()


def finish(draft: Draft, path: str) -> Article | None:
    """Make the article of a draft, or None where it has neither a title nor a body.

    path: of the file that delivers it; empty where there is none. A missing title is the first sentence of the body.
    """
    body = paragraphs(draft.body or "")
    title = shorten(one_line(draft.title or ""), MAX_TITLE_CHARACTERS) or first_sentence(body)
    if not title:
        return None
    url = clean_url(draft.url)
    source = _name(draft.source) or (host_of(url) if url else None)
    record = one_line(draft.record)[:MAX_NAME_CHARACTERS] if draft.record else None
    dateline = read_dateline(body)
    published, date_source = _published(draft, dateline)
    updated = read_date(draft.updated)
    key = key_of(url=url, record=record, source=source, path=path, title=title, body=body)
    return Article(
        id=id_of(key),
        key=key,
        record=record or None,
        title=title,
        body=body,
        url=url,
        published=published.at if published else None,
        published_precision=published.precision if published else None,
        date_source=date_source,
        updated=updated.at if updated else None,
        authors=_authors(draft.authors),
        source=source,
        agency=_name(draft.agency) or (dateline.agency if dateline else None),
        section=_name(draft.section),
        tags=_names(draft.tags),
        language=declared_language(draft.language) or guess_language(title, body),
        place=_name(draft.place) or (dateline.place if dateline else None),
        paths=(path,) if path else (),
    )


def with_fallback(draft: Draft, other: Draft) -> Draft:
    """Fill what a draft lacks from another."""
    missing = {
        name: getattr(other, name)
        for name in ("title", "body", "url", "updated", "authors", "source", "section", "tags", "language")
        if not getattr(draft, name) and getattr(other, name)
    }
    if not draft.published and other.published:
        missing |= {"published": other.published, "date_source": other.date_source}
    return replace(draft, **missing)


def _published(draft: Draft, dateline: Dateline | None) -> tuple[Stamp | None, str | None]:
    stamp = read_date(draft.published)
    if dateline and (completed := complete_date(dateline, stamp)):
        return completed, "text"
    return stamp, draft.date_source if stamp else None


def _authors(raw: tuple[str, ...]) -> tuple[str, ...]:
    return _names(people(one_line(name) for name in raw[:MAX_NAMES]))


def _names(raw: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names normalized, without repeats, in order."""
    return tuple(dict.fromkeys(name for name in map(_name, raw[:MAX_NAMES]) if name))


def _name(raw: str | None) -> str | None:
    return shorten(one_line(raw), MAX_NAME_CHARACTERS) or None if raw else None
