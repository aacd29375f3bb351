"""The articles to measure on: a file of them, or as many as wanted from a generator with the statistics of news.

What the generator keeps to was measured on 9,379 English news articles of 2012 to 2021 (9.1 million words):

- a word's frequency falls with its rank as a double power law, by 0.9 among the frequent and by 2 in the tail, so that
  the vocabulary grows with the square root of the text (32 thousand words at 0.9 million, 82 thousand at 8.7);
- articles are log-normal about 812 words with a mean of 970, and half of an article's words are ones it had before;
- 18 % of the words are capitalized, 1.5 % are numbers, 1.2 % possessives, two in three of them with a curly apostrophe;
- a sentence has 22 words, a paragraph two sentences, a word with its space 6.1 bytes.

What there is beside the text is made up, so that there is something to count: an outlet, a section and an author for
each, a wire service for a third; and one article in COPIES is another outlet's copy of an earlier one.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Article

VOCABULARY = 3_000_000  # ranks; beyond lies less than a word in a thousand
KNEE = 4_000  # the rank about which frequent words give way to the tail
BURST = 0.32  # of the words of an article are drawn from those it had
NAMES = 5  # one word in so many is a name, always with a capital
NUMBERS = 0.015
POSSESSIVES = 0.012
SENTENCE = 22
TITLE = 10
COPIES = 12
SECTIONS = ("World", "Politics", "Business", "Sport", "Science", "Culture", "Opinion", "Travel", "Health", "Local")
AGENCIES = ("Reuters", "AP", "AFP", "dpa", "Xinhua")
START = datetime(2012, 1, 1, tzinfo=UTC)

WORDS = "the to of and a in that is for on he it with as was his at by said from have not be are has an who"
FREQUENT = WORDS.split()
SOUNDS = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu an el in or us bra cle dri flo gru sta pre con tri"
)
SYLLABLES = SOUNDS.split()
ENDINGS = ("", "s", "ed", "ing", "er", "ly", "tion", "ment")


def from_file(path: Path, most: int | None = None) -> Iterator[Article]:
    """Articles of a JSON Lines file, gzipped or not: id, title, body, and what there is of date, source, url, section,
    authors, agency.
    """
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
                section=record.get("section"),
                authors=tuple(record.get("authors", ())),
                agency=record.get("agency"),
            )


def to_file(articles: Iterator[Article], path: Path) -> None:
    """Write what `from_file` reads."""
    with path.open("w", encoding="utf-8") as lines:
        for article in articles:
            record = {
                "id": article.id,
                "title": article.title,
                "body": article.body,
                "url": article.url,
                "source": article.source,
                "date": article.published.isoformat() if article.published else None,
                "section": article.section,
                "authors": article.authors,
                "agency": article.agency,
            }
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def generated(count: int, seed: int = 1) -> Iterator[Article]:
    """So many articles, the same for the same seed; the first n of more are the same n."""
    for number in range(count):
        text = number // 2 if number % COPIES == COPIES - 1 else number
        dice = np.random.default_rng((seed, text))
        length = int(np.clip(dice.lognormal(6.70, 0.6), 40, 8000))
        words = _words(dice, TITLE + length)
        yield Article(
            id=f"g{seed}x{number:08d}",
            title=" ".join(words[:TITLE]).title(),
            body=_prose(words[TITLE:]),
            language="en",
            url=f"https://news{number % 40}.example/{number}",
            source=f"Outlet {number % 40}",
            published=START + timedelta(hours=number * 7_919 % 80_000),
            published_precision="day",
            section=SECTIONS[text % 7 * text % len(SECTIONS)],
            authors=(f"{word(1000 + text % 1500)} {word(9000 + text % 900)}".title(),),
            agency=AGENCIES[text % 5] if text % 3 == 0 else None,
        )


def _words(dice: np.random.Generator, count: int) -> list[str]:
    ranks = np.searchsorted(_shares(), dice.random(count))
    again = np.flatnonzero(dice.random(count) < BURST)[1:]
    ranks[again] = ranks[(dice.random(len(again)) * again).astype(np.int64)]
    words = [word(rank) for rank in ranks.tolist()]
    for at in np.flatnonzero(dice.random(count) < NUMBERS).tolist():
        words[at] = f"{int(dice.pareto(1.0) * 10) % 3_000_000:,}"
    for at in np.flatnonzero(dice.random(count) < POSSESSIVES).tolist():
        words[at] += "'s" if at % 3 == 0 else "\N{RIGHT SINGLE QUOTATION MARK}s"
    return words


def _prose(words: list[str]) -> str:
    sentences = [" ".join(words[at : at + SENTENCE]) for at in range(0, len(words), SENTENCE)]
    sentences = [sentence[:1].upper() + sentence[1:] + "." for sentence in sentences]
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


@cache
def _shares() -> npt.NDArray[np.float64]:
    """Float64 [VOCABULARY]: the share of all words that those up to a rank make."""
    ranks = np.arange(VOCABULARY)
    weights = (ranks + 2.0) ** -0.9 * (1 + ranks / KNEE) ** -1.3
    shares: npt.NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return shares


@cache
def word(rank: int) -> str:
    """The word of a rank: the frequent ones as in English, the rest of syllables with an English ending."""
    if rank < len(FREQUENT):
        return FREQUENT[rank]
    made, rest = "", rank
    while rest:
        rest, syllable = divmod(rest, len(SYLLABLES))
        made += SYLLABLES[syllable]
    mixed = rank * 2654435761 >> 7
    made += ENDINGS[mixed % len(ENDINGS)] if mixed % 3 == 0 else ""
    return made.capitalize() if mixed % NAMES == 0 else made


def _date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None
