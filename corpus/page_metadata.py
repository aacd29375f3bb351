"""What a page says about itself: JSON-LD, OpenGraph and meta tags, `<time>`, its address; in this order of trust."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape, unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from lxml.etree import XPath, tostring
from lxml.html import HtmlElement

from corpus.dates import is_day_of, read_date
from corpus.draft import Draft, with_fallback
from corpus.markup import text_of
from corpus.page_tree import names_of
from corpus.urls import clean_url, host_of

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*Posting|Report|\w+Episode|CreativeWork|WebPage)$")
_telling = XPath(
    "//title | //h1 | //time | //meta[@content] | //link[@rel='canonical'] | //script[contains(@type, 'json')]"
    " | //*[@itemprop][self::span or self::p or self::div or self::abbr]"
)
_are_times = XPath("boolean((.//time)[2])")
_MAX_DATES = 200  # what a page says after so many is not when it was published, and each is asked what it stands in
# What holds the times of other things than the story, by the words of its class or id.
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:comments?|comment-?\w+|kommentare?|teasers?|related|recommended|recommendations?|sidebar|promo|popular|"
    r"trending|most-?read|media-object|next-article|more-(?:on|stories|from|news)|carousel|slider)(?![a-z])"
)
_MAX_NODES = 10_000
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_META_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "article:published", "date", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "dcterms.created", "dc.date.created", "citation_publication_date", "citation_date",
    "publication_date", "originalpublicationdate", "article_date_original", "cxenseparse:recs:publishtime",
)  # fmt: skip
_META_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
)
_META_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "dcsext.author",
)
_META_SECTION = ("article:section", "section", "parsely-section", "dcsext.section")
_META_TAGS = ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_META_TITLE = ("og:title", "twitter:title", "dc.title", "citation_title")
_META_SOURCE = ("og:site_name", "application-name", "dc.publisher", "citation_journal_title")
_META_LANGUAGE = ("content-language", "language", "og:locale", "dc.language")
_META_ASKED = frozenset((
    *_META_PUBLISHED, *_META_UPDATED, *_META_AUTHOR, *_META_SECTION, *_META_TAGS, *_META_TITLE, *_META_SOURCE,
    *_META_LANGUAGE, "og:url",
))  # fmt: skip
_META_NAMES = ("property", "name", "itemprop", "http-equiv")  # the attributes that say what a meta tag tells
_TITLE_SEPARATOR = re.compile(r"\s+[|•·»—–-]\s+|\s*\|\s*")
_MAX_PIECES = 8  # of a title; one of more is no title with decorations
_MIN_HEADING = 8  # letters of a headline that may be told from a decoration
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST_IN_PATH = re.compile(r"[/_-](0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-((?:19|20)\d\d)(?!\d)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")

Node = dict[str, Any]


def metadata_soup(tree: HtmlElement) -> BeautifulSoup:
    """Give the part of a page that speaks about it, for BeautifulSoup, whose cost is per tag."""
    kept = [f"<html lang='{escape(tree.get('lang') or tree.get('xml:lang') or '')}'>"]
    dates = 0
    for element in _telling(tree):
        if element.tag == "meta":
            if not _is_asked(element):
                continue
        elif element.tag == "time" or "date" in (element.get("itemprop") or ""):
            dates += 1
            if dates > _MAX_DATES or _is_elsewhere(element):
                continue
        near = element.tag == "time" and any(outer.tag in ("article", "main") for outer in element.iterancestors())
        written = tostring(element, encoding="unicode", method="html", with_tail=False)
        kept.append(f"<main>{written}</main>" if near else written)
    return BeautifulSoup("".join(kept), "lxml")


def _is_asked(meta: HtmlElement) -> bool:
    """Whether a meta tag tells something an article has; most are for crawlers and for the cards of networks."""
    return any((meta.get(name) or "").strip().lower() in _META_ASKED for name in _META_NAMES)


def _is_elsewhere(date: HtmlElement) -> bool:
    """Whether a date is that of a comment or of a teaser, not of the story."""
    for outer in date.iterancestors():
        if outer.tag == "aside" or _ELSEWHERE.search(names_of(outer)):
            return True
        if outer.tag in ("ul", "ol") and _are_times(outer):
            return True
    return False


def metadata_of(soup: BeautifulSoup, url: str | None) -> Draft:
    """Give what the page declares, as a draft whose body is the JSON-LD `articleBody`, if any.

    url: where the page was fetched, if known; the base of relative links
    """
    meta = _metas(soup)
    address = _address(soup, meta, url)
    draft = _from_json_ld(soup)
    draft = with_fallback(draft, _from_meta(soup, meta))
    if not draft.published:
        draft = with_fallback(draft, _from_time(soup))
    draft = _on_the_day(draft, _from_url(address))
    return with_fallback(
        Draft(url=address, title=_undecorated(unescape(draft.title or ""), _headings(soup), draft.source, address)),
        draft,
    )


def _address(soup: BeautifulSoup, meta: dict[str, list[str]], url: str | None) -> str | None:
    link = soup.find("link", rel="canonical", href=True)
    candidates = [str(link["href"])] if isinstance(link, Tag) else []
    candidates += [*meta.get("og:url", []), url or ""]
    cleaned = [found for found in (clean_url(candidate, url) for candidate in candidates) if found]
    # Many sites name their front page as the canonical address of every page; it names no article.
    return next(
        (found for found in cleaned if found.count("/") > 3 or not found.endswith("/")), next(iter(cleaned), None)
    )


def _from_json_ld(soup: BeautifulSoup) -> Draft:
    nodes = list(_json_ld_nodes(soup))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(map(_ARTICLE_TYPE.match, _types(node)))]
    if not articles:
        return Draft()
    node = max(articles, key=_promise)

    def named(value: object) -> list[str]:
        return list(_names(value, by_id))

    return Draft(
        title=_text(node.get("headline")) or (_text(node.get("name")) if _is_article(node) else None),
        body=_text(node.get("articleBody")) or _live_body(node),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        date_source="jsonld",
        updated=_text(node.get("dateModified")),
        authors=tuple(named(node.get("author")) or named(node.get("creator"))),
        source=next(iter(named(node.get("publisher"))), None),
        section=next(iter(named(node.get("articleSection"))), None),
        tags=tuple(_keywords(named(node.get("keywords")))),
        language=next(iter(named(node.get("inLanguage"))), None),
    )


def _live_body(node: Node) -> str | None:
    """Give the posts of a live blog as one text, in the order they stand, each below its headline."""
    updates = node.get("liveBlogUpdate")
    posts = [post for post in (updates if isinstance(updates, list) else [updates]) if isinstance(post, dict)]
    told = [piece for post in posts for name in ("headline", "articleBody") if (piece := _text(post.get(name)))]
    return "\n\n".join(told) or None


def _is_article(node: Node) -> bool:
    return any(kind.endswith(("Article", "Posting", "Report")) for kind in _types(node))


def _promise(node: Node) -> tuple[bool, bool, int]:
    """How likely a node is the story of the page, and not one it links to or holds: its kind, and how much it says."""
    telling = ("headline", "datePublished", "author", "articleBody", "publisher", "mainEntityOfPage", "dateModified")
    return _is_article(node), bool(node.get("liveBlogUpdate")), sum(bool(node.get(name)) for name in telling)


def _json_ld_nodes(soup: BeautifulSoup) -> Iterator[Node]:
    count = 0
    for script in soup.find_all("script", type=re.compile(r"^\s*application/(?:ld\+)json", re.I)):
        waiting: list[object] = [_lenient_json(script.get_text())]
        while waiting and count < _MAX_NODES:
            value = waiting.pop()
            count += 1
            if isinstance(value, dict):
                yield value
                waiting.extend(inner for inner in reversed(list(value.values())) if isinstance(inner, dict | list))
            elif isinstance(value, list):
                waiting.extend(reversed(value))


def _lenient_json(text: str) -> object:
    """Parse JSON as pages write it: inside comments, with raw line ends, with a comma too many, with a tail."""
    text = _COMMENT.sub("", text).strip()
    repairs: tuple[Callable[[str], str], ...] = (str, lambda broken: _TRAILING_COMMA.sub("", broken))
    for repair in repairs:
        try:
            return json.JSONDecoder(strict=False).raw_decode(repair(text))[0]
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _names(value: object, by_id: dict[str, Node], depth: int = 3) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip() and not value.startswith(("http://", "https://")):
            yield value
    elif isinstance(value, list) and depth:
        for inner in value:
            yield from _names(inner, by_id, depth - 1)
    elif isinstance(value, dict) and depth:
        named = value if value.get("name") else by_id.get(str(value.get("@id")), value)
        yield from _names(named.get("name"), by_id, depth - 1)


def _text(value: object) -> str | None:
    if isinstance(value, list):
        return next((found for found in map(_text, value) if found), None)
    return value if isinstance(value, str) and value.strip() else None


def _metas(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Give the contents of the meta tags, and of tags with an `itemprop`, by lower-case name."""
    metas: dict[str, list[str]] = {}
    for tag in soup.find_all("meta", content=True):
        content = str(tag["content"]).strip()
        for attribute in _META_NAMES:
            if content and tag.get(attribute):
                metas.setdefault(str(tag[attribute]).strip().lower(), []).append(content)
    return metas


