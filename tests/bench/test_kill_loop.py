"""A few kills of the loop; `python -m bench.kill_loop --kills 300` is the long run."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kill_loop import Command, Newsroom, killed, members


@pytest.mark.skipif(sys.platform != "linux", reason="looks for what stays behind in /proc")
def test_nothing_is_lost_by_a_few_kills(tmp_path: Path) -> None:
    assert killed(4, 7, tmp_path).total() >= 4


def test_an_article_that_is_neither_as_before_nor_as_after_is_a_fault() -> None:
    command = Command(("index",), {"a": "old", "b": "stays"}, {"a": "new", "b": "stays", "c": "comes"})
    assert command.fits({"a": "old", "b": "stays"})
    assert command.fits({"a": "new", "b": "stays", "c": "comes"})
    assert not command.fits({"a": "old"})
    assert not command.fits({"a": "torn", "b": "stays"})
    assert not command.fits({"a": "old", "b": "stays", "d": "never was"})


def test_the_edits_depend_on_the_seed(tmp_path: Path) -> None:
    expected = []
    for home in (tmp_path / "one", tmp_path / "two"):
        (home / "news").mkdir(parents=True)
        room = Newsroom(home, random.Random(3))
        for _ in range(20):
            room.edit()
        expected.append(room.expected)
    assert expected[0] == expected[1] != {}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_a_session_left_behind_is_seen() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as process:
        assert members(process.pid) == [process.pid]
        process.kill()
