"""Folding makes words alike that a reader types alike, and keeps apart what differs in meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import fold, fold_value


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MÜLLER", "muller"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("GROẞ", "gross"),
        ("Tromsø", "tromso"),
        ("Ærø", "aero"),
        ("Đà Nẵng", "da nang"),
        ("İstanbul", "istanbul"),
        ("ılık", "ilik"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδός", "οδοσ"),
        ("ёлка", "елка"),
        ("ﬁnale", "finale"),
        ("Ｎｅｗｓ", "news"),
        ("הַיּוֹם", "היום"),
        ("كِتَاب", "كتاب"),
        ("한국어", "한국어"),
        ("が", "が"),
        ("हिन्दी", "हिन्दी"),
        ("เมือง", "เมือง"),
        ("٢٠١٧", "2017"),
    ],
)
def test_a_word_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_value_is_one_trimmed_term() -> None:
    assert fold_value("\tThe New\u00a0 York\nTimes ") == "the new york times"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_a_value_twice_changes_nothing(text: str) -> None:
    assert fold_value(fold_value(text)) == fold_value(text)


@given(st.characters())
def test_case_does_not_matter(character: str) -> None:
    if character.upper().lower() == character:
        assert fold(character.upper()) == fold(character)
