"""Hits and articles that are read when they are looked at."""

import copy
import pickle
from dataclasses import replace

import pytest

from corpus import Article
from search.results import Hit, Snippet
from search.unread import ARTICLE_FIELDS, unread_article, unread_hit

READ = Article(id="a", title="Rain", body="It rained.", tags=("weather",))
HIT = Hit(READ, 2.5, 1, Snippet("title", "Rain"), (Snippet("body", "It rained."),))


class Shelf:
    """Counts what is read of it."""

    def __init__(self) -> None:
        self.times = 0

    def read(self, name: str) -> dict[str, object]:
        self.times += 1
        texts = {"title": READ.title, "body": READ.body}
        if name in texts:
            return {name: texts[name]}
        return {each: getattr(READ, each) for each in ARTICLE_FIELDS if each not in texts}

    def article(self) -> Article:
        return unread_article("a", self.read)

    def hit(self) -> Hit:
        return unread_hit(self.article(), 2.5, 1, lambda: HIT.story, lambda: (HIT.title, HIT.snippets))


def test_an_id_is_known_without_reading() -> None:
    shelf = Shelf()
    assert (shelf.hit().article.id, shelf.times) == ("a", 0)


def test_a_field_is_read_once_with_those_beside_it() -> None:
    shelf = Shelf()
    article = shelf.article()
    assert (article.title, article.title, article.tags, article.url, shelf.times) == (
        "Rain",
        "Rain",
        ("weather",),
        None,
        2,
    )


def test_score_and_rank_are_known_without_reading() -> None:
    shelf = Shelf()
    hit = shelf.hit()
    assert (hit.score, hit.rank, shelf.times) == (2.5, 1, 0)


@pytest.mark.parametrize("swapped", [False, True])
def test_what_is_unread_equals_what_was_read(swapped: bool) -> None:
    pairs = [(Shelf().article(), READ), (Shelf().hit(), HIT)]
    assert all((right == left) if swapped else (left == right) for left, right in pairs)


def test_what_is_unread_differs_from_what_is_not_the_same() -> None:
    assert Shelf().article() != replace(READ, title="Sun")
    assert Shelf().hit() != replace(HIT, rank=2)
    assert Shelf().article() != "a"


def test_equal_articles_have_equal_hashes() -> None:
    assert {Shelf().article(), READ} == {READ}
    assert {Shelf().hit(), HIT} == {HIT}


def test_a_field_may_be_replaced() -> None:
    assert replace(Shelf().hit(), rank=7) == replace(HIT, rank=7)
    assert replace(Shelf().article(), title="Sun").title == "Sun"


def test_a_copy_is_whole() -> None:
    assert copy.copy(Shelf().article()) == READ
    assert pickle.loads(pickle.dumps(copy.copy(Shelf().article()))) == READ


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="an article has no headline"):
        _ = Shelf().article().headline  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="a hit has no place"):
        _ = Shelf().hit().place  # type: ignore[attr-defined]
