"""The result of a bench as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.features import BARE
from bench.queries import KINDS

Result = Mapping[str, Any]


def written(result: Result) -> str:
    """All tables of a result, size by size."""
    parts = [f"`{result['command']}`", ", ".join(f"{name} {told}" for name, told in result["machine"].items())]
    parts += [f"- {line}" for line in result["missing"]]
    for run in result["runs"]:
        parts += [
            f"## {run['articles']:,} articles ({run['source']})",
            indexing(run),
            opening(run),
            latency(run),
            features(run),
            agreement(run),
        ]
    parts += ["Notes", "\n".join(f"- {name}: {note}" for name, note in result["notes"].items())]
    return "\n\n".join(parts)


def indexing(run: Result) -> str:
    """Speed, size and memory of the indexing."""
    rows = []
    for name, found in run["indexing"].items():
        text = found["text"] / 1e6
        rows.append(
            (
                name,
                f"{found['articles']:,}",
                f"{text / found['seconds']:.2f}",
                f"{text / found['processor']:.2f}",
                f"{found['index'] / found['text']:.2f}",
                f"{found['memory'] / 1e6:,.0f}",
            )
        )
    return table(("indexing", "articles", "MB/s", "MB per CPU second", "index / text", "peak MB"), rows)


def opening(run: Result) -> str:
    """Imports, and the first answer after them."""
    rows = [(name, f"{found['imports']:.0f}", f"{found['first']:.1f}") for name, found in run["opening"].items()]
    return table(("fresh process", "imports ms", "open and first answer ms"), rows)


def latency(run: Result) -> str:
    """Milliseconds by kind of question, and their ratio to Tantivy's where it took part."""
    rows = []
    for kind in KINDS:
        found = run["latency"].get(kind, {})
        peer = found.get("Tantivy")
        for name, each in found.items():
            ratio = [f"{each[p] / peer[p]:.2f}" if peer else "" for p in ("p50", "p99")]
            rows.append((kind, name, *(f"{each[p]:.3f}" for p in ("p50", "p95", "p99")), *ratio))
    return table(("query", "engine", "p50 ms", "p95 ms", "p99 ms", "p50 / Tantivy", "p99 / Tantivy"), rows)


def features(run: Result) -> str:
    """Milliseconds of what stands around a list, and their ratio to the peer's bare list."""
    peer = next((each for name, each in run["features"].items() if name.endswith(BARE)), None)
    rows = [
        (name, *(f"{each[p]:.2f}" for p in ("p50", "p95", "p99")), f"{each['p50'] / peer['p50']:.1f}" if peer else "")
        for name, each in run["features"].items()
    ]
    return table(("around the list", "p50 ms", "p95 ms", "p99 ms", "p50 / bare list"), rows)


def agreement(run: Result) -> str:
    """How many articles an engine found for one of the first engine's."""
    names = sorted({name for found in run["agreement"].values() for name in found})
    rows = [
        (kind, *(f"{found[name]['totals']:.2f}" if name in found else "" for name in names))
        for kind, found in run["agreement"].items()
    ]
    return table(("median of totals", *names), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
