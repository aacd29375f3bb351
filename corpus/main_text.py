"""The story of a page without what stands around it, by three readings of one tree.

The first is trafilatura's, whose rules know the templates of very many sites: of the strings known to be in or out of
real texts, what it keeps together with our own reading was in 93 times of 100, what only it keeps 72, what only we keep
25; so its reading is the base, and `own_reading` serves where it finds nothing. The third is what the page declares in
its metadata, believed where the page shows it. From the lines of the page we take what they have, less what is surely
furniture. `repair` then brings back what is built like the lines found and takes out teasers, repeats and stories that
follow; the lead between headline and story is put back; `asides` drops the lines that talk about something else.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from corpus.article_page import Page, letters_of
from corpus.asides import is_aside
from corpus.own_reading import own_reading
from corpus.page_tree import HEADINGS, Line, names_of
from corpus.repair import completed, filled, without_other_stories, without_repeats, without_streams
from corpus.second_reading import second_reading
from corpus.spelled_dates import spelled_moment

_NO_LEAD = frozenset(("nav", "aside", "footer", "form", "figcaption", "figure"))
_LEAD = re.compile(
    r"(?<![a-z])(?:lead|lede|intro|introduction|teaser|abstract|excerpt|chapo|summary|standfirst|subtitle|subhead|"
    r"subheadline|subheading|subline|dek|deck|sapo|entradilla|bajada|sumario|sottotitolo|vorspann|description|"
    r"strapline|preamble|ingress)(?![a-z])"
)

_CAPTION = re.compile(r"(?<![a-z])(?:caption|figure|legend|bildunterschrift|legende|leyenda|photo-credit)(?![a-z])")
_DIGIT = re.compile(r"\d")
_NEAR = 4  # elements around a line whose names say what it is
# What is shown only when asked for, or one after the other: what it calls a description is one of a picture.
_SHOWN_LATER = re.compile(
    r"(?<![a-z])(?:carousel|slider|slides?|gallery|lightbox|modal|tooltip|popup|related|newsletter|comments?)(?![a-z])"
)

_MAX_LINK_SHARE = 0.5
_CERTAIN_LENGTH = 30  # letters; a shorter line may stand in both a story and a menu
_PROBE = 60  # letters of a long line that suffice to find it, since the readings may differ on a word within
_SHOWN = 0.8  # the share of a declared text that a page must show to be believed, and that it has of what is read
_MISNAMED = 0.6  # the share of what was found that no furniture has, whatever its name
_ENOUGH = 0.6  # the share of our own reading that a fast one must have in paragraphs to be taken
_SHORT = 300  # letters; a fast reading of less may have failed
_MIN_LEAD = 40
_MIN_TITLE = 12  # letters of a heading that is the title for being in it
_LEAD_LINES = 15
_GALLERY = 3  # captions


@dataclass(frozen=True, slots=True)
class Story:
    """The text of a page's story, the lines around its beginning, where a page prints its date, and all its lines."""

    text: str
    opening: tuple[str, ...] = ()
    page: tuple[str, ...] = ()


def main_text(tree: HtmlElement, declared: str = "") -> Story:
    """Give the paragraphs of the story separated by blank lines; all visible text where no part stands out.

    declared: what the page's metadata say the story is, as plain text; empty where they do not
    """
    page = Page(tree)
    kept = _read(page)
    kept = _as_declared(page, completed(page, kept), declared)
    kept = {number for number in kept if not _is_in_link(page, page.lines[number])}
    if kept:
        kept = filled(page, kept, _headline(page, _first_paragraph(page, kept)))
    kept = without_streams(page, without_other_stories(page, without_repeats(page, kept)))
    kept |= _lead(page, kept) | _captions(page, kept)
    first = _first_paragraph(page, kept) if kept else 0
    lines = [page.lines[number] for number in sorted(kept) if not _is_above_story(page, number, first)]
    story = [line.text for line in lines if not is_aside(line.text) and not _is_lone_link(page, line)]
    return Story(
        "\n\n".join(story or [line.text for line in lines]),
        _opening(page, kept),
        tuple(line.text for number, line in enumerate(page.lines) if not _is_caption(page, number)),
    )


