"""HTML: one page, one story."""

from collections.abc import Iterator

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.extract import draft_of_page


def read_page(content: Content) -> Iterator[Draft | Failure]:
    """Read the story of a page."""
    yield draft_of_page(content.whole(MAX_PAGE_BYTES))
