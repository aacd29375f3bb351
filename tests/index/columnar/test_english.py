"""The compiled English stemmer gives what NLTK's gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columnar.english import RULES, SPECIAL, stem_english
from index.machine import make_ready
from index.stemming import nltk_stem, stem

HEADS = ["gener", "commun", "arsen", "y", "by", "sky", "hop", "agre", "plast", "control", *sorted(SPECIAL)]
ENDINGS = [
    *(rule[0] for rule in RULES), "sses", "ied", "ies", "us", "ss", "s", "eed", "eedly", "ed", "edly", "ing", "ingly",
    "y", "e", "l", "ll", "at", "bl", "iz", "ating", "bled", "izing", "hopping", "hoping",
]  # fmt: skip


def compiled(word: str) -> str:
    room = np.zeros(len(word) + 1, np.uint8)
    room[: len(word)] = np.frombuffer(word.encode(), np.uint8)
    return room[: stem_english(room, len(word))].tobytes().decode() or word


@pytest.mark.parametrize("head", HEADS)
def test_every_ending_behind_a_head_is_taken_as_nltk_takes_it(head: str) -> None:
    words = [head + "".join(letters) + ending for letters in ("", "t", "ol", "at", "ion") for ending in ("", *ENDINGS)]
    assert [compiled(word) for word in words] == [nltk_stem(word, "en") for word in words]


@settings(deadline=None)  # the first example compiles
@given(st.text("abcdeghilnorstuvyz", max_size=7), st.lists(st.sampled_from(ENDINGS), max_size=2))
def test_any_letters_have_the_stem_nltk_gives_them(letters: str, endings: list[str]) -> None:
    word = letters + "".join(endings)
    if word:
        assert compiled(word) == nltk_stem(word, "en")


@settings(deadline=None)  # the first example compiles
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=60))
def test_a_stem_is_no_longer_than_its_word(word: str) -> None:
    assert 0 < len(compiled(word)) <= len(word)


@pytest.mark.parametrize("word", ["offensives", "news", "a", "by", "yearly", "naïve", "don't", "covid19", "x" * 300])
def test_a_stem_is_nltks_whether_the_loops_are_ready_or_not(word: str) -> None:
    make_ready()
    assert stem(word, "en") == nltk_stem(word, "en")
