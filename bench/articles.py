"""The articles to measure on: a file of them, or as many as wanted from a generator.

The generator is deterministic. Its words follow Zipf's law over a vocabulary that grows with the corpus, an article
comes back to its own words (bursts), and lengths are those of news: log-normal about 760 words, mean 970.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from corpus import Article

SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
    "an",
    "el",
    "in",
    "or",
    "us",
    "bra",
    "cle",
    "dri",
    "flo",
    "gru",
]
FREQUENT = [
    "the",
    "of",
    "to",
    "and",
    "a",
    "in",
    "that",
    "is",
    "for",
    "on",
    "it",
    "with",
    "as",
    "was",
    "he",
    "be",
    "at",
    "by",
    "said",
    "from",
]
START = datetime(2012, 1, 1, tzinfo=UTC)
BURST = 0.25  # of the words of an article are words it had before


def from_file(path: Path, most: int | None = None) -> Iterator[Article]:
    """Articles of a JSON Lines file, gzipped or not, with the keys id, title, body, and date, source, url if any."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in islice(lines, most):
            record = json.loads(line)
            published = _date(record.get("date"))
            yield Article(
                id=str(record["id"]),
                title=record["title"],
                body=record["body"],
                language="en",
                url=record.get("url"),
                source=record.get("source"),
                published=published,
                published_precision="day" if published else None,
            )


def generated(count: int, seed: int = 1) -> Iterator[Article]:
    """So many articles, the same for the same seed; the first n of more are the same n."""
    words = [_word(rank) for rank in range(400_000)]
    for number in range(count):
        dice = np.random.default_rng((seed, number))
        length = int(np.clip(dice.lognormal(6.63, 0.7), 40, 8000))
        ranks = np.minimum(dice.zipf(1.12, length + 10) - 1, len(words) - 1)
        again = np.flatnonzero(dice.random(len(ranks)) < BURST)
        again = again[again > 0]
        ranks[again] = ranks[(dice.random(len(again)) * again).astype(np.int64)]
        text = [words[rank] for rank in ranks.tolist()]
        sentences = [" ".join(text[at : at + 18]).capitalize() for at in range(10, len(text), 18)]
        yield Article(
            id=f"g{seed}x{number:08d}",
            title=" ".join(text[:10]).title(),
            body=". ".join(sentences) + ".",
            language="en",
            url=f"https://news{number % 40}.example/{number}",
            source=f"Outlet {number % 40}",
            published=START + timedelta(hours=number % 80_000),
            published_precision="day",
        )


def _word(rank: int) -> str:
    if rank < len(FREQUENT):
        return FREQUENT[rank]
    word, rest = "", rank
    while rest:
        rest, syllable = divmod(rest, len(SYLLABLES))
        word += SYLLABLES[syllable]
    return word


def _date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None
