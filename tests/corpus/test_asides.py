"""Lines inside a story that talk about something else, and sentences that only look like them."""

import pytest

from corpus.asides import is_aside

ASIDES = [
    "By Ida Maren", "By Ida Maren and Cem Dorn", "Von Wiebke Lüders", "Par Mathilde Kerven",
    "Read more: Storm nears coast", "Lesen Sie auch: Sturm vor der Küste", "Le puede interesar: La tormenta",
    "Subscribe now to our edition for the full story.", "Sign up for our newsletter, every Friday.",
    "© The Example", "Photo: Ann Bell", "A ship in the harbor (Reuters)", "3:59 PM", "12 comments",
    "Updated March 5, 2017 at noon", "Related: Ferries stay in port", "Mehr Themen: Hafen, Sturm",
    "© 2021 The Example. All rights reserved.", "This material may not be published, broadcast or rewritten.",
    "You must be logged in to post a comment.", "Sie müssen angemeldet sein, um einen Kommentar zu schreiben.",
]  # fmt: skip
STORY = [
    "By Monday the harbor was open again.",
    "By the time the storm had passed, nobody asked for the ferry any more.",
    "Related by marriage, the two mayors agreed.",
    "Its subscribers would wait, the company said, and read the paper when the boats sailed again. " * 3,
    "All rights to the harbor were reserved for the crown, the court found.",
    "“Photo albums were all we saved,” she said.",
]


@pytest.mark.parametrize("line", ASIDES)
def test_a_line_about_something_else_is_an_aside(line):
    assert is_aside(line)


@pytest.mark.parametrize("line", STORY)
def test_a_sentence_of_the_story_is_none(line):
    assert not is_aside(line)
