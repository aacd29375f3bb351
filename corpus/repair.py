"""What a reading lost and let in, told by the lines that are built like those it has.

A template prints the paragraphs of a story in one way: the same tags with the same classes inside each other. So where
most of the text that is built like a line was found, the line belongs to it, and where the reading is known to have
found a paragraph, the heading right above it was meant too. What a page says twice is said once, and of several
stories on one page, as outlets print them below each other to be scrolled into, the first is kept.
"""

import re
from collections import defaultdict
from itertools import pairwise

from lxml.html import HtmlElement

from corpus.article_page import Page
from corpus.markup import BLOCKS
from corpus.page_tree import HEADINGS, names_of, spaced_name

Shape = tuple[tuple[str, str], ...]

_DEPTH = 3  # how many blocks around a line make its shape
_MIN_LETTERS = 12  # shorter lines say nothing about a shape, and are not brought back by one
_MAX_LINK_SHARE = 0.5
_ENOUGH = 0.5  # the share of a shape's text that a reading must have found
_MIN_FOUND = 150  # letters
_REPEATED = 40  # letters; shorter lines may well be said twice
_SENTENCE = 60  # characters
_SENTENCE_ENDS = tuple('.!?…。！？"”’»“)')
_MAX_SENTENCE_LINKS = 0.3
_NO_SENTENCE = frozenset(("aside", "figure", "figcaption", "footer", "table", "a", "h1"))
_MIN_TOLD = 400  # letters of a story before another can follow, or of a block before it can be all of it once more
_WHOLE_STORY = 1200  # letters; a shorter text may be the teaser of what follows it
_OTHER = re.compile(
    r"teaser|promo|related|sign-?up|login|identity|newsletter|author|comment|tooltip|widget|list-|summar|sum-"
)
_LINKED = 0.8
_MOST = 0.8  # the share of a block that other lines must say for it to be their repetition
_MIN_STREAM = 4
_REACH = 40  # lines from the story, beyond which a likeness is an accident


def completed(page: Page, kept: set[int]) -> set[int]:
    """Give the numbers kept with those of the lines built like them, and of the headings right above them."""
    if not kept:
        return kept
    shapes: dict[Shape, list[int]] = defaultdict(list)
    for number, letters in enumerate(page.letters):
        if len(letters) >= _MIN_LETTERS:
            shape = _shape(page, number)
            shapes[shape].append(number)
            if shape and shape[0][1].strip():
                shapes[shape[:1]].append(number)
    first, last = min(kept) - _REACH, max(kept) + _REACH
    found = set(kept)
    for numbers in shapes.values():
        have = sum(len(page.letters[number]) for number in numbers if number in kept)
        if have >= _MIN_FOUND and have >= _ENOUGH * sum(len(page.letters[number]) for number in numbers):
            found |= {number for number in numbers if first < number < last and _is_story(page, number)}
    return found | {number - 1 for number in found if _is_heading_above(page, number, kept)}


def filled(page: Page, kept: set[int], headline: int | None) -> set[int]:
    """Give the numbers kept with those of the sentences between them that no name and no link speaks against.

    headline: where the page says its title; what stands between it and the story is asked too
    """
    if not kept:
        return kept
    first = min(kept) if headline is None else headline + 1
    around = {outer for number in kept for outer in page.up(page.lines[number].element)}
    between = (number for number in range(first, max(kept)) if number not in kept)
    return kept | {number for number in between if _is_sentence(page, number, around)}


def _is_sentence(page: Page, number: int, around: set[HtmlElement]) -> bool:
    """Whether a line is a sentence that nothing marks as another thing; around: what holds lines of the story."""
    line = page.lines[number]
    if len(line.text) < _SENTENCE or not line.text.endswith(_SENTENCE_ENDS):
        return False
    if page.measures.link_share(page.block(line.element)) > _MAX_SENTENCE_LINKS:
        return False
    for outer in page.up(line.element):
        if outer.tag in _NO_SENTENCE or page.is_boilerplate(outer):
            return False
        if outer not in around and (outer.tag == "article" or _OTHER.search(names_of(outer))):
            return False
    return True


