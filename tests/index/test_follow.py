"""A folder that grows while it is followed: when it is read, and what is told meanwhile."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus import CorpusError, NoSuchPath
from index import follow as follow_function
from index.build import BuildOptions
from index.errors import DatelineIndexError, IndexBusy, RefusedBuild
from index.follow import Following, FollowOptions
from index.interruption import Stop
from index.report import BuildReport
from index.scope import roots_of
from index.watch import changes, on_remote_volume
from index.writer import open_writer
from tests.index.newsroom import Newsroom, line

HOW = FollowOptions(quiet_s=2.0, longest_s=10.0, retry_s=5.0)
NOTHING: frozenset[str] = frozenset()


class Desk:
    """A following under a clock that the test turns."""

    def __init__(self, news: Newsroom, *paths: Path | str, options: BuildOptions | None = None) -> None:
        self.news = news
        self.now = 100.0
        self.reports: list[BuildReport] = []
        self.troubles: list[DatelineIndexError | CorpusError] = []
        roots = roots_of(paths or [news.folder])
        self.stop = threading.Event()
        self.following = Following(roots, news.address, options or BuildOptions(), HOW, self.stop)
        self.following.on_report = self.reports.append
        self.following.on_trouble = self.troubles.append

    def begin(self) -> "Desk":
        self.following.look_at_everything()
        self.following.tick(NOTHING, self.now)
        return self

    def after(self, seconds: float, *changed: Path) -> None:
        self.now += seconds
        self.following.tick(frozenset(map(str, changed)), self.now)


def test_the_first_look_is_at_everything(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"))
    desk = Desk(news).begin()
    assert [report.articles.added for report in desk.reports] == [1]


def test_a_change_waits_until_it_is_quiet(news: Newsroom) -> None:
    desk = Desk(news).begin()
    path = news.write("a.jsonl", line("alpha"))
    desk.after(1, path)
    desk.after(1, path)
    desk.after(1)
    assert len(desk.reports) == 1
    desk.after(1)
    assert [report.articles.added for report in desk.reports] == [0, 1]


def test_a_folder_that_is_never_quiet_is_read_all_the_same(news: Newsroom) -> None:
    desk = Desk(news).begin()
    path = news.write("a.jsonl", line("alpha"))
    for _ in range(12):
        desk.after(1, path)
    assert news.titles() == {"alpha"}


def test_only_what_changed_is_looked_at(news: Newsroom) -> None:
    for name in ("a", "b", "c"):
        news.write(f"{name}.jsonl", line(name))
    desk = Desk(news).begin()
    desk.after(1, news.write("b.jsonl", line("b", "New words.")))
    desk.after(3)
    assert desk.reports[-1].files.found == 1
    assert news.articles()["b"] == "New words."


def test_a_folder_moved_in_is_read_whole(news: Newsroom) -> None:
    desk = Desk(news).begin()
    elsewhere = news.folder.parent / "elsewhere"
    Newsroom(elsewhere, news.address).write("deep/a.jsonl", line("alpha"))
    elsewhere.rename(news.folder / "moved")
    desk.after(1, news.folder / "moved")
    desk.after(3)
    assert news.titles() == {"alpha"}


def test_a_deleted_file_goes(news: Newsroom) -> None:
    paths = [news.write(f"{name}.jsonl", line(name)) for name in ("a", "b", "c")]
    desk = Desk(news).begin()
    paths[0].unlink()
    desk.after(1, paths[0])
    desk.after(3)
    assert news.titles() == {"b", "c"}


def test_a_file_told_together_with_its_folder_counts_once(news: Newsroom) -> None:
    paths = [news.write(f"{name}.jsonl", line(name)) for name in ("a", "b", "c")]
    desk = Desk(news).begin()
    paths[0].unlink()
    desk.after(1, news.folder, paths[0])
    desk.after(3)
    assert desk.troubles == []
    assert news.titles() == {"b", "c"}


def test_a_renamed_folder_keeps_its_articles(news: Newsroom) -> None:
    for name in ("a", "b", "c"):
        news.write(f"{name}.jsonl", line(name))
    old = news.write("old/d.jsonl", line("d")).parent
    desk = Desk(news).begin()
    old.rename(news.folder / "new")
    desk.after(1, old, news.folder / "new")
    desk.after(3)
    assert (desk.reports[-1].files.gone, desk.reports[-1].articles.deleted) == (1, 0)
    assert news.titles() == {"a", "b", "c", "d"}


def test_a_landslide_is_told_and_left_alone(news: Newsroom) -> None:
    paths = [news.write(f"{name}.jsonl", line(name)) for name in ("a", "b", "c")]
    desk = Desk(news).begin()
    for path in paths[:2]:
        path.unlink()
    desk.after(1, *paths[:2])
    desk.after(3)
    assert [type(trouble) for trouble in desk.troubles] == [RefusedBuild]
    assert news.titles() == {"a", "b", "c"}


def test_a_volume_that_comes_back_is_whole_again(news: Newsroom) -> None:
    for name in ("a", "b", "c"):
        news.write(f"{name}.jsonl", line(name))
    desk = Desk(news).begin()
    away = news.folder.parent / "away"
    news.folder.rename(away)
    desk.begin()
    away.rename(news.folder)
    desk.begin()
    assert [type(trouble) for trouble in desk.troubles] == [RefusedBuild]
    assert (len(desk.reports), len(news.titles())) == (1, 3)


def test_prune_holds_for_the_first_look_only(news: Newsroom) -> None:
    paths = [news.write(f"{name}.jsonl", line(name)) for name in ("a", "b", "c")]
    desk = Desk(news, options=BuildOptions(prune=True)).begin()
    for path in paths:
        path.unlink()
    desk.after(1, *paths)
    desk.after(3)
    assert news.titles() == {"a", "b", "c"}


def test_a_busy_index_is_told_and_tried_again(news: Newsroom) -> None:
    desk = Desk(news).begin()
    path = news.write("a.jsonl", line("alpha"))
    with open_writer(news.address):
        desk.after(1, path)
        desk.after(3)
        desk.after(1)
    assert [type(trouble) for trouble in desk.troubles] == [IndexBusy]
    desk.after(5)
    assert news.titles() == {"alpha"}


def test_an_index_that_is_busy_at_first_is_waited_for(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"))
    with open_writer(news.address):
        desk = Desk(news).begin()
        assert (len(desk.troubles), desk.reports) == (1, [])
    desk.after(6)
    assert desk.reports[0].articles.added == 1


def test_a_slip_in_the_first_look_is_an_error(news: Newsroom) -> None:
    with pytest.raises(NoSuchPath):
        Desk(news, news.folder / "typo").begin()


def test_a_look_that_finds_nothing_reports_nothing(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"))
    desk = Desk(news).begin()
    desk.begin()
    assert len(desk.reports) == 1


@pytest.mark.parametrize("name", [".hidden.jsonl", ".cache/a.jsonl"])
def test_hidden_files_stay_unread(news: Newsroom, name: str) -> None:
    desk = Desk(news).begin()
    desk.after(1, news.write(name, line("alpha")))
    desk.after(3)
    assert len(desk.reports) == 1
    assert news.titles() == set()


def test_the_index_inside_the_folder_does_not_wake_it(tmp_path: Path) -> None:
    news = Newsroom(tmp_path, str(tmp_path / "index"))
    news.write("a.jsonl", line("alpha"))
    desk = Desk(news).begin()
    news.write("index/news.jsonl", line("beta"))
    desk.after(1, tmp_path / "index" / "news.jsonl")
    desk.after(3)
    assert news.titles() == {"alpha"}


def test_a_new_match_of_a_pattern_is_read(news: Newsroom) -> None:
    news.write("2017-01/a.jsonl", line("a"))
    desk = Desk(news, f"{news.folder}/2017-*/*.jsonl").begin()
    news.write("2018-01/c.jsonl", line("c"))
    desk.after(1, news.write("2017-02/b.jsonl", line("b")).parent)
    desk.after(3)
    assert news.titles() == {"a", "b"}


def test_a_half_written_file_is_healed_at_its_next_change(news: Newsroom) -> None:
    desk = Desk(news).begin()
    path = news.write("a.jsonl", line("alpha"), line("beta")[:20])
    desk.after(1, path)
    desk.after(3)
    assert (news.titles(), desk.reports[-1].items_failed) == ({"alpha"}, 1)
    desk.after(1, news.write("a.jsonl", line("alpha"), line("beta")))
    desk.after(3)
    assert (news.titles(), desk.reports[-1].failures_total) == ({"alpha", "beta"}, 0)


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("nothing came of it within half a minute")


@pytest.fixture(params=[False, True], ids=["by notices", "by polling"])
def followed(request: pytest.FixtureRequest, news: Newsroom) -> Iterator[tuple[Newsroom, list[BuildReport]]]:
    """A folder that a thread of its own follows, with one file read already."""
    news.write("a.jsonl", line("alpha"))
    news.write("b.jsonl", line("beta"))
    reports: list[BuildReport] = []
    stop = threading.Event()
    how = FollowOptions(quiet_s=0.1, poll=request.param)
    thread = threading.Thread(
        target=follow_function, args=([news.folder], news.address, reports.append, stop, None, how)
    )
    thread.start()
    try:
        wait_for(lambda: len(reports) == 1)
        yield news, reports
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_followed_folder_is_read_as_it_changes(followed: tuple[Newsroom, list[BuildReport]]) -> None:
    news, reports = followed
    (news.folder / "deep").mkdir()
    (news.folder / "deep" / "c.jsonl").write_text(line("gamma") + "\n")
    wait_for(lambda: len(reports) >= 2 and reports[-1].articles.added == 1)
    (news.folder / "a.jsonl").unlink()
    wait_for(lambda: reports[-1].files.gone == 1)
    assert reports[-1].articles.deleted == 1


def told(path: Path, change: Callable[[], object], stop: Stop) -> set[str]:
    """What a watch of one path tells of one change."""
    heard: set[str] = set()
    watch = changes(roots_of([path]), stop)
    next(watch)
    change()
    for _, changed in zip(range(50), watch, strict=False):
        heard |= changed
        if heard:
            break
    watch.close()
    return heard


def test_a_file_named_outright_is_seen_when_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    (tmp_path / "new").write_text("new words")
    assert told(path, lambda: (tmp_path / "new").rename(path), threading.Event()) == {str(path)}


def test_a_folder_named_by_a_link_is_told_by_that_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    assert str(link / "a.txt") in told(
        link, lambda: (tmp_path / "real" / "a.txt").write_text("words"), threading.Event()
    )


def test_polling_takes_over_where_the_system_gives_no_notices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    polled: list[bool] = []

    def watching(*folders: str, force_polling: bool, **settings: object) -> Iterator[set[tuple[int, str]]]:
        polled.append(force_polling)
        if not force_polling:
            raise OSError(28, "OS file watch limit reached")
        yield {(1, "seen")}

    monkeypatch.setattr("index.watch.watch_folders", watching)
    assert list(changes(roots_of([tmp_path]), threading.Event())) == [{"seen"}]
    assert polled == [False, True]
    assert "watch limit" in caplog.text


def test_following_ends_at_once_when_it_is_stopped_before(news: Newsroom) -> None:
    stop = threading.Event()
    stop.set()
    reports: list[BuildReport] = []
    follow_function([news.folder], news.address, reports.append, stop)
    assert reports == []


@pytest.mark.parametrize(
    ("kind", "remote"), [("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("tmpfs", False)]
)
def test_network_volumes_are_known_by_their_kind(tmp_path: Path, kind: str, remote: bool) -> None:
    folder = tmp_path / "on a share"
    folder.mkdir()
    mounts = tmp_path / "mounts"
    escaped = os.fspath(folder).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/share {escaped} {kind} rw 0 0\n")
    assert on_remote_volume(str(folder), mounts) == remote


def test_where_volumes_are_not_listed_none_is_remote(tmp_path: Path) -> None:
    assert not on_remote_volume(str(tmp_path), tmp_path / "missing")


def test_a_removed_root_is_told_while_it_is_followed(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"))
    desk = Desk(news).begin()
    shutil.rmtree(news.folder)
    desk.after(1, news.folder)
    desk.after(3)
    assert [type(trouble) for trouble in desk.troubles] == [RefusedBuild]
