"""What trafilatura takes for the story of a page: the strongest extractor measured, under bounds of ours.

Its work grows faster than the page on markup that no real page has, so a tree beyond the bounds is not given to it;
the caller has a reading of its own for such pages.
"""

import logging
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from corpus.page_tree import is_ordinary

# It logs a warning for each page without a story; the caller has its own way to say so.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def second_reading(tree: HtmlElement, *, fast: bool = False) -> str:
    """Give the text trafilatura extracts, empty where it finds none or the tree is beyond the bounds."""
    if not is_ordinary(tree):
        return ""
    try:
        found = cast(Any, bare_extraction(tree, include_comments=False, include_tables=True, fast=fast))
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