def _is_story(page: Page, number: int) -> bool:
    element = page.lines[number].element
    return page.measures.link_share(page.block(element)) <= _MAX_LINK_SHARE and not page.in_furniture(element)


def _is_heading_above(page: Page, number: int, kept: set[int]) -> bool:
    if number == 0 or number not in kept or number - 1 in kept or len(page.letters[number]) < _REPEATED:
        return False
    above = page.block(page.lines[number - 1].element)
    beside = page.block(page.lines[number].element)
    return above.tag in HEADINGS and above.getparent() is beside.getparent() and _is_story(page, number - 1)


def _shape(page: Page, number: int) -> Shape:
    """Give the tags and names of the innermost blocks around a line, without the id of the first: no other has it."""
    pieces: list[tuple[str, str]] = []
    for outer in page.up(page.lines[number].element):
        if outer.tag in BLOCKS:
            pieces.append((str(outer.tag), names_of(outer) if pieces else spaced_name(outer.get("class") or "")))
            if len(pieces) == _DEPTH:
                break
    return tuple(pieces)


def without_repeats(page: Page, kept: set[int]) -> set[int]:
    """Give the numbers without those of long lines that say the same as one before, or the whole story once more."""
    kept = kept - _said_in_one(page, kept)
    said: set[str] = set()
    once = set()
    for number in sorted(kept):
        letters = page.letters[number]
        if letters not in said:
            once.add(number)
        if len(letters) >= _REPEATED:
            said.add(letters)
    return once


def _said_in_one(page: Page, kept: set[int]) -> set[int]:
    """Give the number of the longest line where most of what it says the other lines say too, as paragraphs."""
    longest = max(kept, key=lambda number: len(page.letters[number]), default=None)
    if longest is None or len(page.letters[longest]) < _MIN_TOLD:
        return set()
    whole = page.letters[longest]
    told = (page.letters[number] for number in kept if number != longest)
    again = sum(len(letters) for letters in told if len(letters) >= _REPEATED and letters in whole)
    return {longest} if again > _MOST * len(whole) else set()


def without_other_stories(page: Page, kept: set[int]) -> set[int]:
    """Give the numbers without those of stories that follow, each in a part of the page with a headline of its own."""
    told = 0
    inside: set[HtmlElement] = set()
    others: set[HtmlElement] = set()
    for number, line in enumerate(page.lines):
        if told < _MIN_TOLD:
            told += len(page.letters[number]) if number in kept else 0
            inside |= set(page.up(line.element)) if number in kept else set()
        elif page.letters[number] not in page.title:
            outers = list(page.up(line.element))
            if any(outer.tag == "h1" for outer in outers):
                others.update(below for below, outer in pairwise(outers) if outer in inside and below not in inside)
    following = {number for number in kept if not others.isdisjoint(page.up(page.lines[number].element))}
    rest = kept - following
    is_whole = sum(len(page.letters[number]) for number in rest) > _WHOLE_STORY or len(rest) > len(following)
    return rest if is_whole else kept


def without_streams(page: Page, kept: set[int]) -> set[int]:
    """Give the numbers without those in streams of teasers: items side by side, each with a heading that is a link."""
    items: dict[HtmlElement, set[HtmlElement]] = defaultdict(set)
    for heading in page.root.iter(*HEADINGS):
        if page.measures.link_share(heading) > _LINKED or heading.getparent().tag == "a":
            item = next((outer for outer in page.up(heading) if outer.tag in ("li", "article")), None)
            if item is not None and item is not page.root:
                items[item.getparent()].add(item)
    streams = {item for beside in items.values() if len(beside) >= _MIN_STREAM for item in beside}
    if not streams:
        return kept
    rest = {number for number in kept if streams.isdisjoint(page.up(page.lines[number].element))}
    return rest if any(len(page.letters[number]) > _MIN_FOUND for number in rest) else kept
