"""What stands around a list is the same by the compiled loops and by the long way, over segments and deletions."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index import open_writer
from search import Filters, ResultPage, SearchRequest, open_searcher, parse
from search.columnar.searcher import ColumnarSearcher
from search.deadline import DeadlinePassed
from search.kernels.newest import WINDOW
from search.results import FacetField, Sort
from search.whoosh_searcher import WhooshSearcher

FACETS: tuple[FacetField, ...] = get_args(FacetField)
ARTICLES = WINDOW + 500
WORDS = [f"{first}{second}" for first in ("ka", "lo", "mi", "nu", "pe") for second in ("ra", "se", "ti", "vo", "zu")]
PRECISIONS = ("day", "day", "minute", "month", "year")


def article(number: int, dice: random.Random) -> Article:
    """One of many; every fourth is a copy of the one before, one outlet has half of all."""
    told = random.Random(number // 4 * 4 if number % 4 == 3 else number)
    precision = dice.choice(PRECISIONS)
    return Article(
        id=f"a{number:05d}",
        title=" ".join(told.choices(WORDS, k=2)),
        body=" ".join(WORDS[min(int(told.expovariate(0.2)), len(WORDS) - 1)] for _ in range(told.randint(30, 50))),
        source=None if number % 11 == 0 else "Daily" if number % 2 else f"Outlet {number % 7}",
        section=dice.choice(("World", "Sport", None)),
        authors=tuple(dice.sample(("Ann Lee", "Bo Li", "Cy Twombly", "Di Ode"), dice.randint(0, 2))),
        agency=dice.choice(("AP", "dpa", None)),
        language=dice.choice(("en", "en", "de", None)),
        published=datetime(2015, 1, 1, tzinfo=UTC) + timedelta(hours=number * 37 % 20_000) if number % 13 else None,
        published_precision=precision if number % 13 else None,  # type: ignore[arg-type] # one of them
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ColumnarSearcher]:
    where: Path = tmp_path_factory.mktemp("around") / "index"
    dice = random.Random(7)
    for low, high in ((0, 3000), (3000, 4000), (4000, ARTICLES)):
        with open_writer(where) as writer:
            writer.upsert(article(number, dice) for number in range(low, high))
    with open_writer(where) as writer:
        writer.delete([f"a{number:05d}" for number in range(0, ARTICLES, 9)])
        writer.upsert(article(number, dice) for number in range(1, ARTICLES, 200))
    with open_searcher(where) as opened:
        assert isinstance(opened, ColumnarSearcher)
        yield opened


def shown(page: ResultPage) -> object:
    """A page as values, but for scores and the time it took."""
    hits = [(hit.article.id, hit.rank, hit.title, hit.snippets, hit.story) for hit in page.hits]
    cursor = page.cursor and replace(page.cursor, key=0.0)
    return replace(page, hits=(), took_ms=0.0, cursor=cursor), hits


TEXTS = ("kara", "pezu", "kara OR kase OR kati", "kara kase pezu", "kara -kase", '"kara kase"', "ka*", "", "karra pezu",
         "(kara pezu) OR (kase zu)", "source:daily kara", "lovo peti miti kati nuse kavo")  # fmt: skip
FILTERS = (
    Filters(),
    Filters(source=("Daily",)),
    Filters(section=("World", "Sport"), year=(2015, 2016)),
    Filters(author=("ann lee",), language=("de",)),
    Filters(published_from=date(2016, 1, 1), published_to=date(2016, 2, 3), agency=("dpa",)),
    Filters(source=("nobody",)),
)
requests = st.builds(
    SearchRequest,
    st.sampled_from(TEXTS).map(lambda text: parse(text).query),
    filters=st.sampled_from(FILTERS),
    sort=st.sampled_from(("relevance", "relevance", "newest", "oldest")),
    page=st.sampled_from((1, 1, 2, 13)),
    size=st.sampled_from((1, 10, 30)),
    group=st.sampled_from(("story", "off")),
    diverse=st.booleans(),
    half_life=st.sampled_from((None, 180.0)),
    matching=st.sampled_from(("auto", "all", "any")),
    facets=st.sampled_from((FACETS, ("author",), ())),
    facet_size=st.sampled_from((2, 10)),
    histogram=st.booleans(),
    timezone=st.sampled_from(("UTC", "America/New_York")),
    deadline_s=st.just(60.0),
)


@settings(max_examples=120, deadline=None)
@given(request=requests)
def test_every_page_is_that_of_the_long_way(searcher: ColumnarSearcher, request: SearchRequest) -> None:
    quick, long = searcher.search(request), WhooshSearcher.search(searcher, request)
    assert shown(quick) == shown(long)
    assert [hit.score for hit in quick.hits] == pytest.approx([hit.score for hit in long.hits], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(request=requests.map(lambda request: replace(request, page=1, facets=(), histogram=False)))
def test_pages_by_cursor_are_the_pages_by_number(searcher: ColumnarSearcher, request: SearchRequest) -> None:
    page = searcher.search(request)
    for number in range(2, 6):
        if page.cursor is None:
            break
        page = searcher.search(replace(request, after=page.cursor))
        assert shown(page) == shown(searcher.search(replace(request, page=number)))


@pytest.mark.parametrize("diverse", [False, True])
def test_a_cursor_too_deep_for_the_loops_is_followed(searcher: ColumnarSearcher, diverse: bool) -> None:
    asked = SearchRequest(parse("kara OR kase").query, page=25, size=100, diverse=diverse, deadline_s=60)
    deep = searcher.search(asked)
    assert deep.cursor is not None
    following = searcher.search(replace(asked, page=1, after=deep.cursor))
    assert shown(following) == shown(searcher.search(replace(asked, page=26)))


def test_a_story_of_very_many_copies_is_listed_once(tmp_path: Path) -> None:
    text = " ".join(WORDS)
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(Article(id=f"c{number}", title="Rain", body=f"Rain. {text}") for number in range(300))
        writer.upsert(Article(id=f"d{number}", title="Dry", body=f"No rain on day {number}") for number in range(5))
    with open_searcher(tmp_path / "index") as opened:
        page = opened.search(SearchRequest(parse("rain").query, group="story", size=3))
    assert (page.total.value, page.total_articles, len(page.hits)) == (6, 305, 3)
    assert len({hit.article.body for hit in page.hits}) == 3


@pytest.mark.parametrize("place", ["top", "listing"])
@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_what_there_is_no_time_to_score_is_a_page_that_timed_out(
    searcher: ColumnarSearcher, monkeypatch: pytest.MonkeyPatch, place: str, sort: Sort
) -> None:
    def late(*_: object) -> None:
        raise DeadlinePassed

    asked = SearchRequest(parse("pezu").query, sort=sort, group="story", diverse=True, deadline_s=60)
    in_time = searcher.search(asked)
    monkeypatch.setattr(f"search.columnar.{place}.scores_of_matches", late)
    page = searcher.search(asked)
    assert [hit.article.id for hit in page.hits] == [hit.article.id for hit in in_time.hits]
    assert page.timed_out == ((place, sort) in {("top", "newest"), ("listing", "relevance")})
