"""How well copies are told from look-alikes, and what telling them costs.

python -m bench.stories [--topics 200] [--seed 1]
"""

import argparse
import sys
import time
from collections import Counter, defaultdict

import numpy as np

from index.stories import group, signature
from index.stories.signature import SIZE
from tests.index.stories.copies import Text, texts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--topics", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    made = list(texts(asked.topics, asked.seed))
    measured = measure(made)
    print(f"{len(made):,} texts; pairwise precision {measured.precision:.4f}, recall {measured.recall:.4f}")
    print("\nmissed, of the pairs with the unedited text, and of all wrong pairs, by kind:\n")
    for kind, (missed, pairs) in sorted(measured.missed.items()):
        print(f"- {kind}: {missed} of {pairs}")
    for kinds, count in measured.wrong.most_common(12):
        print(f"- wrong: {' with '.join(kinds)}: {count}")


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
    return group(rows, signed, np.arange(len(signed)), len(bodies)).heads.tolist()


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
