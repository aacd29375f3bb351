import json
import shutil
from pathlib import Path

import pytest

from cli.check import check_lines, saved_lines
from index.check import CheckReport, Fault
from index.saved import Saved
from tests.cli.program import run

DAMAGED = CheckReport(
    generation=3,
    articles=12,
    segments=2,
    files=4,
    bytes=41_234,
    faults=(Fault(file="MAIN_x.col", what="it is missing", lost="7 documents"),),
)
SAVED = Saved(articles=1_204, older=3, reread=2, lost=("abc",), unknown=1, files=9, unread=2)


@pytest.fixture
def damaged(indexed: Path, tmp_path: Path) -> Path:
    """A working directory with an index of the seeds, one bit of which has flipped."""
    shutil.copytree(indexed / ".dateline", tmp_path / ".dateline")
    (segment,) = (tmp_path / ".dateline").glob("*.col")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(bytes(data))
    return tmp_path


def test_a_fault_is_told_with_what_is_at_stake_and_what_to_do() -> None:
    assert list(check_lines(DAMAGED)) == [
        "4 files, 41.2 kB read: 12 articles in 2 segments, commit 3",
        "damaged: MAIN_x.col: it is missing",
        "    at stake: 7 documents",
        "Run `dateline check --repair` to build it anew from what is whole, beside the old one until it is done.",
    ]


def test_a_repair_tells_what_it_could_not_save() -> None:
    told = "\n".join(saved_lines(SAVED))
    for part in ("1,204 articles saved", "2 of them read again", "not saved: article abc", "not saved: 1 document "):
        assert part in told


def test_a_sound_index_ends_with_0(indexed: Path) -> None:
    done = run("check", cwd=indexed)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Every byte is as it was written, and all parts agree."


def test_a_damaged_index_ends_with_1(damaged: Path) -> None:
    done = run("check", "--json", cwd=damaged)
    told = json.loads(done.out)
    assert (done.code, told["sound"], told["repaired"]) == (1, False, None)
    assert told["faults"][0]["file"].endswith(".col")


def test_a_repaired_index_is_searched_as_before(damaged: Path, indexed: Path) -> None:
    assert run("check", "--repair", cwd=damaged).code == 0
    assert run("check", cwd=damaged).code == 0
    before, after = (json.loads(run("search", "iraq", "--json", cwd=each).out) for each in (indexed, damaged))
    assert [hit["id"] for hit in after["results"]] == [hit["id"] for hit in before["results"]]


def test_no_index_is_an_error(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert done.code == 2
    assert "run `dateline index PATH` to build one" in done.err
