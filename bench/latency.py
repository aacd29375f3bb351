"""What an answer costs: all engines in one process, taking turns by blocks of questions."""

import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.engine import Engine
from bench.queries import KINDS, Question

BLOCK = 25  # questions in a row for one engine: taking turns by single ones flatters whoever follows a light engine
Times = dict[str, dict[str, list[float]]]
Figures = dict[str, dict[str, dict[str, float]]]


def measured(engines: Sequence[Engine], asked: Sequence[Question], home: Path, rounds: int) -> tuple[Figures, Figures]:
    """Milliseconds, and how far the engines agree, each by kind of question and engine.

    Milliseconds have p50, p95 and p99 over all questions of a kind and all rounds. Agreement has `totals`, the median
    of an engine's total over the first engine's: stemmers and tokens differ, so that 1 is not to be expected, but a
    fast wrong answer shows.
    """
    first = [question for kind in KINDS for question in [q for q in asked if q.kind == kind][:3]]
    for engine in engines:
        engine.open(home / engine.index)
        for question in first:
            if question.kind in engine.kinds:
                engine.answer(question)
    return _latency(engines, asked, rounds), _agreement(engines, asked)


def _latency(engines: Sequence[Engine], asked: Sequence[Question], rounds: int) -> Figures:
    took: Times = defaultdict(lambda: defaultdict(list))
    for _ in range(rounds):
        for start in range(0, len(asked), BLOCK):
            for engine in engines:
                for question in asked[start : start + BLOCK]:
                    if question.kind in engine.kinds:
                        began = time.perf_counter()
                        engine.answer(question)
                        took[question.kind][engine.name].append((time.perf_counter() - began) * 1000)
    return {
        kind: {
            name: {f"p{p}": float(np.percentile(times, p)) for p in (50, 95, 99)} for name, times in by_engine.items()
        }
        for kind, by_engine in took.items()
    }


def _agreement(engines: Sequence[Engine], asked: Sequence[Question]) -> Figures:
    shares: Times = defaultdict(lambda: defaultdict(list))
    for question in asked:
        model, _ = engines[0].answer(question)
        for engine in engines[1:]:
            total = engine.answer(question)[0] if question.kind in engine.kinds else None
            if model and total is not None:
                shares[question.kind][engine.name].append(total / model)
    return {
        kind: {name: {"totals": float(np.median(each))} for name, each in by_engine.items()}
        for kind, by_engine in shares.items()
    }
