"""Values to format: one article and the hit it becomes."""

from datetime import UTC, datetime

from corpus import Article
from search import Hit, ResultPage, Snippet, TotalHits

ARTICLE = Article(
    id="a" * 26,
    title="Ferry sails",
    body="The ferry sails.\n\nIt returns.",
    source="The Harbor Gazette",
    url="https://harbor-gazette.example/ferry",
    published=datetime(2017, 10, 26, tzinfo=UTC),
    published_precision="day",
    paths=("/news/ferry.html",),
)
HIT = Hit(
    article=ARTICLE,
    score=12.345,
    rank=1,
    title=Snippet("title", "Ferry sails", ((0, 5),)),
    snippets=(Snippet("body", "The night ferry sails.", ((4, 9), (10, 15)), before=True),),
)


def page_of(*hits: Hit, total: int | None = None, page: int = 1, size: int = 10) -> ResultPage:
    return ResultPage(
        total=TotalHits(len(hits) if total is None else total),
        hits=hits,
        page=page,
        size=size,
        matching="all",
        sort="relevance",
        generation=1,
        took_ms=1.5,
    )
