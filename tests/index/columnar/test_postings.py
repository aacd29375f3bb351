"""What is encoded is what is read, block by block."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columnar.container import Container, ContainerWriter
from index.columnar.postings import (
    BLOCK,
    Lists,
    Source,
    block_count,
    place_count,
    read_block,
    read_docs,
    read_list,
    read_places,
    to_gaps,
)
from index.columnar.stream import ListsWriter, read_lists

Posting = tuple[int, list[int], list[int]]

places = st.sets(st.integers(0, 5000), max_size=5).map(sorted)
somewhere = st.tuples(places, places).filter(any)
postings = st.dictionaries(st.integers(0, 100_000), somewhere, max_size=30).map(
    lambda found: [(doc, title, body) for doc, (title, body) in sorted(found.items())]
)


def source_of(lists: list[list[Posting]]) -> Source:
    flat = [posting for one in lists for posting in one]
    title = np.array([len(t) for _, t, _ in flat], np.uint32)
    body = np.array([len(b) for _, _, b in flat], np.uint32)
    gaps = np.array([p for _, t, b in flat for p in (*t, *b)], np.uint32)
    to_gaps(gaps, title, body)
    sizes = [sum(len(t) + len(b) for _, t, b in one) for one in lists]
    return Source(
        np.cumsum([0, *map(len, lists)], dtype=np.int64),
        np.array([doc for doc, _, _ in flat], np.uint32),
        title,
        body,
        np.cumsum([0, *sizes], dtype=np.int64),
        gaps,
    )


def stored(path: Path, lists: list[list[Posting]], lengths: np.ndarray | None = None) -> Lists:
    path.unlink(missing_ok=True)
    with ContainerWriter(path) as out:
        rows = sum(-(-len(one) // BLOCK) for one in lists)
        writer = ListsWriter(
            out, "v", len(lists), rows, np.empty(0, np.uint32) if lengths is None else lengths, places=True
        )
        writer.extend(source_of(lists))
        writer.close()
        out.close({})
    return read_lists(Container(path), "v")


def read_back(lists: Lists, number: int) -> list[Posting]:
    found: list[Posting] = []
    columns = [np.zeros(BLOCK, np.int64) for _ in range(3)]
    for block in range(block_count(lists, number)):
        count, at = read_block(lists, number, block, *columns)
        docs, title, body = columns
        spots = np.zeros(place_count(title, body, count), np.int64)
        read_places(lists.words, at, title, body, count, spots)
        where = iter(spots.tolist())
        for i in range(count):
            found.append((int(docs[i]), [next(where) for _ in range(title[i])], [next(where) for _ in range(body[i])]))
    return found


def long_list(size: int, step: int = 3) -> list[Posting]:
    return [(i * step, [0] if i % 7 == 0 else [], list(range(i % 5, 9 + 40 * (i % 9), 11))) for i in range(size)]


@settings(max_examples=60, deadline=None)
@given(lists=st.lists(postings, max_size=12))
def test_short_lists_come_back_as_they_went_in(lists: list[list[Posting]], tmp_path_factory) -> None:
    held = stored(tmp_path_factory.mktemp("lists") / "x", lists)
    assert [read_back(held, number) for number in range(len(lists))] == lists


@pytest.mark.parametrize("size", [1, 127, 128, 129, 256, 1000, 5000])
def test_a_long_list_comes_back_block_by_block(size: int, tmp_path: Path) -> None:
    lists = [long_list(3), long_list(size), long_list(130, 1000)]
    held = stored(tmp_path / "x", lists)
    assert [read_back(held, number) for number in range(3)] == lists


def test_a_list_larger_than_the_buffer_is_written_whole(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("index.columnar.stream.ROOM", 64)
    lists = [long_list(size) for size in (5, 700, 1, 0, 2000, 40)]
    held = stored(tmp_path / "x", lists)
    assert [read_back(held, number) for number in range(len(lists))] == lists


def test_articles_alone_and_whole_lists_read_the_same(tmp_path: Path) -> None:
    held = stored(tmp_path / "x", [long_list(300)])
    docs, title, body = (np.zeros(300, np.int64) for _ in range(3))
    alone = np.zeros(BLOCK, np.int64)
    assert read_list(held, 0, docs, title, body) == 300
    assert read_docs(held, 0, 2, alone) == 44
    assert alone[:44].tolist() == docs[256:].tolist() == [doc for doc, _, _ in long_list(300)][256:]


@settings(max_examples=30, deadline=None)
@given(
    counts=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40), st.integers(1, 900)), min_size=129, max_size=400),
    k1=st.floats(0.1, 5),
    b=st.floats(0, 1),
    average=st.floats(1, 2000),
)
def test_no_posting_beats_the_corners_of_its_block(counts, k1, b, average, tmp_path_factory) -> None:
    lengths = np.array([(9 + i % 5, n) for i, (_, _, n) in enumerate(counts)], np.uint32).ravel()
    one = [(i, list(range(t)), list(range(n))) for i, (t, n, _) in enumerate(counts)]
    held = stored(tmp_path_factory.mktemp("bounds") / "x", [one], lengths)

    def score(count: int, length: int) -> float:
        return count / (count + k1 * (1 - b + b * length / average)) if count else 0.0

    for i, (title, body, _) in enumerate(counts):
        row = held.bounds[i // BLOCK * 6 :][:6].tolist()
        assert score(title, int(lengths[2 * i])) <= score(row[0], row[1]) + 1e-12
        assert score(body, int(lengths[2 * i + 1])) <= max(score(row[2], row[3]), score(row[4], row[5])) + 1e-12
