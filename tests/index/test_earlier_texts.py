"""A rebuild keeps what only the index knows: the numbers of versions, and the texts before the present one."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.build import BuildOptions, build
from index.columnar.salvage import Remains
from index.columnar.whoosh_index import older_segments
from index.writer import open_writer
from tests.index.newsroom import Newsroom, line

REBUILD = BuildOptions(rebuild=True)


@pytest.fixture
def edited(tmp_path: Path) -> Newsroom:
    """An index of two articles, one of which was edited twice."""
    folder = tmp_path / "news"
    folder.mkdir()
    news = Newsroom(folder, str(tmp_path / "index"))
    for body in ("one", "two", "three"):
        news.write("a.jsonl", line("alpha", body))
        news.write("b.jsonl", line("beta", "as it was"))
        news.build()
    return news


def texts(news: Newsroom, title: str) -> list[tuple[int, str]]:
    """Version and body of each text of an article, newest first."""
    with open_writer(news.address) as writer:
        ids = {id for entry in writer.ledger.under("/") for id in entry.ids}
        found = [writer.texts(id) for id in ids]
        return [(each.version, each.body) for of_one in found if of_one[0].title == title for each in of_one]


def test_a_rebuild_keeps_the_earlier_texts(edited: Newsroom) -> None:
    build([edited.folder], edited.address, REBUILD)
    assert texts(edited, "alpha") == [(3, "three"), (2, "two"), (1, "one")]


def test_it_keeps_them_over_and_over(edited: Newsroom) -> None:
    for _ in range(3):
        build([edited.folder], edited.address, REBUILD)
    assert texts(edited, "alpha") == [(3, "three"), (2, "two"), (1, "one")]


def test_an_edit_that_a_rebuild_is_first_to_see_is_a_version(edited: Newsroom) -> None:
    edited.write("b.jsonl", line("beta", "as it is"))
    build([edited.folder], edited.address, REBUILD)
    assert texts(edited, "beta") == [(2, "as it is"), (1, "as it was")]


def test_an_article_beside_an_edited_one_is_in_its_version(edited: Newsroom) -> None:
    edited.write("a.jsonl", line("alpha", "three"), line("gamma", "new"))
    build([edited.folder], edited.address, REBUILD)
    assert [texts(edited, title)[0][0] for title in ("alpha", "gamma")] == [3, 1]


def test_a_better_reading_of_the_same_file_is_no_version(edited: Newsroom) -> None:
    with open_writer(edited.address) as writer:  # what an older reading made of the file
        (id,) = writer.ledger.get(str(edited.folder / "b.jsonl")).ids  # type: ignore[union-attr]
        read_badly = replace(writer.texts(id)[0], body="as it was Share this")
        writer.delete([id])
        writer.upsert([read_badly])
    build([edited.folder], edited.address, REBUILD)
    assert texts(edited, "beta") == [(1, "as it was")]


def test_no_more_texts_are_kept_than_asked_for(edited: Newsroom) -> None:
    build([edited.folder], edited.address, BuildOptions(rebuild=True, versions=1))
    assert texts(edited, "alpha") == [(3, "three"), (2, "two")]


def test_a_version_stays_what_it_is_where_no_text_is_kept(edited: Newsroom) -> None:
    build([edited.folder], edited.address, BuildOptions(rebuild=True, versions=0))
    build([edited.folder], edited.address, REBUILD)
    assert texts(edited, "alpha") == [(3, "three")]


def test_a_rebuild_without_a_file_has_nothing_of_its_articles(edited: Newsroom) -> None:
    (edited.folder / "a.jsonl").unlink()
    build([edited.folder], edited.address, BuildOptions(rebuild=True, prune=True))
    assert texts(edited, "alpha") == []


def test_damaged_earlier_texts_are_told_and_do_not_hinder(edited: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    with open_writer(edited.address) as writer:
        generation = writer.generation
    for segment in older_segments(Path(edited.address), generation):
        path = Path(edited.address) / segment.file_name()
        data, whole = Remains(path)._sections["stored.data"], path.read_bytes()
        path.write_bytes(whole[: data.offset] + bytes(data.size) + whole[data.offset + data.size :])
    build([edited.folder], edited.address, REBUILD)
    assert "earlier texts of article" in caplog.text
    assert texts(edited, "alpha") == [(3, "three")]
