"""Newer articles before others about as relevant, and no further, on every engine."""

from datetime import UTC, datetime

import pytest

from search import Hit, SearchRequest, Term
from tests.contract.conftest import Engine
from tests.contract.test_around import article


def dated(id: str, year: int, body: str = "oil", day: int = 1) -> object:
    return article(id, body=body, published=datetime(year, 1, day, tzinfo=UTC), published_precision="day")


def found(engine: Engine, half_life: float | None, *articles: object) -> list[Hit]:
    return list(engine.holding(*articles).search(SearchRequest(Term("oil"), half_life=half_life)).hits)  # type: ignore[arg-type] # articles


def order(hits: list[Hit]) -> str:
    return "".join(hit.article.id for hit in hits)


def test_of_equals_the_newer_comes_first(engine: Engine) -> None:
    assert order(found(engine, 365, dated("a", 2001), dated("b", 2003), dated("c", 2002))) == "bca"


def test_age_does_not_count_where_it_is_not_asked_to(engine: Engine) -> None:
    assert order(found(engine, None, dated("a", 2001), dated("b", 2003), dated("c", 2002))) == "abc"


def test_a_half_life_takes_half_of_what_recency_adds(engine: Engine) -> None:
    newest, older = found(engine, 10, dated("a", 2003, day=11), dated("b", 2003, day=1))
    assert older.score == pytest.approx(0.75 * newest.score)


def test_an_old_article_that_says_twice_as_much_stays_ahead(engine: Engine) -> None:
    weak = "oil " + "water " * 60
    assert order(found(engine, 10, dated("a", 2020, weak), dated("b", 1950, "oil oil oil oil"))) == "ba"


def test_the_undated_lose_nothing(engine: Engine) -> None:
    hits = found(engine, 10, dated("a", 2003), article("b", body="oil"), dated("c", 1990))
    assert order(hits) == "abc"
    assert hits[0].score == pytest.approx(hits[1].score)


def asked_on(engine: Engine, now: datetime, *articles: object) -> list[Hit]:
    request = SearchRequest(Term("oil"), half_life=365, reference=now, explain=True)
    return list(engine.holding(*articles).search(request).hits)  # type: ignore[arg-type] # articles


def test_a_date_far_ahead_makes_no_other_article_older(engine: Engine) -> None:
    late, fresh, old = asked_on(
        engine, datetime(2003, 1, 1, tzinfo=UTC), dated("a", 2090), dated("b", 2003), dated("c", 2002)
    )
    assert late.score == fresh.score
    assert old.score == pytest.approx(0.75 * fresh.score)


def test_tomorrow_is_believed(engine: Engine) -> None:
    hits = asked_on(engine, datetime(2003, 1, 9, 23, tzinfo=UTC), dated("a", 2003, day=9), dated("b", 2003, day=10))
    assert order(hits) == "ba"


def test_where_every_date_is_ahead_the_newest_still_comes_first(engine: Engine) -> None:
    assert order(asked_on(engine, datetime(1999, 1, 1, tzinfo=UTC), dated("a", 2090), dated("b", 2091))) == "ba"


def test_a_date_far_ahead_is_explained_as_no_age(engine: Engine) -> None:
    (hit,) = asked_on(engine, datetime(2003, 1, 1, tzinfo=UTC), dated("a", 2090), dated("b", 2003, body="water"))
    assert hit.explanation
    assert hit.explanation.parts[1].says.startswith("recency: 0.0 days older")


def test_a_request_refuses_a_half_life_of_nothing() -> None:
    with pytest.raises(ValueError, match="half_life 0"):
        SearchRequest(Term("oil"), half_life=0)
