"""Hits and articles that are read when they are looked at: ten of them cost more to fetch than to find.

They are values as any others: equal to what was read at once, and good after their searcher is closed. Who looks at the
id alone reads nothing. Looked at by several threads for the first time, one may be read twice.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Protocol

from corpus import Article
from search.results import Hit, Snippet, Story

ARTICLE_FIELDS = tuple(field.name for field in fields(Article))
HIT_FIELDS = tuple(field.name for field in fields(Hit))
set_field = object.__setattr__  # of values that are frozen for everybody else


class Source(Protocol):
    """What reads the hits of a page, by the number of a document."""

    def article(self, number: int, name: str) -> Mapping[str, object]:
        """A field of the article, and any others that are read with it."""
        ...

    def texts(self, number: int) -> tuple[Snippet, tuple[Snippet, ...]]:
        """The marked title and the passages."""
        ...

    def story(self, number: int) -> Story | None:
        """The story."""
        ...


class UnreadArticle(Article):
    """An article of which only the id is known yet."""

    __slots__ = ("_number", "_source")

    def __getattr__(self, name: str) -> Any:
        if name not in ARTICLE_FIELDS:
            raise AttributeError(f"an article has no {name}")
        source: Source = object.__getattribute__(self, "_source")
        for each, value in source.article(object.__getattribute__(self, "_number"), name).items():
            set_field(self, each, value)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Article):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in ARTICLE_FIELDS)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, each) for each in ARTICLE_FIELDS))


class UnreadHit(Hit):
    """A hit whose passages are cut out when they are looked at, and whose story is told without them."""

    __slots__ = ("_number", "_source")

    def __getattr__(self, name: str) -> Any:
        if name not in HIT_FIELDS:
            raise AttributeError(f"a hit has no {name}")
        source: Source = object.__getattribute__(self, "_source")
        number: int = object.__getattribute__(self, "_number")
        if name == "story":
            set_field(self, name, source.story(number))
        else:
            title, snippets = source.texts(number)
            set_field(self, "title", title)
            set_field(self, "snippets", snippets)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hit):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in HIT_FIELDS)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, each) for each in HIT_FIELDS))


def unread_article(source: Source, number: int, id: str) -> Article:
    """The article of that id."""
    article = UnreadArticle.__new__(UnreadArticle)
    set_field(article, "id", id)
    set_field(article, "_source", source)
    set_field(article, "_number", number)
    return article


def unread_hit(source: Source, number: int, id: str, score: float, rank: int) -> Hit:
    """A hit without an explanation, and its article."""
    hit = UnreadHit.__new__(UnreadHit)
    set_field(hit, "article", unread_article(source, number, id))
    set_field(hit, "score", score)
    set_field(hit, "rank", rank)
    set_field(hit, "explanation", None)
    set_field(hit, "present_version", None)
    set_field(hit, "_source", source)
    set_field(hit, "_number", number)
    return hit
