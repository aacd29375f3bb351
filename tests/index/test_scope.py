"""What the paths of a run speak for."""

from pathlib import Path

import pytest

from index.scope import roots_of


@pytest.mark.parametrize(
    ("named", "path", "covered"),
    [
        ("news", "news/a.html", True),
        ("news", "news", True),
        ("news", "news-old/a.html", False),
        ("news/*.html", "news/a.html", True),
        ("news/*.html", "news/a.txt", False),
        ("news/*.html", "news/deep/a.html", False),
        ("news/2017-*", "news/2017-03/deep/a.html", True),
        ("news/2017-*", "news/2018-03/a.html", False),
        ("news/**/*.html", "news/a.html", True),
        ("news/**/*.html", "news/very/deep/a.html", True),
        ("news/**/*.html", "news/deep/a.txt", False),
        ("news/**", "news/deep/a.txt", True),
        ("news/[ab].txt", "news/b.txt", True),
        ("news/[ab].txt", "news/c.txt", False),
        ("news/?", "news/x", True),
    ],
)
def test_a_root_covers_what_it_names(tmp_path: Path, named: str, path: str, covered: bool) -> None:
    (root,) = roots_of([tmp_path / named])
    assert root.covers(str(tmp_path / path)) == covered


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "[old] news").mkdir()
    (root,) = roots_of([tmp_path / "[old] news"])
    assert root.covers(str(tmp_path / "[old] news" / "a.html"))
    assert not root.pattern


def test_the_root_of_all_folders_covers_everything() -> None:
    (root,) = roots_of([Path("/")])
    assert root.covers("/news/a.html")


def test_roots_are_named_once_in_their_order(tmp_path: Path) -> None:
    roots = roots_of([tmp_path / "b", tmp_path / "a", f"{tmp_path}/b/", f"{tmp_path}/a/../b"])
    assert [root.path for root in roots] == [str(tmp_path / "b"), str(tmp_path / "a")]


@pytest.mark.parametrize(
    ("path", "reached"),
    [("a.txt", True), ("deep/a.txt", True), (".a.txt", False), (".git/a.txt", False), ("link/a.txt", False)],
)
def test_a_walk_reaches_nothing_hidden_or_linked(tmp_path: Path, path: str, reached: bool) -> None:
    folder = tmp_path / ".news"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    (root,) = roots_of([folder])
    assert root.reaches(str(folder / path)) == reached