def _from_meta(soup: BeautifulSoup, meta: dict[str, list[str]]) -> Draft:
    def first(names: tuple[str, ...]) -> str | None:
        return next((meta[name][0] for name in names if name in meta), None)

    authors = next((meta[name] for name in _META_AUTHOR if name in meta and not meta[name][0].startswith("http")), [])
    html = soup.find("html")
    language = html.get("lang") or html.get("xml:lang") if isinstance(html, Tag) else None
    return Draft(
        title=first(_META_TITLE) or _heading(soup) or _title(soup),
        published=next((meta[name][0] for name in _META_PUBLISHED if name in meta and read_date(meta[name][0])), None),
        date_source="meta",
        updated=first(_META_UPDATED),
        authors=tuple(piece for author in authors for piece in re.split(r"\s*[;|]\s*", author)),
        source=first(_META_SOURCE),
        section=first(_META_SECTION),
        tags=tuple(_keywords(next((meta[name] for name in _META_TAGS if name in meta), []))),
        language=str(language) if language else first(_META_LANGUAGE),
    )


def _from_time(soup: BeautifulSoup) -> Draft:
    """Take the first `<time>` that reads as a date: the marked one, else below the headline, in the story, or any."""
    marked = [*soup.find_all(itemprop="datePublished", limit=5), *soup.find_all("time", pubdate=True, limit=5)]
    times = [tag for tag in soup.find_all("time", limit=50) if isinstance(tag, Tag)]
    near = [tag for tag in times if tag.find_parent(("article", "main"))]
    heading = soup.find("h1")
    following = set(map(id, heading.find_all_next("time", limit=50))) if heading else set()
    below = [tag for tag in (near or times) if id(tag) in following]
    for tag in (*marked, *below, *near, *times):
        raw = str(tag.get("datetime") or tag.get("content") or tag.get_text(" ", strip=True))
        if read_date(raw):
            return Draft(published=raw, date_source="time")
    return Draft()


