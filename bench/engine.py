"""What a bench asks of an engine: build an index, then answer questions with ids and an exact total.

Equal work as far as each engine goes: title and body, stemmed, with positions, the text stored, ten ids and an exact
count. What differs is said in `note`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.queries import KINDS, Kind, Question
from corpus import Article

TOP = 10
SINCE = date(2016, 1, 1)
SINCE_S = int(datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC).timestamp())
ALL: frozenset[Kind] = frozenset(KINDS)
NOTHING: frozenset[Kind] = frozenset()
Answer = tuple[int | None, list[str]]


@dataclass
class Engine(ABC):
    """One engine in one way of use.

    index:  the name of the index it builds or, where `builds` is False, shares
    kinds:  the questions it can answer; none where only indexing is measured
    cores:  it indexes on; 0 for all there are
    most:   articles it is given at most, where more would not end or not fit
    """

    name: str
    note: str
    index: str
    builds: bool = True
    cores: int = 1
    kinds: frozenset[Kind] = ALL
    most: int | None = None

    @abstractmethod
    def build(self, articles: Iterable[Article], home: Path) -> None:
        """Index the articles, lastingly, into a folder that does not exist yet."""

    @abstractmethod
    def open(self, home: Path) -> None:
        """Open what was built, as a program that searches does."""

    @abstractmethod
    def answer(self, question: Question) -> Answer:
        """How many articles match, exactly or None if the engine does not count, and the ids of the best ten."""


def seconds(article: Article) -> int:
    """When it was published, in seconds since 1970; 0 for the undated."""
    return int(article.published.timestamp()) if article.published else 0
