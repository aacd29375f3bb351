"""What may have been meant, from a lexicon small enough to be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from search import Query, parse
from search.interpret import write
from search.spelling import suggested
from tests.contract.naive_lexicon import edits

WORDS = {"offensive": 300, "offense": 40, "iraq": 900, "iran": 500, "receive": 400, "recieve": 3, "the": 990, "ten": 90}


@dataclass(frozen=True)
class Shelf:
    """Words and how many of a thousand articles have each; nothing has forms but itself."""

    words: dict[str, int]
    articles: int = 1000

    def frequency(self, word: str) -> int:
        return self.words.get(word, 0)

    def close(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        for other, frequency in self.words.items():
            if edits(word, other) <= distance:
                yield other, frequency

    def written(self, words: Sequence[str]) -> Sequence[str]:
        return words


def rarest(query: Query) -> int:
    """As many articles as have the rarest word of the query; a boost stands behind a ^."""
    return min(WORDS.get(word.split("^")[0], 0) for word in write(query).split())


def meant(typed: str, found: int = 0) -> str | None:
    better = suggested(parse(typed).query, Shelf(WORDS), found, rarest)
    return write(better[0]) if better else None


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ofensive", "offensive"),
        ("offensvie", "offensive"),
        ("teh", "the"),
        ("Iraq ofensive", "iraq offensive"),
        ("ofensive^2 iraq", "offensive^2 iraq"),
        ("ofensive ofensive", "offensive offensive"),
        ("recieve", "receive"),
        ("OFENSIVE", "offensive"),
    ],
)
def test_a_slip_is_put_right(typed: str, right: str) -> None:
    assert meant(typed.replace("Iraq", "iraq")) == right


@pytest.mark.parametrize(
    "typed",
    [
        '"ofensive"',
        "=ofensive",
        "+ofensive",
        "ofensive*",
        "ofensive~",
        "ofensive OR iraq",
        "title:ofensive",
        "iraq -ofensive",
        '"iraq ofensive"',
    ],
)
def test_what_was_typed_with_an_operator_is_meant_as_it_stands(typed: str) -> None:
    assert meant(typed) is None


@pytest.mark.parametrize("typed", ["iran", "iraq", "offense", "xylophonist", "th", "1ran", "", "北京"])
def test_a_word_that_is_meant_or_like_nothing_is_left_alone(typed: str) -> None:
    assert meant(typed) is None


LARGE = {"government": 20_000, "goverment": 60, "slaying": 60, "saying": 20_000, "internal": 6_000, "interval": 60}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("goverment", "government"),
        ("slaying", None),
        ("interval", None),
        ("government", None),
        ("govermnent", "government"),
    ],
)
def test_a_long_word_that_is_often_misspelled_in_print_is_put_right(typed: str, right: str | None) -> None:
    better = suggested(parse(typed).query, Shelf(LARGE, 90_000), LARGE.get(typed, 0), lambda query: LARGE[write(query)])
    assert (write(better[0]) if better else None) == right


def test_one_vowel_for_another_is_a_slip_as_likely_as_a_key_beside() -> None:
    lexicon = Shelf({"clinten": 1, "clinton": 150, "clinched": 9})
    better = suggested(parse("clinten").query, lexicon, 1, lambda query: 150)
    assert better is not None
    assert write(better[0]) == "clinton"


def test_a_suggestion_finds_more_than_what_was_typed() -> None:
    assert meant("ofensive", found=299) == "offensive"
    assert meant("ofensive", found=300) is None


def test_the_likeliest_reading_that_finds_something_is_taken() -> None:
    counts = {"offensive": 0, "offense": 2}
    lexicon = Shelf({"offensive": 300, "offense": 299})
    better = suggested(parse("offensse").query, lexicon, 0, lambda query: counts[write(query)])
    assert better is not None
    assert (write(better[0]), better[1]) == ("offense", 2)


def test_a_text_of_unknown_words_is_left_alone() -> None:
    assert meant("ofensive recieve teh offensiv") is None
