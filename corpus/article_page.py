"""One page as the readings of its story see it: its lines, and what was measured about its elements, each once."""

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from corpus.furniture import is_boilerplate, is_furniture
from corpus.markup import BLOCKS
from corpus.page_tree import surveyed

_WORD = re.compile(r"\w+")


class Page:
    """The lines of a page's body, and what was measured about its elements, each once."""

    def __init__(self, tree: HtmlElement) -> None:
        body = tree.find("body")
        self.tree = tree
        self.root = tree if body is None else body
        self.measures, self.lines = surveyed(self.root)
        titles = [tag.text_content() for name in ("title", "h1") if (tag := next(tree.iter(name), None)) is not None]
        self.title = letters_of(" ".join(titles))
        self.titles = frozenset(map(letters_of, titles)) - {""}
        self.letters = [letters_of(line.text) for line in self.lines]
        self._in_furniture: dict[HtmlElement, bool] = {self.root: False}
        self._boilerplate: dict[HtmlElement, bool] = {}

    def up(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Give the element and what contains it, up to the body."""
        while element is not None:
            yield element
            if element is self.root:
                return
            element = element.getparent()

    def in_furniture(self, element: HtmlElement) -> bool:
        """Whether the block of an element, or anything around it, is furniture."""
        return self.is_inside(element, self._in_furniture, _is_furnishing)

    def is_inside(
        self, element: HtmlElement, known: dict[HtmlElement, bool], rule: Callable[[HtmlElement], bool]
    ) -> bool:
        """Whether a rule holds for an element or for anything around it; known: what was answered, kept up to date."""
        above = []
        found = False
        for outer in self.up(element):
            if outer in known:
                found = known[outer]
                break
            above.append(outer)
        for outer in reversed(above):
            found = found or rule(outer)
            known[outer] = found
        return found

    def furniture_around(self, element: HtmlElement) -> HtmlElement:
        """Give the outermost furniture that an element in furniture stands in."""
        around = [outer for outer in self.up(element) if self.in_furniture(outer)]
        return around[-1]

    def is_boilerplate(self, element: HtmlElement) -> bool:
        if element not in self._boilerplate:
            self._boilerplate[element] = is_boilerplate(element)
        return self._boilerplate[element]

    def length(self, numbers: set[int]) -> int:
        """Give how many letters the lines of these numbers have together."""
        return sum(len(self.letters[number]) for number in numbers)

    def block(self, element: HtmlElement) -> HtmlElement:
        """Give the innermost block that holds an element."""
        return next((outer for outer in self.up(element) if outer.tag in BLOCKS), self.root)


def _is_furnishing(element: HtmlElement) -> bool:
    return element.tag in BLOCKS and (element.tag == "figcaption" or is_furniture(element))


def letters_of(text: str) -> str:
    """Give the letters and digits alone, in lower case, by which two spellings of a line are the same.

    >>> letters_of("It's 5 pm.")
    'its5pm'
    """
    return "".join(_WORD.findall(text.lower()))
