"""What hits show of their texts is the same from stored symbols as from the texts themselves, in any language."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index import open_writer
from search import And, Fuzzy, Near, Or, Phrase, Prefix, Query, SearchRequest, Term, Wildcard, open_searcher, parse
from search.columnar import reading
from search.columnar.searcher import ColumnarSearcher
from search.kernels.borders import is_blank
from search.marking import MAX_OCCURRENCES
from search.related import Trait
from search.whoosh_searcher import WhooshSearcher

PLAIN = [
    "oil", "Oil's", "gas", "GAS", "iraqi", "Iraqi", "forces", "force", "left", "soil", "die", "dying", "dies", "sky",
    "skies", "organization", "organs", "the", "of", "in", "said",
]  # fmt: skip
ODD = [
    "OIL’S", "a’s", "’s", "3’s", "oil‘s", "oils’",
    "oils.", "U.S.", "u.s.'s", "US", "AT&T", "C++", "20,000", "3.5m", "l'homme", "L’Homme.", "häuser",
    "HÄUSER", "Haus", "İl", "ſ", "naïve", "Müller,", "a.b.c", "oil.gas", "don't", "O’Neill", "covid-19", "Al-Qaim",
    "нефть", "Нефти.", "oil-gas", "٣", "النفط", "«oil»", "(gas)", "“forces”", "…and", "forces…", "e\u0301te",
    "o\u00adil",
]  # fmt: skip
ENDS = [". ", "! ", "? ", ".” ", ".) ", "… ", "\n\n", "\n", "。", ".\u00a0", " \t ", "  ", "..", ". . "]
LANGUAGES = ("en", "en", "de", "fr", "ru", "ar", "fi", "xx", None)
WHOLE = ["大学", "北京大学读", "\ud800", "x" * 300]  # texts with these are stored as they are


def text(dice: random.Random, words: int) -> str:
    made = []
    for _ in range(words):
        made.append(dice.choice(ODD) if dice.random() < 0.15 else dice.choice(PLAIN))
        made.append(dice.choice(ENDS) if dice.random() < 0.12 else " ")
    if dice.random() < 0.1:
        made.insert(len(made) // 2, dice.choice(WHOLE))
    return "".join(made)


def article(number: int) -> Article:
    dice = random.Random(number)
    body = text(dice, dice.choice((0, 1, 5, 60, 200, 400)))
    return Article(
        id=f"a{number}",
        title=text(dice, dice.randint(0, 8)),
        body={7: "", 8: " \n ", 9: "... !", 10: "x " * 300, 11: "\n oil"}.get(number, body),
        language=dice.choice(LANGUAGES),
        source="Gazette" if number % 2 else None,
        authors=("Ann Lee",) if number % 3 else (),
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ColumnarSearcher]:
    where: Path = tmp_path_factory.mktemp("reading") / "index"
    for numbers in (range(100), range(100, 140)):
        with open_writer(where) as writer:
            writer.upsert(article(number) for number in numbers)
    with open_searcher(where) as opened:
        assert isinstance(opened, ColumnarSearcher)
        yield opened


TYPED = (
    "oil", "force soil", "OIL -gas", "house OR haus", "müller", "haus homme", "oneill", "US", "u.s", "20,000", "нефти",
    "title:oil body:gas", '"iraqi forces"', '"oil gas" left', '"the oil"~4 body:gas', "covid-19 al-qaim", "oil-gas",
    '"the of"~9 said', "=forces", "sky die organ", "大学 oil", "ete", "zeppelin OR xx",
)  # fmt: skip
VALUES: tuple[Query, ...] = (
    Prefix("o"), Prefix("大"), Wildcard("*s"), Wildcard("h?user"), Fuzzy("gsa"), Near(("oil", "gas"), 3),
    Near(("oil", "oil"), 9),
    Or((Term("oil"), Phrase(("oil", "gas")), Term("force", "title"))), And((Term("oil"), Term("oil", "title"))),
    Or(tuple(Term(word, exact=True) for word in PLAIN)),
)  # fmt: skip
queries = st.sampled_from([*VALUES, *(parse(typed).query for typed in TYPED)])


@settings(deadline=None, max_examples=150)
@given(queries, st.integers(0, 4), st.integers(1, 4), st.sampled_from(["relevance", "newest"]))
def test_a_hit_shows_the_same_as_by_the_long_way(
    searcher: ColumnarSearcher, query: Query, most: int, page: int, sort: str
) -> None:
    request = SearchRequest(query, snippets=most, page=page, size=20, deadline_s=60, sort=sort)  # type: ignore[arg-type] # one of them
    quick, whole = searcher.search(request), WhooshSearcher.search(searcher, request)
    for hit, read in zip(quick.hits, whole.hits, strict=True):
        assert (hit.title, hit.snippets) == (read.title, read.snippets)
        assert hit == read


def test_what_characterizes_an_article_is_found_among_its_symbols(searcher: ColumnarSearcher) -> None:
    def told(traits: list[Trait]) -> list[Trait]:
        return sorted((word.rstrip("."), frequency) for word, frequency in traits)  # U.S. is cut without its last point

    with searcher._snapshot.borrow() as reader:
        for number in range(searcher._snapshot.documents):
            if searcher._snapshot.live[number]:
                assert told(searcher._traits(reader, number)) == told(WhooshSearcher._traits(searcher, reader, number))


def test_every_article_is_read_whole(searcher: ColumnarSearcher) -> None:
    for page in range(1, 8):
        for hit in searcher.search(SearchRequest(parse("").query, page=page, size=20)).hits:
            assert hit.article == article(int(hit.article.id[1:]))


@pytest.mark.parametrize("name", ["title", "body", "source", "authors"])
def test_each_field_may_be_looked_at_first(searcher: ColumnarSearcher, name: str) -> None:
    for hit in searcher.search(SearchRequest(parse("").query, size=100)).hits:
        assert getattr(hit.article, name) == getattr(article(int(hit.article.id[1:])), name)


def test_a_page_is_shown_after_its_searcher_is_closed(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([article(20)])
    with open_searcher(tmp_path / "index") as opened:
        (hit,) = opened.search(SearchRequest(parse("").query)).hits
    assert hit.title.text == article(20).title


def test_what_is_walked_in_batches_is_the_same(searcher: ColumnarSearcher, monkeypatch: pytest.MonkeyPatch) -> None:
    request = SearchRequest(parse("oil force").query, size=50)
    at_once = searcher.search(request)
    assert {hit.title.field for hit in at_once.hits} == {"title"}  # looked at, and so walked
    monkeypatch.setattr(reading, "BATCH_BYTES", 1)
    assert searcher.search(request).hits == at_once.hits


BODIES = {
    "nothing but matches": ("oil", "oil " * (MAX_OCCURRENCES + 10)),
    "a mark longer than a passage": ('"oil gas"~100', "oil " + "sand " * 90 + "gas and oil " + "sand " * 3000),
    "thousands of words that begin alike": ("oil", "oik oin oip " * 2000 + "oil"),
}


@pytest.mark.parametrize(("typed", "body"), BODIES.values(), ids=BODIES.keys())
def test_an_unusual_body_is_shown_as_by_the_long_way(tmp_path: Path, typed: str, body: str) -> None:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([Article(id="a", title="Oil", body=body)])
    with open_searcher(tmp_path / "index") as opened:
        assert isinstance(opened, ColumnarSearcher)
        request = SearchRequest(parse(typed).query)
        shown = opened.search(request).hits[0].snippets
        assert shown == WhooshSearcher.search(opened, request).hits[0].snippets != ()


def test_blanks_are_those_of_a_text() -> None:
    as_python = is_blank.function  # type: ignore[attr-defined] # a loop
    assert all(as_python(point) == chr(point).isspace() for point in range(0x110000))
