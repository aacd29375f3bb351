"""A run that is stopped, at any point and by any means, ends with the same index once it is run again."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import corpus
from corpus import Article, Failure, FieldMap, SourceFile, read_file
from index.build import BuildOptions, build
from index.pace import Pace
from index.writer import LedgerEntry, open_writer
from tests.index.newsroom import Newsroom, line, versions

Final = tuple[dict[str, tuple[str, int]], list[LedgerEntry]]


class Killed(BaseException):
    """Stands for the death of the process."""


def day_one(news: Newsroom) -> None:
    news.write("a.jsonl", *[line(f"a{n}") for n in range(4)], line("a1", "Told twice.", "2017-10-26"), line("common"))
    news.write("b.jsonl", line("b0"), "{not json", line("common", "Told by another."), line("moves"))
    news.write("c.jsonl", line("c0"), line("c1"))
    news.write("d.jsonl", line("d0"))
    news.write("e.jsonl", line("e0"), line("leaves"))


def day_two(news: Newsroom) -> None:
    news.write("a.jsonl", line("a0", "New words."), line("a2"), line("a3"), line("moves"), line("a4"))
    news.write("b.jsonl", line("b0"), line("common", "Told by another."))
    (news.folder / "c.jsonl").rename(news.folder / "z.jsonl")
    (news.folder / "d.jsonl").unlink()
    news.touch(news.folder / "e.jsonl")
    news.write("f.jsonl", line("leaves"), line("a1"))


def final(news: Newsroom) -> Final:
    return news.versions(), news.ledger()


def kill_after(commits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = commits
    commit = Pace.commit

    def dying(pace: Pace) -> None:
        nonlocal left
        commit(pace)
        left -= 1
        if left == 0:
            raise Killed

    monkeypatch.setattr(Pace, "commit", dying)


def stop_after(items: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    left = items

    def spy(file: SourceFile, field_map: FieldMap) -> Iterator[Article | Failure]:
        nonlocal left
        for item in read_file(file):
            left -= 1
            if left == 0:
                act()
            yield item

    monkeypatch.setattr(corpus, "read_file", spy)


@pytest.fixture
def whole(news: Newsroom) -> Callable[[], Final]:
    """What day two comes to without an interruption; leaves an index of day one behind, and the files of day two."""

    def run() -> Final:
        second = Newsroom(news.folder, news.address + "-whole")
        day_one(news)
        news.build()
        second.build()
        day_two(news)
        second.build()
        return final(second)

    return run


@pytest.mark.parametrize("every", [1, 3], ids="commit every {}".format)
@pytest.mark.parametrize("commits", range(1, 9), ids="killed at commit {}".format)
def test_a_first_run_killed_at_any_commit_ends_the_same(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch, commits: int, every: int
) -> None:
    day_one(news)
    second = Newsroom(news.folder, news.address + "-whole")
    second.build()
    with monkeypatch.context() as patch:
        kill_after(commits, patch)
        died = True
        try:
            news.build(commit_articles=every)
            died = False
        except Killed:
            pass
    assert died or commits > 6 // every
    news.build()
    assert final(news) == final(second)


@pytest.mark.parametrize("every", [1, 3], ids="commit every {}".format)
@pytest.mark.parametrize("commits", range(1, 13), ids="killed at commit {}".format)
def test_an_update_killed_at_any_commit_ends_the_same(
    news: Newsroom, whole: Callable[[], Final], monkeypatch: pytest.MonkeyPatch, commits: int, every: int
) -> None:
    expected = whole()
    with monkeypatch.context() as patch:
        kill_after(commits, patch)
        with suppress(Killed):
            news.build(commit_articles=every)
    news.build()
    assert final(news) == expected


@pytest.mark.parametrize("items", range(1, 10), ids="stopped at item {}".format)
def test_an_update_stopped_at_any_item_ends_the_same(
    news: Newsroom, whole: Callable[[], Final], monkeypatch: pytest.MonkeyPatch, items: int
) -> None:
    expected = whole()
    stop = threading.Event()
    with monkeypatch.context() as patch:
        stop_after(items, patch, stop.set)
        report = build([news.folder], news.address, stop=stop)
    assert report.interrupted
    assert not news.build().interrupted
    assert final(news) == expected


def test_nothing_is_lost_at_any_commit_of_an_update(
    news: Newsroom, whole: Callable[[], Final], monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = set(whole()[0])
    before = news.titles()
    commit = Pace.commit
    lost: list[set[str]] = []

    def watching(pace: Pace) -> None:
        commit(pace)
        if news.address.startswith("memory"):
            lost.append((titles & before) - news.titles())

    monkeypatch.setattr(Pace, "commit", watching)
    news.build(commit_articles=1)
    assert not any(lost)


def test_a_stopped_run_keeps_what_it_read(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"), line("gamma"))
    stop = threading.Event()
    stop_after(2, monkeypatch, stop.set)
    report = build([news.folder], news.address, stop=stop)
    assert (report.articles.added, news.titles()) == (2, {"alpha", "beta"})
    assert not news.recorded()["a.jsonl"].complete


def test_an_article_dropped_by_a_file_stopped_half_way_goes_in_the_end(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"), line("gamma"))
    news.build()
    news.write("a.jsonl", line("beta"), line("gamma", "Written anew."), line("delta"))
    stop = threading.Event()
    with monkeypatch.context() as patch:
        stop_after(1, patch, stop.set)
        build([news.folder], news.address, stop=stop)
    assert news.titles() == {"alpha", "beta", "gamma"}
    assert news.build().articles.deleted == 1
    assert news.titles() == {"beta", "gamma", "delta"}


def test_going_on_commits_only_what_is_new(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    news.write("a.jsonl", *[line(f"story{n}") for n in range(9)])
    stop = threading.Event()
    with monkeypatch.context() as patch:
        stop_after(6, patch, stop.set)
        first = build([news.folder], news.address, stop=stop)
    report = news.build(commit_articles=1)
    assert (report.articles.unchanged, report.generation - first.generation) == (6, 3 + 1)


def test_a_run_stopped_before_it_begins_changes_nothing(news: Newsroom) -> None:
    day_one(news)
    stop = threading.Event()
    stop.set()
    report = build([news.folder], news.address, stop=stop)
    assert (report.interrupted, report.items, news.ledger()) == (True, 0, [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_the_run_with_a_report(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    day_one(news)
    stop_after(3, monkeypatch, lambda: signal.raise_signal(number))
    report = news.build()
    assert (report.interrupted, report.articles.added) == (True, 3)


def test_a_second_signal_ends_the_run_at_once_with_the_last_commit(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_one(news)

    def twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    stop_after(4, monkeypatch, twice)
    with pytest.raises(KeyboardInterrupt):
        news.build(commit_articles=2)
    assert news.titles() == {"a0", "a1"}


def test_the_signals_are_as_before_after_a_run(news: Newsroom) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    news.build()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_signal_that_is_ignored_stays_ignored(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    day_one(news)
    stop_after(3, monkeypatch, lambda: signal.raise_signal(signal.SIGINT))
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        report = news.build()
    finally:
        signal.signal(signal.SIGINT, previous)
    assert not report.interrupted


def test_a_build_runs_in_a_thread_of_its_own(news: Newsroom) -> None:
    day_one(news)
    thread = threading.Thread(target=news.build)
    thread.start()
    thread.join()
    assert "a0" in news.titles()


SLOWLY = """
import sys, time
import corpus
from index.build import BuildOptions, build
read_file = corpus.read_file

