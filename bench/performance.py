"""Write docs/performance.md and its plot from the JSON of a run: `python -m bench.performance bench.json docs`."""

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import pyplot

from bench.queries import KINDS
from bench.tables import Result, written

PLOTTED = ("Dateline", "Tantivy", "SQLite FTS5", "Xapian", "bm25s")
PAGE = """# How fast, how small

Dateline beside its peers: the same articles, the same questions, one run, every engine indexing on one processor
unless it says otherwise and all of them answering in turns of 25 questions in one process. Generated articles keep
the statistics of real ones (`bench/articles.py` says which). A query is counted to the ids of the best ten and the
exact total. "Tantivy again" is the same engine a second time: what lies between the two is noise.
Every round asks the same queries: from the second on, Dateline has what it keeps of words, prefixes and phrases, which
Tantivy does not. `--rounds 1` shows what the first time costs.

`pip install '.[bench]'`, then this command wrote the figures, and `python -m bench.performance` this page:

{tables}
{plot}"""


def main(result: Result, docs: Path) -> None:
    """Write the page and, where there are several sizes of corpus, the plot."""
    several = len(result["runs"]) > 1
    if several:
        drawn(result, docs / "performance.svg")
    plot = "\n![Latency against the size of the corpus](performance.svg)\n" if several else ""
    (docs / "performance.md").write_text(PAGE.format(tables=written(result), plot=plot))


def drawn(result: Result, path: Path) -> None:
    """The median of each kind of question against the number of articles, both on logarithmic axes."""
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "dateline"  # the same run draws the same file
    figure, places = pyplot.subplots(2, 4, figsize=(13, 6), sharex=True)
    for kind, place in zip(KINDS, places.flat, strict=False):
        for name in PLOTTED:
            sizes, medians = _series(result, kind, name)
            if sizes:
                place.loglog(sizes, medians, marker="o", label=name, linewidth=2.5 if name == "Dateline" else 1.2)
        place.set_title(kind)
        place.grid(alpha=0.3)
    for place in places[:, 0]:
        place.set_ylabel("p50, ms")
    figure.supxlabel("articles")
    handles, labels = places.flat[0].get_legend_handles_labels()
    places.flat[-1].axis("off")
    places.flat[-1].legend(handles, labels, loc="center")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _series(result: Result, kind: str, name: str) -> tuple[list[int], list[float]]:
    points: list[tuple[int, float]] = []
    for run in result["runs"]:
        found: Any = run["latency"].get(kind, {}).get(name)
        if found:
            points.append((run["articles"], found["p50"]))
    return [size for size, _ in points], [median for _, median in points]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.performance", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("result", type=Path)
    parser.add_argument("docs", type=Path)
    told = parser.parse_args()
    main(json.loads(told.result.read_text()), told.docs)
