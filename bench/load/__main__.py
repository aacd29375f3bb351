"""Ask Dateline's pages and Datasette's under load in one interleaved run; print Markdown, write JSON.

python -m bench.load --articles 20000 [--file articles.jsonl] [--seconds 5] [--rounds 3] [--connections 1,8,64]

Every question is two words that some article has. The distinct ones are asked once each; the popular ones come as
readers ask, a few often and most seldom (Zipf), so that answers kept in memory count. Datasette keeps none. Its page
has ten titles and passages; ours has a total, facets and a timeline besides.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice, product
from pathlib import Path
from urllib.parse import urlencode

from bench.articles import from_file, generated, to_file
from bench.load.servers import Served, datasette, dateline
from bench.load.wrk import Load, Target, asked
from bench.queries import questions

MANY, POPULAR = 60_000, 1000


def main() -> None:
    told = _arguments()
    told.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=told.work) as home, ExitStack() as stack:
        corpus = Path(home) / "articles.jsonl"
        to_file(from_file(told.file, told.articles) if told.file else generated(told.articles), corpus)
        words = _words(corpus)
        ours = stack.enter_context(dateline(corpus, Path(home)))
        theirs = stack.enter_context(datasette(corpus, Path(home)))
        targets = _targets(ours, theirs, words, Path(home))
        found = measured(targets, told.connections, told.seconds, told.rounds)
        crowd = asked(targets[0], told.crowd, told.seconds, count_statuses=True)
    print(table(found))
    print(
        f"\n{told.crowd} connections on the distinct pages: {crowd.per_second:.0f} answers a second, "
        f"those refused by status: {crowd.statuses or 'none'}, {crowd.broken} broken"
    )
    told.out.write_text(json.dumps({"command": " ".join(sys.argv), "found": found}, default=asdict, indent=1))


def measured(
    targets: Sequence[Target], connections: Sequence[int], seconds: float, rounds: int
) -> dict[str, dict[int, Load]]:
    """The median load by target and connections; the targets take turns."""
    runs: dict[tuple[str, int], list[Load]] = {}
    for target in targets:
        asked(target, 4, 2)  # warm
    for _, many, target in product(range(rounds), connections, targets):
        runs.setdefault((target.name, many), []).append(asked(target, many, seconds))
        print(f"{target.name}, {many}: {runs[target.name, many][-1]}", file=sys.stderr, flush=True)
    found: dict[str, dict[int, Load]] = {}
    for (name, many), loads in runs.items():
        found.setdefault(name, {})[many] = sorted(loads, key=lambda load: load.per_second)[len(loads) // 2]
    return found


def table(found: dict[str, dict[int, Load]]) -> str:
    """The loads as Markdown."""
    rows = [
        "| what is asked | connections | answers/s | p50 ms | p99 ms | CPU ms an answer | refused |",
        "|---|" + "---:|" * 6,
    ]
    for name, loads in found.items():
        for many, load in loads.items():
            rows.append(
                f"| {name} | {many} | {load.per_second:,.0f} | {load.p50_ms:,.1f} | {load.p99_ms:,.1f} "
                f"| {load.cpu_ms:.2f} | {load.refused} |"
            )
    return "\n".join(rows)


def _targets(ours: Served, theirs: Served, words: Sequence[tuple[str, str]], home: Path) -> list[Target]:
    distinct, often = list(words), list(islice(popular(words[-POPULAR:]), MANY))
    made = []
    for told, pairs in (("distinct", distinct[:-POPULAR]), ("popular", often)):
        for served, path, kind in (
            (ours, "/search", "page"),
            (theirs, "/news/search", "page"),
            (ours, "/search.json", "JSON"),
            (theirs, "/news/search.json", "JSON"),
        ):
            paths = home / f"{told}-{served.name}-{kind}"
            paths.write_text(paths_of(path, pairs))
            made.append(Target(f"{served.name}, {kind}, {told}", served, paths))
    return made


def _words(corpus: Path) -> list[tuple[str, str]]:
    """Pairs of words, each pair once."""
    dice = random.Random(1)
    known = sorted({word for question in questions(from_file(corpus), 400) for word in question.words if len(word) > 3})
    pairs = {tuple(sorted(dice.sample(known, 2))) for _ in range(MANY)}
    return dice.sample(sorted((a, b) for a, b in pairs), len(pairs))


def paths_of(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The questions as addresses, one a line."""
    return "\n".join(f"{path}?{urlencode({'q': ' '.join(pair)})}" for pair in pairs)


def popular(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The questions without end, the first often and the last seldom."""
    dice = random.Random(2)
    weights = [1 / (rank + 1) for rank in range(len(pairs))]
    while True:
        yield from dice.choices(pairs, weights, k=1000)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--file", type=Path, help="JSON Lines of real articles, instead of generated ones")
    parser.add_argument("--seconds", type=float, default=5, help="of each run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--crowd", type=int, default=400, help="connections of the last run, which are too many")
    parser.add_argument(
        "--connections", type=lambda text: [int(part) for part in text.split(",")], default=[1, 8, 64], metavar="N,N"
    )
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--out", type=Path, default=Path(sys.prefix) / "dateline-load.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
