"""bm25s, scoring ahead of time into sparse arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s

from bench.engine import TOP, Answer, Engine
from bench.queries import Kind, Question
from corpus import Article


@dataclass
class Bm25s(Engine):
    name: str = "bm25s"
    note: str = "numba, in memory; no stemmer, positions, text or count"
    index: str = "bm25s"
    kinds: frozenset[Kind] = frozenset(("term", "union"))
    most: int | None = 200_000  # it holds the corpus in memory

    def build(self, articles: Iterable[Article], home: Path) -> None:
        ids, texts = [], []
        for article in articles:
            ids.append(article.id)
            texts.append(f"{article.title}\n{article.body}")
        model = bm25s.BM25(backend="numba")
        model.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        model.save(str(home), corpus=ids)

    def open(self, home: Path) -> None:
        self._model: Any = bm25s.BM25.load(str(home), load_corpus=True)
        self._model.backend = "numba"
        self._model.activate_numba_scorer()

    def answer(self, question: Question) -> Answer:
        found = self._model.retrieve([list(question.words)], k=TOP, show_progress=False, n_threads=1)
        return None, [str(hit["text"] if isinstance(hit, dict) else hit) for hit in found.documents[0]]


ENGINES = [Bm25s()]
