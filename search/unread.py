"""Hits and articles that are read when they are looked at: ten of them cost more to fetch than to find.

They are values as any others: equal to what was read at once, and good after their searcher is closed. Who looks at the
id alone reads nothing. Looked at by several threads for the first time, one may be read twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from corpus import Article
from search.results import Hit, Snippet, Story

ARTICLE_FIELDS = tuple(field.name for field in fields(Article))
HIT_FIELDS = tuple(field.name for field in fields(Hit))


class UnreadArticle(Article):
    """An article of which only the id is known yet."""

    __slots__ = ("_read",)

    def __getattr__(self, name: str) -> Any:
        if name not in ARTICLE_FIELDS:
            raise AttributeError(f"an article has no {name}")
        for each, value in object.__getattribute__(self, "_read")(name).items():
            object.__setattr__(self, each, value)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Article):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in ARTICLE_FIELDS)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, each) for each in ARTICLE_FIELDS))


class UnreadHit(Hit):
    """A hit whose passages are cut out when they are looked at, and whose story is told without them."""

    __slots__ = ("_story", "_tell")

    def __getattr__(self, name: str) -> Any:
        if name not in HIT_FIELDS:
            raise AttributeError(f"a hit has no {name}")
        if name == "story":
            object.__setattr__(self, name, object.__getattribute__(self, "_story")())
            return getattr(self, name)
        title, snippets = object.__getattribute__(self, "_tell")()
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "snippets", snippets)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in HIT_FIELDS)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, each) for each in HIT_FIELDS))


def unread_article(id: str, read: Callable[[str], Mapping[str, object]]) -> Article:
    """The article of that id, read at first need; `read` gives a field by its name, and any others read with it."""
    article = UnreadArticle.__new__(UnreadArticle)
    object.__setattr__(article, "id", id)
    object.__setattr__(article, "_read", read)
    return article


def unread_hit(
    article: Article,
    score: float,
    rank: int,
    story: Callable[[], Story | None],
    tell: Callable[[], tuple[Snippet, tuple[Snippet, ...]]],
) -> Hit:
    """A hit without an explanation, of which `tell` gives title and snippets, and `story` its story."""
    hit = UnreadHit.__new__(UnreadHit)
    object.__setattr__(hit, "article", article)
    object.__setattr__(hit, "score", score)
    object.__setattr__(hit, "rank", rank)
    object.__setattr__(hit, "_story", story)
    object.__setattr__(hit, "_tell", tell)
    object.__setattr__(hit, "explanation", None)
    return hit
