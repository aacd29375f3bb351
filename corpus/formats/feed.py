"""RSS, Atom and RDF feeds: one entry, one story."""

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.errors import Unreadable
from corpus.markup import fragment_text


def read_feed(content: Content) -> Iterator[Draft | Failure]:
    """Read the entries in order; the feed's own title stands for the outlet."""
    parsed: Any = feedparser.parse(
        io.BytesIO(content.whole(MAX_PAGE_BYTES)), sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.entries and not parsed.version:
        reason = f"not a feed: {parsed.get('bozo_exception', 'no entries')}"
        raise Unreadable(reason, "correct its XML")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _draft(f"entry {number}", entry, parsed.feed)


def _draft(item: str, entry: Any, feed: Any) -> Draft:
    bodies = [part.get("value") or "" for part in entry.get("content", [])] + [entry.get("summary") or ""]
    origin = entry.get("source") or {}
    tags = [tag.get("term") for tag in entry.get("tags", [])]
    authors = [author.get("name") for author in entry.get("authors", [])] or [entry.get("author")]
    return Draft(
        title=fragment_text(entry.get("title") or ""),
        body=fragment_text(max(bodies, key=len)),
        item=item,
        record=entry.get("id"),
        url=entry.get("link"),
        published=entry.get("published") or entry.get("updated"),
        date_source="feed",
        updated=entry.get("updated"),
        authors=tuple(author for author in authors if author),
        source=origin.get("title") or feed.get("title"),
        tags=tuple(tag for tag in tags if tag),
        language=feed.get("language"),
    )
