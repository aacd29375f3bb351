import os
from pathlib import Path

import pytest

from corpus import Failure, NoSuchPath, SourceFile, walk


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("two")
    (tmp_path / "a.txt").write_text("one")
    return tmp_path


def names(found):
    return [Path(item.path).name for item in found]


def test_files_come_in_the_order_of_their_names(folder):
    assert names(walk(folder)) == ["a.txt", "two.txt"]


def test_a_file_shows_its_size_and_time(folder):
    status = (folder / "a.txt").stat()
    assert next(walk(folder / "a.txt")) == SourceFile(str(folder / "a.txt"), 3, status.st_mtime_ns)


def test_a_pattern_names_files_at_every_depth(folder):
    assert names(walk(str(folder / "**" / "*.txt"))) == ["a.txt", "two.txt"]


def test_a_file_named_twice_comes_once(folder):
    assert names(walk([folder, folder / "a.txt", folder / "b"])) == ["a.txt", "two.txt"]


@pytest.mark.parametrize("missing", ["gone", "gone/*.txt", "a\0b"])
def test_a_path_that_names_nothing_is_told_before_any_file(folder, missing):
    with pytest.raises(NoSuchPath, match="check the"):
        next(walk([folder, str(folder / missing)]))


def test_hidden_files_and_folders_are_accounted_for_and_not_entered(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "secret.txt").write_text("x")
    (folder / ".hidden.txt").write_text("x")
    skipped = [item for item in walk(folder) if isinstance(item, Failure)]
    assert names(skipped) == [".git", ".hidden.txt"]
    assert {item.kind for item in skipped} == {"skipped"}


def test_links_are_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("x")
    (folder / "out").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(folder / "nowhere")
    failures = [item for item in walk(folder) if isinstance(item, Failure)]
    assert names(failures) == ["dangling", "loop", "out"]
    assert all("symbolic link" in item.reason for item in failures)


def test_a_link_named_outright_is_read(folder):
    (folder / "link.txt").symlink_to(folder / "a.txt")
    assert isinstance(next(walk(folder / "link.txt")), SourceFile)


def test_a_link_named_outright_is_read_beside_its_folder(folder):
    (folder / "link.txt").symlink_to(folder / "a.txt")
    found = list(walk([folder, folder / "link.txt"]))
    assert [item for item in found if item.path == str(folder / "link.txt")] == [found[-1]]
    assert isinstance(found[-1], SourceFile)


def test_a_pipe_is_not_opened(folder):
    os.mkfifo(folder / "pipe")
    [failure] = [item for item in walk(folder) if isinstance(item, Failure)]
    assert "pipe" in failure.reason


def test_a_name_that_is_not_utf8_survives(folder):
    name = os.fsdecode(b"caf\xe9.txt")
    (folder / name).write_text("x")
    assert os.fsencode(folder / name) in [os.fsencode(item.path) for item in walk(folder)]


def test_folders_nested_without_end_are_walked(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert names(walk(tmp_path)) == ["a.txt"]
