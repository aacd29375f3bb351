"""The file of a generation's stories: what it holds, when it is written, and that nothing depends on it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import Article
from index import open_writer
from index.columnar import stories_file
from index.columnar.stories_file import has_stories, is_due, read_stories
from search import All, SearchRequest, open_searcher
from tests.index.stories.copies import texts

ARTICLES = [
    Article(id=f"a{n:02}", key=f"a{n}", title=f"T{n}", body=text.body) for n, text in enumerate(texts(1, seed=2))
]


def stories_at(index: Path) -> dict[str, str]:
    with open_searcher(index) as searcher:
        hits = searcher.search(SearchRequest(All(), size=100, snippets=0)).hits
        return {hit.article.id: hit.story.id if hit.story else hit.article.id for hit in hits}


def files(index: Path) -> list[Path]:
    return sorted(index.glob("*.stories"))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two commits, the second of which changed and deleted articles of the first."""
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(ARTICLES[:30])
        writer.commit()
        writer.upsert([*ARTICLES[30:], replace(ARTICLES[3], body=ARTICLES[40].body)])
        writer.delete([ARTICLES[0].id])
    return tmp_path / "index"


def test_each_generation_has_its_file(index: Path) -> None:
    assert [path.name for path in files(index)] == ["_MAIN_1.stories", "_MAIN_2.stories"]


def test_the_file_of_a_generation_that_is_gone_is_removed(index: Path) -> None:
    for round in range(3):
        with open_writer(index) as writer:
            writer.upsert([replace(ARTICLES[9], title=f"Round {round}")])
    assert [path.name for path in files(index)] == ["_MAIN_4.stories", "_MAIN_5.stories"]


def test_without_its_file_an_index_has_the_same_stories(index: Path) -> None:
    before = stories_at(index)
    assert len(set(before.values())) < len(before)
    for path in files(index):
        path.unlink()
    assert stories_at(index) == before


@pytest.mark.parametrize("at", [70, -40])
def test_a_damaged_file_is_as_good_as_none(index: Path, at: int) -> None:
    before = stories_at(index)
    data = bytearray(files(index)[-1].read_bytes())
    data[at] ^= 0xFF
    files(index)[-1].write_bytes(data)
    assert stories_at(index) == before


def test_the_file_of_other_segments_is_not_taken(index: Path) -> None:
    files(index)[-1].write_bytes(files(index)[0].read_bytes())
    with open_searcher(index) as searcher:
        assert read_stories(2, [file for file, _ in searcher._snapshot.files]) is None


def test_the_file_says_what_the_segments_do(index: Path) -> None:
    with open_searcher(index) as searcher:
        snapshot = searcher._snapshot
        known = read_stories(2, [file for file, _ in snapshot.files])
        made = stories_file.columns_of([(file, snapshot._deleted(file, base)) for file, base in snapshot.files])
    assert known
    assert np.array_equal(known.heads, made.heads)
    assert np.array_equal(known.ranks, made.ranks)


def test_a_large_index_is_grouped_when_enough_has_changed(monkeypatch: pytest.MonkeyPatch, index: Path) -> None:
    monkeypatch.setattr(stories_file, "AT_ONCE", 10)
    with open_writer(index) as writer:
        writer.upsert([replace(ARTICLES[9], title="One of many")])
        assert not has_stories(index, writer.commit())
        writer.upsert([replace(each, title=f"{each.title} again") for each in ARTICLES[10:15]])
        assert has_stories(index, writer.commit())


@pytest.mark.parametrize(
    ("documents", "changed", "due"), [(100, 1, True), (100_000, 4_999, False), (100_000, 5_000, True)]
)
def test_a_commit_groups_where_it_is_worth_it(documents: int, changed: int, due: bool) -> None:
    assert is_due(documents, changed) == due
