"""HTML parsed within bounds, and reduced to text.

Python's own parser is quadratic on unclosed markup and lxml's tree drops text below 256 levels without a word; lxml's
events under BeautifulSoup do neither. What is quadratic there, deep nesting and tags with very many attributes, no real
page has, so a scan before parsing refuses it.
"""

import re
from collections.abc import Callable, Iterator
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from corpus.errors import Unreadable

MAX_DEPTH = 2000
MAX_TAGS = 60_000

# Possessive, and the end optional: what was scanned is always consumed, so that no input is scanned twice.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:\"[^\"]*+\"|'[^']*+'|[^<>\"']++)*+)>?")
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "td", "tr", "th", "dt", "dd", "option",
))  # fmt: skip
_QUOTED = re.compile(r"=?\s*(?:\"[^\"]*\"|'[^']*')")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*>")
_MAX_ATTRIBUTES = 20_000

INVISIBLE = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "head", "select",
    "button",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul", "summary", "body",
))  # fmt: skip
END = None


def parse(html: str) -> BeautifulSoup:
    """Parse a page or a fragment; raises Unreadable for markup built to exhaust a parser."""
    refuse_hostile(html, MAX_TAGS)
    return BeautifulSoup(_PROLOG.sub("", html), "lxml")


def fragment_text(html: str) -> str:
    r"""Give the text of a fragment of HTML, blocks as paragraphs; markup beyond all bounds gives no text.

    >>> fragment_text("<p>One<br>two.</p><p>Three &amp; <b>four</b>.</p>")
    'One two.\n\nThree & four.'
    """
    try:
        return text_of(parse(html))
    except Unreadable:
        return ""


def text_of(root: Tag, skip: Callable[[Tag], bool] | None = None) -> str:
    """Give the visible text below a tag, its blocks separated by blank lines.

    skip: tells of a tag below whether to leave it out with all it holds
    """
    return "\n\n".join(blocks_of(root, skip))


def blocks_of(root: Tag, skip: Callable[[Tag], bool] | None = None) -> Iterator[str]:
    """Give the text of each block in order, single-spaced; walks without recursion."""
    line: list[str] = []
    waiting: list[PageElement | None] = [root]
    block_ends: list[bool] = []
    while waiting:
        node = waiting.pop()
        if node is END:
            if block_ends.pop() and (text := " ".join("".join(line).split())):
                yield text
                line.clear()
        elif isinstance(node, Tag):
            if node.name in INVISIBLE or (skip and node is not root and skip(node)):
                continue
            is_block = node.name in BLOCKS
            if is_block and (text := " ".join("".join(line).split())):
                yield text
            if is_block:
                line.clear()
            elif node.name == "br":
                line.append("\n")
            waiting.append(END)
            block_ends.append(is_block)
            waiting.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            line.append(cast(str, node))
    if text := " ".join("".join(line).split()):
        yield text


def refuse_hostile(html: str, max_tags: int) -> None:
    """Raise Unreadable where a parser would take more than linear time; this scan itself is linear."""
    depth = tags = 0
    for found in _TAG.finditer(html):
        tags += 1
        end, name, attributes = found.groups()
        if len(attributes) > 2 * _MAX_ATTRIBUTES and len(_QUOTED.sub("", attributes).split()) > _MAX_ATTRIBUTES:
            raise _hostile("has a tag with thousands of attributes")
        if name in _VOID or attributes[-1:] == "/" or name.lower() in _VOID:
            continue
        if not end:
            depth += 1
            if depth > MAX_DEPTH:
                raise _hostile(f"nests tags more than {MAX_DEPTH:,} deep")
        elif depth:
            depth -= 1
    if tags > max_tags:
        raise _hostile(f"has more than {max_tags:,} tags")


def _hostile(what: str) -> Unreadable:
    return Unreadable(f"the page {what}, as no real page does", "leave it out, or save its text as plain text")
