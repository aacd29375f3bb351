"""What is new of a search since it was last looked at, once for each story."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from search.results import Hit, SearchRequest
from search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class News:
    """hits: one for each story of which nothing was seen, the newest first; seen: every id that matches now or did."""

    hits: tuple[Hit, ...]
    seen: frozenset[str]


def news(searcher: Searcher, request: SearchRequest, seen: Collection[str]) -> News:
    """What a search finds beside what was seen of it.

    A story is told of once, whatever copies come later, by the copy published last among those that match; an article
    that changed is not told of again. All the words are asked for: an alert for some of them would be for anything.

    seen: ids of articles and of stories, as `News.seen` had them
    """
    every = list(searcher.scan(replace(request, sort="newest", group="off", matching="all", snippets=0)))
    known = set(seen)
    told = {name for hit in every for name in _names(hit) if known & set(_names(hit))}
    hits: list[Hit] = []
    for hit in every:
        if not told & set(_names(hit)):
            hits.append(replace(hit, rank=len(hits) + 1))
            told.update(_names(hit))
    return News(tuple(hits), frozenset(known | {name for hit in every for name in _names(hit)}))


def _names(hit: Hit) -> tuple[str, ...]:
    """The ids by which an article was or will be known: its own, and its story's."""
    return (hit.article.id, hit.story.id) if hit.story else (hit.article.id,)
