"""Every error a newcomer can make is one line that says what to do, and ends with 2."""

import json
import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

import corpus.errors
import index.errors
import search.errors
import web.errors
from cli.errors import TREES, explain
from tests.cli.program import SEED, SEEDS, Ran, run
from web.errors import WebError


def assert_told(done: Ran, *parts: str) -> None:
    assert done.code == 2, done
    assert done.out == ""
    assert done.err.startswith("dateline: ")
    assert done.err.count("\n") == 1, done.err
    for part in parts:
        assert part in done.err


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert_told(run("index", "nwes", cwd=tmp_path), "nwes", "check the spelling")
    assert not (tmp_path / ".dateline").exists()


def test_a_pattern_that_fits_nothing(tmp_path: Path) -> None:
    assert_told(run("index", "*.html", cwd=tmp_path), "*.html")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    assert_told(run("index", "news", cwd=tmp_path), "no files under news", "folder with news")


def test_a_folder_without_news(tmp_path: Path) -> None:
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    assert_told(run("index", "picture.jpg", cwd=tmp_path), "picture.jpg")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("Closed\n\nNobody reads this.\n")
    (tmp_path / "closed.txt").chmod(0)
    assert_told(run("index", "closed.txt", cwd=tmp_path), "closed.txt", "Permission denied")


@pytest.mark.parametrize("command", [("search", "ferry"), ("stats",), ("serve",)], ids=["search", "stats", "serve"])
def test_no_index_yet(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert_told(run(*command, cwd=tmp_path), ".dateline", "dateline index PATH")


def test_serving_without_an_index_offers_to_serve_a_path(tmp_path: Path) -> None:
    assert_told(run("serve", cwd=tmp_path), "dateline serve PATH")


@pytest.mark.parametrize(
    "command", [("search", "ferry"), ("stats",), ("serve",), ("index", "news.txt")], ids=lambda command: command[0]
)
def test_a_file_given_as_the_index(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "news.txt").write_text("A headline\n\nAnd a text below it.\n")
    assert_told(run(*command, "--index", "news.txt", cwd=tmp_path), "news.txt")


def test_a_folder_of_other_things_given_as_the_index(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear all\n\nHello.\n")
    assert_told(run("search", "ferry", "--index", "letters", cwd=tmp_path), "letters")


@pytest.fixture
def from_the_future(indexed: Path, tmp_path: Path) -> Path:
    """A working directory whose index says that a later version wrote it."""
    shutil.copytree(indexed / ".dateline", tmp_path / ".dateline")
    certificate = tmp_path / ".dateline" / "dateline.json"
    certificate.write_text(json.dumps({**json.loads(certificate.read_text()), "schema": 99}))
    return tmp_path


@pytest.mark.parametrize("command", [("search", "ferry"), ("stats",), ("serve",)], ids=lambda command: command[0])
def test_an_index_of_another_version(from_the_future: Path, command: tuple[str, ...]) -> None:
    assert_told(run(*command, cwd=from_the_future), "schema 99", "--rebuild")


def test_an_index_of_another_version_can_be_rebuilt(from_the_future: Path) -> None:
    assert run("index", SEEDS / SEED, "--rebuild", cwd=from_the_future).code == 0
    assert run("search", "iraqi forces", cwd=from_the_future).code == 0


def test_an_engine_nobody_knows(tmp_path: Path) -> None:
    assert_told(run("search", "ferry", "--index", "lucene://here", cwd=tmp_path), "lucene")


def test_an_address_with_a_relative_folder(tmp_path: Path) -> None:
    assert_told(run("search", "ferry", "--index", "whoosh://here", cwd=tmp_path), "whoosh:///here")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--from", "2017-99"),
        ("--to", "yesterday"),
        ("--page", "0"),
        ("--size", "1000"),
        ("--sort", "best"),
        ("--year", "MMXX"),
    ],
)
def test_a_value_that_cannot_be_read(indexed: Path, option: str, value: str) -> None:
    assert_told(run("search", "ferry", option, value, cwd=indexed), option, value)


def test_dates_the_wrong_way_round(indexed: Path) -> None:
    assert_told(
        run("search", "ferry", "--from", "2018", "--to", "2017", cwd=indexed), "--from", "2018", "is later than"
    )


def test_an_option_close_to_a_known_one(tmp_path: Path) -> None:
    assert_told(run("search", "ferry", "--sorce", "x", cwd=tmp_path), "'--source'")


def test_a_command_close_to_a_known_one(tmp_path: Path) -> None:
    assert_told(run("serch", "ferry", cwd=tmp_path), "'search'")


def test_a_query_that_begins_with_a_dash(tmp_path: Path) -> None:
    assert_told(run("search", "-oil iraq", cwd=tmp_path), "dateline search -- '-word'")


def test_two_forms_of_one_answer(tmp_path: Path) -> None:
    assert_told(run("search", "ferry", "--json", "--csv", cwd=tmp_path), "choose one")


def test_indexing_nothing(tmp_path: Path) -> None:
    assert_told(run("index", cwd=tmp_path), "PATH", "dateline index --help")


def test_a_setting_of_the_wrong_kind(tmp_path: Path) -> None:
    assert_told(run("stats", cwd=tmp_path, DATELINE_PAGE_SIZE="many"), "DATELINE_PAGE_SIZE", "many")


def test_a_port_that_is_no_number(indexed: Path) -> None:
    assert_told(run("serve", "--port", "http", cwd=indexed), "port", "http")


def test_an_unknown_error_says_how_to_see_more() -> None:
    line = explain(ZeroDivisionError("division by zero"))
    assert "ZeroDivisionError: division by zero" in line
    assert "dateline --debug" in line


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.__name__)
def test_each_tree_is_told_in_its_own_words(tree: type[Exception]) -> None:
    assert explain(tree("index at x is gone; look for it")) == "index at x is gone; look for it"


@pytest.mark.parametrize("module", [corpus.errors, index.errors, search.errors, web.errors], ids=lambda m: m.__name__)
def test_every_error_of_a_package_stands_in_a_tree_told_here(module: ModuleType) -> None:
    own = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert own
    assert [kind for kind in own if not issubclass(kind, (*TREES, WebError))] == []


def test_the_traceback_is_shown_on_request(tmp_path: Path) -> None:
    done = run("--debug", "search", "ferry", cwd=tmp_path)
    assert done.code not in (0, None)
    assert "Traceback" in done.err
