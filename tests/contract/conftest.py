"""Every engine, behind the same two doors."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus import Article
from index import Writer, open_writer
from search import Searcher, open_searcher
from tests.contract.naive import NaiveSearcher, NaiveWriter


@dataclass
class Engine:
    """One index of one engine. What it opened is closed with it."""

    name: str
    open_writer: Callable[[], Writer]
    open_searcher: Callable[[], Searcher]
    opened: list[Searcher] = field(default_factory=list)

    def write(self, articles: Iterable[Article]) -> None:
        with self.open_writer() as writer:
            writer.upsert(articles)

    def searcher(self) -> Searcher:
        self.opened.append(self.open_searcher())
        return self.opened[-1]

    def holding(self, *articles: Article) -> Searcher:
        """A searcher over these articles."""
        self.write(articles)
        return self.searcher()

    def close(self) -> None:
        for searcher in self.opened:
            searcher.close()


def naive_engine(name: str) -> Engine:
    return Engine("naive", lambda: NaiveWriter(name), lambda: NaiveSearcher(name))


def whoosh_engine(directory: Path) -> Engine:
    return Engine("whoosh", lambda: open_writer(directory), lambda: open_searcher(directory))


@pytest.fixture(params=["naive", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = naive_engine(str(tmp_path)) if request.param == "naive" else whoosh_engine(tmp_path / "index")
    yield made
    made.close()
