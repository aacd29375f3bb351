"""Compare Dateline with its peers in one interleaved run; print Markdown, write JSON.

python -m bench --articles 10000 [--file articles.jsonl.gz] [--each 50] [--rounds 3] [--engines dateline,tantivy]
"""

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from itertools import islice
from pathlib import Path

import numpy as np

from bench.articles import from_file, generated
from bench.engines import Engine, available, clear
from bench.queries import KINDS, Question, questions
from corpus import Article

BLOCK = 25  # questions in a row for one engine: taking turns by single ones flatters whoever follows a light engine
SLOW_SHARE = 20  # whoosh3 gets one article in so many: it needs minutes for what others do in seconds


def main() -> None:
    asked = _arguments()
    engines, missing = available()
    chosen = [e for e in engines if not asked.engines or any(n in e.name.lower() for n in asked.engines.split(","))]
    print("\n".join(f"- {line}" for line in missing))
    articles = list(islice(from_file(asked.file) if asked.file else generated(asked.articles), asked.articles))
    text = sum(len(article.title.encode()) + len(article.body.encode()) for article in articles)
    print(f"{len(articles):,} articles, {text / 1e6:.1f} MB of text\n")
    with tempfile.TemporaryDirectory() as home:
        indexing = {engine.name: indexed(engine, articles, Path(home)) for engine in chosen}
        latency = answered(chosen, questions(articles, asked.each), Path(home), asked.rounds)
    print(indexing_table(indexing))
    print(latency_table(latency))
    asked.out.write_text(
        json.dumps({"articles": len(articles), "text": text, "indexing": indexing, "latency": latency})
    )


def indexed(engine: Engine, articles: list[Article], home: Path) -> dict[str, float]:
    """Megabytes of text a second, by the clock and by the processor, and bytes of index a byte of text."""
    some = articles[: len(articles) // SLOW_SHARE] if engine.name == "whoosh3" else articles
    if engine.name == "Dateline, whole page":
        return {}
    place = clear(home / engine.name.replace(" ", "_"))
    text = sum(len(article.title.encode()) + len(article.body.encode()) for article in some)
    if engine.name == "Dateline":  # compile before the clock runs, as its first ever use does
        engine.build(some[:20], clear(home / "warm"))
    began, spent = time.perf_counter(), time.process_time()
    engine.build(some, place)
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    return {"mb_s": text / 1e6 / seconds, "mb_cpu_s": text / 1e6 / processor, "index_per_text": size / text}


def answered(
    engines: list[Engine], asked: list[Question], home: Path, rounds: int
) -> dict[str, dict[str, dict[str, float]]]:
    """Milliseconds by kind of question and engine; the engines take turns by blocks of questions."""
    ready = [engine for engine in engines if engine.kinds]
    for engine in ready:
        name = "Dateline" if engine.name.startswith("Dateline") else engine.name
        engine.open(home / name.replace(" ", "_"))
        for question in asked[: 2 * len(KINDS)]:
            if question.kind in engine.kinds:
                engine.answer(question)
    took: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(rounds):
        for start in range(0, len(asked), BLOCK):
            for engine in ready:
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


def indexing_table(found: dict[str, dict[str, float]]) -> str:
    rows = ["| engine | MB/s | MB per CPU second | index / text |", "|---|---|---|---|"]
    for name, figures in found.items():
        if figures:
            rows.append(
                f"| {name} | {figures['mb_s']:.2f} | {figures['mb_cpu_s']:.2f} | {figures['index_per_text']:.2f} |"
            )
    return "\n".join(rows) + "\n"


def latency_table(found: dict[str, dict[str, dict[str, float]]]) -> str:
    rows = ["| query | engine | p50 ms | p95 ms | p99 ms |", "|---|---|---|---|---|"]
    for kind in KINDS:
        for name, figures in found.get(kind, {}).items():
            rows.append(f"| {kind} | {name} | {figures['p50']:.3f} | {figures['p95']:.3f} | {figures['p99']:.3f} |")
    return "\n".join(rows) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="JSON Lines of real articles, instead of generated ones")
    parser.add_argument("--each", type=int, default=50, help="questions of each kind")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default="", help="parts of names, separated by commas; all by default")
    parser.add_argument("--out", type=Path, default=Path(sys.prefix) / "dateline-bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
