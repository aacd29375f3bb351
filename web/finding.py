"""One article by its id, in one of its texts."""

import re

from corpus import Article
from search import Searcher
from web.errors import NotFound

ID = re.compile("[a-z2-7]{26}")


def find_article(searcher: Searcher, id: str, version: int | None = None) -> Article:
    """The article of that id; version: an earlier text of it. Raises NotFound."""
    article = searcher.article(id) if ID.fullmatch(id) else None
    if article is None:
        raise no_article()
    if version is None or version == article.version:
        return article
    earlier = searcher.article(id, version)
    if earlier is None:
        raise no_version(version)
    return earlier


def no_article() -> NotFound:
    """There is no such article."""
    hint = "It may have been withdrawn, or its address was cut short. Search for its headline."
    return NotFound("article_not_found", "No article has this address.", hint)


def no_version(version: int) -> NotFound:
    """There is no such text of the article."""
    hint = "The page of the article lists the texts that are kept; after many edits the oldest are not."
    return NotFound("version_not_found", f"No version {version} of this article is kept.", hint)
