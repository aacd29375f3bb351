import pytest

from corpus import Article
from index import BadAddress, open_writer
from search import fingerprint, open_searcher


def add(directory, number):
    with open_writer(directory) as writer:
        writer.upsert([Article(id="a" * 25 + "abcdefgh"[number], title=f"Story {number}", body="Oil.")])


def test_where_nothing_is_there_is_no_fingerprint(tmp_path):
    assert fingerprint(tmp_path / "nowhere") == ""
    assert fingerprint(tmp_path) == ""


def test_a_commit_changes_the_fingerprint(tmp_path):
    add(tmp_path / "index", 0)
    before = fingerprint(tmp_path / "index")
    add(tmp_path / "index", 1)
    assert before
    assert fingerprint(tmp_path / "index") != before


def test_reading_leaves_the_fingerprint(tmp_path):
    add(tmp_path / "index", 0)
    before = fingerprint(tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        searcher.stats()
    assert fingerprint(tmp_path / "index") == before


def test_a_rebuilt_index_of_the_same_generation_has_another_fingerprint(tmp_path):
    for name in ("first", "second"):
        add(tmp_path / name, 0)
    before = fingerprint(tmp_path / "first")
    (tmp_path / "first").rename(tmp_path / "old")
    (tmp_path / "second").rename(tmp_path / "first")
    assert fingerprint(tmp_path / "first") != before


def test_an_unknown_engine_has_no_fingerprint():
    with pytest.raises(BadAddress, match="no engine is called 'nosuch'"):
        fingerprint("nosuch://host/name")
