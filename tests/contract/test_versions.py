"""What every engine does with the earlier texts of an edited article."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Article
from search import Query, ResultPage, Searcher, SearchRequest, parse
from search.results import Sort
from tests.contract.conftest import Engine, naive_engine, whoosh_engine
from tests.contract.stories import articles, queries

WIRE = " ".join(f"word{number} of a long report on the bridge" for number in range(30))


def text(body: str, id: str = "a", **told: object) -> Article:
    return Article(id=id, key=id, title=told.pop("title", "Bridge toll"), body=body, **told)  # type: ignore[arg-type]


def ask(searcher: Searcher, query: str, **asked: object) -> ResultPage:
    return searcher.search(SearchRequest(parse(query).query, versions="all", **asked))  # type: ignore[arg-type]


def edited(engine: Engine, *bodies: str) -> Searcher:
    for body in bodies:
        engine.write([text(body)])
    return engine.searcher()


def test_an_earlier_text_is_found_when_asked_for(engine: Engine) -> None:
    searcher = edited(engine, "the vote failed", "the vote passed")
    assert [(hit.article.id, hit.article.version) for hit in ask(searcher, "failed").hits] == [("a", 1)]


def test_an_earlier_text_is_not_found_otherwise(engine: Engine) -> None:
    searcher = edited(engine, "the vote failed", "the vote passed")
    assert searcher.search(SearchRequest(parse("failed").query)).total.value == 0


def test_a_hit_says_which_version_is_the_present_one(engine: Engine) -> None:
    searcher = edited(engine, "one", "two", "three")
    assert [ask(searcher, word).hits[0].present_version for word in ("one", "two", "three")] == [3, 3, None]


@pytest.mark.parametrize("group", ["off", "story"])
def test_an_article_is_listed_once_for_all_its_texts(engine: Engine, group: str) -> None:
    page = ask(edited(engine, "a toll", "the toll", "no toll"), "toll", group=group)
    assert (page.total.value, len(page.hits)) == (1, 1)


def test_the_earlier_texts_of_copies_are_of_their_story(engine: Engine) -> None:
    engine.write([text(WIRE), text(WIRE + " failed", id="b")])
    engine.write([text(WIRE + " passed")])
    page = ask(engine.searcher(), "bridge", group="story")
    assert (page.total.value, page.hits[0].story.size if page.hits[0].story else 1) == (1, 2)


def test_the_texts_of_an_article_are_given_newest_first(engine: Engine) -> None:
    searcher = edited(engine, "one", "two", "three")
    assert [(each.version, each.body) for each in searcher.versions("a")] == [(3, "three"), (2, "two"), (1, "one")]


@pytest.mark.parametrize(("version", "body"), [(None, "two"), (2, "two"), (1, "one"), (3, None)])
def test_a_text_is_had_by_its_version(engine: Engine, version: int | None, body: str | None) -> None:
    found = edited(engine, "one", "two").article("a", version)
    assert (found.body if found else None) == body


def test_texts_replaced_within_one_commit_are_kept(engine: Engine) -> None:
    engine.write([text("one"), text("other", id="b"), text("two"), text("three")])
    assert [each.body for each in engine.searcher().versions("a")] == ["three", "two", "one"]


def test_another_title_alone_is_no_version(engine: Engine) -> None:
    engine.write([text("one"), text("one", title="Toll bridge")])
    assert len(engine.searcher().versions("a")) == 1


def test_a_version_outlasts_another_title(engine: Engine) -> None:
    engine.write([text("one"), text("two"), text("two", title="Toll bridge")])
    assert [each.version for each in engine.searcher().versions("a")] == [2, 1]


def test_the_oldest_texts_go_when_there_are_too_many(engine: Engine) -> None:
    searcher = edited(engine, *(f"text {number}" for number in range(13)))
    assert [each.version for each in searcher.versions("a")] == list(range(13, 2, -1))


def test_earlier_texts_go_with_their_article(engine: Engine) -> None:
    edited(engine, "one", "two")
    with engine.open_writer() as writer:
        writer.delete(["a"])
    assert ask(engine.searcher(), "one").total.value == 0


def test_an_article_that_comes_again_has_no_past(engine: Engine) -> None:
    edited(engine, "one", "two")
    with engine.open_writer() as writer:
        writer.delete(["a"])
        writer.upsert([text("three")])
    assert [each.body for each in engine.searcher().versions("a")] == ["three"]


def test_texts_rolled_back_are_not_kept(engine: Engine) -> None:
    engine.write([text("one")])
    with engine.open_writer() as writer:
        writer.upsert([text("two")])
        writer.rollback()
    assert len(engine.searcher().versions("a")) == 1


def test_a_searcher_goes_on_finding_the_texts_of_its_commit(engine: Engine) -> None:
    searcher = edited(engine, "one", "two")
    for number in range(4):
        engine.write([text(f"more {number}")])
    assert ask(searcher, "one").total.value == 1


def test_kept_are_the_texts_of_another_index_but_later_ones(engine: Engine) -> None:
    engine.write([text("one"), text("two"), text("three")])
    with engine.open_writer() as writer:
        writer.keep([replace(text("uno"), version=1), replace(text("tres"), version=3), text("b", id="b")])
    assert [each.body for each in engine.searcher().versions("a")] == ["three", "two", "uno"]


def test_a_list_goes_on_behind_its_cursor(engine: Engine) -> None:
    engine.write([text("toll one", id=id) for id in "abc"])
    engine.write([text("toll two", id=id) for id in "abc"])
    searcher, found = engine.searcher(), []
    page = ask(searcher, "one", size=1)
    while page.hits:
        found += [hit.article.id for hit in page.hits]
        if not page.cursor:
            break
        page = ask(searcher, "one", size=1, after=page.cursor)
    assert found == ["a", "b", "c"]


def listed(searcher: Searcher, request: SearchRequest) -> tuple[list[object], list[float]]:
    page = searcher.search(request)
    hits = [(hit.article, hit.story, hit.present_version) for hit in page.hits]
    texts = [searcher.versions(id) for id in "abcdefgh"]
    return [page.total, page.total_articles, page.matching, hits, texts], [hit.score for hit in page.hits]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(articles(), max_size=6), min_size=2, max_size=4),
    st.sets(st.sampled_from("abcdefgh"), max_size=2),
    queries,
    st.sampled_from(["relevance", "newest", "oldest"]),
    st.sampled_from(["off", "story"]),
)
def test_the_engines_agree_on_every_text(
    tmp_path_factory: pytest.TempPathFactory,
    commits: Sequence[Sequence[Article]],
    removed: set[str],
    query: Query,
    sort: Sort,
    group: Literal["off", "story"],
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    answers = []
    for engine in (naive_engine(str(folder)), whoosh_engine(folder / "index")):
        for commit in commits:
            engine.write(commit)
        with engine.open_writer() as writer:
            writer.delete(sorted(removed))
        request = SearchRequest(query, versions="all", sort=sort, group=group, deadline_s=60)
        answers.append(listed(engine.searcher(), request))
        engine.close()
    (right, scores), (found, given_scores) = answers
    assert found == right
    assert given_scores == pytest.approx(scores, rel=1e-9)
