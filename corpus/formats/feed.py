"""RSS, Atom and RDF feeds: one entry, one story."""

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.markup import fragment_text, refuse_hostile

_MAX_TAGS = 300_000
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}));")


def read_feed(content: Content) -> Iterator[Draft | Failure]:
    """Read the entries in order; the feed's own title stands for the outlet."""
    data = _REFERENCE.sub(_harmless, content.whole(MAX_PAGE_BYTES))
    refuse_hostile(decode(data), _MAX_TAGS)
    parsed: Any = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        reason = f"not a feed: {parsed.get('bozo_exception', 'no entries')}"
        raise Unreadable(reason, "correct its XML")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _draft(f"entry {number}", entry, parsed.feed)


def _harmless(reference: re.Match[bytes]) -> bytes:
    """Give a reference to a character as it stands, or one to U+FFFD for what is no character."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"&#65533;" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else reference[0]


def _draft(item: str, entry: Any, feed: Any) -> Draft:
    bodies = [part.get("value") or "" for part in entry.get("content", [])] + [entry.get("summary") or ""]
    # Not `get`: for an entry without it, feedparser would hand out the other date, with a warning.
    updated = entry["updated"] if "updated" in entry else None  # noqa: SIM401
    origin = entry.get("source") or {}
    tags = [tag.get("term") for tag in entry.get("tags", [])]
    authors = [author.get("name") for author in entry.get("authors", [])] or [entry.get("author")]
    return Draft(
        title=fragment_text(entry.get("title") or ""),
        body=fragment_text(max(bodies, key=len)),
        item=item,
        record=entry.get("id"),
        url=entry.get("link"),
        published=entry.get("published") or updated,
        date_source="feed",
        updated=updated,
        authors=tuple(author for author in authors if author),
        source=origin.get("title") or feed.get("title"),
        tags=tuple(tag for tag in tags if tag),
        language=feed.get("language"),
    )
