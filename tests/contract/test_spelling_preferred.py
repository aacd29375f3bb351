"""A capital or an accent in the query prefers the spelling that was typed, on every engine, and loses nothing."""

import pytest

from search import Or, Query, SearchRequest, Term, parse
from tests.contract.conftest import Engine
from tests.contract.test_around import article

# `banks` and `bank` share a stem; the first article would come first by its id and its length.
NEWS = (article("a", body="The bank fell."), article("b", body="Joseph Banks fell down."))


def found(engine: Engine, query: Query) -> dict[str, float]:
    return {hit.article.id: hit.score for hit in engine.holding(*NEWS).search(SearchRequest(query)).hits}


def test_a_capital_prefers_the_very_word(engine: Engine) -> None:
    assert list(found(engine, Term("banks"))) == ["a", "b"]
    assert list(found(engine, Term("Banks"))) == ["b", "a"]


def test_other_forms_score_as_without_a_capital(engine: Engine) -> None:
    assert found(engine, Term("Banks"))["a"] == pytest.approx(found(engine, Term("banks"))["a"])


@pytest.mark.parametrize("typed", ["BANKS", "=Banks", '"Banks"'])
def test_shouting_and_quotes_prefer_nothing(engine: Engine, typed: str) -> None:
    assert found(engine, parse(typed).query) == pytest.approx(found(engine, parse(typed.lower()).query))


def test_a_boost_and_alternatives_keep_the_preference(engine: Engine) -> None:
    plain, boosted = found(engine, Term("Banks")), found(engine, parse("Banks^2").query)
    assert boosted == pytest.approx({id: 2 * score for id, score in plain.items()})
    assert list(found(engine, Or((Term("Banks"), Term("nowhere"))))) == ["b", "a"]


def test_an_accent_prefers_the_very_word(engine: Engine) -> None:
    news = (article("a", body="Exposé prose"), article("b", body="Exposés prose"))
    searcher = engine.holding(*news)
    assert [hit.article.id for hit in searcher.search(SearchRequest(Term("exposés"))).hits] == ["b", "a"]


def test_the_preference_is_explained(engine: Engine) -> None:
    first, second = engine.holding(*NEWS).search(SearchRequest(Term("Banks"), explain=True)).hits
    assert first.explanation
    assert second.explanation
    assert first.explanation.says == "Banks, and spelled so"
    assert second.explanation.says == "Banks"
    assert first.explanation.value == pytest.approx(first.score)
