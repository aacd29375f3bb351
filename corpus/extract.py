"""A web page to its article: what it says about itself, and the story in it."""

from dataclasses import replace

from lxml.html import HtmlElement

from corpus.article import Article
from corpus.bylines import is_byline
from corpus.content import MAX_PAGE_BYTES
from corpus.dates import Stamp, is_day_of, read_date
from corpus.draft import Draft, finish, with_fallback
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.main_text import Story, main_text
from corpus.markup import fragment_text
from corpus.page_metadata import metadata_of, metadata_soup
from corpus.page_state import story_in_state
from corpus.page_tree import tree_of, without_decoration
from corpus.text_date import date_anywhere, date_in_lines, labeled_date, only_date_in_lines

_WHOLE = 0.6  # the page's own `articleBody` is taken where the text found is shorter than this share of it

_SHOWS_NOTHING = 250  # characters; a page with less may keep its story for its scripts


def extract_article(html: str | bytes, url: str | None = None) -> Article:
    """Give the article of one page.

    url: where the page was fetched, if known. Raises Unreadable for a page beyond the bounds, or without any text.
    """
    article = finish(draft_of_page(html, url), "")
    if article is None:
        raise Unreadable("the page has neither a title nor a text", "nothing to do", "skipped")
    return article


def draft_of_page(html: str | bytes, url: str | None = None) -> Draft:
    """Give what the page holds, before normalization; raises Unreadable for a page beyond the bounds."""
    if len(html) > MAX_PAGE_BYTES:
        raise Unreadable(
            f"larger than {MAX_PAGE_BYTES // 1_000_000} MB, the most a page may have", "save the story alone"
        )
    tree = tree_of(html if isinstance(html, str) else decode(html))
    if tree is None:
        return Draft(url=url)
    metadata = metadata_of(metadata_soup(tree), url)
    declared = _reduced(metadata.body)
    story = main_text(without_decoration(tree), declared)
    found = story.text
    if max(len(found), len(declared)) < _SHOWS_NOTHING and (hidden := story_in_state(tree, metadata.title)):
        return with_fallback(replace(metadata, title=hidden.title, body=hidden.body), hidden)
    metadata = _signed(_dated(metadata, story, tree), story)
    body = declared if len(found) < _WHOLE * len(declared) else found
    return with_fallback(Draft(body=body, url=metadata.url), metadata)


def _dated(metadata: Draft, story: Story, tree: HtmlElement) -> Draft:
    """Settle the day of publication between what a page declares and what it prints.

    JSON-LD is written for the story and trusted, but for the day of a moment told in UTC. Other metadata often tells
    when the page was made or last touched, so the one day printed at the headline, which readers see and editors
    correct, comes before it. A month, a year or nothing is completed from the text.
    """
    declared = read_date(metadata.published)
    if declared and declared.precision in ("day", "minute"):
        printed = only_date_in_lines(story.opening)
        if printed is None or printed.at.date() == declared.at.date() or _is_written(printed, metadata):
            return metadata
        is_trusted = metadata.date_source == "jsonld" and not is_day_of(printed, declared, metadata.published)
        return metadata if is_trusted else _on(metadata, printed)
    printed = labeled_date(story.page) or date_in_lines(story.opening)
    if printed and (declared is None or _agree(declared, printed)):
        return _on(metadata, printed)
    guessed = date_anywhere(tree, metadata.url) or only_date_in_lines(story.page)
    # A guess at the first moment of what is known adds nothing: it is made of the same month or year.
    adds = guessed and (declared is None or (_agree(declared, guessed) and guessed.at != declared.at))
    return _on(metadata, guessed) if adds else metadata


def _signed(metadata: Draft, story: Story) -> Draft:
    """Take the authors of a page that does not declare them from the byline it prints."""
    if metadata.authors:
        return metadata
    return replace(metadata, authors=tuple(line for line in story.opening if is_byline(line))[:1])


def _on(metadata: Draft, day: Stamp | None) -> Draft:
    return replace(metadata, published=day.at.date().isoformat(), date_source="text") if day else metadata


def _is_written(printed: Stamp, metadata: Draft) -> bool:
    """Whether a moment was declared on the day printed, on the clock it was written by."""
    return (metadata.published or "").strip().startswith(printed.at.date().isoformat())


def _agree(coarse: Stamp, fine: Stamp) -> bool:
    """Whether a day lies within the month, or the year, that is known."""
    same_month = coarse.precision == "year" or coarse.at.month == fine.at.month
    return coarse.at.year == fine.at.year and same_month


def _reduced(text: str | None) -> str:
    if not text:
        return ""
    return fragment_text(text) if "<" in text or "&" in text else text