def _read(page: Page) -> set[int]:
    """Give the numbers of the lines of the best reading, the slower ones only where a faster one may have failed.

    Trafilatura compares its reading with those of two others unless told not to, at half of its time. Where its own has
    three fifths of the prose that ours has, or that the whole page has, there was little to gain by it.
    """
    kept = _agreed(page, second_reading(page.tree, fast=True))
    prose = _prose(page, kept)
    if prose > _ENOUGH * _prose(page, set(range(len(page.lines)))):
        return kept
    own = own_reading(page)
    if prose < max(_SHORT, _ENOUGH * _prose(page, own)):
        kept = _agreed(page, second_reading(page.tree)) or kept
    return kept or own


def _prose(page: Page, numbers: set[int]) -> int:
    """Give how many letters there are in the lines that are long enough for a paragraph."""
    return sum(length for number in numbers if (length := len(page.letters[number])) >= _PROBE)


def _opening(page: Page, kept: set[int]) -> tuple[str, ...]:
    """Give the lines from a little above the headline to the first paragraphs; what is below the headline first."""
    if not kept:
        return ()
    first = _first_paragraph(page, kept)
    headline = _headline(page, first)
    start = max(0, first - _LEAD_LINES) if headline is None else headline
    numbers = [*range(start, min(first + 3, len(page.lines))), *range(max(0, start - 5), start)]
    return tuple(page.lines[number].text for number in numbers if not _is_caption(page, number))


def _is_caption(page: Page, number: int) -> bool:
    """Whether a line with a number is below a picture: a day in it is that of the picture."""
    if not _DIGIT.search(page.lines[number].text):
        return False
    around = islice(page.up(page.lines[number].element), _NEAR)
    return any(outer.tag in ("figure", "figcaption") or _CAPTION.search(names_of(outer)) for outer in around)


def _first_paragraph(page: Page, kept: set[int]) -> int:
    """Give the first line that is long enough for a paragraph and no headline, else the first."""
    long = (number for number in sorted(kept) if len(page.lines[number].text) > _PROBE)
    return next((number for number in long if not _is_title(page, number)), min(kept))


def _is_title(page: Page, number: int) -> bool:
    """Whether a line says the title of the page and nothing else, or is in an `h1`."""
    return page.letters[number] in page.titles or any(tag.tag == "h1" for tag in page.up(page.lines[number].element))


def _agreed(page: Page, reading: str) -> set[int]:
    """Give the numbers of the lines that a reading has, without furniture."""
    pieces = [letters_of(piece) for piece in re.split(r"[\n|]", reading)]
    whole, alone = "".join(pieces), frozenset(pieces) - {""}
    kept = {number for number, letters in enumerate(page.letters) if _stands_in(letters, whole)}
    if kept:
        # A short line counts within the story, and as the heading right before it.
        near = range(max(0, min(kept) - 1), min(max(kept) + 2, len(page.lines)))
        kept |= {number for number in near if page.letters[number] in alone}
    outside = {number for number in kept if not page.in_furniture(page.lines[number].element)}
    inside: dict[HtmlElement, set[int]] = defaultdict(set)
    for number in kept - outside:
        inside[page.furniture_around(page.lines[number].element)].add(number)
    enough = _MISNAMED * page.length(kept)
    return outside.union(*(numbers for numbers in inside.values() if page.length(numbers) > enough))


def _as_declared(page: Page, kept: set[int], declared: str) -> set[int]:
    """Give the numbers with those of the lines that the declared text has, and without what stands after its end.

    Only where the page shows nearly all of the declared text: some declare a summary, or another story.
    """
    whole = letters_of(declared)
    stands = {number for number, letters in enumerate(page.letters) if _stands_in(letters, whole)}
    if not stands or page.length(stands) < _SHOWN * len(whole) or len(whole) < _SHOWN * page.length(kept):
        return kept
    shown = {number for number in stands if not page.in_furniture(page.lines[number].element)}
    return {number for number in kept | shown if number <= max(stands)}


def _stands_in(letters: str, whole: str) -> bool:
    if len(letters) < _CERTAIN_LENGTH:
        return False
    if letters in whole:
        return True
    middle = len(letters) // 2
    probes = (letters[:_PROBE], letters[-_PROBE:], letters[middle : middle + _PROBE])
    return len(letters) > 2 * _PROBE and any(probe in whole for probe in probes)


