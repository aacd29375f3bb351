"""A score and its explanation are one number, part by part, on every engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import Boost, Explanation, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, SearchRequest, Term, Wildcard, parse
from search.scoring import K1
from tests.contract.conftest import Engine, naive_engine, whoosh_engine
from tests.contract.stories import Change, commits, queries
from tests.contract.test_agreement import applied
from tests.contract.test_around import article

NEWS = (
    article("a", "Oil town", "Oil prices fell. The oil minister of Iraq spoke.", source="Wire"),
    article(
        "b",
        "Iraq",
        "The minister of oil and water, " * 9,
        published=datetime(2017, 1, 1, tzinfo=UTC),
        published_precision="day",
    ),
    article(
        "c", "Water", "No oil in the harbor.", published=datetime(2016, 10, 3, tzinfo=UTC), published_precision="day"
    ),
)
ASKED = {
    "term": Term("oil"),
    "exact": Term("prices", exact=True),
    "title only": Term("oil", "title"),
    "and": parse("oil minister", now=datetime(2020, 1, 1, tzinfo=UTC)).query,
    "or": Or((Term("iraq"), Term("harbor"), Term("nowhere"))),
    "boost": Or((Boost(Term("iraq"), 3.7), Boost(Or((Term("oil"), Term("water"))), 0.5))),
    "prefix": Prefix("min"),
    "wildcard": Wildcard("?at*"),
    "fuzzy": Fuzzy("watar"),
    "phrase": Phrase(("minister", "of")),
    "near": Near(("oil", "minister"), 3),
    "joined": Phrase(("oil", "minister"), stemmed=True),
    "narrowed": parse("oil source:wire -harbor", now=datetime(2020, 1, 1, tzinfo=UTC)).query,
}


def nodes(explanation: Explanation) -> Iterator[Explanation]:
    yield explanation
    for part in explanation.parts:
        yield from nodes(part)


def made(explanation: Explanation) -> float:
    """What the parts of an explanation come to."""
    values = [part.value for part in explanation.parts]
    if explanation.joined == "saturation":
        (frequency,) = values
        return frequency / (frequency + K1)
    return {"sum": sum, "product": prod, None: lambda _: explanation.value}[explanation.joined](values)


def adds_up(explanation: Explanation | None, score: float) -> None:
    assert explanation is not None
    assert explanation.value == pytest.approx(score, rel=1e-9)
    for node in nodes(explanation):
        assert node.says
        assert node.value == pytest.approx(made(node), rel=1e-9)


@pytest.mark.parametrize("half_life", [None, 30.0], ids=["ageless", "recency"])
@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_the_parts_make_the_score(engine: Engine, query: Query, half_life: float | None) -> None:
    hits = engine.holding(*NEWS).search(SearchRequest(query, half_life=half_life, explain=True)).hits
    assert hits
    for hit in hits:
        adds_up(hit.explanation, hit.score)


def test_hits_are_explained_only_where_that_is_asked_for(engine: Engine) -> None:
    assert [hit.explanation for hit in engine.holding(*NEWS).search(SearchRequest(Term("oil"))).hits] == [None] * 3


def test_asking_for_explanations_changes_no_hit(engine: Engine) -> None:
    searcher, request = engine.holding(*NEWS), SearchRequest(Term("oil"), half_life=30)
    explained = searcher.search(replace(request, explain=True)).hits
    plain = searcher.search(request).hits
    assert [replace(hit, score=0.0, explanation=None) for hit in explained] == [
        replace(hit, score=0.0) for hit in plain
    ]
    assert [hit.score for hit in explained] == pytest.approx([hit.score for hit in plain], rel=1e-9)


def test_what_only_narrows_is_told_to_add_nothing(engine: Engine) -> None:
    (hit,) = engine.holding(*NEWS).search(SearchRequest(ASKED["narrowed"], explain=True)).hits
    assert hit.explanation
    zeros = [part.says for part in hit.explanation.parts if not part.value]
    assert zeros == ["source:wire: narrows and adds nothing", "-harbor: narrows and adds nothing"]


def test_an_explanation_has_the_counts_of_the_snapshot(engine: Engine) -> None:
    (hit,) = engine.holding(*NEWS).search(SearchRequest(Phrase(("oil", "town")), explain=True)).hits
    assert hit.explanation
    said = "\n".join(node.says for node in nodes(hit.explanation))
    assert ": 3 of 3 articles have it" in said
    assert ": 1 of 3 articles have it" in said
    assert "its length: 2 tokens, 1.3 on average" in said


def test_recency_is_told_with_the_age_in_days(engine: Engine) -> None:
    hits = engine.holding(*NEWS).search(SearchRequest(Term("harbor"), half_life=30, explain=True)).hits
    assert hits[0].explanation
    assert hits[0].explanation.parts[1].says.startswith("recency: 90.0 days older than the newest article")


def test_an_excluded_word_within_alternatives_is_explained(engine: Engine) -> None:
    hits = engine.holding(*NEWS).search(SearchRequest(Or((Not(Term("iraq")), Term("harbor"))), explain=True)).hits
    adds_up(hits[0].explanation, hits[0].score)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=commits(), asked=st.lists(queries, min_size=4, max_size=12), half_life=st.sampled_from((None, 180.0)))
def test_every_score_is_explained(history: list[list[Change]], asked: list[Query], half_life: float | None) -> None:
    with TemporaryDirectory() as directory:
        engines = naive_engine(directory), whoosh_engine(Path(directory) / "index")
        for engine in engines:
            for changes in history:
                applied(engine, changes)
            with engine.open_searcher() as searcher:
                for query in asked:
                    request = SearchRequest(query, half_life=half_life, explain=True, deadline_s=60)
                    for hit in searcher.search(request).hits:
                        adds_up(hit.explanation, hit.score)
