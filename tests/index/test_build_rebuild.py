"""A fresh index in the place of the live one: whole or not at all, whatever happens on the way."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from index import certificate, rebuild
from index.build import BuildOptions, build
from index.errors import BadAddress, IndexBusy, IndexMismatch, RefusedBuild
from index.whoosh_directory import open_reader
from index.writer import open_writer
from tests.index.newsroom import Newsroom, line

REBUILD = BuildOptions(rebuild=True)


class Killed(BaseException):
    """Stands for the death of the process."""


@pytest.fixture
def built(tmp_path: Path) -> Newsroom:
    """An index of three articles, one of which has changed since in its file."""
    folder = tmp_path / "news"
    folder.mkdir()
    news = Newsroom(folder, str(tmp_path / "index"))
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.write("b.jsonl", line("gamma"))
    news.build()
    news.write("b.jsonl", line("gamma", "Written anew."))
    return news


def die(*args: object, **settings: object) -> None:
    raise Killed


def rebuild_and_die(news: Newsroom, monkeypatch: pytest.MonkeyPatch, where: str, how: object = die) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(f"index.rebuild.{where}", how)
        with pytest.raises(Killed):
            build([news.folder], news.address, REBUILD)


def beside(news: Newsroom) -> set[str]:
    """What stands beside the index and the news."""
    return {path.name for path in Path(news.address).parent.iterdir()} - {"index", "news"}


def test_a_rebuilt_index_is_what_the_files_say(built: Newsroom) -> None:
    report = build([built.folder], built.address, REBUILD)
    assert report.articles.added == 3
    assert built.versions()["gamma"] == ("Written anew.", 2)
    assert beside(built) == set()


def test_a_rebuilt_index_is_built_upon(built: Newsroom) -> None:
    build([built.folder], built.address, REBUILD)
    assert built.build().idle


def test_rebuilding_where_there_is_no_index_builds_one(built: Newsroom) -> None:
    shutil.rmtree(built.address)
    assert build([built.folder], built.address, REBUILD).articles.added == 3


def test_a_reader_of_the_old_index_reads_on(built: Newsroom) -> None:
    reader = open_reader(built.address)
    build([built.folder], built.address, REBUILD)
    bodies = {stored["record"]["body"] for stored in reader.all_stored_fields() if "body" in stored["record"]}
    terms = set(reader.field_terms("title"))
    reader.close()
    assert (len(bodies), "Written anew." in bodies, terms) == (3, False, {"alpha", "beta", "gamma"})


def test_an_index_by_other_rules_is_refused_and_rebuilt(built: Newsroom) -> None:
    path = Path(built.address) / certificate.NAME
    born = json.loads(path.read_text())
    path.write_text(json.dumps(born | {"schema": born["schema"] + 1}))
    with pytest.raises(IndexMismatch):
        built.build()
    assert build([built.folder], built.address, REBUILD).articles.added == 3
    assert built.build().idle


def test_a_rebuild_that_is_stopped_leaves_the_live_index(built: Newsroom) -> None:
    stop = threading.Event()
    stop.set()
    assert build([built.folder], built.address, REBUILD, stop=stop).interrupted
    assert "far" in built.articles()["gamma"]
    assert beside(built) == set()


@pytest.mark.parametrize(
    ("dies_in", "serves"), [("_exchange", "so far"), ("shutil.rmtree", "Written anew")], ids=["before", "after"]
)
def test_a_crash_around_the_exchange_leaves_one_index_whole(
    built: Newsroom, monkeypatch: pytest.MonkeyPatch, dies_in: str, serves: str
) -> None:
    rebuild_and_die(built, monkeypatch, dies_in)
    assert serves in built.articles()["gamma"]
    assert beside(built) != set()
    built.build()
    assert "Written anew" in built.articles()["gamma"]
    assert beside(built) == set()


def test_a_rebuild_begins_anew_after_a_crash(built: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild_and_die(built, monkeypatch, "_exchange")
    built.write("a.jsonl", line("alpha"))
    assert build([built.folder], built.address, REBUILD).articles.added == 2
    assert built.titles() == {"alpha", "gamma"}


def test_an_index_is_exchanged_where_the_system_cannot_do_it_at_one_stroke(
    built: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "_exchanged", lambda one, other: False)
    build([built.folder], built.address, REBUILD)
    assert "Written anew" in built.articles()["gamma"]
    assert beside(built) == set()


def test_an_index_left_aside_by_a_crash_is_put_back(built: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_way(live: Path, fresh: Path) -> None:
        live.rename(rebuild._aside(live))
        raise Killed

    rebuild_and_die(built, monkeypatch, "_exchanged", half_way)
    assert not Path(built.address).exists()
    report = built.build()
    assert (report.articles.updated, report.files.unchanged) == (1, 1)
    assert beside(built) == set()


def test_an_index_named_by_a_link_is_rebuilt_where_it_lies(built: Newsroom) -> None:
    link = Path(built.address).with_name("link")
    link.symlink_to(built.address)
    build([built.folder], link, REBUILD)
    assert link.is_symlink()
    assert "Written anew" in built.articles()["gamma"]


def test_a_rebuild_from_a_part_of_the_files_is_refused(built: Newsroom) -> None:
    with pytest.raises(RefusedBuild, match=r"leave out 1 of the files.*b\.jsonl.*--prune"):
        build([built.folder / "a.jsonl"], built.address, REBUILD)
    assert built.titles() == {"alpha", "beta", "gamma"}


def test_a_rebuild_from_a_part_of_the_files_goes_with_prune(built: Newsroom) -> None:
    build([built.folder / "a.jsonl"], built.address, BuildOptions(rebuild=True, prune=True))
    assert built.titles() == {"alpha", "beta"}


def test_a_rebuild_waits_for_nobody_who_writes(built: Newsroom) -> None:
    with open_writer(built.address), pytest.raises(IndexBusy):
        build([built.folder], built.address, REBUILD)


def test_nobody_writes_while_a_rebuild_lasts(built: Newsroom) -> None:
    busy: list[bool] = []

    def look(progress: object) -> None:
        try:
            with open_writer(built.address):
                busy.append(False)
        except IndexBusy:
            busy.append(True)

    build([built.folder], built.address, REBUILD, on_progress=look)
    assert busy[:-1]
    assert all(busy)


def test_a_server_cannot_be_rebuilt_beside_itself(built: Newsroom) -> None:
    with pytest.raises(BadAddress, match="only an index in a folder"):
        build([built.folder], "opensearch://host:9200/news", REBUILD)
