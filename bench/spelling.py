"""How often a slip is put right: `python -m bench.spelling INDEX [--words 300] [--seed 1]`.

Words that at least twenty articles of an index have are drawn from its own texts, the same for a seed, and misspelled
in five ways: two neighboring letters exchanged, one left out, one doubled, one replaced by a neighbor on the keyboard,
and a sound written otherwise. Each slip is searched as a reader would type it. What comes of it is counted:

    right   the word itself is suggested         form    another form of it (of the same stem)
    wrong   another word is suggested            none    nothing is suggested
    meant   the slip is itself a word of the index, so that nothing is to be suggested; not tried

A suggestion that does not find more than the slip is an error. Milliseconds are of the whole search, without passages.
Then ten times as many words that one to RARE articles have are searched as they are: how many are given another.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from index.analysis import fold, query_stems, scan
from search import ResultPage, Searcher, SearchRequest, open_searcher, parse

LEAST_ARTICLES, RARE, SHORTEST = 20, 5, 4
LOOKED_AT = 5_000  # articles, the newest
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = (
    ("ph", "f"), ("ie", "ei"), ("ei", "ie"), ("ck", "k"), ("ea", "ee"), ("ai", "ay"), ("tion", "sion"),
    ("ence", "ance"), ("able", "ible"), ("qu", "kw"), ("gh", "g"), ("kn", "n"), ("wr", "r"), ("sc", "s"),
    ("x", "ks"), ("y", "i"), ("c", "k"), ("s", "z"), ("f", "ph"), ("ou", "u"), ("oo", "u"),
)  # fmt: skip
OUTCOMES = ("right", "form", "wrong", "none", "meant")


def exchanged(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


def neighbored(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    row = next((row for row in ROWS if word[at] in row), word[at])
    place = row.find(word[at])
    beside = [row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)]
    return word[:at] + (chance.choice(beside) if beside else word[at]) + word[at + 1 :]


def heard(word: str, chance: random.Random) -> str:
    known = [(sound, other) for sound, other in SOUNDS if sound in word]
    return word.replace(*chance.choice(known), 1) if known else word


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "two letters exchanged": exchanged,
    "one left out": dropped,
    "one doubled": doubled,
    "a neighboring key": neighbored,
    "written as heard": heard,
}


def drawn(searcher: Searcher, words: int, chance: random.Random) -> list[str]:
    """Words, folded, that at least LEAST_ARTICLES of the newest articles have in their text."""
    having: Counter[str] = Counter()
    for hit in islice(searcher.scan(SearchRequest(parse("").query, sort="newest")), LOOKED_AT):
        having.update({fold(surface) for surface, _, _ in scan(hit.article.body)})
    known = sorted(word for word, n in having.items() if n >= LEAST_ARTICLES and len(word) >= SHORTEST and _plain(word))
    return chance.sample(known, min(words, len(known)))


def rare(searcher: Searcher, words: int, chance: random.Random) -> list[str]:
    """Words, folded, of the newest articles that at most RARE articles of the index have."""
    texts = (
        hit.article.body for hit in islice(searcher.scan(SearchRequest(parse("").query, sort="newest")), LOOKED_AT)
    )
    known = {fold(surface) for text in texts for surface, _, _ in scan(text)}
    drawn = sorted(word for word in known if len(word) >= SHORTEST and _plain(word))
    chance.shuffle(drawn)
    return list(islice((word for word in drawn if _asked(searcher, word).total.value <= RARE), words))


def _asked(searcher: Searcher, text: str) -> ResultPage:
    return searcher.search(SearchRequest(parse(text).query, size=1, snippets=0))


def _plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def tried(searcher: Searcher, word: str, slip: str) -> tuple[str, float]:
    """What a slip of a word comes to, and the milliseconds of its search."""
    began = time.perf_counter()
    page = _asked(searcher, slip)
    took = (time.perf_counter() - began) * 1000
    if slip == word or page.total.value >= LEAST_ARTICLES:
        return "meant", took
    if page.suggestion is None:
        return "none", took
    if page.suggestion.total <= page.total.value:
        raise AssertionError(f"{slip}: {page.suggestion} finds no more than {page.total.value}")
    offered = fold(page.suggestion.query)
    if offered == word:
        return "right", took
    languages = searcher.stats().languages
    return "form" if set(query_stems(offered, languages)) & set(query_stems(word, languages)) else "wrong", took


def table(found: dict[str, Counter[str]], took: dict[str, list[float]]) -> Iterator[str]:
    yield f"| slip | tried | {' | '.join(OUTCOMES[:-1])} | ms p50 | ms p95 |"
    yield "|---" * (len(OUTCOMES) + 3) + "|"
    for name, counts in found.items():
        tries = sum(counts.values()) - counts["meant"]
        shares = (f"{100 * counts[each] / max(tries, 1):.1f} %" for each in OUTCOMES[:-1])
        p50, p95 = np.percentile(took[name], [50, 95])
        yield f"| {name} | {tries} | {' | '.join(shares)} | {p50:.1f} | {p95:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("index", help="its folder or address")
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    took: dict[str, list[float]] = defaultdict(list)
    with open_searcher(asked.index) as searcher:
        words = drawn(searcher, asked.words, chance)
        for word in words:
            for name, slip in SLIPS.items():
                outcome, milliseconds = tried(searcher, word, slip(word, chance))
                found[name][outcome] += 1
                took[name].append(milliseconds)
        seldom = rare(searcher, 10 * asked.words, chance)
        given = sum(_asked(searcher, word).suggestion is not None for word in seldom)
        articles = searcher.stats().articles
    every = sum(found.values(), Counter())
    found["all"], took["all"] = every, [each for times in took.values() for each in times]
    print(f"{len(words)} words of an index of {articles:,} articles, seed {asked.seed}")
    print("\n".join(table(found, took)))
    print(f"\n{given} of {len(seldom):,} words that at most {RARE} articles have are given another")


if __name__ == "__main__":
    main()
