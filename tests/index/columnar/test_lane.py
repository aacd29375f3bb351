"""Jobs beside the caller: their order, their errors, and an index that does not depend on them."""

import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from corpus import Article
from index.columnar import builder
from index.columnar.beside import meanwhile
from index.columnar.container import Container
from index.columnar.lane import SWITCH_S, Lane
from index.columnar.whoosh_writer import ColumnarWriter

BOTH = pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside"])


@BOTH
def test_jobs_are_done_in_their_order(beside: bool) -> None:
    lane, done = Lane(beside=beside), list[int]()
    for number in range(20):
        lane.run(partial(done.append, number))
    lane.close()
    assert done == list(range(20))


def test_a_job_beside_runs_in_another_thread() -> None:
    lane, where = Lane(beside=True), list[int]()
    lane.run(lambda: where.append(threading.get_ident()))
    lane.close()
    assert where != [threading.get_ident()]


def fail() -> None:
    raise OSError("no space left")


def test_what_a_job_raises_is_raised_when_it_is_waited_for() -> None:
    lane = Lane(beside=True)
    lane.run(fail)
    with pytest.raises(OSError, match="no space"):
        lane.finish()
    lane.finish()
    lane.close()


def test_what_an_abandoned_job_raises_is_forgotten() -> None:
    lane = Lane(beside=True)
    lane.run(fail)
    lane.close()
    lane.finish()


def test_the_interpreter_changes_hands_sooner_while_a_lane_runs_and_as_before_behind_it() -> None:
    before = sys.getswitchinterval()
    one, other = Lane(beside=True), Lane(beside=True)
    for lane in (one, other):
        lane.run(lambda: None)
    one.close()
    while_running = sys.getswitchinterval()
    other.close()
    assert while_running <= SWITCH_S < before == sys.getswitchinterval()


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_done_meanwhile_is_done_when_it_was_waited_for(at_once: bool) -> None:
    done = list[int]()
    wait = meanwhile(partial(done.append, 1), at_once=at_once)
    wait()
    assert done == [1]


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_raised_meanwhile_is_raised(at_once: bool) -> None:
    with pytest.raises(OSError, match="no space"):
        meanwhile(fail, at_once=at_once)()


def articles(count: int) -> list[Article]:
    return [
        Article(
            id=f"a{number}",
            title=f"Report {number} of the day",
            body=" ".join(f"word{number * place % 97} said" for place in range(200)),
            language="en",
            source=f"Outlet {number % 3}",
        )
        for number in range(count)
    ]


def segments(home: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, bytes]]:
    """The sections of every segment of an index of many small segments."""
    monkeypatch.setattr(builder, "BATCH_BYTES", 10_000)
    writer = ColumnarWriter(str(home), jobs=jobs)
    with writer:
        writer._columnar._room = writer._columnar._table.size + 300_000
        writer.upsert(articles(60))
        writer.upsert([Article(id="a3", title="Another", body="All of it is new.")])
    files = sorted(home.glob("*"), key=lambda path: path.stat().st_mtime_ns)
    containers = [Container(path) for path in files if path.read_bytes()[:8] == b"DLCOLUMN"]
    return [{name: one.array(name).tobytes() for name in one.names()} for one in containers]


def test_an_index_is_the_same_with_and_without_a_second_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = segments(tmp_path / "alone", 1, monkeypatch)
    assert len(alone) > 2
    assert segments(tmp_path / "beside", 2, monkeypatch) == alone
