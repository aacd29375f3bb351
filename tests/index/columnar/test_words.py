"""Chunks and words: the compiled way to terms gives what analysis gives, and what was scanned can be spelled again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import tokenize
from index.columnar.runs import Runs, joined
from index.columnar.words import WordTable

TABLE = WordTable()
LANGUAGES = ["en", None, "de", "fr", "zh"]
TEXT = st.text(st.sampled_from("aAbBsStT09 .,'’&+#-\n\u00ad\u0301éÉßжд北京กख्मि\U00020000😀\ud800")) | st.text()
ODD = [
    "O'Neill’s U.S. C++ AT&T 20,000 1,234.5 12,34 1,2345 3.5 3.5.1 10,000m 1,000,000",
    "THE dog's dogs’ dog’s DOG'S s' 's x's it’ll rock’n’roll",
    "covid-19 l'homme qu’il straße Ünïcödé naïvely running RUNNING",
    "北京大学 is a university, 北 too",
    "a" * 300 + " " * 300 + "b" + "." * 300 + "c",
]


def positions(text: str, language: str | None) -> list[tuple[set[str], set[str]]]:
    return [(set(token.exact), set(token.stems)) for token in tokenize(text, language)]


def compiled(text: str, language: str | None) -> list[tuple[set[str], set[str]]]:
    runs = Runs(TABLE)
    number = TABLE.language(language)
    encoded = text.encode("utf-8", "surrogatepass")
    runs.scan(encoded, np.array([0, len(encoded)]))
    words, _ = joined(runs.words(np.array([number], np.int32)))
    found = []
    for word in words.tolist():
        terms, stems = (TABLE.rows(np.array([word], np.int64), stems=part)[0].tolist() for part in (False, True))
        found.append(({_text(TABLE.terms.text(n)) for n in terms}, {_text(TABLE.stems.text(n)) for n in stems}))
    return found


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_words_have_the_terms_of_analysis(text: str, language: str | None) -> None:
    assert compiled(text, language) == positions(text, language)


@settings(deadline=None)  # the first example compiles
@given(TEXT, st.sampled_from(LANGUAGES))
def test_any_text_has_the_terms_of_analysis(text: str, language: str | None) -> None:
    assert compiled(text, language) == positions(text, language)
