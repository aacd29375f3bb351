"""The naive engine's evidence for the explanation of a score: counted by scanning, as its scores are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import Article
from search import Explanation, Query, SearchRequest
from search.explanation import Evidence, Length, Measured, Worth, explain
from search.query import TEXT_FIELDS, scored

if TYPE_CHECKING:
    from tests.contract.naive import NaiveSearcher, Scanned


def explained(searcher: NaiveSearcher, query: Query, request: SearchRequest, article: Article) -> Explanation | None:
    """Why an article has its score."""
    scanned = next(each for each in searcher.all if each.article.id == article.id)
    measured = Measured(
        len(searcher.all),
        Length(len(scanned.tokens["title"]), searcher.mean("title")),
        Length(len(scanned.tokens["body"]), searcher.mean("body")),
        searcher.age_days(article, request.reference),
    )

    def look(leaf: Query) -> Evidence | None:
        points = searcher.matcher(leaf, request.timezone)(scanned)
        if points is None:
            return None
        return _counted(searcher, leaf, scanned) if points else Evidence()

    return explain(query, look, measured, request.half_life)


def _counted(searcher: NaiveSearcher, leaf: Query, scanned: Scanned) -> Evidence:
    assert scored(leaf)
    fields = TEXT_FIELDS if leaf.field is None else (leaf.field,)
    words, count = searcher.counter(leaf)
    counts = {field: count(scanned, field) if field in fields else 0 for field in TEXT_FIELDS}
    return Evidence(tuple(Worth("the word", df) for _, df in words), counts["title"], counts["body"])
