"""What trafilatura takes for the story of a page: the strongest extractor measured, under bounds of ours.

Its work grows faster than the page on markup that no real page has, so a tree beyond the bounds is not given to it;
the caller has a reading of its own for such pages.
"""

import logging
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

MAX_ELEMENTS = 20_000
MAX_CHARACTERS = 2_000_000
MAX_LEVELS = 200

# It logs a warning for each page without a story; the caller has its own way to say so.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def second_reading(tree: HtmlElement) -> str:
    """Give the text trafilatura extracts, empty where it finds none or the tree is beyond the bounds."""
    if not _is_ordinary(tree):
        return ""
    try:
        found = cast(Any, bare_extraction(tree, include_comments=False, include_tables=True))
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


def _is_ordinary(tree: HtmlElement) -> bool:
    elements = characters = level = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        if event == "start":
            elements += 1
            characters += len(element.text or "") + len(element.tail or "")
        if elements > MAX_ELEMENTS or characters > MAX_CHARACTERS or level > MAX_LEVELS:
            return False
    return True
