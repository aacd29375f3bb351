"""What trafilatura takes for the story of a page: the strongest extractor measured, under bounds of ours.

Its work grows faster than the page on markup that no real page has, so a tree beyond the bounds is not given to it;
the caller has a reading of its own for such pages. It copies the tree several times over and asks each element of each
copy what it is, so its fast reading is given one without the elements that it takes out first of all, whatever they
hold; the slow one, asked where that failed, is given all.
"""

import logging
from copy import copy
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from corpus.page_tree import is_ordinary

# Not `form`, which it opens where most of a page is in one, and no comments: what these part would run together.
_NEVER_READ = (
    "aside", "audio", "button", "dialog", "embed", "fieldset", "footer", "iframe", "input", "label", "link", "map",
    "menu", "meta", "nav", "noscript", "object", "option", "select", "textarea", "video",
)  # fmt: skip
_programs = etree.XPath("//script[not(contains(@type, 'ld+json'))]")

# It logs a warning for each page without a story; the caller has its own way to say so.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def second_reading(tree: HtmlElement, *, fast: bool = False) -> str:
    """Give the text trafilatura extracts, empty where it finds none or the tree is beyond the bounds."""
    if not is_ordinary(tree):
        return ""
    try:
        read = _bared(tree) if fast else tree
        found = cast(Any, bare_extraction(read, include_comments=False, include_tables=True, fast=fast))
    except (
        etree.LxmlError,
        ValueError,
        RecursionError,
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
    ):
        return ""  # it stumbles over some broken markup; ours does not
    return (found.text or "") if found else ""


def _bared(tree: HtmlElement) -> HtmlElement:
    """Give a copy of a tree without what the reading never reads."""
    bared = copy(tree)
    etree.strip_elements(bared, *_NEVER_READ, with_tail=False)
    for script in _programs(bared):
        script.drop_tree()
    return bared
