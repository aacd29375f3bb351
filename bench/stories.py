"""How well copies are told from look-alikes, on texts whose copies are known; or a sample of real ones to read.

python -m bench.stories [--topics 200] [--seed 1]
python -m bench.stories --file articles.jsonl.gz --sample 100     prints stories of a collection, to judge by eye
python -m bench.stories --file articles.jsonl.gz --indexing 4000  what it costs to index so many of them
python -m bench.stories --grouping 1000000                        what it costs to group so many signatures
python -m bench.stories --index .dateline                         what grouping costs on a page of results
"""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.articles import from_file
from corpus import Article, read_articles
from index import open_writer
from index.columnar import builder
from index.stories import group, signature
from index.stories.signature import FIGURES_AT, MARKS, NAMES_AT, SIZE
from index.stories.wording import wording
from search import SearchRequest, open_searcher, parse
from tests.index.stories.copies import Text, texts

Signed = tuple[NDArray[np.uint16], NDArray[np.bool_]]

COMMON = ["said", "president", "government", "bank", "percent", "week", "house", "tide", "ferry"]
ROUNDS = 9


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--topics", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", type=Path, help="JSON Lines, or whatever Dateline reads")
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--indexing", type=int)
    parser.add_argument("--grouping", type=int)
    asked = parser.parse_args()
    if asked.index:
        cost(asked.index)
    elif asked.grouping:
        grouping(asked.grouping)
    elif asked.indexing:
        indexing(list(islice(from_file(asked.file), asked.indexing)))
    elif asked.file:
        sample(asked.file, asked.sample, asked.seed)
    else:
        generated(asked)


def generated(asked: argparse.Namespace) -> None:
    """Print precision and recall on generated texts."""
    made = list(texts(asked.topics, asked.seed))
    measured = measure(made)
    print(f"{len(made):,} texts; pairwise precision {measured.precision:.4f}, recall {measured.recall:.4f}")
    print("\nmissed, of the pairs with the unedited text, and of all wrong pairs, by kind:\n")
    for kind, (missed, pairs) in sorted(measured.missed.items()):
        print(f"- {kind}: {missed} of {pairs}")
    for kinds, count in measured.wrong.most_common(12):
        print(f"- wrong: {' with '.join(kinds)}: {count}")


def sample(path: Path, most: int, seed: int) -> None:
    """Print some of the stories of several articles in a collection."""
    articles = [each for each in read_articles(path) if isinstance(each, Article)]
    articles.sort(key=lambda each: (each.published is None, each.published, each.id))
    began = time.process_time()
    heads = heads_of([each.body for each in articles])
    spent = time.process_time() - began
    members: dict[int, list[Article]] = defaultdict(list)
    for head, each in zip(heads, articles, strict=True):
        members[head].append(each)
    several = [story for story in members.values() if len(story) > 1]
    grouped = sum(map(len, several))
    print(f"{len(articles):,} articles, {len(several):,} stories of several, with {grouped:,} articles, {spent:.1f} s")
    for story in Random(seed).sample(several, min(most, len(several))):
        print(f"\n{len(story)} copies")
        for each in story[:5]:
            when = f"{each.published:%Y-%m-%d %H:%M}" if each.published else "undated"
            print(f"  {when} {each.source or ''} | {each.title} | {wording(each.body)[:200]!r}")


