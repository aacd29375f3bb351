from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.expansion import close_numbers, dictionary_of, fitting_numbers, literal_prefix, shape, within

words = st.text("abé北", max_size=6)


def edits(one: str, other: str) -> int:
    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(one), len(other))


@pytest.mark.parametrize(
    ("word", "distance", "other", "close"),
    [
        ("abadi", 1, "abaid", True),
        ("abadi", 1, "abbadi", True),
        ("abadi", 1, "badi", True),
        ("abadi", 1, "abody", False),
        ("abadi", 2, "abody", True),
        ("ca", 2, "abc", False),
        ("a\0", 1, "a", True),
    ],
)
def test_a_swap_is_one_edit(word: str, distance: int, other: str, close: bool) -> None:
    assert within(word, distance, dictionary_of([other])) == [other] * close


@given(words, st.lists(words, unique=True), st.sampled_from((1, 2)))
def test_the_close_words_are_those_of_the_definition(word: str, vocabulary: list[str], distance: int) -> None:
    wanted = sorted(other for other in vocabulary if edits(word, other) <= distance)
    assert within(word, distance, dictionary_of(vocabulary)) == wanted


@pytest.mark.parametrize(
    ("pattern", "word", "fits"),
    [
        ("wom?n", "women", True),
        ("wom?n", "womn", False),
        ("*stan", "afghanistan", True),
        ("a*b*c", "aXbYc", True),
        ("u.s*", "uxs", False),
        ("c++*", "c++", True),
        ("?", "北", True),
    ],
)
def test_a_pattern_is_literal_but_for_its_wildcards(pattern: str, word: str, fits: bool) -> None:
    assert bool(shape(pattern).fullmatch(word)) == fits


@given(st.text("ab*?", max_size=8), words)
def test_a_word_that_fits_begins_with_the_literal_prefix(pattern: str, word: str) -> None:
    assert not shape(pattern).fullmatch(word) or word.startswith(literal_prefix(pattern))


@given(st.text("abé北*?", max_size=8), st.lists(words, unique=True))
def test_the_fitting_words_of_a_dictionary_are_those_of_the_pattern(pattern: str, vocabulary: list[str]) -> None:
    ordered = sorted(vocabulary)
    numbers = fitting_numbers(pattern, dictionary_of(vocabulary), 0, len(vocabulary))
    assert [ordered[number] for number in numbers] == list(filter(shape(pattern).fullmatch, ordered))


@given(words, st.text("ab*?", max_size=6), st.lists(words, unique=True), st.data())
def test_a_part_of_a_dictionary_is_looked_at_alone(
    word: str, pattern: str, vocabulary: list[str], data: st.DataObject
) -> None:
    terms = dictionary_of("#" + other for other in vocabulary)  # a byte that stands before each word
    low = data.draw(st.integers(0, len(vocabulary)))
    high = data.draw(st.integers(low, len(vocabulary)))
    part = sorted(vocabulary)[low:high]
    close = [low + place for place, other in enumerate(part) if edits(word, other) <= 2]
    fitting = [low + place for place, other in enumerate(part) if shape(pattern).fullmatch(other)]
    assert close_numbers(word, 2, terms, low, high, 1).tolist() == close
    assert fitting_numbers(pattern, terms, low, high, 1).tolist() == fitting
