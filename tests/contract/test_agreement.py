"""Whoosh and the scan agree on every corpus and every query: matches, totals, scores, order, facets, histogram."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Article
from index import Outcome
from index.analysis import fold_value
from search import HeldBack, ResultPage, Searcher, SearchRequest
from search.results import FacetField
from tests.contract.conftest import Engine, naive_engine, whoosh_engine
from tests.contract.stories import IDS, ZONES, Change, commits, filters, queries

FACETS: tuple[FacetField, ...] = ("source", "section", "author", "agency", "language", "year")


def applied(engine: Engine, changes: list[Change]) -> list[Outcome | int]:
    with engine.open_writer() as writer:
        return [
            writer.upsert([change])[0] if isinstance(change, Article) else writer.delete([change]) for change in changes
        ]


def shown(page: ResultPage) -> object:
    """A page without what may differ: scores apart, how long it took, the warnings' words."""
    return replace(
        page,
        hits=tuple(replace(hit, score=0.0) for hit in page.hits),
        took_ms=0.0,
        generation=0,
        spread=page.spread and tuple(HeldBack(fold_value(held.source), held.more) for held in page.spread),
        cursor=page.cursor and replace(page.cursor, key=0.0, generation=0),
        warnings=tuple(replace(warning, message="") for warning in page.warnings),
    )


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    return SearchRequest(
        draw(queries),
        filters=draw(filters),
        sort=draw(st.sampled_from(("relevance", "relevance", "newest", "oldest"))),
        matching=draw(st.sampled_from(("auto", "all", "any"))),
        half_life=draw(st.sampled_from((None, None, 0.5, 180.0))),
        reference=draw(st.sampled_from((None, datetime(2017, 10, 26, 12, tzinfo=UTC)))),
        timezone=draw(st.sampled_from(ZONES)),
        diverse=draw(st.booleans()),
        group=draw(st.sampled_from(("story", "story", "off"))),
        size=draw(st.sampled_from((1, 3, 10))),
        page=draw(st.sampled_from((1, 1, 2))),
        facets=(counted := draw(st.sampled_from((FACETS, FACETS, ())))),
        facet_size=4,
        histogram=bool(counted),
        deadline_s=60,
    )


def agree(whoosh: Searcher, scan: Searcher, request: SearchRequest) -> None:
    right, answer = scan.search(request), whoosh.search(request)
    assert shown(answer) == shown(right)
    assert [hit.score for hit in answer.hits] == pytest.approx([hit.score for hit in right.hits], rel=1e-9)
    if answer.cursor and right.cursor:
        following = (
            searcher.search(replace(request, page=1, after=cursor))
            for searcher, cursor in ((whoosh, answer.cursor), (scan, right.cursor))
        )
        numbered = scan.search(replace(request, page=request.page + 1))
        assert [shown(page) for page in following] == [shown(numbered)] * 2


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=commits(), asked=st.lists(requests(), min_size=4, max_size=16))
def test_whoosh_agrees_with_the_scan(history: list[list[Change]], asked: list[SearchRequest]) -> None:
    with TemporaryDirectory() as directory:
        engines = naive_engine(directory), whoosh_engine(Path(directory) / "index")
        for changes in history:
            assert applied(engines[0], changes) == applied(engines[1], changes)
        with engines[0].open_searcher() as scan, engines[1].open_searcher() as whoosh:
            for request in asked:
                agree(whoosh, scan, request)
            for id in IDS:
                assert whoosh.copies(id) == scan.copies(id)
            assert replace(whoosh.stats(), segments=0, bytes=0, generation=0) == replace(scan.stats(), generation=0)
