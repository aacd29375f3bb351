"""What happens to a columnar index whose files were damaged, or written by a stranger."""

import os
import random
import struct
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index.columnar import builder
from index.columnar.container import Container
from index.columnar.proof import is_sound
from index.columnar.whoosh_index import Contents, SafeIndex, read_table, write_contents
from index.columnar.whoosh_writer import ColumnarWriter
from index.errors import DatelineIndexError, IndexCorrupt, IndexMismatch, IndexUnavailable
from index.whoosh_directory import SyncedStorage, damage_is_corruption, open_reader, translated
from index.whoosh_schema import whoosh_schema
from index.whoosh_writer import WhooshWriter
from tests.index.columnar.corpus import long_article


def commit(path: Path, *articles: Article) -> int:
    with ColumnarWriter(str(path)) as writer:
        writer.upsert(articles)
        return writer.commit()


def names(path: Path) -> set[str]:
    reader = open_reader(str(path))
    return {fields["record"]["id"] for _, fields in reader.iter_docs()}


@pytest.fixture
def two_commits(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    commit(path, long_article(1))
    commit(path, long_article(2))
    return path


def newest(path: Path, suffix: str) -> Path:
    return max(path.glob(f"*{suffix}"), key=lambda file: file.stat().st_mtime_ns)


def test_the_generation_before_stays(two_commits: Path) -> None:
    assert sorted(file.name for file in two_commits.glob("*.toc")) == ["_MAIN_1.toc", "_MAIN_2.toc"]


def test_older_generations_and_their_segments_go(tmp_path: Path) -> None:
    for n in range(12):
        commit(tmp_path / "x", long_article(n))
    assert len(list((tmp_path / "x").glob("*.toc"))) == 2
    assert len(list((tmp_path / "x").glob("*.col"))) <= 12
    assert len(names(tmp_path / "x")) == 12


@pytest.mark.parametrize("damage", [b"", b"half a table", None], ids=["empty", "cut", "flipped"])
def test_a_damaged_table_of_contents_falls_back_to_the_generation_before(
    damage: bytes | None, two_commits: Path
) -> None:
    table = two_commits / "_MAIN_2.toc"
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 4
    table.write_bytes(bytes(data) if damage is None else damage)
    assert names(two_commits) == {"long1"}


def test_a_truncated_segment_falls_back_to_the_generation_before(two_commits: Path) -> None:
    segment = newest(two_commits, ".col")
    os.truncate(segment, segment.stat().st_size // 2)
    assert names(two_commits) == {"long1"}


def test_writing_goes_on_from_a_generation_fallen_back_to(two_commits: Path) -> None:
    (two_commits / "_MAIN_2.toc").write_bytes(b"")
    assert commit(two_commits, long_article(3)) == 3
    assert names(two_commits) == {"long1", "long3"}


def test_no_sound_generation_is_corruption(two_commits: Path) -> None:
    for table in two_commits.glob("*.toc"):
        table.write_bytes(b"")
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        open_reader(str(two_commits))


def test_a_strangers_table_of_contents_runs_no_code(two_commits: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "boom"),)

    write_contents(SyncedStorage(str(two_commits)), Contents(whoosh_schema(), [Bomb()], 3))
    assert names(two_commits) == {"long1", "long2"}
    assert not (tmp_path / "boom").exists()


def test_every_flipped_bit_of_a_segment_is_found(two_commits: Path) -> None:
    segment = newest(two_commits, ".col")
    whole = segment.read_bytes()
    dice = random.Random(7)
    unseen = []
    for _ in range(300):
        at = dice.randrange(len(whole) * 8)
        data = bytearray(whole)
        data[at // 8] ^= 1 << at % 8
        segment.write_bytes(data)
        try:
            if not Container(segment).verify():
                unseen.append(at)
        except DatelineIndexError:
            pass
    assert not unseen


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.99])
def test_a_truncated_segment_is_one_clear_error(share: float, two_commits: Path) -> None:
    segment = newest(two_commits, ".col")
    os.truncate(segment, int(segment.stat().st_size * share))
    with pytest.raises(IndexCorrupt, match=r"is damaged"):
        Container(segment)


def test_an_index_of_whooshs_own_codec_is_not_written_to(tmp_path: Path) -> None:
    with WhooshWriter(str(tmp_path / "x")) as writer:
        writer.upsert([long_article(1)])
    with pytest.raises(IndexMismatch, match="--rebuild"):
        ColumnarWriter(str(tmp_path / "x"))


def test_an_article_no_index_can_hold_leaves_its_neighbors_alone(tmp_path: Path) -> None:
    with ColumnarWriter(str(tmp_path / "x")) as writer:
        writer.upsert([long_article(1)])
        with pytest.raises(ValueError, match="an id has"):
            writer.upsert([Article(id="x" * 300, title="", body="bad")])
        writer.upsert([long_article(2)])
    assert names(tmp_path / "x") == {"long1", "long2"}


def test_a_batch_larger_than_the_budget_becomes_several_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ColumnarWriter(str(tmp_path / "x"))
    monkeypatch.setattr(writer._columnar, "_room", 1)
    with writer:
        writer.upsert([long_article(n) for n in range(4)])
        writer.upsert([long_article(2), long_article(5)])
        assert len(list((tmp_path / "x").glob("*.col"))) >= 4
    assert len(names(tmp_path / "x")) == 5


