"""What changed between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import difference as module
from web.difference import Run, changed_words, difference

CHANGES = {
    "a word": ("The toll rises now.", "The toll falls now.", ["The toll -rises +falls now."]),
    "a word put in": ("The toll rises.", "The old toll rises.", ["The +old toll rises."]),
    "a word taken out": ("The old toll rises.", "The toll rises.", ["The -old toll rises."]),
    "a sign": ("It rises, he said", "It rises he said", ["It rises-, he said"]),
    "nothing": ("One.\n\nTwo.", "One.\n\nTwo.", ["One.", "Two."]),
    "a paragraph put in": ("One.\n\nThree.", "One.\n\nTwo.\n\nThree.", ["One.", "+Two.", "Three."]),
    "a paragraph taken out": ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", ["One.", "-Two.", "Three."]),
    "all of it": ("One.", "Two!", ["-One. +Two!"]),
    "what is kept by chance is told as changed": ("It goes up.", "It shot up now.", ["It -goes up +shot up now."]),
    "numbers are words": ("It cost 3.5 million.", "It cost 4.5 million.", ["It cost -3.5 +4.5 million."]),
    "from nothing": ("", "All new.", ["+All new."]),
    "two empty texts": ("", "", []),
}  # fmt: skip
SIGNS = {"kept": "", "gone": "-", "new": "+"}


def drawn(told: tuple[tuple[Run, ...], ...]) -> list[str]:
    """A difference as the table above has it, each run behind its sign, blanks as they come out of that."""
    lines = ("".join(f"{SIGNS[run.kind]}{run.text}" for run in runs) for runs in told)
    return [" ".join(line.replace("+", " +").replace("-", " -").split()) for line in lines]


def plain(lines: list[str]) -> list[str]:
    return [" ".join(line.replace("+", " +").replace("-", " -").split()) for line in lines]


@pytest.mark.parametrize(("old", "new", "told"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_told(old: str, new: str, told: list[str]) -> None:
    assert drawn(difference(old, new)) == plain(told)


TEXTS = st.lists(
    st.lists(st.sampled_from(["the", "toll", "rises", "falls", "3.5", "now,", "then.", "a\nb", "’t"]), max_size=8),
    max_size=5,
)


@given(TEXTS, TEXTS, st.sampled_from([module.MOST_PAIRS, 3]))
def test_both_texts_are_in_a_difference(one: list[list[str]], other: list[list[str]], most: int) -> None:
    old, new = ("\n\n".join(" ".join(words) for words in text) for text in (one, other))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_PAIRS", most)
        told = difference(old, new)
    for text, kind in ((old, "gone"), (new, "new")):
        whole = " ".join(run.text for runs in told for run in runs if run.kind in ("kept", kind))
        assert "".join(whole.split()) == "".join(text.split())
    assert all(run.text for runs in told for run in runs)


def test_words_are_counted_by_kind() -> None:
    told = difference("The toll rises.", "The toll falls by half.")
    assert [changed_words(told, kind) for kind in ("kept", "gone", "new")] == [2, 1, 3]
