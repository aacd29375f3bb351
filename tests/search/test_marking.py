"""The scan that finds a query's words in a long text agrees with reading every word of it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import forms, scan
from index.stemming import LANGUAGES
from search import Fuzzy, Near, Or, Phrase, Prefix, Query, Term, Wildcard, parse
from search.marking import SHIFTING, SHORT, TURNING, UNSTEADY, marker
from search.spotting import Spotter, offsets

PRESENT = ("ar", "de", "en", "fr", None)

WORDS = "oil Oil's OIL’S. oils gas Iraqi forces U.S. u.s.'s US AT&T C++ 20,000 3.5m l'homme L’Homme. häuser HÄUSER"
ODD = "大学 北京大学读 ไทย النفط a.b.c oil.gas don't the said. — oil-gas ٣ 𠀀𠀁 ' .. İl ſ"
pieces = st.sampled_from([*WORDS.split(), *ODD.split(), "e\u0301te", "o\u00adil", "\ud800", "\n\n", "x" * 300])
texts = st.builds(
    lambda found, blanks: "".join(piece + " " * blank for piece, blank in zip(found, blanks, strict=False)),
    st.lists(pieces, min_size=40, max_size=150),
    st.lists(st.integers(0, 2), min_size=150, max_size=150),
).map(lambda text: text.ljust(SHORT, "."))
TYPED = ('"oil gas"', "北京大", '"iraqi forces" oil', '"the oil"~4', "covid-19 oil-gas US", "haus", '"oil"', "20,000")
VALUES = (Prefix("o"), Prefix("大"), Wildcard("*s"), Wildcard("h?user"), Fuzzy("gsa"), Near(("oil", "gas"), 3))
queries = st.sampled_from([*VALUES, Term("homme"), *(parse(typed).query for typed in TYPED)])
languages = st.sampled_from((*PRESENT, "it"))


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), queries, languages)
def test_scanning_finds_what_reading_finds(bodies: list[str], query: Query, language: str | None) -> None:
    made = marker(query, PRESENT)
    for body in bodies:
        assert made.occurrences(body, language, "body") == made.read(body, language, "body")


@given(texts, languages)
def test_single_words_are_found_alone_as_beside_a_phrase(body: str, language: str | None) -> None:
    words = Term("oil"), Prefix("大"), Wildcard("*s", "body")
    alone, beside = marker(Or(words), PRESENT), marker(Or((*words, Phrase(("no", "such")))), PRESENT)
    assert alone.occurrences(body, language, "body") == beside.occurrences(body, language, "body")
    assert alone.read(body, language, "title") == beside.read(body, language, "title")


@given(st.lists(texts, min_size=1, max_size=3), languages)
def test_the_forms_of_a_chunk_are_those_of_its_words(bodies: list[str], language: str | None) -> None:
    spotter = Spotter()
    for body in bodies:
        chunks, _ = spotter.chunks(body, np.ones(256, np.bool_))
        meaning = spotter.meaning(language)
        found = [each for number in chunks.numbers.tolist() for each in meaning(number)]
        assert found == [forms(surface, language) for surface, _, _ in scan(body)]


@pytest.mark.parametrize("language", sorted(LANGUAGES - UNSTEADY))
@settings(deadline=None)
@given(word=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_stem_begins_as_its_word(language: str, word: str) -> None:
    assert {stem[0] for stem in forms(word, language).stems} == {word[0]}


@pytest.mark.parametrize("language", sorted(LANGUAGES - UNSTEADY - SHIFTING))
@settings(deadline=None)
@given(
    start=st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=5),
    end=st.sampled_from(["", "ing", "ies", "ed", "s", "en", "ern", "amente", "issez", "ane", "iva", "e", "y"]),
)
@example("dy", "ing")
def test_a_stem_goes_on_as_its_word(language: str, start: str, end: str) -> None:
    word = start + end
    for stem in forms(word, language).stems:
        assert len(stem) == 1 or word[1] in (stem[1], TURNING.get(stem[1]))


@given(st.text())
def test_offsets_into_bytes_are_offsets_into_the_text(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    ends = [len(text[:at].encode("utf-8", "surrogatepass")) for at in range(len(text) + 1)]
    assert offsets(raw, np.array(ends)).tolist() == list(range(len(text) + 1))


def test_a_spotter_grows_as_it_must() -> None:
    every = marker(Wildcard("*"), PRESENT)
    made = marker(Prefix("w"), PRESENT)
    body = " ".join(f"w{number}x" for number in range(40_000))
    assert every.leaves == ()
    assert len(made.occurrences(body, "en", "body")) == 20_000
    assert len(made.occurrences("w7x " * SHORT, "en", "body")) == SHORT


def test_the_words_of_a_chunk_are_those_of_the_tokenizer() -> None:
    spotter = Spotter()
    chunks, _ = spotter.chunks("Oil.Gas 大学 U.S.", np.ones(256, np.bool_))
    assert [spotter.words(number) for number in chunks.numbers.tolist()] == [
        ("oil", "gas"),
        ("大学",),
        ("学",),
        ("u.s",),
    ]
