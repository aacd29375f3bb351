"""When a build commits."""

import pytest

from index.pace import Pace
from tests.index.memory_writer import MemoryWriter


class Clock:
    """A clock that the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("index.pace.time.monotonic", lambda: self.now)


class SlowWriter(MemoryWriter):
    """Takes ten seconds to commit."""

    clock: Clock

    def commit(self) -> int:
        self.clock.now += 10
        return super().commit()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(MemoryWriter, "stored", {})
    monkeypatch.setattr(MemoryWriter, "open", set())
    return Clock(monkeypatch)


def test_a_commit_is_due_after_so_many_articles(clock: Clock) -> None:
    pace = Pace(MemoryWriter("pace"), 10, 30)
    pace.count(9)
    assert not pace.due
    assert pace.articles_left == 1
    pace.count(1)
    assert pace.due


def test_a_commit_is_due_after_so_many_seconds(clock: Clock) -> None:
    pace = Pace(MemoryWriter("pace"), 10, 30)
    pace.count(1)
    clock.now += 29
    assert not pace.due
    clock.now += 1
    assert pace.due


def test_nothing_is_due_where_nothing_was_done(clock: Clock) -> None:
    pace = Pace(MemoryWriter("pace"), 10, 30)
    clock.now += 1_000
    assert not pace.due


def test_nothing_is_due_after_a_commit(clock: Clock) -> None:
    pace = Pace(MemoryWriter("pace"), 10, 30)
    pace.count(10)
    clock.now += 30
    pace.commit()
    assert not pace.due


def test_slow_commits_come_less_often(clock: Clock) -> None:
    writer = SlowWriter("pace")
    writer.clock = clock
    pace = Pace(writer, 10, 5)
    pace.commit()
    pace.count(1)
    clock.now += 29
    assert not pace.due
    clock.now += 1
    assert pace.due
