"""`dateline watch` as it is run from cron."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.watch_state import BadState, held
from tests.cli.program import run

NEW = "Ferry pier sinks\n\nThe pier of the Saltmere ferry sank into the mud on Tuesday, and nobody was hurt.\n"


@pytest.fixture
def own(indexed: Path, tmp_path: Path) -> Path:
    """An index of the seeds to write beside."""
    return Path(shutil.copytree(indexed, tmp_path / "own"))


@pytest.fixture
def watching(own: Path) -> Path:
    """A folder with an index in which `ferry` is watched already, and one more article since."""
    run("watch", "ferry", cwd=own)
    (own / "later").mkdir()
    (own / "later" / "pier.txt").write_text(NEW)
    run("index", "later", cwd=own)
    return own


def test_the_first_time_tells_only_how_much_there_is(own: Path) -> None:
    done = run("watch", "ferry", cwd=own)
    assert (done.code, done.out) == (1, "")
    assert "watching ferry from now on" in done.err


def test_what_is_new_is_told_once(watching: Path) -> None:
    first, second = run("watch", "ferry", cwd=watching), run("watch", "ferry", cwd=watching)
    assert first.code == 0
    assert "1 new story for ferry" in first.out
    assert "**Ferry** pier sinks" in first.out
    assert (second.code, second.out) == (1, "")


def test_what_is_new_is_told_as_json_lines(watching: Path) -> None:
    (line,) = run("watch", "ferry", "--json", cwd=watching).out.splitlines()
    assert {"search": "ferry", "title": "Ferry pier sinks"}.items() <= json.loads(line).items()


def test_what_is_new_is_told_as_a_feed(watching: Path) -> None:
    feed = ElementTree.fromstring(run("watch", "ferry", "--atom", cwd=watching).out)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")] == ["Ferry pier sinks"]


def test_saved_searches_are_watched_each_by_its_name(watching: Path) -> None:
    (watching / "our.toml").write_text('[searches]\npiers = "pier, mud"\nsnow = "snowfall"\n')
    done = run("watch", "--config", "our.toml", "--all", "--json", cwd=watching)
    assert {json.loads(line)["search"] for line in done.out.splitlines()} >= {"piers"}


def test_nothing_to_watch_is_an_error(indexed: Path) -> None:
    done = run("watch", cwd=indexed)
    assert done.code == 2
    assert "give a QUERY" in done.err


def test_a_file_of_another_kind_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "state").write_text('{"mine": 1}')
    with pytest.raises(BadState, match="--state"), held(tmp_path / "state"):
        pass
    assert (tmp_path / "state").read_text() == '{"mine": 1}'


def test_one_watch_at_a_time_holds_the_state(tmp_path: Path) -> None:
    with held(tmp_path / "state"), pytest.raises(BadState, match="another watch"), held(tmp_path / "state"):
        pass


def test_what_was_seen_is_kept(tmp_path: Path) -> None:
    with held(tmp_path / "state") as state:
        state.seen["a"] = ["x"]
        state.save()
    with held(tmp_path / "state") as state:
        assert state.seen == {"a": ["x"]}
    assert not list(tmp_path.glob("*.tmp"))
