"""A page as a tree, measured once: the text below each element, how much of it is links, and its lines of text.

lxml's tree is an order of magnitude cheaper than BeautifulSoup's, and with its limits lifted it loses nothing down to
2,048 levels; `markup.refuse_hostile` lets no deeper page through. Every pass here visits each element once.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.markup import BLOCKS, INVISIBLE, MAX_TAGS, refuse_hostile

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*>")
# Not allowed in XML; lxml would end the text there.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_DECORATION = ("svg", "style", "template", "canvas", "source")  # not comments: what they part would run together
_MAX_KEPT = 200  # characters of names worth remembering; longer ones are a page's own

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

MAX_ELEMENTS = 20_000
MAX_CHARACTERS = 1_000_000
MAX_LEVELS = 200

# Asked of libxml2, which counts an order of magnitude faster than a loop here.
_elements = etree.XPath("count(//*)")
_characters = etree.XPath("string-length(/)")
_is_deep = etree.XPath(f"boolean({'/*' * (MAX_LEVELS + 1)})")

Skip = Callable[[HtmlElement], bool]


@dataclass(slots=True)
class Measures:
    """What lies below each element, in characters of single-spaced text."""

    text: dict[HtmlElement, int] = field(default_factory=dict)
    linked: dict[HtmlElement, int] = field(default_factory=dict)
    links: dict[HtmlElement, int] = field(default_factory=dict)

    def link_share(self, element: HtmlElement) -> float:
        """The share of an element's text that is inside links, 0 to 1."""
        return self.linked.get(element, 0) / (self.text.get(element, 0) or 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One block of visible text, single-spaced, and the innermost element that holds its first words."""

    text: str
    element: HtmlElement


def tree_of(html: str) -> HtmlElement | None:
    """Parse a page; None where it has no element. Raises Unreadable for markup built to exhaust a parser."""
    refuse_hostile(html, MAX_TAGS)
    try:
        return document_fromstring(_CONTROLS.sub(" ", _PROLOG.sub("", html)), parser=HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return None


def without_decoration(tree: HtmlElement) -> HtmlElement:
    """Take out of a tree, in place, what no reader of text looks at: every pass after is quicker by it."""
    etree.strip_elements(tree, *_DECORATION, with_tail=False)
    return tree


def is_ordinary(tree: HtmlElement) -> bool:
    """Whether a page is small and flat enough for a library whose work may grow faster than the page."""
    if _elements(tree) > MAX_ELEMENTS or _is_deep(tree):
        return False
    unseen = sum(len(element.text or "") for element in tree.iter("script", "style"))
    return bool(_characters(tree) - unseen <= MAX_CHARACTERS)


def measured(root: HtmlElement) -> Measures:
    """Measure every element below the root, invisible ones as empty."""
    found = Measures()
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for element in reversed(elements):  # children come before their parents, so that each sum is ready when needed
        if element.tag in INVISIBLE:
            continue
        text = _length(element.text)
        linked = links = 0
        for child in element:
            text += found.text.get(child, 0) + _length(child.tail)
            linked += found.linked.get(child, 0)
            links += found.links.get(child, 0)
        is_link = element.tag == "a"
        found.text[element] = text
        found.linked[element] = text if is_link else linked
        found.links[element] = 1 if is_link else links
    return found


def lines_of(root: HtmlElement, skip: Skip | None = None) -> Iterator[Line]:
    """Give the lines of text below an element in order; walks without recursion.

    skip: tells of an element below whether to leave it out with all it holds
    """
    pieces: list[str] = []
    holder = root
    for found in _walk(root, skip):
        if found:
            if not pieces:
                holder = found[0]
            if pieces or found[1].strip():
                pieces.append(found[1])
        elif pieces:
            yield Line(" ".join("".join(pieces).split()), holder)
            pieces.clear()
    if pieces:
        yield Line(" ".join("".join(pieces).split()), holder)


def _walk(root: HtmlElement, skip: Skip | None) -> Iterator[tuple[HtmlElement, str] | None]:
    """Give each piece of text with the element that holds it, and None at each border of a block."""
    waiting: list[tuple[HtmlElement, bool]] = [(root, False)]
    while waiting:
        element, left = waiting.pop()
        if left or _is_left_out(element, skip if element is not root else None):
            if left and element.tag in BLOCKS:
                yield None
            if element is not root and element.tail:
                yield element.getparent(), element.tail
            continue
        if element.tag in BLOCKS:
            yield None
        if element.tag == "br":
            yield element, "\n"
        if element.text:
            yield element, element.text
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))


def _is_left_out(element: HtmlElement, skip: Skip | None) -> bool:
    return not isinstance(element.tag, str) or element.tag in INVISIBLE or bool(skip and skip(element))


def names_of(element: HtmlElement) -> str:
    """Give the class and the id, lower-case, words separated by hyphens and spaces: `read-more article-body`."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _spaced(names) if len(names) <= _MAX_KEPT else _spaced.__wrapped__(names)


@lru_cache(maxsize=8192)
def _spaced(names: str) -> str:
    """Asked several times for each element, and the same names are on very many."""
    return _CAMEL.sub("-", names).lower().replace("_", "-")


def text_below(element: HtmlElement) -> str:
    """Give the visible text of an element on one line."""
    return " ".join(line.text for line in lines_of(element))


def _length(text: str | None) -> int:
    return len(" ".join(text.split())) if text and not text.isspace() else 0
