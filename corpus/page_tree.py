"""A page as a tree, measured once: the text below each element, how much of it is links, and its lines of text.

lxml's tree is an order of magnitude cheaper than BeautifulSoup's, and with its limits lifted it loses nothing down to
2,048 levels; `markup.refuse_hostile` lets no deeper page through. Every pass here visits each element once.
"""

import re
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


def surveyed(root: HtmlElement) -> tuple[Measures, list[Line]]:
    """Measure every visible element below the root, and give the lines of text in order, in one walk over the tree."""
    survey = _Survey(root)
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event == "start":
            if element.tag in INVISIBLE:
                walker.skip_subtree()
            else:
                survey.enter(element)
            continue
        if event == "end" and element.tag not in INVISIBLE:
            survey.leave(element)
        if element.tail and element is not root:
            survey.hear(element.tail, element.getparent())
    survey.end_line()
    return survey.measures, survey.lines


class _Survey:
    """What a walk over a tree has seen so far."""

    __slots__ = ("_above", "_holder", "_linked", "_links", "_pieces", "_text", "lines", "measures")

    def __init__(self, root: HtmlElement) -> None:
        self.measures = Measures()
        self.lines: list[Line] = []
        self._pieces: list[str] = []  # of the line that is not ended yet
        self._holder = root
        self._above: list[tuple[int, int, int]] = []  # what was counted in the elements around
        self._text = self._linked = self._links = 0

    def enter(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.end_line()
        elif element.tag == "br" and self._pieces:
            self._pieces.append("\n")
        self._above.append((self._text, self._linked, self._links))
        self._text = self._linked = self._links = 0
        if element.text:
            self.hear(element.text, element)

    def leave(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.end_line()
        elif element.tag == "a":
            self._linked, self._links = self._text, 1
        text, linked, links = self._text, self._linked, self._links
        self.measures.text[element], self.measures.linked[element], self.measures.links[element] = text, linked, links
        above = self._above.pop()
        self._text, self._linked, self._links = above[0] + text, above[1] + linked, above[2] + links

    def hear(self, text: str, holder: HtmlElement) -> None:
        """Count a piece of text; the element that holds the first of a line is the line's."""
        words = text.split()
        if words:
            self._text += len(" ".join(words))
            if not self._pieces:
                self._holder = holder
            self._pieces.append(text)
        elif self._pieces:
            self._pieces.append(text)

    def end_line(self) -> None:
        if self._pieces:
            self.lines.append(Line(" ".join("".join(self._pieces).split()), self._holder))
            self._pieces = []


def names_of(element: HtmlElement) -> str:
    """Give the class and the id, lower-case, words separated by hyphens and spaces: `read-more article-body`."""
    return spaced_name(f"{element.get('class') or ''} {element.get('id') or ''}")


def spaced_name(name: str) -> str:
    """Give a class or an id in lower case, its words separated by hyphens and spaces."""
    return _spaced(name) if len(name) <= _MAX_KEPT else _spaced.__wrapped__(name)


@lru_cache(maxsize=8192)
def _spaced(names: str) -> str:
    """Asked several times for each element, and the same names are on very many."""
    return _CAMEL.sub("-", names).lower().replace("_", "-")
