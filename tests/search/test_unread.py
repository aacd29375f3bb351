"""Hits and articles that are read when they are looked at."""

import copy
import pickle
from dataclasses import replace

import pytest

from corpus import Article
from search.results import Hit, Snippet, Story
from search.unread import ARTICLE_FIELDS, unread_article, unread_hit

READ = Article(id="a", title="Rain", body="It rained.", tags=("weather",))
HIT = Hit(READ, 2.5, 1, Snippet("title", "Rain"), (Snippet("body", "It rained."),))


class Shelf:
    """Counts what is read of it."""

    def __init__(self) -> None:
        self.times = 0

    def article(self, number: int, name: str) -> dict[str, object]:
        self.times += 1
        texts = {"title": READ.title, "body": READ.body}
        if name in texts:
            return {name: texts[name]}
        return {each: getattr(READ, each) for each in ARTICLE_FIELDS if each not in texts}

    def texts(self, number: int) -> tuple[Snippet, tuple[Snippet, ...]]:
        return HIT.title, HIT.snippets

    def story(self, number: int) -> Story | None:
        return HIT.story


def article(shelf: Shelf) -> Article:
    return unread_article(shelf, 0, "a")


def hit(shelf: Shelf) -> Hit:
    return unread_hit(shelf, 0, "a", 2.5, 1)


def test_an_id_is_known_without_reading() -> None:
    shelf = Shelf()
    assert (hit(shelf).article.id, shelf.times) == ("a", 0)


def test_a_field_is_read_once_with_those_beside_it() -> None:
    shelf = Shelf()
    unread = article(shelf)
    assert (unread.title, unread.title, unread.tags, unread.url, shelf.times) == (
        "Rain",
        "Rain",
        ("weather",),
        None,
        2,
    )


def test_score_and_rank_are_known_without_reading() -> None:
    shelf = Shelf()
    unread = hit(shelf)
    assert (unread.score, unread.rank, shelf.times) == (2.5, 1, 0)


@pytest.mark.parametrize("swapped", [False, True])
def test_what_is_unread_equals_what_was_read(swapped: bool) -> None:
    pairs = [(article(Shelf()), READ), (hit(Shelf()), HIT)]
    assert all((right == left) if swapped else (left == right) for left, right in pairs)


def test_what_is_unread_differs_from_what_is_not_the_same() -> None:
    assert article(Shelf()) != replace(READ, title="Sun")
    assert hit(Shelf()) != replace(HIT, rank=2)
    assert article(Shelf()) != "a"


def test_equal_articles_have_equal_hashes() -> None:
    assert {article(Shelf()), READ} == {READ}
    assert {hit(Shelf()), HIT} == {HIT}


def test_a_field_may_be_replaced() -> None:
    assert replace(hit(Shelf()), rank=7) == replace(HIT, rank=7)
    assert replace(article(Shelf()), title="Sun").title == "Sun"


def test_a_copy_is_whole() -> None:
    assert copy.copy(article(Shelf())) == READ
    assert pickle.loads(pickle.dumps(copy.copy(article(Shelf())))) == READ


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="an article has no headline"):
        _ = article(Shelf()).headline  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="a hit has no place"):
        _ = hit(Shelf()).place  # type: ignore[attr-defined]
