"""Every way a directory can fail ends in one error that says what to do."""

import os
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import CorruptIndexError

from index import (
    BadAddress,
    DatelineIndexError,
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    certificate,
    open_writer,
)
from index.whoosh_directory import (
    LockError,
    SyncedStorage,
    damage_is_corruption,
    inventory,
    open_reader,
    sync,
    translated,
)
from index.writer import ENGINES
from tests.index.shelf import article, articles


@pytest.fixture(autouse=True)
def stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write with Whoosh's own codec; `columnar/test_safety.py` has the other."""
    monkeypatch.setitem(ENGINES, "whoosh", ("index.whoosh_writer", "WhooshWriter"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([article("a")])
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("error", "becomes", "advice"),
    [
        (OSError(28, "No space left on device"), IndexUnavailable, "free some space and run again"),
        (PermissionError(13, "Permission denied"), IndexUnavailable, "give yourself the permission"),
        (OSError(30, "Read-only file system"), IndexUnavailable, "name another directory"),
        (OSError(5, "Input/output error"), IndexUnavailable, "check the disk and run again"),
        (LockError(), IndexBusy, "wait until it is done, or stop it, and try again"),
        (CorruptIndexError("bad block"), IndexCorrupt, "run `dateline check --repair`"),
        (EOFError("short"), IndexCorrupt, "run `dateline check --repair`"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_is_translated_and_says_what_to_do(
    error: Exception, becomes: type[DatelineIndexError], advice: str
) -> None:
    with pytest.raises(becomes) as told, translated("/srv/news"):
        raise error
    assert "/srv/news" in str(told.value)
    assert advice in str(told.value)
    assert told.value.__cause__ is error


def test_our_own_mistakes_are_not_translated() -> None:
    with pytest.raises(KeyError), translated("/srv/news"):
        raise KeyError("a bug")


def test_a_lack_of_memory_is_no_damage() -> None:
    with pytest.raises(MemoryError), damage_is_corruption("/srv/news"):
        raise MemoryError


def test_nothing_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `dateline index PATH` to build one"):
        open_reader(str(tmp_path / "nowhere"))


def test_a_certificate_without_a_commit_is_no_index(tmp_path: Path) -> None:
    certificate.write(tmp_path, certificate.issue())
    with pytest.raises(IndexMissing):
        open_reader(str(tmp_path))
    with open_writer(tmp_path) as writer:
        assert writer.generation == 0


def test_a_folder_of_something_else_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(
        BadAddress, match=r"no index and not empty \(it holds 'photo.jpg'\): name a directory of its own"
    ):
        open_writer(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_an_index_of_another_program_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "_MAIN_3.toc").write_bytes(b"theirs")
    with pytest.raises(IndexMismatch, match="another program"):
        open_writer(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["_MAIN_3.toc"]


@pytest.mark.parametrize("below", ["file", "file/index"])
def test_a_file_is_no_directory(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadAddress, match="is a file, not a directory"):
        open_writer(tmp_path / below)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
def test_a_forbidden_folder_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexUnavailable, match="give yourself the permission"):
        open_writer(tmp_path / "index")


@pytest.mark.parametrize("damage", [b"", b"\x00", b"garbage" * 20], ids=["empty", "one byte", "garbage"])
@pytest.mark.parametrize("suffix", [".toc", ".seg"])
def test_a_damaged_file_is_corruption(home: Path, suffix: str, damage: bytes) -> None:
    (file,) = home.glob(f"*{suffix}")
    file.write_bytes(damage)
    with pytest.raises(IndexCorrupt, match="run `dateline check --repair`"):
        articles(home)


def test_a_writer_tells_of_damage_and_frees_the_lock(home: Path) -> None:
    (segment,) = home.glob("*.seg")
    segment.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(IndexCorrupt), open_writer(home) as writer:
            writer.upsert([article("a")])


def test_a_missing_segment_is_an_error_not_an_empty_index(home: Path) -> None:
    (segment,) = home.glob("*.seg")
    segment.unlink()
    with pytest.raises(IndexUnavailable, match="No such file"):
        articles(home)


def test_a_commit_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    monkeypatch.setattr("index.whoosh_directory.sync", lambda path: (happened.append(Path(path).name), sync(path)))
    rename = FileStorage.rename_file
    monkeypatch.setattr(
        FileStorage, "rename_file", lambda *told, **more: (happened.append("rename"), rename(*told, **more))
    )
    with open_writer(tmp_path / "index") as writer:
        happened.clear()
        writer.upsert([article("a")])
    before, after = happened[: happened.index("rename")], happened[happened.index("rename") + 1 :]
    assert any(name.endswith(".seg") for name in before)
    assert any(".toc" in name for name in before)
    assert before[-1] == "index"
    assert after == ["index"]


def test_files_left_by_a_killed_writer_are_swept(home: Path) -> None:
    (home / "MAIN_abcdefgh.seg").write_bytes(b"half")
    with open_writer(home):
        pass
    assert not (home / "MAIN_abcdefgh.seg").exists()
    assert set(articles(home)) == {"a"}


def test_the_inventory_counts_generation_segments_and_bytes(home: Path) -> None:
    found = inventory(str(home))
    assert (found.generation, found.segments) == (1, 1)
    assert found.bytes == sum(path.stat().st_size for path in home.iterdir())


def test_a_storage_lets_go_of_what_was_left_open(tmp_path: Path) -> None:
    storage = SyncedStorage(str(tmp_path))
    files = [storage.create_file("a"), storage.temp_storage("t").create_file("b")]
    storage.let_go()
    assert all(file.is_closed for file in files)
