"""What is new of a search."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from corpus import Article
from index import open_writer
from search import SearchRequest, open_searcher, parse
from search.news import News, news
from tests.contract.test_stories import NOON, TEXT, article

REQUEST = SearchRequest(parse("toll").query)
FIRST = article("a", minutes=0)


def now(index: Path, seen: frozenset[str], *articles: Article, gone: tuple[str, ...] = ()) -> News:
    with open_writer(index) as writer:
        writer.upsert(articles)
        writer.delete(gone)
    with open_searcher(index) as searcher:
        return news(searcher, REQUEST, seen)


def ids(found: News) -> list[str]:
    return [hit.article.id for hit in found.hits]


def test_everything_is_new_at_first_the_newest_first(tmp_path: Path) -> None:
    other = article("b", "A toll of another kind.", minutes=9)
    assert ids(now(tmp_path / "i", frozenset(), FIRST, other)) == ["b", "a"]


def test_nothing_is_new_twice(tmp_path: Path) -> None:
    found = now(tmp_path / "i", frozenset(), FIRST)
    assert ids(now(tmp_path / "i", found.seen)) == []


def test_several_new_copies_are_one_story(tmp_path: Path) -> None:
    assert ids(now(tmp_path / "i", frozenset(), FIRST, article("b", minutes=5))) == ["b"]


def test_a_later_copy_is_no_news(tmp_path: Path) -> None:
    found = now(tmp_path / "i", frozenset(), FIRST)
    assert ids(now(tmp_path / "i", found.seen, article("b", f"{TEXT} More.", minutes=5))) == []


def test_an_earlier_copy_that_takes_the_head_is_no_news(tmp_path: Path) -> None:
    found = now(tmp_path / "i", frozenset(), FIRST)
    assert ids(now(tmp_path / "i", found.seen, article("b", minutes=-30))) == []


def test_a_copy_of_what_was_told_and_deleted_is_no_news(tmp_path: Path) -> None:
    found = now(tmp_path / "i", frozenset(), FIRST, article("b", minutes=5))
    assert ids(now(tmp_path / "i", found.seen, gone=("a",))) == []


def test_an_edited_article_is_no_news(tmp_path: Path) -> None:
    found = now(tmp_path / "i", frozenset(), FIRST)
    edited = replace(FIRST, body="No toll after all, says the council.", updated=NOON + timedelta(days=1))
    assert ids(now(tmp_path / "i", found.seen, edited)) == []


def test_some_of_the_words_are_no_news(tmp_path: Path) -> None:
    with open_writer(tmp_path / "i") as writer:
        writer.upsert([FIRST])
    with open_searcher(tmp_path / "i") as searcher:
        assert news(searcher, SearchRequest(parse("toll zeppelin").query), ()).hits == ()