def slowly(file, field_map):
    for number, item in enumerate(read_file(file)):
        print(number, flush=True)
        time.sleep(0.01)
        yield item

corpus.read_file = slowly
report = build([sys.argv[1]], sys.argv[2], BuildOptions(commit_articles=10))
print("interrupted" if report.interrupted else "whole", flush=True)
"""


@pytest.fixture
def slow_build(tmp_path: Path) -> Iterator[Callable[[int], "subprocess.Popen[str]"]]:
    """A build of 80 articles in a process of its own, which has read so many of them."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(line(f"story{n}") + "\n" for n in range(80)))
    running: list[subprocess.Popen[str]] = []

    def start(items: int) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", SLOWLY, str(folder), str(tmp_path / "index")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        running.append(process)
        assert process.stdout is not None
        for text in process.stdout:
            if text.strip() == str(items):
                break
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_a_build_killed_outright_goes_on_from_its_last_commit(
    slow_build: Callable[[int], "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    process = slow_build(45)
    process.kill()
    process.wait()  # the lock goes with the process
    address = str(tmp_path / "index")
    with open_writer(address) as writer:
        entry = writer.ledger.get(os.fspath(tmp_path / "news" / "a.jsonl"))
    assert entry is not None
    assert (entry.complete, len(entry.ids)) == (False, 40)
    report = build([tmp_path / "news"], address)
    assert (report.articles.unchanged, report.articles.added) == (40, 40)
    build([tmp_path / "news"], tmp_path / "other")
    assert versions(address) == versions(str(tmp_path / "other"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_build_asked_to_end_says_so_and_commits(
    slow_build: Callable[[int], "subprocess.Popen[str]"], tmp_path: Path, number: signal.Signals
) -> None:
    process = slow_build(25)
    process.send_signal(number)
    out, _ = process.communicate()
    assert out.splitlines()[-1] == "interrupted"
    assert process.returncode == 0
    report = build([tmp_path / "news"], tmp_path / "index", BuildOptions())
    assert report.articles.unchanged >= 26
    assert report.articles.unchanged + report.articles.added == 80
