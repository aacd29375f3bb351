"""A web page to its article: what it says about itself, and the story in it."""

from corpus.article import Article
from corpus.content import MAX_PAGE_BYTES
from corpus.draft import Draft, finish, with_fallback
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.main_text import main_text
from corpus.markup import fragment_text
from corpus.page_metadata import metadata_of, metadata_soup
from corpus.page_tree import tree_of

_WHOLE = 0.6  # the page's own `articleBody` is taken where the text found is shorter than this share of it


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
    found = main_text(tree)
    body = declared if len(found) < _WHOLE * len(declared) else found
    return with_fallback(Draft(body=body, url=metadata.url), metadata)


def _reduced(text: str | None) -> str:
    if not text:
        return ""
    return fragment_text(text) if "<" in text or "&" in text else text
