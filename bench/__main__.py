"""Compare Dateline with its peers in one interleaved run; print Markdown, write JSON.

python -m bench --articles 10000,100000 [--file articles.jsonl.gz] [--engines dateline,tantivy] [--out result.json]
"""

import argparse
import json
import platform
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import features, indexing, latency, opening
from bench.articles import from_file, generated, to_file
from bench.engine import Engine
from bench.peers import available
from bench.queries import questions
from bench.tables import written

PACKAGES = ("tantivy", "bm25s", "whoosh3", "numba", "numpy")


def main() -> None:
    asked = _arguments()
    engines, missing = available(asked.engines)
    if not engines:
        raise SystemExit(f"no engine has {asked.engines!r} in its name")
    asked.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.work) as home:
        runs = [compared(engines, count, Path(home), asked) for count in asked.articles]
    result = {
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
        "machine": _machine(),
        "missing": missing,
        "notes": {engine.name: engine.note for engine in engines},
        "runs": runs,
    }
    print(written(result))
    asked.out.write_text(json.dumps(result, indent=1))


def compared(engines: list[Engine], count: int, home: Path, asked: argparse.Namespace) -> dict[str, object]:
    """One size of corpus: what is indexed, what the first answer costs, what every answer costs."""
    corpus = home / "articles.jsonl"
    to_file(from_file(asked.file, count) if asked.file else generated(count), corpus)
    place = home / str(count)
    place.mkdir()
    indexed: dict[str, dict[str, float]] = {}
    for engine in engines:
        if engine.builds:
            _tell(f"{count:,} articles: {engine.name} indexes")
            indexed[engine.name] = indexing.run(engine, corpus, place / engine.index, asked.limit)
    given = max(figures["articles"] for figures in indexed.values())
    whole = {engine.index for engine in engines if engine.builds and indexed[engine.name]["articles"] == given}
    answering = [engine for engine in engines if engine.kinds and engine.index in whole]
    made = questions(from_file(corpus), asked.each)
    word = next(question.words[0] for question in made if question.kind == "term")
    _tell(f"{count:,} articles: {', '.join(engine.name for engine in answering)} answer")
    opened = {engine.name: opening.run(engine, place / engine.index, word) for engine in answering if engine.builds}
    answered, agreement = latency.measured(answering, made, place, asked.rounds)
    bare = next((engine for engine in answering if engine.name == "Tantivy"), None)
    around = "dateline" in {engine.index for engine in answering}
    return {
        "articles": given,
        "source": asked.file.name if asked.file else "generated",
        "indexing": indexed,
        "opening": opened,
        "latency": answered,
        "agreement": agreement,
        "features": features.measured(place, bare, made, asked.rounds) if around else {},
    }


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _machine() -> dict[str, str]:
    found = {"python": platform.python_version(), "processor": platform.machine()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--articles",
        type=lambda told: [int(each) for each in told.split(",")],
        default=[10_000],
        help="sizes, by commas",
    )
    parser.add_argument("--file", type=Path, help="JSON Lines of real articles, instead of generated ones")
    parser.add_argument("--each", type=int, default=50, help="questions of each kind")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--limit", type=float, default=900, help="seconds an engine may index; then it is measured on what it had"
    )
    parser.add_argument("--engines", default="", help="parts of names, separated by commas; all by default")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()), help="where corpus and indexes lie meanwhile"
    )
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
