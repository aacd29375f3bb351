"""People, out of what fields and bylines say of them."""

import pytest

from corpus.bylines import is_byline, people


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Ann Bell", ("Ann Bell",)),
        ("Words by Ann Bell", ("Ann Bell",)),
        ("Von Ann Bell", ("Ann Bell",)),
        ("Von der Leyen, Ursula", ("Von der Leyen, Ursula",)),
        ("Bell, Ann", ("Bell, Ann",)),
        ("Smith and Sons", ("Smith and Sons",)),
        ("Ann Bell, Cem Dorn and Eva Fox", ("Ann Bell", "Cem Dorn", "Eva Fox")),
        ("María José y Pedro Gómez", ("María José", "Pedro Gómez")),
        ("Ann Bell, Transport Correspondent", ("Ann Bell",)),
        ("Ann Bell, Special to The Example", ("Ann Bell",)),
        ("Ann Bell • Senior Editor", ("Ann Bell",)),
        ("Ann Bell | The Example", ("Ann Bell",)),
        ("Ann Bell (dpa)", ("Ann Bell",)),
        ("Ann Bell in Harrow and Cem Dorn in Elm", ("Ann Bell", "Cem Dorn")),
        ("Ann Bell <ann.bell@example.org>", ("Ann Bell",)),
        ("Ann Bell @annbell", ("Ann Bell",)),
        ("The Associated Press", ("The Associated Press",)),
        ("Staff Writer", ()),
        ("admin", ()),
        ("", ()),
    ],
)
def test_people_are_told_from_their_jobs(raw, names):
    assert people([raw]) == names


@pytest.mark.parametrize(
    "line", ["By Ida Maren", "By Ida Maren and Cem Dorn, Transport Correspondents", "Von Ida Maren"]
)
def test_a_line_of_names_is_a_byline(line):
    assert is_byline(line)


@pytest.mark.parametrize("line", ["By Monday the harbor was open again.", "Ida Maren", "By " + "Ida " * 40])
def test_another_line_is_not(line):
    assert not is_byline(line)
