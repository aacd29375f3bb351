"""The queries to measure by: words drawn from the corpus by their frequency, the same for the same corpus."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus import Article

Kind = Literal["term", "union", "intersection", "phrase", "prefix", "filtered", "newest"]
KINDS: tuple[Kind, ...] = ("term", "union", "intersection", "phrase", "prefix", "filtered", "newest")
SAMPLE = 3000
WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Question:
    """One query: words of lower-case ASCII letters; a phrase's stand in this order somewhere in the corpus."""

    kind: Kind
    words: tuple[str, ...]


def questions(articles: Iterable[Article], each: int = 50, seed: int = 1) -> list[Question]:
    """So many questions of each kind, by the text of the first articles."""
    dice = random.Random(seed)
    texts = [article.body.lower() for article, _ in zip(articles, range(SAMPLE), strict=False)]
    frequency: Counter[str] = Counter()
    for text in texts:
        frequency.update(set(WORD.findall(text)))
    ranked = [word for word, count in frequency.most_common() if count > 2]
    common, middling = ranked[20:400], ranked[200:4000]
    made: list[Question] = []
    for _ in range(each):
        several = tuple(dice.choice(dice.choice((common, middling))) for _ in range(dice.randint(2, 5)))
        pair = dice.choice(common), dice.choice(middling)
        made += [
            Question("term", (dice.choice(dice.choice((common, middling))),)),
            Question("union", several),
            Question("intersection", pair),
            Question("phrase", _phrase(dice, texts)),
            Question("prefix", (dice.choice(middling)[:5],)),
            Question("filtered", several[:2]),
            Question("newest", pair[:1]),
        ]
    return made


def _phrase(dice: random.Random, texts: list[str]) -> tuple[str, ...]:
    while True:
        found = re.findall(r"[a-z]{4,} [a-z]{4,}", dice.choice(texts))
        if found:
            return tuple(dice.choice(found).split())
