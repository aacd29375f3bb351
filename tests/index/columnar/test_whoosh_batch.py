"""What a batch remembers until its commit, and which of its segments the commit merges with which."""

from pathlib import Path

import pytest

from index.columnar import whoosh_batch
from index.columnar.added import Added, Place
from index.columnar.whoosh_writer import ColumnarWriter
from tests.index.columnar.corpus import long_article
from tests.index.columnar.test_safety import names


def test_what_was_added_is_found_by_its_key_until_it_is_taken_out() -> None:
    added = Added()
    added.put(("id", "a"), Place(0, 7), b"note")
    added.put(("ledger", "a"), Place(2, 1 << 31), {"size": 1})
    assert (added.place(("id", "a")), added.note(("id", "a"))) == (Place(0, 7), b"note")
    assert (added.place(("ledger", "a")), added.note(("ledger", "a"))) == (Place(2, 1 << 31), {"size": 1})
    assert (len(added), list(added.terms("id")), list(added.terms("url"))) == (2, ["a"], [])
    assert added.pop(("ledger", "a")) == Place(2, 1 << 31)
    assert (added.place(("ledger", "a")), added.note(("ledger", "a")), len(added)) == (None, None, 1)
    with pytest.raises(KeyError):
        added.pop(("ledger", "a"))


def test_what_is_added_again_is_where_it_was_added_last() -> None:
    added = Added()
    for note in ({"size": 1}, b"note", None):
        added.put(("id", "a"), Place(0, 0), note)
        assert added.note(("id", "a")) == note
    assert len(added) == 1


def one_each(home: Path, monkeypatch: pytest.MonkeyPatch, articles: int) -> int:
    """Commit articles in as many segments; how many are left."""
    writer = ColumnarWriter(str(home))
    monkeypatch.setattr(writer._columnar, "_room", 1)
    monkeypatch.setattr("index.columnar.builder.BATCH_BYTES", 1)
    with writer:
        writer.upsert([long_article(n) for n in range(articles)])
    assert names(home) == {f"long{n}" for n in range(articles)}
    return len(list(home.glob("*.col")))


@pytest.mark.parametrize(("most", "left"), [(16, 1), (7, 1), (4, 2), (3, 3), (2, 4)])
def test_no_more_segments_than_fit_into_memory_are_merged_at_once(
    most: int, left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_batch, "MOST_MERGED", most)
    assert one_each(tmp_path / "x", monkeypatch, 7) == left


def test_what_did_not_fit_into_memory_becomes_one_segment_however_few_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ColumnarWriter(str(tmp_path / "x")) as writer:
        writer.upsert([long_article(100)])
    assert one_each(tmp_path / "y", monkeypatch, 2) == 1
    writer = ColumnarWriter(str(tmp_path / "x"))
    monkeypatch.setattr(writer._columnar, "_room", 1)
    with writer:
        writer.upsert([long_article(n) for n in range(3)])
    assert sorted(segment.doc_count() for segment in writer._columnar._segments) == [1, 3]


def test_what_would_be_too_large_for_one_segment_becomes_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_batch, "LARGEST_MERGE", 1)
    assert one_each(tmp_path / "x", monkeypatch, 7) == 7


def test_a_segment_is_merged_alone_where_most_of_it_is_deleted(tmp_path: Path) -> None:
    home = tmp_path / "x"
    with ColumnarWriter(str(home)) as writer:
        writer.upsert([long_article(n) for n in range(9)])
        writer.commit()
        before = set(home.glob("*.col"))
        writer.delete(["long0"])
        writer.commit()
        assert before <= set(home.glob("*.col"))
        writer.delete([f"long{n}" for n in range(1, 6)])
    assert names(home) == {"long6", "long7", "long8"}
    assert [segment.doc_count_all() for segment in writer._columnar._segments] == [3]
