"""The story of a page without what stands around it, by two readings of one tree.

The first reading is ours: each paragraph votes, by its length and its commas and against its links, for everything that
contains it, and the smallest container with nearly all votes is the story (the idea of Arc90's Readability). The second
is trafilatura's, whose rules know the templates of very many sites. Of the strings known to be in or out of real texts,
what both readings keep was in 93 times of 100, what only trafilatura keeps 72, what only we keep 25; so its reading is
the base. From the lines of the page we take what it has, less what is surely furniture, and put back what its rules
lose: the lead between the headline and the story. `asides` then drops the lines that talk about something else.
"""

import re
from collections.abc import Iterator
from functools import partial

from lxml.html import HtmlElement

from corpus.asides import is_aside
from corpus.furniture import is_boilerplate, is_furniture
from corpus.markup import BLOCKS
from corpus.page_tree import Line, Measures, lines_of, measured, names_of
from corpus.second_reading import second_reading

_INLINE = frozenset((
    "a", "b", "i", "em", "strong", "span", "u", "q", "cite", "abbr", "mark", "small", "font", "time", "sup",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "pre", "blockquote", "td", "li", "dd", "div", "section", "article"))
_CONTAINERS = frozenset(("ul", "ol", "table", "div", "p", "section"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_LEAD = frozenset(("nav", "aside", "footer", "form", "figcaption", "figure"))
_STORY = re.compile(r"article|story|content|main|text|post|body")
_LEAD = re.compile(
    r"(?<![a-z])(?:lead|lede|intro|introduction|teaser|abstract|excerpt|chapo|summary|standfirst|subtitle|subhead|"
    r"subheadline|subheading|subline|dek|deck|sapo|entradilla|bajada|sumario|sottotitolo|vorspann|description|"
    r"strapline|preamble|ingress)(?![a-z])"
)
_WORD = re.compile(r"\w+")

_MIN_PARAGRAPH = 25
_MIN_STORY = 250
_MAX_LINK_SHARE = 0.5
_SHARE = 0.9
_SHARE_NAMED = 0.7
_CERTAIN_LENGTH = 30  # letters; a shorter line may stand in both a story and a menu
_PROBE = 60  # letters of a long line that suffice to find it, since the readings may differ on a word within
_FURNITURE_LEFT = (
    0.25  # where less than this share of the story is outside furniture, the names on the page mean nothing
)
_MIN_LEAD = 40
_LEAD_LINES = 15


def main_text(tree: HtmlElement) -> str:
    """Give the paragraphs of the story separated by blank lines; all visible text where no part stands out."""
    page = _Page(tree)
    kept = _agreed(page, second_reading(tree)) or _own_reading(page)
    kept |= _lead(page, kept)
    lines = [line for number, line in enumerate(page.lines) if number in kept and not _is_headline(page, line)]
    story = [line.text for line in lines if not is_aside(line.text) and not _is_lone_link(page, line)]
    return "\n\n".join(story or [line.text for line in lines])


class _Page:
    """The lines of a page's body, and what was measured about its elements, each once."""

    def __init__(self, tree: HtmlElement) -> None:
        body = tree.find("body")
        self.tree = tree
        self.root = tree if body is None else body
        self.measures: Measures = measured(self.root)
        titles = [next(tree.iter(name), None) for name in ("title", "h1")]
        self.title = _letters(" ".join(tag.text_content() for tag in titles if tag is not None))
        self.lines = list(lines_of(self.root))
        self.letters = [_letters(line.text) for line in self.lines]
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
        above = []
        found = False
        for outer in self.up(element):
            if outer in self._in_furniture:
                found = self._in_furniture[outer]
                break
            above.append(outer)
        for outer in reversed(above):
            found = found or (outer.tag in BLOCKS and (outer.tag == "figcaption" or is_furniture(outer)))
            self._in_furniture[outer] = found
        return found

    def is_boilerplate(self, element: HtmlElement) -> bool:
        if element not in self._boilerplate:
            self._boilerplate[element] = is_boilerplate(element)
        return self._boilerplate[element]


def _agreed(page: _Page, reading: str) -> set[int]:
    """Give the numbers of the lines that a reading has, without furniture."""
    pieces = [_letters(piece) for piece in re.split(r"[\n|]", reading)]
    whole, alone = "".join(pieces), frozenset(pieces) - {""}
    kept = {number for number, letters in enumerate(page.letters) if _stands_in(letters, whole)}
    if kept:
        # A short line counts within the story, and as the heading right before it.
        near = range(max(0, min(kept) - 1), min(max(kept) + 2, len(page.lines)))
        kept |= {number for number in near if page.letters[number] in alone}
    outside = {number for number in kept if not page.in_furniture(page.lines[number].element)}
    return kept if _length(page, outside) < _FURNITURE_LEFT * _length(page, kept) else outside


def _stands_in(letters: str, whole: str) -> bool:
    if len(letters) < _CERTAIN_LENGTH:
        return False
    if letters in whole:
        return True
    middle = len(letters) // 2
    probes = (letters[:_PROBE], letters[-_PROBE:], letters[middle : middle + _PROBE])
    return len(letters) > 2 * _PROBE and any(probe in whole for probe in probes)


def _length(page: _Page, numbers: set[int]) -> int:
    return sum(len(page.letters[number]) for number in numbers)


def _own_reading(page: _Page) -> set[int]:
    """Give the numbers of the lines in the container with the most weight, or of all lines outside furniture."""
    for strict in (True, False):
        best = _best(page, strict)
        if best is not None:
            wanted = {(line.element, line.text) for line in lines_of(best, partial(_is_skipped, page, strict))}
            kept = {n for n, line in enumerate(page.lines) if (line.element, line.text) in wanted}
            if _length(page, kept) > _MIN_STORY or (kept and not strict):
                return kept
    outside = {n for n, line in enumerate(page.lines) if not page.in_furniture(line.element)}
    return outside or set(range(len(page.lines)))


def _best(page: _Page, strict: bool) -> HtmlElement | None:
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


def _weights(page: _Page, strict: bool) -> dict[HtmlElement, float]:
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


def _votes(page: _Page, tag: HtmlElement) -> float:
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


def _is_skipped(page: _Page, strict: bool, tag: HtmlElement) -> bool:
    if page.is_boilerplate(tag) if strict else is_furniture(tag):
        return True
    if tag.tag in _CONTAINERS:
        return page.measures.links.get(tag, 0) > 1 and page.measures.link_share(tag) > _MAX_LINK_SHARE
    return tag.tag in ("h1", "figure", "figcaption", "time")


def _lead(page: _Page, kept: set[int]) -> set[int]:
    """Give the lines of the lead: between the headline and the story, named like one or said again in the metadata.

    Rules for body text lose it, since it stands in the page's header.
    """
    if not kept:
        return set()
    first = next((number for number in sorted(kept) if len(page.lines[number].text) > _PROBE), min(kept))
    headline = _headline(page, first)
    start = max(0, first - _LEAD_LINES) if headline is None else headline
    summaries = _summaries(page.tree)
    found = set()
    for number in range(max(0, start - 3), first):
        line = page.lines[number]
        if len(line.text) < _MIN_LEAD or page.measures.link_share(line.element) > _MAX_LINK_SHARE:
            continue
        around = list(page.up(line.element))
        if any(tag.tag in _NO_LEAD or tag.tag == "h1" for tag in around):
            continue
        named = number > start and any(_LEAD.search(names_of(tag)) for tag in around[:4])
        if named or _is_summary(page.letters[number], summaries):
            found.add(number)
    return found


def _headline(page: _Page, before: int) -> int | None:
    for number in reversed(range(before)):
        if any(tag.tag == "h1" for tag in page.up(page.lines[number].element)):
            return number
    return None


def _is_headline(page: _Page, line: Line) -> bool:
    """Whether a line is the title of the page, which an article has apart from its body."""
    letters = _letters(line.text)
    return letters in page.title and any(tag.tag == "h1" for tag in page.up(line.element))


def _summaries(tree: HtmlElement) -> list[str]:
    named = (
        tag for tag in tree.iter("meta") if (tag.get("name") or tag.get("property") or "").lower() in _SUMMARY_NAMES
    )
    return [letters for letters in (_letters(tag.get("content") or "") for tag in named) if len(letters) > 30]


_SUMMARY_NAMES = frozenset(("description", "og:description", "twitter:description"))


def _is_summary(letters: str, summaries: list[str]) -> bool:
    return any(
        letters.startswith(summary[:50]) or (len(letters) > 40 and summary.startswith(letters[:50]))
        for summary in summaries
    )


def _is_lone_link(page: _Page, line: Line) -> bool:
    """Whether a line is nothing but a link to another page: between paragraphs it leads away from the story."""
    if len(line.text) >= 150:
        return False
    holder = line.element
    for outer in page.up(line.element):
        if outer.tag in _HEADINGS or page.measures.text.get(outer, 0) > len(line.text) + 2:
            break
        holder = outer
    return holder.tag not in _HEADINGS and page.measures.link_share(holder) > 0.9 and not _in_heading(page, line)


def _in_heading(page: _Page, line: Line) -> bool:
    return any(tag.tag in _HEADINGS for tag in page.up(line.element))


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))
