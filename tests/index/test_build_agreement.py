"""Whatever happens to a folder and the runs over it, the index ends as if built in one go from what is there."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Failure, FieldMap, SourceFile, read_file
from index.build import BuildOptions, build
from index.writer import ENGINES
from tests.index.memory_writer import MemoryWriter
from tests.index.newsroom import Newsroom, line

NAMES = st.sampled_from(["a.jsonl", "b.jsonl", "deep/c.jsonl", "deep/d.jsonl"])
TITLES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"]), max_size=6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), NAMES, TITLES),
        st.tuples(st.just("delete"), NAMES),
        st.tuples(st.just("move"), NAMES, NAMES),
        st.tuples(st.just("touch"), NAMES),
        st.tuples(st.just("build"), st.integers(1, 12), st.integers(1, 4)),
    ),
    max_size=14,
)
Step = tuple[str, *tuple[object, ...]]


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "memory", ("tests.index.memory_writer", "MemoryWriter"))


def edit(news: Newsroom, step: Step) -> None:
    """Write, delete, move or touch a file, as far as it is there."""
    what, name, *rest = step
    path = news.folder / str(name)
    if what == "write":
        titles = rest[0]
        assert isinstance(titles, list)
        news.write(str(name), *map(line, titles))
    elif path.exists() and what == "delete":
        path.unlink()
    elif path.exists() and what == "touch":
        news.touch(path)
    elif path.exists() and what == "move":
        target = news.folder / str(rest[0])
        target.parent.mkdir(exist_ok=True)
        path.rename(target)


def build_until(news: Newsroom, items: int, commit_articles: int) -> None:
    """Build, stopping once so many items were read."""
    stop = threading.Event()
    left = items

    def spy(file: SourceFile, field_map: FieldMap) -> Iterator[Article | Failure]:
        nonlocal left
        for item in read_file(file):
            left -= 1
            if left <= 0:
                stop.set()
            yield item

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "read_file", spy)
        options = BuildOptions(prune=True, commit_articles=commit_articles)
        build([news.folder], news.address, options, stop=stop)


@given(steps=STEPS)
@settings(max_examples=150, deadline=None)
def test_any_history_ends_like_a_single_run(steps: list[Step]) -> None:
    MemoryWriter.stored.clear()
    with tempfile.TemporaryDirectory() as folder:
        news = Newsroom(Path(folder), "memory://history")
        fresh = Newsroom(Path(folder), "memory://fresh")
        for step in steps:
            if step[0] == "build":
                build_until(news, *step[1:])  # type: ignore[arg-type]  # as STEPS draws them
            else:
                edit(news, step)
        news.build(prune=True)
        fresh.build()
        assert news.articles() == fresh.articles()
        assert [(entry.path, set(entry.ids), entry.complete) for entry in news.ledger()] == [
            (entry.path, set(entry.ids), entry.complete) for entry in fresh.ledger()
        ]
        assert news.build().idle
