"""Queries meant to kill: over a few thousand articles each is answered with a page, whole or cut short and saying so.

Each is asked of a searcher that has just been opened, with everything that a result page shows.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from search import (
    Filters,
    Fuzzy,
    Near,
    Or,
    Phrase,
    Prefix,
    Query,
    ResultPage,
    SearchRequest,
    Term,
    Wildcard,
    open_searcher,
    parse,
)
from search.columnar.searcher import ColumnarSearcher

ARTICLES, VOCABULARY = 4_000, 20_000
DEADLINE_S = 5.0
SYLLABLES = ("ba", "ko", "li", "mu", "ne", "ras", "tan", "vi", "zo", "stan", "ar", "be")


def words(dice: random.Random) -> list[str]:
    made = {"".join(dice.choices(SYLLABLES, k=dice.randint(1, 5))) for _ in range(3 * VOCABULARY)}
    return ["a", "b", "c", *sorted(made)[:VOCABULARY]]


WORDS = words(random.Random(11))
COMMON = [*dict.fromkeys(WORDS[min(int(each**2.5 / 60), len(WORDS) - 1)] for each in range(90))]


def article(number: int, dice: random.Random) -> Article:
    # A few words are everywhere, most of them hardly anywhere, as in any text.
    text = [WORDS[int(len(WORDS) * dice.random() ** 6)] for _ in range(60)]
    return Article(
        id=f"a{number:05d}",
        title=" ".join(text[:5]),
        body=" ".join(text[5:]),
        source=f"Outlet {number % 40}",
        language="en",
        published=datetime(2015, 1, 1, tzinfo=UTC) + timedelta(days=number % 900),
        published_precision="day",
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where: Path = tmp_path_factory.mktemp("death") / "index"
    dice = random.Random(12)
    for first in (0, ARTICLES // 2):
        with open_writer(where) as writer:
            writer.upsert(article(number, dice) for number in range(first, first + ARTICLES // 2))
    return where


@pytest.fixture
def cold(index: Path) -> Iterator[ColumnarSearcher]:
    with open_searcher(index) as opened:
        assert isinstance(opened, ColumnarSearcher)
        yield opened


def asked(query: Query, **more: object) -> SearchRequest:
    facets = ("source", "section", "author", "agency", "language", "year")
    return SearchRequest(query, facets=facets, histogram=True, snippets=3, deadline_s=DEADLINE_S, **more)  # type: ignore[arg-type]


def is_answer(page: ResultPage) -> bool:
    """Whether a page is whole, or says that it is not."""
    whole = page.total.exact and len(page.hits) == min(page.total.value, page.size)
    return page.page == 1 and (whole or page.timed_out)


TYPED = {
    "the end of a word": "*stan",
    "several beginnings": "a* b* c*",
    "any of several beginnings": "a* OR b* OR c* OR l* OR m*",
    "a letter anywhere": "*a*",
    "letters anywhere": "*a*b*a*r*",
    "a star": "*",
    "two stars and a mark": "*?*",
    "marks": "????",
    "ten thousand words": " ".join(WORDS[at % len(WORDS)] for at in range(10_000)),
    "any of ten thousand words": " OR ".join(WORDS[at % len(WORDS)] for at in range(10_000)),
    "sixteen thousand equal words": "a " * 16_000,
    "a word without end": "a" * 100_000,
    "a phrase without end": f'"{" ".join(COMMON * 60)}"',
    "a phrase of one word": f'"{"a " * 490}"',
    "a quotation of common words": f'"{" ".join(COMMON[:3] * 8)}"',
    "a loose phrase": '"a b c"~1000000',
    "brackets left open": "(" * 5_000,
    "brackets never opened": ")" * 50_000,
    "deep brackets": "(" * 5_000 + "a" + ")" * 5_000,
    "quotes": '"' * 50_001,
    "fields": "body:" * 20_000,
    "exclusions": "NOT " * 5_000 + "a",
    "exclusions of exclusions": "-(" * 2_000 + "a",
    "a chain of exclusions": "a NOT " * 1_500 + "b",
    "square brackets": "[" * 20_000,
    "a range of everything": "[* TO *]",
    "a range of words": "[a TO zzzz]",
    "all dates": "date:[* TO *]",
    "a date of the far future": "date:[20240101 TO 99999999999999]",
    "a day that is none": "date:20240230",
    "a fuzzy word": "stanbaras~2",
    "a very fuzzy word": "stanbarasliko~9",
    "many fuzzy words": " ".join(f"{word}~2" for word in WORDS[500:600]),
    "an expression": "(([a-z])+.)+[A-Z]([a-z])+$",
    "half an expression": "(?:a",
    "a boost without end": "ba^1e999",
    "a boost that is no number": "ba^nan",
    "a boost below nothing": "ba^-1",
    "a chain of nears": "a NEAR/100 " * 300 + "b",
    "nothing that can be printed": "\x00\ud800\u202e" * 300,
    "marks on one letter": "a" + "\u0301" * 900,
}


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
def test_a_query_meant_to_kill_is_answered(cold: ColumnarSearcher, text: str) -> None:
    assert is_answer(cold.search(asked(parse(text).query)))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("text", ["*stan", "a* b* c*", "*a*"])
def test_it_is_answered_in_any_order(cold: ColumnarSearcher, text: str, sort: str) -> None:
    page = cold.search(asked(parse(text).query, sort=sort, filters=Filters(source=("Outlet 1", "outlet 2"))))
    assert is_answer(page)


# What the query box would cut short, as a program may build it.
BUILT: dict[str, Query] = {
    "the commonest words": Or(tuple(map(Term, COMMON))),
    "a thousand rare words": Or(tuple(map(Term, WORDS[-1_000:]))),
    "a phrase of five thousand words": Phrase(tuple(WORDS[:5_000])),
    "a phrase as loose as can be": Phrase(("a", "b", "c"), slop=1_000_000),
    "near anywhere": Near(("a", "b"), 1_000_000),
    "every word": Prefix(""),
    "every word by a pattern": Wildcard("*?*"),
    "every word by a fuzzy one": Fuzzy("ba", 9),
    "a pattern that goes back and forth": Wildcard("*a" * 20 + "*b"),
}


@pytest.mark.parametrize("query", BUILT.values(), ids=BUILT.keys())
def test_a_query_that_no_box_lets_through_is_answered(cold: ColumnarSearcher, query: Query) -> None:
    assert is_answer(cold.search(asked(query)))


@pytest.mark.parametrize("text", ["*stan", "a* b* c*", TYPED["ten thousand words"], "*a*"])
def test_without_any_time_the_page_says_so(cold: ColumnarSearcher, text: str) -> None:
    page = cold.search(SearchRequest(parse(text).query, deadline_s=0.0))
    assert page.timed_out
    assert not page.total.exact


def test_the_end_of_a_word_finds_what_ends_so(cold: ColumnarSearcher) -> None:
    hits = cold.search(asked(parse("*stan").query)).hits
    assert hits
    assert all("stan " in f"{hit.article.title} {hit.article.body} " for hit in hits)
