"""Whoosh as it comes, with its own codec."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.engine import NOTHING, Answer, Engine
from bench.queries import Kind, Question
from corpus import Article
from index.whoosh_writer import WhooshWriter


@dataclass
class StockWhoosh(Engine):
    name: str = "whoosh3"
    note: str = "Whoosh's own codec under Dateline's schema; only indexing is measured"
    index: str = "whoosh3"
    kinds: frozenset[Kind] = NOTHING
    most: int | None = 2_000  # it takes minutes for what others do in seconds

    def build(self, articles: Iterable[Article], home: Path) -> None:
        with WhooshWriter(str(home)) as writer:
            writer.upsert(articles)

    def open(self, home: Path) -> None:
        raise NotImplementedError(self.note)

    def answer(self, question: Question) -> Answer:
        raise NotImplementedError(self.note)


ENGINES = [StockWhoosh()]
