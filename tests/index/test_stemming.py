"""Stems come from NLTK's Snowball, without what its import costs."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stemming import LANGUAGES, stem

LETTERS = (
    "abcdefghijklmnopqrstuvwxyzäöüßåøæéèêëàâçîïôûùñõãşţăőű'абвгдежийклмнопрстуфхцчшщыьэюяابتثجحخدرزسشصطعفقكلمنهوية"
)


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("running", "en", "run"),
        ("häuser", "de", "haus"),
        ("nationales", "fr", "national"),
        ("noticias", "es", "notici"),
        ("notícias", "pt", "notíc"),
        ("новостями", "ru", "новост"),
        ("running", "ja", "running"),
        ("running", None, "running"),
    ],
)
def test_a_word_has_the_stem_of_its_language(word: str, language: str | None, expected: str) -> None:
    assert stem(word, language) == expected


@given(st.text(alphabet=LETTERS, min_size=1, max_size=14), st.sampled_from(sorted(LANGUAGES)))
def test_every_word_has_a_stem_and_always_the_same(word: str, language: str) -> None:
    first = stem(word, language)
    stem("والمعلمين", "ar")
    assert first
    assert stem(word, language) == first


def test_stemming_leaves_no_half_imported_library_behind() -> None:
    code = (
        "import sys; from index.stemming import stem; stem('a', 'en'); print([m for m in sys.modules if 'nltk' in m])"
    )
    assert run(code) == "[]"


def test_the_library_can_be_imported_whole_before_and_after() -> None:
    after = "from index.stemming import stem; stem('a', 'en'); from nltk.stem import SnowballStemmer as S"
    before = "from nltk.stem import SnowballStemmer as S; from index.stemming import stem"
    for code in (after, before):
        assert run(code + "; print(S('english').stem('running'), stem('running', 'en'))") == "run run"
