import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import text, urls
from corpus.text import MAX_BODY_CHARACTERS, first_sentence, one_line, paragraphs, shorten


@pytest.mark.parametrize("module", [text, urls], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        pytest.param("Mu\u0308ller", "Müller", id="decomposed letters are composed"),
        pytest.param("a\u00a0b\u2009c", "a b c", id="every space is a space"),
        pytest.param("a\x00b\x1bc\x9bd", "abcd", id="control characters go"),
        pytest.param("a\ud800b", "ab", id="lone surrogates go"),
        pytest.param("Regie\u00adrung", "Regierung", id="soft hyphens go"),
        pytest.param("\u202egnp.exe", "gnp.exe", id="bidirectional overrides go"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="joiners of Persian stay"),
    ],
)
def test_a_line_is_normalized(raw, normal):
    assert one_line(raw) == normal


def test_lines_wrapped_at_a_column_are_one_paragraph():
    assert paragraphs("The harbor stays closed\nuntil the storm has\npassed.") == (
        "The harbor stays closed until the storm has passed."
    )


def test_lines_that_end_as_sentences_are_paragraphs():
    assert paragraphs("One.\nTwo.\r\nThree.") == "One.\n\nTwo.\n\nThree."


def test_long_lines_are_paragraphs():
    assert paragraphs(f"{'a ' * 80}\n{'b ' * 80}").count("\n\n") == 1


def test_a_body_is_cut_at_its_bound():
    assert len(paragraphs("word " * MAX_BODY_CHARACTERS)) <= MAX_BODY_CHARACTERS


def test_a_derived_title_is_the_first_sentence():
    assert first_sentence("The U.S. wants the island back. It said so.") == "The U.S. wants the island back."


def test_a_derived_title_is_never_empty():
    assert first_sentence("?") == "?"


@given(st.text())
def test_paragraphs_of_paragraphs_are_the_same(raw):
    once = paragraphs(raw)
    assert paragraphs(once) == once


@given(st.text(alphabet=st.sampled_from("ab.\n\r \t\u0301\u200b\u00ad\u2028\ud800\x00é")))
def test_paragraphs_of_strange_characters_are_the_same_again(raw):
    once = paragraphs(raw)
    assert paragraphs(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(min_size=1), st.integers(2, 50))
def test_a_shortened_line_fits(raw, characters):
    assert len(shorten(one_line(raw), characters)) <= characters


@given(st.text(min_size=1))
def test_a_body_with_text_has_a_title(raw):
    body = paragraphs(raw)
    assert bool(first_sentence(body)) == bool(body)
