"""A word is read in each language, and each stem is asked of the articles that would read it so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import query_stems
from search.readings import Reading, asked_of, readings, stems_of

MIXED = (("de", 50), ("en", 50), (None, 0))
MOSTLY_ENGLISH = (("de", 5), ("en", 95), (None, 0))


@pytest.mark.parametrize(
    ("word", "spoken", "read"),
    [
        ("Hunter", MIXED, [("hunt", {"de"}), ("hunter", {"en"})]),
        ("Hunter", MOSTLY_ENGLISH, [("hunt", {"de"}), ("hunter", None)]),
        ("Hunter", (("en", 3), (None, 0)), [("hunter", None)]),
        ("taxes", MIXED, [("tax", None)]),
        ("taxes", (("en", 5), (None, 5)), [("tax", {"en"}), ("taxes", {None})]),
        ("US", MIXED, [("us", None), ("us.", None)]),
        ("oils", (), [("oils", None)]),
        ("oils", (("en", 0), (None, 0)), [("oil", None), ("oils", None)]),
    ],
)
def test_a_stem_is_asked_of_the_languages_that_read_the_word_so(word, spoken, read):
    if not spoken:
        spoken = ((None, 0),)
    assert [(each.stem, each.languages) for each in readings(word, spoken)] == read


def test_a_language_of_no_article_is_not_read():
    assert readings("Hunter", (("de", 0), ("en", 1), (None, 0))) == (Reading("hunter"),)


@given(
    word=st.text("abcdefghnrstüé", min_size=1, max_size=9),
    counts=st.tuples(*[st.integers(0, 50)] * 4),
    at=st.integers(0, 3),
)
def test_an_article_is_asked_at_least_for_the_stems_of_its_own_language(word, counts, at):
    spoken = tuple(zip(("de", "en", "fr", None), counts, strict=True))
    language = spoken[at][0]
    if counts[at]:
        asked = asked_of(word, spoken, language)
        assert set(query_stems(word, (language,))) <= set(asked) <= set(stems_of(readings(word, spoken)))
