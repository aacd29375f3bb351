"""The values that leave `corpus`: one published story, and one thing that could not be read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["year", "month", "day", "minute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published story, normalized: NFC text, no markup, no control characters.

    id:        26 lower-case base32 characters, the hash of `key`; safe in a URL
    key:       what identifies the story: its canonical URL, else its record id within
               outlet or file, else the digest of outlet, title and body
    record:    the id its own publisher or collection gave it, where it gave one
    body:      paragraphs separated by a blank line
    published: aware, in UTC; a date without a time is midnight UTC and never moves with a
               time zone; None where the source gives none (never a file's own time)
    published_precision: how much of `published` its source gave; None exactly when it is None
    date_source: where the date was read: "jsonld", "meta", "time", "url", "text", "record", "feed"
    updated:   aware, in UTC
    source:    the outlet; `agency` the wire service that wrote it
    language:  ISO 639-1, decided here in `corpus`; None where nobody can tell
    place:     from the dateline
    paths:     the files that delivered it, in the order read
    """

    id: str
    title: str
    body: str
    key: str = ""
    record: str | None = None
    version: int = 1
    url: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    date_source: str | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    agency: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    place: str | None = None
    paths: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(f"article {self.id}: published {self.published} has no time zone; give it one (UTC)")
        if self.updated is not None and self.updated.tzinfo is None:
            raise ValueError(f"article {self.id}: updated {self.updated} has no time zone; give it one (UTC)")
        if (self.published is None) != (self.published_precision is None):
            raise ValueError(f"article {self.id}: published and published_precision go together; give both or neither")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file, or one item of a file, that gave no article: why, and what to do about it.

    kind: "skipped" (nothing wrong, not news: a picture, an item without text) or "failed"
    item: which part of the file: "line 17", "row 3", "entry 2"; None for the whole file
    """

    path: str
    reason: str
    remedy: str
    kind: Literal["skipped", "failed"] = "failed"
    item: str | None = None