def _from_url(url: str | None) -> Draft:
    if found := _DATE_IN_PATH.search(url or ""):
        return Draft(published="-".join(found.groups()), date_source="url")
    if found := _DAY_FIRST_IN_PATH.search(url or ""):
        return Draft(published="-".join(reversed(found.groups())), date_source="url")
    if found := _MONTH_IN_PATH.search(url or ""):
        return Draft(published="-".join(found.groups()), date_source="url")
    return Draft()


def _on_the_day(draft: Draft, by_url: Draft) -> Draft:
    """Let the address date an undated page, and settle the day of a moment told in UTC."""
    declared, day = read_date(draft.published), read_date(by_url.published)
    if not declared:
        return replace(draft, published=by_url.published, date_source=by_url.date_source) if day else draft
    if not day or not is_day_of(day, declared, draft.published) or day.at.date() == declared.at.date():
        return draft
    return replace(draft, published=by_url.published, date_source="url")


def _heading(soup: BeautifulSoup) -> str | None:
    headings = _headings(soup)
    return headings[0] if len(headings) == 1 and len(headings[0]) > 10 else None


def _headings(soup: BeautifulSoup) -> list[str]:
    return [text_of(tag) for tag in soup.find_all("h1", limit=3)]


def _title(soup: BeautifulSoup) -> str | None:
    return soup.title.get_text() if soup.title else None


def _keywords(raw: list[str]) -> list[str]:
    return [word for text in raw for word in (re.split(r"\s*[,;]\s*", text) if len(raw) == 1 else [text]) if word]


def _undecorated(title: str, headings: list[str], source: str | None, url: str | None) -> str | None:
    """Take off a title what its outlet puts around it: `Opinion | Storm nears coast | Weather | The Example`.

    That is what the headline on the page does not have, and the name of the outlet.
    """
    pieces = _TITLE_SEPARATOR.split(title)
    separators = ["", *_TITLE_SEPARATOR.findall(title)]
    folded = [_folded(piece) for piece in pieces]
    said = {heading for heading in map(_folded, headings) if len(heading) >= _MIN_HEADING}
    ends = range(len(pieces), 0, -1)
    parts = ((start, end) for end in ends for start in range(end) if len(pieces) <= _MAX_PIECES)
    start, end = next((part for part in parts if "".join(folded[slice(*part)]) in said), (0, len(pieces)))
    host = (host_of(url) or "").rsplit(".", 1)[0].replace(".", "").replace("-", "") if url else ""
    names = {_folded(source or ""), host} - {""}
    while end - start > 1 and folded[end - 1] in names:
        end -= 1
    if end - start > 1 and folded[start] in names:
        start += 1
    between = zip(separators[start:end], pieces[start:end], strict=True)
    return "".join(separator + piece for separator, piece in between).removeprefix(separators[start]) or None


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
