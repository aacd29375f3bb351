"""Our own reading of a page: its paragraphs vote for what contains them, the idea of Arc90's Readability.

Each paragraph votes by its length and its commas and against its links, and the smallest container with nearly all
votes is the story. It serves where the other reading finds nothing, and on pages that are not given to it.
"""

import re
from functools import partial

from lxml.html import HtmlElement

from corpus.article_page import Page
from corpus.furniture import is_furniture
from corpus.page_tree import names_of

_INLINE = frozenset((
    "a", "b", "i", "em", "strong", "span", "u", "q", "cite", "abbr", "mark", "small", "font", "time", "sup",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "pre", "blockquote", "td", "li", "dd", "div", "section", "article"))
_CONTAINERS = frozenset(("ul", "ol", "table", "div", "p", "section"))
_STORY = re.compile(r"article|story|content|main|text|post|body")

_MIN_PARAGRAPH = 25
_MIN_STORY = 250
_SHARE = 0.9
_SHARE_NAMED = 0.7
_MAX_LINK_SHARE = 0.5


def own_reading(page: Page) -> set[int]:
    """Give the numbers of the lines in the container with the most weight, or of all lines outside furniture."""
    for strict in (True, False):
        best = _best(page, strict)
        if best is not None:
            skipped = {page.root: True, best: False}
            rule = partial(_is_skipped, page, strict)
            kept = {n for n, line in enumerate(page.lines) if not page.is_inside(line.element, skipped, rule)}
            if page.length(kept) > _MIN_STORY or (kept and not strict):
                return kept
    outside = {n for n, line in enumerate(page.lines) if not page.in_furniture(line.element)}
    return outside or set(range(len(page.lines)))


def _best(page: Page, strict: bool) -> HtmlElement | None:
    """Give the smallest container that holds most of the weight of the page's paragraphs."""
    held, root = _weights(page, strict), page.root
    total = held.get(root, 0.0)
    if not total:
        return None
    best = root
    while True:
        inner = next((tag for tag in best if held.get(tag, 0.0) > _enough(tag) * total), None)
        if inner is None:
            return best
        best = inner


def _weights(page: Page, strict: bool) -> dict[HtmlElement, float]:
    """Give the weight of the paragraphs in each element that has any."""
    order: list[HtmlElement] = []
    waiting = [page.root]
    while waiting:
        tag = waiting.pop()
        if not isinstance(tag.tag, str):
            continue
        if tag is not page.root and (page.is_boilerplate(tag) if strict else is_furniture(tag)):
            continue
        order.append(tag)
        waiting.extend(tag)
    held: dict[HtmlElement, float] = {}
    for tag in reversed(order):  # a parent stands before its children
        weight = held.get(tag, 0.0) + (_votes(page, tag) if tag.tag in _PARAGRAPHS else 0.0)
        if weight:
            held[tag] = weight
            if tag is not page.root:
                parent = tag.getparent()
                held[parent] = held.get(parent, 0.0) + weight
    return held


def _enough(tag: HtmlElement) -> float:
    """The share of the page's weight that makes a container the story: less where its name says that it is."""
    named = tag.tag in ("article", "main") or tag.get("itemprop") == "articleBody" or _STORY.search(names_of(tag))
    return _SHARE_NAMED if named else _SHARE


def _votes(page: Page, tag: HtmlElement) -> float:
    """The votes of a paragraph: one, one for each comma and for each hundred characters up to three, less its links."""
    own = _own_text(tag)
    if len(own) < _MIN_PARAGRAPH:
        return 0.0
    votes = 1 + sum(own.count(comma) for comma in ",，、") + min(len(own) / 100, 3)
    return votes * (1 - min(1.0, page.measures.linked.get(tag, 0) / len(own)))


def _own_text(tag: HtmlElement) -> str:
    """The text of a tag and of the inline tags in it, not of the blocks in it."""
    pieces = [tag.text or ""]
    for child in tag:
        if child.tag in _INLINE:
            pieces.append(child.text or "")
            pieces.extend(f"{inner.text or ''}{inner.tail or ''}" for inner in child)
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _is_skipped(page: Page, strict: bool, tag: HtmlElement) -> bool:
    if page.is_boilerplate(tag) if strict else is_furniture(tag):
        return True
    if tag.tag in _CONTAINERS:
        return page.measures.links.get(tag, 0) > 1 and page.measures.link_share(tag) > _MAX_LINK_SHARE
    return tag.tag in ("h1", "figure", "figcaption", "time")
