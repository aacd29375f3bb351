"""A prefix as one list of all its words gives what its words give one by one, the second time too."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from search import Searcher, SearchRequest, open_searcher, parse
from search.columnar.searcher import ColumnarSearcher
from search.whoosh_searcher import WhooshSearcher

ARTICLES = 600
WORDS = [f"{first}{second}{third}" for first in ("ka", "lo") for second in "rstvz" for third in "aeiou"]


def article(number: int) -> Article:
    dice = random.Random(number)
    words = [WORDS[min(int(dice.expovariate(0.1)), len(WORDS) - 1)] for _ in range(dice.randint(3, 12))]
    return Article(
        id=f"a{number:05d}", title=" ".join(words[:2]), body=" ".join([*words[2:], "o'kara"][dice.randint(0, 1) :])
    )


@pytest.fixture(scope="module", params=["as written", "some deleted"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    where: Path = tmp_path_factory.mktemp("prefixes") / "index"
    with open_writer(where) as writer:
        writer.upsert(article(number) for number in range(ARTICLES))
    with open_writer(where) as writer:
        writer.upsert(article(number) for number in range(ARTICLES, ARTICLES + 40))
        if request.param == "some deleted":
            writer.delete([f"a{number:05d}" for number in range(0, ARTICLES, 9)])
    with open_searcher(where) as opened:
        yield opened


@pytest.mark.parametrize(
    "text",
    [
        "ka*", "k*", "kar*", "karo*", "title:ka*", "body:k* OR title:lo*", "k* lora", "-ka*", "o*", "ka* lo*", "none*",
        "k?r*", "kara~",
    ],
)  # fmt: skip
def test_a_prefix_finds_what_its_words_find(searcher: Searcher, text: str) -> None:
    assert isinstance(searcher, ColumnarSearcher)
    request = SearchRequest(parse(text).query, size=20, group="off", deadline_s=60)
    long = WhooshSearcher.search(searcher, request)
    right = long.total.value, [hit.article.id for hit in long.hits]
    assert [searcher.best(request), searcher.best(request)] == [right, right]
    page = searcher.search(request)
    assert [hit.score for hit in page.hits] == pytest.approx([hit.score for hit in long.hits], rel=1e-9)