def grouping(most: int) -> None:
    """Print how long it takes to group signatures of texts all different, all the same, and all of one template."""
    dice = np.random.default_rng(1)
    nothing = np.empty(0, np.int64)
    group(np.empty((0, SIZE), np.uint16), nothing, nothing, 0)  # compiles
    for count in (most // 10, most):
        rows = dice.integers(0, 9000, (count, SIZE), dtype=np.uint16)
        rows[:, 0] = 600
        timed("all different", rows)
    rows[:] = rows[0]
    timed("one text", rows)
    rows[:, 1] = MARKS
    rows[:, FIGURES_AT:NAMES_AT] = np.sort(dice.integers(0, 60_000, (most, MARKS), dtype=np.uint16), axis=1)
    timed("one template, other figures", rows)


def timed(what: str, rows: NDArray[np.uint16]) -> None:
    places = np.arange(len(rows))
    began = time.process_time()
    heads = group(rows, places, places, len(rows)).heads
    print(f"{len(rows):,} {what}: {time.process_time() - began:.2f} s, {len(np.unique(heads)):,} stories")


def indexing(articles: list[Article]) -> None:
    """Print how fast articles are indexed without signatures and bands, and with them and the stories, by turns."""
    size = sum(len(each.body.encode()) for each in articles) / 1e6
    spent = {"without": 0.0, "with": 0.0}
    build(articles[:64])  # compiles
    for _ in range(2):
        for how in spent:
            with nullcontext() if how == "with" else patch.object(builder, "signatures", _unsigned):
                spent[how] += build(articles)
    rates = ", ".join(f"{how} {2 * size / seconds:.2f} MB/s" for how, seconds in spent.items())
    print(f"{size:.1f} MB: {rates}; {spent['with'] / spent['without'] - 1:+.0%} of processor time")


def _unsigned(text: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Signed:
    return np.zeros((len(starts), SIZE), np.uint16), np.zeros(len(starts), np.bool_)


def build(articles: list[Article]) -> float:
    """The seconds of processor time that indexing some articles takes."""
    with tempfile.TemporaryDirectory() as home:
        began = time.process_time()
        with open_writer(Path(home) / "index") as writer:
            for low in range(0, len(articles), 64):
                writer.upsert(articles[low : low + 64])
        return time.process_time() - began


def cost(index: Path) -> None:
    """Print what a page of ten results costs with and without grouping, by the processor."""
    print("| words | articles | stories | every article, ms | stories, ms |")
    print("|---|---|---|---|---|")
    with open_searcher(index) as searcher:
        common = [word for word in COMMON if searcher.search(SearchRequest(parse(word).query)).total.value][:6]
        for word in common:
            plain = SearchRequest(parse(word).query, facets=("source", "year"), histogram=True, deadline_s=60)
            spent = dict.fromkeys(("off", "story"), 0.0)
            for _ in range(ROUNDS):  # by turns, since other work on the machine comes and goes
                for how in spent:
                    began = time.process_time()
                    page = searcher.search(replace(plain, group=how))  # type: ignore[arg-type] # the two there are
                    spent[how] += (time.process_time() - began) / ROUNDS * 1000
            found = f"{page.total_articles:,} | {page.total.value:,}"
            print(f"| {word} | {found} | {spent['off']:.2f} | {spent['story']:.2f} |")


class Measured:
    """Pairs found against pairs made."""

    def __init__(self, precision: float, recall: float) -> None:
        self.precision, self.recall = precision, recall
        self.missed: dict[str, tuple[int, int]] = {}
        self.wrong: Counter[tuple[str, ...]] = Counter()


def heads_of(bodies: list[str]) -> list[int]:
    """The head of each text, published in this order."""
    signatures = [signature(body) for body in bodies]
    signed = np.flatnonzero([bool(made) for made in signatures])
    rows = np.frombuffer(b"".join(signatures), "<u2").reshape(-1, SIZE)
    heads: list[int] = group(rows, signed, np.arange(len(signed)), len(bodies)).heads.tolist()
    return heads


def measure(made: list[Text]) -> Measured:
    """Precision and recall over all pairs of texts."""
    heads = heads_of([each.body for each in made])
    together = Counter(zip(heads, (each.origin for each in made), strict=True))
    both = sum(n * (n - 1) // 2 for n in together.values())
    found = sum(n * (n - 1) // 2 for n in Counter(heads).values())
    right = sum(n * (n - 1) // 2 for n in Counter(each.origin for each in made).values())
    result = Measured(both / max(1, found), both / max(1, right))
    first: dict[str, int] = {}
    missed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    members: dict[int, list[Text]] = defaultdict(list)
    for head, each in zip(heads, made, strict=True):
        unedited = first.setdefault(each.origin, head)
        missed[each.kind][0] += head != unedited
        missed[each.kind][1] += 1
        members[head].append(each)
    result.missed = {kind: (counts[0], counts[1]) for kind, counts in missed.items()}
    for story in members.values():
        for other in story[1:]:
            if other.origin != story[0].origin:
                result.wrong[tuple(sorted((story[0].kind, other.kind)))] += 1
    return result


if __name__ == "__main__":
    began = time.process_time()
    main()
    print(f"\n{time.process_time() - began:.1f} s of processor time", file=sys.stderr)
