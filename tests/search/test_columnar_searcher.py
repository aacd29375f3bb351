"""The compiled loops and the long way give the same page over many windows, segments, deletions and updates."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from search import Filters, Searcher, SearchRequest, open_searcher, parse
from search.columnar.searcher import ColumnarSearcher
from search.kernels.newest import WINDOW
from search.whoosh_searcher import WhooshSearcher

ARTICLES = 3 * WINDOW
WORDS = [f"{first}{second}" for first in ("ka", "lo", "mi", "nu", "pe") for second in ("ra", "se", "ti", "vo", "zu")]


def article(number: int, dice: random.Random) -> Article:
    words = [WORDS[min(int(dice.expovariate(0.2)), len(WORDS) - 1)] for _ in range(dice.randint(3, 12))]
    return Article(
        id=f"a{number:05d}",
        title=" ".join(words[:2]),
        body=" ".join(words[2:]),
        source=f"Outlet {number % 3}",
        published=datetime(2015, 1, 1, tzinfo=UTC) + timedelta(days=number % 900),
        published_precision="day",
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    where: Path = tmp_path_factory.mktemp("many") / "index"
    dice = random.Random(7)
    with open_writer(where) as writer:
        writer.upsert(article(number, dice) for number in range(ARTICLES))
    with open_writer(where) as writer:
        writer.delete([f"a{number:05d}" for number in range(0, ARTICLES, 7)])
        writer.upsert(article(number, dice) for number in range(1, ARTICLES, 50))
    with open_searcher(where) as opened:
        yield opened


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(published_from=date(2016, 1, 1)), Filters(source=("Outlet 1",))]
)
@pytest.mark.parametrize(
    "text",
    [
        "kara", "pezu", "kara OR pezu", "kara OR kase OR kati OR nuvo", "pevo pezu", "kara kase pezu", "kara -kase",
        '"kara kase"', '"kara kase kati"', "ka*", "pe* kara", "pez?", "kara NEAR/3 pezu", "(kara OR pezu) kati",
        "kati (kara OR pezu)", "title:pezu", "title:pezu OR kara", "pezu^3 OR kara", "source:outlet kara", "", "-kara",
        '"kara kase" OR pezu', "kara~", "pezu kara OR nuvo kati",
    ],
)  # fmt: skip
def test_the_loops_agree_with_the_long_way(searcher: Searcher, text: str, filters: Filters, sort: str) -> None:
    assert isinstance(searcher, ColumnarSearcher)
    request = SearchRequest(parse(text).query, filters=filters, sort=sort, size=20, group="off", deadline_s=60)  # type: ignore[arg-type]
    quick, long = searcher.search(request), WhooshSearcher.search(searcher, request)
    assert (quick.total, [hit.article.id for hit in quick.hits]) == (long.total, [hit.article.id for hit in long.hits])
    assert [hit.score for hit in quick.hits] == pytest.approx([hit.score for hit in long.hits], rel=1e-9)
    assert searcher.best(request) == (long.total.value, [hit.article.id for hit in long.hits])


@pytest.mark.parametrize("half_life", [None, 100.0])
@pytest.mark.parametrize(("page", "size"), [(1, 1), (2, 10), (20, 100)])
def test_the_bare_list_is_the_same_at_any_length(
    searcher: Searcher, page: int, size: int, half_life: float | None
) -> None:
    assert isinstance(searcher, ColumnarSearcher)
    for text in ("kara", "kara OR kase OR kati OR nuvo", "pevo pezu", "title:kara OR pezu", '"kara kase" OR pezu'):
        request = SearchRequest(
            parse(text).query, page=page, size=size, group="off", half_life=half_life, deadline_s=60
        )
        long = WhooshSearcher.search(searcher, request)
        assert searcher.best(request) == (long.total.value, [hit.article.id for hit in long.hits])


def test_a_deep_page_goes_on_where_the_one_before_ended(searcher: Searcher) -> None:
    query = parse("kara OR kase").query
    whole = [hit.article.id for hit in searcher.scan(SearchRequest(query, group="off"))]
    page = searcher.search(SearchRequest(query, page=30, size=100, group="off", deadline_s=60))
    assert [hit.article.id for hit in page.hits] == whole[2900:3000]


def test_a_page_is_read_after_its_searcher_is_closed(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([Article(id="a", title="Rain", body="It rained.")])
    with open_searcher(tmp_path / "index") as opened:
        page = opened.search(SearchRequest(parse("rain").query))
    assert (page.hits[0].article.body, page.hits[0].title.marks) == ("It rained.", ((0, 4),))
