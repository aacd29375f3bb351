"""Builds that read in other processes end with the same index, can be stopped, and lose only the file that hangs."""

import threading
from pathlib import Path

import pytest

from index.build import BuildOptions, build
from index.report import Progress
from tests.index.newsroom import Newsroom, line


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    (tmp_path / "news").mkdir()
    room = Newsroom(tmp_path / "news", str(tmp_path / "here"))
    for number in range(40):
        room.write(f"{number:02}.jsonl", line(f"t{number}"), line(f"shared{number % 7}", f"As told in {number}."))
    room.write("bad.json", "{")
    return room


def elsewhere(room: Newsroom, name: str) -> Newsroom:
    return Newsroom(room.folder, str(room.folder.parent / name))


def test_the_index_is_the_same_whoever_reads(room: Newsroom) -> None:
    other = elsewhere(room, "there")
    here = build([room.folder], room.address, BuildOptions(jobs=0))
    there = build([other.folder], other.address, BuildOptions(jobs=2))
    assert (here.articles, here.files, here.failures) == (there.articles, there.files, there.failures)
    assert room.versions() == other.versions()
    assert room.recorded() == other.recorded()


def test_a_build_that_is_stopped_goes_on_later_and_ends_the_same(room: Newsroom) -> None:
    other = elsewhere(room, "there")
    stop = threading.Event()

    def look(progress: Progress) -> None:
        if progress.articles:
            stop.set()

    options = BuildOptions(jobs=2, commit_articles=10)
    stopped = build([other.folder], other.address, options, on_progress=look, stop=stop)
    assert stopped.interrupted
    assert not build([other.folder], other.address, options).interrupted
    build([room.folder], room.address)
    assert {title: body for title, (body, _) in other.versions().items()} == room.articles()


def test_a_second_run_reads_only_what_changed(room: Newsroom) -> None:
    options = BuildOptions(jobs=2)
    build([room.folder], room.address, options)
    room.write("00.jsonl", line("new"))
    report = build([room.folder], room.address, options)
    assert (report.files.read, report.files.unchanged) == (1, 39)
    assert "new" in room.titles()
    assert "t0" not in room.titles()