def _lead(page: Page, kept: set[int]) -> set[int]:
    """Give the lines of the lead: between the headline and the story, named like one or said again in the metadata.

    Rules for body text lose it, since it stands in the page's header.
    """
    if not kept:
        return set()
    first = _first_paragraph(page, kept)
    headline = _headline(page, first)
    start = max(0, first - _LEAD_LINES) if headline is None else page.letters.index(page.letters[headline])
    summaries = _summaries(page.tree)
    found = set()
    for number in range(max(0, start - 3), first):
        line = page.lines[number]
        if len(line.text) < _MIN_LEAD or page.measures.link_share(line.element) > _MAX_LINK_SHARE:
            continue
        around = list(page.up(line.element))
        if any(tag.tag in _NO_LEAD or tag.tag == "h1" for tag in around):
            continue
        named = number > start and any(_LEAD.search(names_of(tag)) for tag in around[:_NEAR])
        if (named and not any(_SHOWN_LATER.search(names_of(tag)) for tag in around[:_NEAR])) or _is_summary(
            page.letters[number], summaries
        ):
            found.add(number)
    return found


def _headline(page: Page, before: int) -> int | None:
    """Give the last line of an `h1` above a line, else that of a lesser heading that says the title of the page."""
    said = None
    for number in reversed(range(before)):
        headings = {tag.tag for tag in page.up(page.lines[number].element)} & HEADINGS
        if "h1" in headings:
            return number
        letters = page.letters[number]
        if said is None and headings and len(letters) > _MIN_TITLE and letters in page.title:
            said = number
    return said


def _captions(page: Page, kept: set[int]) -> set[int]:
    """Give the lines of the captions of a page that tells its story in them: several, and longer than all else."""
    found = set()
    for number, letters in enumerate(page.letters):
        tags = (
            {outer.tag for outer in page.up(page.lines[number].element)} if len(letters) >= _CERTAIN_LENGTH else set()
        )
        if "figcaption" in tags and tags.isdisjoint(("a", "aside", "nav", "footer")):
            found.add(number)
    return found if len(found) >= _GALLERY and page.length(found) > page.length(kept) else set()


def _is_above_story(page: Page, number: int, first: int) -> bool:
    """Whether a line is the title of the page, or the day of its publication, which an article has apart."""
    return _is_headline(page, number, first) or (number < first and _is_day(page.lines[number].text))


def _is_day(line: str) -> bool:
    try:
        return len(line) < _PROBE and spelled_moment(line) is not None
    except ValueError:
        return False


def _is_headline(page: Page, number: int, first: int) -> bool:
    """Whether a line is the title of the page, which an article has apart from its body; first: its first paragraph."""
    if number > first and page.letters[number] not in page.title:
        return False
    if number <= first and page.letters[number] in page.titles:
        return True
    headings = {tag.tag for tag in page.up(page.lines[number].element)} & HEADINGS
    return "h1" in headings or (bool(headings) and page.letters[number] in page.title)


def _summaries(tree: HtmlElement) -> list[str]:
    named = (
        tag for tag in tree.iter("meta") if (tag.get("name") or tag.get("property") or "").lower() in _SUMMARY_NAMES
    )
    return [letters for letters in (letters_of(tag.get("content") or "") for tag in named) if len(letters) > 30]


_SUMMARY_NAMES = frozenset(("description", "og:description", "twitter:description"))


def _is_summary(letters: str, summaries: list[str]) -> bool:
    return any(
        letters.startswith(summary[:50]) or (len(letters) > 40 and summary.startswith(letters[:50]))
        for summary in summaries
    )


def _is_in_link(page: Page, line: Line) -> bool:
    """Whether a link is around the whole block of a line, as it is around a teaser of another story."""
    return any(outer.tag == "a" and outer.get("href") for outer in page.up(page.block(line.element)))


def _is_lone_link(page: Page, line: Line) -> bool:
    """Whether a line is nothing but a link to another page: between paragraphs it leads away from the story."""
    if len(line.text) >= 150:
        return False
    holder = line.element
    for outer in page.up(line.element):
        if outer.tag in HEADINGS or page.measures.text.get(outer, 0) > len(line.text) + 2:
            break
        holder = outer
    return holder.tag not in HEADINGS and page.measures.link_share(holder) > 0.8 and not _in_heading(page, line)


def _in_heading(page: Page, line: Line) -> bool:
    return any(tag.tag in HEADINGS for tag in page.up(line.element))
