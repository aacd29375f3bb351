"""A page of a search as an Atom feed (RFC 4287), for news readers: what is new comes once, what is known stays known.

Identities are name-based UUIDs, of an article's id and of a search's parameters: the same from any host, in any order
of indexing. `updated` is required and must not wander, so a date without a time is its first midnight in UTC, and an
undated article stands at the start of 1970.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from corpus import Article
from search import Hit, Story
from web.asking import Answer
from web.links import SearchLinks, safe_url
from web.marking import joined
from web.wording import in_passing

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_NAMESPACE = UUID("a5b44b0e-1d5c-5c3e-9d63-52a6ef0b1c5a")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES_ONE_LIST = ("page", "size", "facet", "expand")  # parameters that change how a list is cut, not which it is


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed stands: the site's name, the feed's own links and those of the page, all absolute."""

    site: str
    feed: SearchLinks
    page: SearchLinks


def feed(answer: Answer, place: FeedPlace, addresses: Callable[[str, str], str]) -> bytes:
    """The feed of a page of results. addresses: give an endpoint's absolute address for the id of an article."""
    found = answer.page
    root = Element("feed", {"xmlns": ATOM, "xmlns:opensearch": OPENSEARCH})
    _text(root, "id", feed_id(place.feed))
    query = answer.parameters.q.strip()
    _text(root, "title", f"{query or 'All articles'} – {place.site}")
    moments = [updated(hit.article) for hit in found.hits]
    _text(root, "updated", _instant(max(moments, default=_EPOCH)))
    _text(SubElement(root, "author"), "name", place.site)
    _text(root, "opensearch:totalResults", str(found.total.value))
    _text(root, "opensearch:startIndex", str((found.page - 1) * found.size + 1))
    _text(root, "opensearch:itemsPerPage", str(found.size))
    _link(root, "self", place.feed.here(), "application/atom+xml")
    _link(root, "alternate", place.page.here(), "text/html")
    if found.page < found.pages:
        _link(root, "next", place.feed.page(found.page + 1), "application/atom+xml")
    if found.page > 1 and found.pages:
        _link(root, "previous", place.feed.page(min(found.page - 1, found.pages)), "application/atom+xml")
    for hit in found.hits:
        entry = _entry(hit, addresses("article.page", hit.article.id), answer.parameters.group == "story")
        if hit.story:
            _link(entry, "related", addresses("story.page", hit.story.id), "text/html", in_passing(hit.story))
        root.append(entry)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def news_feed(hits: tuple[Hit, ...], title: str) -> bytes:
    """A feed of some hits, each leading to its original, else to nothing that a browser could open."""
    root = Element("feed", {"xmlns": ATOM})
    _text(root, "id", uuid5(_NAMESPACE, f"watch?{title}").urn)
    _text(root, "title", title)
    _text(root, "updated", _instant(max((updated(hit.article) for hit in hits), default=_EPOCH)))
    _text(SubElement(root, "author"), "name", title)
    for hit in hits:
        root.append(_entry(hit, safe_url(hit.article.url) or entry_id(hit.article), grouped=True))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def feed_id(links: SearchLinks) -> str:
    """What names the list that a search gives, whichever page of it, from whichever host."""
    said = sorted((name, value) for name, value in links.pairs if name not in _NAMES_ONE_LIST)
    return uuid5(_NAMESPACE, f"search?{urlencode(said)}").urn


def entry_id(article: Article) -> str:
    """What names an article in every feed, through all its versions."""
    return uuid5(_NAMESPACE, f"article/{article.id}").urn


def story_id(story: Story) -> str:
    """What names a story in every feed, whichever of its copies stands for it."""
    return uuid5(_NAMESPACE, f"story/{story.id}").urn


def updated(article: Article) -> datetime:
    """When the article was last changed, as far as is known; the start of 1970 for the undated."""
    return article.updated or article.published or _EPOCH


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold, escaped or not."""
    return "".join(character for character in text if _is_xml(ord(character)))


def _is_xml(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _entry(hit: Hit, url: str, grouped: bool) -> Element:
    article = hit.article
    entry = Element("entry")
    _text(entry, "id", story_id(hit.story) if hit.story and grouped else entry_id(article))
    _text(entry, "title", article.title)
    _text(entry, "updated", _instant(updated(article)))
    if article.published and article.published_precision in ("day", "minute"):
        _text(entry, "published", _instant(article.published))
    for name in article.authors or ((article.source,) if article.source else ()):
        _text(SubElement(entry, "author"), "name", name)
    _link(entry, "alternate", url, "text/html")
    original = safe_url(article.url)
    if original:
        SubElement(entry, "link", {"rel": "via", "href": xml_text(original)})
    for term in (article.section, *article.tags):
        if term:
            SubElement(entry, "category", {"term": xml_text(term)})
    passage = joined(tuple(snippet for snippet in hit.snippets if snippet.field == "body"))
    copies = f" ({in_passing(hit.story)})" if hit.story else ""
    _text(entry, "summary", "".join(piece.text for piece in passage) + copies)
    return entry


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = xml_text(text)


def _link(parent: Element, rel: str, url: str, kind: str, title: str = "") -> None:
    titled = {"title": title} if title else {}
    SubElement(parent, "link", {"rel": rel, "type": kind, "href": url} | titled)


def _instant(moment: datetime) -> str:
    """RFC 3339, UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