def test_a_segment_holds_a_batch_though_the_table_of_words_is_larger_than_the_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ColumnarWriter(str(tmp_path / "x"))
    monkeypatch.setattr(builder, "BATCH_BYTES", 3 * len(long_article(0).body))
    writer._columnar._room = 100_000 + 12 * builder.BATCH_BYTES
    assert writer._columnar._table.size > writer._columnar._room
    with writer:
        writer.upsert([long_article(n) for n in range(24)])
        assert 1 <= len(list((tmp_path / "x").glob("*.col"))) <= 8


def test_a_table_of_words_that_takes_too_much_is_followed_by_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ColumnarWriter(str(tmp_path / "x"))
    monkeypatch.setattr(writer._columnar, "_room", 1)
    first = writer._columnar._table
    with writer:
        writer.upsert([long_article(1), long_article(2)])
        assert writer._columnar._table is not first


def test_a_rollback_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "x", long_article(1))
    before = {file.name for file in (tmp_path / "x").iterdir()}
    writer = ColumnarWriter(str(tmp_path / "x"))
    monkeypatch.setattr(writer._columnar, "_room", 1)
    with writer:
        writer.upsert([long_article(2), long_article(3)])
        writer.rollback()
    assert {file.name for file in (tmp_path / "x").iterdir()} == before


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "where",
    [
        "index.columnar.container.ContainerWriter._write",
        "index.columnar.container.ContainerWriter.close",
        "index.columnar.whoosh_batch.write_contents",
        "index.columnar.whoosh_batch.merge",
    ],
)
def test_a_full_disk_loses_nothing_committed(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    for n in range(5):
        commit(path, long_article(n))
    with ColumnarWriter(str(path)) as writer:
        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            writer.upsert([long_article(9)])
            with pytest.raises(IndexUnavailable, match="No space left on device: free some space and run again"):
                writer.commit()
        assert names(path) == {f"long{n}" for n in range(5)}
        assert writer.upsert([long_article(8)]) == ["added"]
    assert names(path) == {f"long{n}" for n in (0, 1, 2, 3, 4, 8)}


def test_a_commit_that_stumbles_behind_its_publication_is_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*told: Any) -> None:
        write_contents(*told)
        full()

    with ColumnarWriter(str(tmp_path / "x")) as writer:
        writer.upsert([long_article(1)])
        with monkeypatch.context() as patch:
            patch.setattr("index.columnar.whoosh_batch.write_contents", publish)
            with pytest.raises(IndexUnavailable):
                writer.commit()
        assert writer.generation == 1
    assert names(tmp_path / "x") == {"long1"}


@pytest.mark.parametrize("left", [0, 1, 4, 12, 30, 100])
def test_a_cut_table_of_contents_is_told_in_words(left: int, two_commits: Path) -> None:
    table = two_commits / "_MAIN_2.toc"
    table.write_bytes(table.read_bytes()[:left])
    with pytest.raises(IndexCorrupt, match=r"is damaged: its \d+ bytes are no whole table of contents$"):
        read_table(table, 2, whoosh_schema())


def test_a_generation_passed_over_is_told_once_another_is_open(
    two_commits: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (two_commits / "_MAIN_2.toc").write_bytes(b"")
    index = SafeIndex(SyncedStorage(str(two_commits)), whoosh_schema())
    assert not caplog.text
    index.reader().close()
    assert "its 0 bytes are no whole table of contents); opened generation 1 instead; run" in caplog.text


def test_where_no_generation_opens_none_is_said_to_be_open(two_commits: Path, caplog: pytest.LogCaptureFixture) -> None:
    for table in two_commits.glob("*.toc"):
        table.write_bytes(b"")
    with pytest.raises(IndexCorrupt):
        open_reader(str(two_commits))
    assert "opened" not in caplog.text


@pytest.mark.parametrize("error", [KeyError("a bug"), struct.error("a bug"), UnicodeError("a bug"), MemoryError()])
def test_a_mistake_over_sound_files_stays_one(error: Exception, two_commits: Path) -> None:
    with pytest.raises(type(error)), translated(str(two_commits)), damage_is_corruption(str(two_commits)):
        raise error


@pytest.mark.parametrize(
    "error", [KeyError("17"), struct.error("short"), UnicodeError("no text"), MemoryError("31 GiB")]
)
def test_an_error_over_damaged_files_is_damage(error: Exception, two_commits: Path) -> None:
    segment = newest(two_commits, ".col")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    with pytest.raises(IndexCorrupt, match="check --repair"), damage_is_corruption(str(two_commits)):
        raise error


def test_files_are_read_once_for_all_mistakes(two_commits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_sound(two_commits)
    monkeypatch.setattr(Container, "verify", full)
    assert is_sound(two_commits)


def test_damage_is_not_merged_into_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for n in range(5):
        commit(path, long_article(n))
    segment = min(path.glob("*.col"))
    data = bytearray(segment.read_bytes())
    data[Container(segment)._sections["column.updated"].offset] ^= 1
    segment.write_bytes(data)
    with pytest.raises(IndexCorrupt, match=r"its bytes are not those written .*check --repair"):
        commit(path, long_article(9))
    assert segment.read_bytes() == bytes(data)
    assert names(path) == {f"long{n}" for n in range(5)}
