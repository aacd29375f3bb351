"""Words in order, found by their keys, are those that a look at every article's words finds."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from search import ResultPage, SearchRequest, open_searcher, parse
from search.columnar import in_order as finding
from search.columnar.in_order import in_order
from search.columnar.searcher import ColumnarSearcher
from search.columnar.snapshot import ColumnarSnapshot
from search.deadline import Deadline
from search.positions import phrase_spans
from search.whoosh_nodes import InOrder, Placed
from search.whoosh_searcher import WhooshSearcher

ARTICLES = 900
WORDS = ["bora", "kumara", "rain", "rains", "rained", "sova", "tulo", "pez"]
STEMS = {"rains": "rain", "rained": "rain"}


def words_of(number: int) -> tuple[list[str], list[str]]:
    """A title's and a body's words: two in most articles, some in few, one a hundred times in a few."""
    chosen = random.Random(number)
    body = chosen.choices(WORDS, (9, 9, 3, 2, 1, 1 / (1 + number % 9), 0.3, 0.01), k=chosen.randint(1, 30))
    return body[: number % 5] or ["head"], body + ["bora"] * 100 * (number % 97 == 0)


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where: Path = tmp_path_factory.mktemp("phrases") / "index"
    with open_writer(where) as writer:
        for number in range(ARTICLES):
            title, body = words_of(number)
            writer.upsert([Article(id=f"{number:04d}", title=" ".join(title), body=" ".join(body), language="en")])
    with open_writer(where) as writer:
        writer.delete([f"{number:04d}" for number in range(0, ARTICLES, 6)])
    return where


@pytest.fixture(scope="module")
def snapshot(location: Path) -> Iterator[ColumnarSnapshot]:
    opened = ColumnarSnapshot(str(location))
    yield opened
    opened.close()


def arrangement(words: str, slop: int, stemmed: str = "") -> InOrder:
    return InOrder(tuple(Placed((word,), word in stemmed.split()) for word in words.split()), slop)


def by_looking(asked: InOrder) -> dict[str, tuple[int, int]]:
    """How often the words stand so in title and body, by id."""
    found = {}
    for number in range(ARTICLES):
        counts = [
            len(phrase_spans([places(word, text) for word in asked.words], asked.slop)) for text in words_of(number)
        ]
        if number % 6 and any(counts):
            found[f"{number:04d}"] = counts[0], counts[1]
    return found


def places(word: Placed, text: list[str]) -> list[int]:
    spelled = [STEMS.get(each, each) if word.stemmed else each for each in text]
    return [place for place, each in enumerate(spelled) if each in word.terms]


def by_loops(snapshot: ColumnarSnapshot, asked: InOrder) -> dict[str, tuple[int, int]]:
    found = {}
    for shelf in snapshot.shelves:
        told = in_order(shelf, asked, Deadline(None))
        for doc, title, body in zip(told.docs.tolist(), told.title.tolist(), told.body.tolist(), strict=True):
            found[shelf.ids[doc]] = title, body
    return found


CASES = {
    "two frequent words": arrangement("bora kumara", 0),
    "a frequent word and a rare one": arrangement("bora tulo", 0),
    "a rare word and a frequent one": arrangement("tulo bora", 0),
    "three words": arrangement("kumara bora sova", 0),
    "five words": arrangement("bora bora kumara bora kumara", 0),
    "a word twice": arrangement("bora bora", 0),
    "a word with several forms": arrangement("rain bora", 0, stemmed="rain"),
    "forms on both sides": arrangement("rain rain", 0, stemmed="rain"),
    "either of two words": InOrder((Placed(("tulo", "sova"), False), Placed(("bora", "rains"), False)), 0),
    "two words with one between": arrangement("bora kumara", 1),
    "three words with some between": arrangement("kumara sova bora", 4),
    "forms with some between": arrangement("rain bora rain", 2, stemmed="rain"),
    "a word that is nowhere": arrangement("bora nowhere", 0),
    "a word of one article in a hundred": arrangement("pez bora", 3),
    "one word": arrangement("sova", 0),
}


@pytest.mark.parametrize("slice_of", [1, 300, 1 << 14])
@pytest.mark.parametrize("asked", CASES.values(), ids=CASES)
def test_words_in_order_are_found_as_often_as_they_stand_so(
    snapshot: ColumnarSnapshot, monkeypatch: pytest.MonkeyPatch, asked: InOrder, slice_of: int
) -> None:
    monkeypatch.setattr(finding, "SLICE", slice_of)
    assert by_loops(snapshot, asked) == by_looking(asked)


def test_phrases_that_differ_in_field_slop_or_form_are_kept_apart(location: Path) -> None:
    texts = ['"rain bora"', 'title:"rain bora"', 'body:"rain bora"', '"rain bora"~2', '"bora rain"', "rain-bora"]
    with open_searcher(location) as searcher:
        assert isinstance(searcher, ColumnarSearcher)
        for text in texts * 2:
            request = SearchRequest(parse(text).query, size=50, group="off", deadline_s=60)
            page = WhooshSearcher.search(searcher, request)
            assert searcher.best(request) == (page.total.value, [hit.article.id for hit in page.hits]), text


def test_the_next_page_of_a_phrase_reads_no_places(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = SearchRequest(parse('"bora kumara"').query, group="off", deadline_s=60)
    with open_searcher(location) as searcher:
        first = searcher.search(request)
        monkeypatch.setattr("search.columnar.matching.in_order", None)
        second = searcher.search(replace(request, page=2))
    assert first.total == second.total
    assert not set(ids(first)) & set(ids(second))


def ids(page: ResultPage) -> list[str]:
    return [hit.article.id for hit in page.hits]
