"""What stands around a list costs: a whole result page, its counts, suggestions while typing, related articles.

The measure is Tantivy's bare list, ten ids and a total for the same words, in the same turns.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import get_args

import numpy as np

from bench.engine import Engine
from bench.latency import BLOCK
from bench.peers.dateline_engine import asked, looked_at
from bench.queries import Question
from search import Searcher, open_searcher
from search.results import FacetField

Feature = Callable[[Question], object]
BARE = "bare list"
HALF_LIFE_DAYS = 180.0  # as the web asks
FACETS: tuple[FacetField, ...] = get_args(FacetField)


def measured(home: Path, peer: Engine | None, made: Sequence[Question], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds by feature: p50, p95, p99, over questions of several words.

    home: the folder of the indexes; peer: the engine of the bare list, opened, or None
    """
    unions = [question for question in made if question.kind == "union"]
    took: dict[str, list[float]] = defaultdict(list)
    with open_searcher(home / "dateline") as searcher:
        named = {**_features(searcher, made), **({f"{peer.name}, {BARE}": peer.answer} if peer else {})}
        for feature in named.values():
            feature(unions[0])
        for _ in range(rounds):
            for start in range(0, len(unions), BLOCK):
                for name, feature in named.items():
                    for question in unions[start : start + BLOCK]:
                        began = time.perf_counter()
                        feature(question)
                        took[name].append((time.perf_counter() - began) * 1000)
    return {name: {f"p{p}": float(np.percentile(each, p)) for p in (50, 95, 99)} for name, each in took.items()}


def _features(searcher: Searcher, made: Sequence[Question]) -> dict[str, Feature]:
    ids: dict[Question, str] = {}
    beginnings = cycle(dict.fromkeys(word[:3] for question in made for word in question.words))

    def related(question: Question) -> object:
        return searcher.related(ids[question])

    def page(question: Question) -> object:
        found = searcher.search(replace(asked(question), facets=FACETS, histogram=True, snippets=3))
        ids[question] = found.hits[0].article.id
        return [hit for hit in found.hits if looked_at(hit)]

    def default(question: Question) -> object:
        request = replace(asked(question), matching="auto", facets=FACETS, histogram=True, snippets=3)
        request = replace(request, group="story", diverse=True, half_life=HALF_LIFE_DAYS)
        return [hit for hit in searcher.search(request).hits if looked_at(hit)]

    def passages(question: Question) -> object:
        return [hit for hit in searcher.search(replace(asked(question), snippets=3)).hits if looked_at(hit)]

    return {
        "result page: ten hits, passages, six facets, histogram": page,
        "the same by story, spread over outlets, newer ones first": default,
        "ten hits with passages": passages,
        "six facets": lambda question: searcher.search(replace(asked(question), facets=FACETS, size=1)),
        "histogram": lambda question: searcher.search(replace(asked(question), histogram=True, size=1)),
        # Answers are kept: only the first time in a snapshot costs anything.
        "suggestions, for the first time for these three letters": lambda _: searcher.suggest(next(beginnings)),
        "related articles": related,
    }
