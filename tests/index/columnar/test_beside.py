"""Sections made side by side: the same bytes as one after the other, and nothing left behind by what fails."""

from pathlib import Path

import numpy as np
import pytest

from index.columnar.beside import beside
from index.columnar.container import Container, ContainerWriter

BOTH = pytest.mark.parametrize("at_once", [False, True], ids=["alone", "at once"])


def first(out: ContainerWriter) -> None:
    out.add("a", np.arange(5, dtype=np.uint32))
    out.add("b", np.empty(0, np.uint8))


def written(path: Path, *, at_once: bool) -> Path:
    with ContainerWriter(path) as out:
        with beside(out, first, at_once=at_once) as behind:
            behind.add("c", np.arange(1 << 19, dtype=np.uint32))
            behind.add("d", np.arange(3, dtype=np.uint8))
        out.close({})
    return path


def test_the_bytes_are_the_same_at_once_and_alone(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    one = written(tmp_path / "one" / "file", at_once=False)
    other = written(tmp_path / "other" / "file", at_once=True)
    assert one.read_bytes() == other.read_bytes()


@BOTH
def test_every_section_is_found_sound(at_once: bool, tmp_path: Path) -> None:
    file = Container(written(tmp_path / "file", at_once=at_once))
    assert file.verify() == []
    assert {name: file.array(name).tolist()[-1:] for name in file.names()} == {
        "a": [4], "b": [], "c": [(1 << 19) - 1], "d": [2],
    }  # fmt: skip


@BOTH
def test_a_job_that_fails_fails_the_writing_and_leaves_no_file(at_once: bool, tmp_path: Path) -> None:
    def full(out: ContainerWriter) -> None:
        raise OSError("no space left")

    with (
        pytest.raises(OSError, match="no space"),
        ContainerWriter(tmp_path / "file") as out,
        beside(out, full, at_once=at_once) as behind,
    ):
        behind.add("c", np.arange(3, dtype=np.uint8))
    assert not list(tmp_path.iterdir())


@BOTH
def test_a_block_that_fails_leaves_no_file(at_once: bool, tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="no space"),
        ContainerWriter(tmp_path / "file") as out,
        beside(out, first, at_once=at_once),
    ):
        raise OSError("no space left")
    assert not list(tmp_path.iterdir())


def test_what_a_killed_writer_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "file.beside").write_bytes(b"half a section")
    assert Container(written(tmp_path / "file", at_once=True)).verify() == []
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
