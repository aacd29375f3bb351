"""Throw mutated queries at the parser and count what breaks: `python bench/fuzz_parse.py --count 1000000 --seed 1`.

A failure is an exception, or a query that does not mean the same once written back and read again. The inputs depend
on the seed only. It stops by itself after `--count` inputs or ten failures, prints the slowest parse it met (in CPU
time; the first thousand warm the tables and do not count), and exits with 1 if anything failed.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from search import ParsedQuery, parse

NOW = datetime(2017, 10, 26, 12, tzinfo=UTC)
WARM_UP = 1_000
MAX_FAILURES = 10
LONGEST = 400

SEEDS = (
    'iraqi "last den" -oil',
    "(a OR b) c NOT d",
    'title:(a b) by:"jo smith" -site:cnn.com',
    "covid-19 NEAR/5 vaccine^2",
    "a NEAR/5 b NEAR/2 c",
    "iraq* wom?n *stan abadi~2",
    "date:2016..2017 before:2017-10-26 after:7d undated:false",
    "date:[2016 TO 2017-03] lang:(en de)",
    "“al qaim”~5 +must !not",
    "O’Neill AT&T C++ U.S. 20,000 10:30 http://x.org/a?b=c",
    "北京大学 北 ไทย Mu\u0308ller",
    "((((a OR b) c) OR d) e)",
)
ALPHABET = (
    *(
        "a",
        "Iraq",
        "x-1",
        "AND",
        "OR",
        "NOT",
        "NEAR/3",
        "TO",
        " ",
        " ",
        " ",
        "(",
        ")",
        '"',
        "“",
        "|",
        "&&",
        "-",
        "+",
        "!",
    ),
    *(
        "=",
        "*",
        "?",
        "~",
        "~2",
        "^2",
        "^nan",
        "^",
        "title:",
        "by:",
        "site:",
        "url:",
        "lang:",
        "date:",
        "on:",
        "edited:",
    ),
    *(
        "true",
        "2017",
        "2017-13",
        "9999",
        "7d",
        "99999y",
        "P1M",
        "..",
        "[",
        "]",
        "/",
        "\\",
        ":",
        ".",
        ",",
        "'",
        "#",
        "&",
    ),
    *(
        "北",
        "北京",
        "か\u3099",
        "ก",
        "é",
        "\u0301",
        "\u200d",
        "\u202e",
        "\x00",
        "\ud800",
        "\n",
        "٣",
        "ß",
        "İ",
        "²",
        "😀",
    ),
)


def mutations(count: int, seed: int) -> Iterator[str]:
    """Texts grown from the seeds by inserting, deleting, doubling and crossing; the pool forgets the oldest."""
    chance = random.Random(seed)
    pool = list(SEEDS)
    for _ in range(count):
        text = chance.choice(pool)
        for _ in range(chance.randint(1, 6)):
            text = mutate(text, chance, pool)
        text = text[:LONGEST]
        if chance.random() < 0.1:
            pool[len(SEEDS) :] = [*pool[len(SEEDS) :][-500:], text]
        yield text


def mutate(text: str, chance: random.Random, pool: list[str]) -> str:
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.randint(0, 12))
    kind = chance.random()
    if kind < 0.5:
        return text[:start] + chance.choice(ALPHABET) + text[start:]
    if kind < 0.75:
        return text[:start] + text[end:]
    if kind < 0.85:
        return text[:end] + text[start:end] * chance.randint(1, 4) + text[end:]
    other = chance.choice(pool)
    return text[:start] + other[chance.randint(0, len(other)) :]


def failure(parsed: ParsedQuery) -> str | None:
    """What is wrong with a parsed query, if anything."""
    again = parse(parsed.interpreted, now=NOW)
    if again.query != parsed.query:
        return f"written back as {parsed.interpreted!r} it means something else"
    if again.warnings:
        return f"written back as {parsed.interpreted!r} it needs repair: {again.warnings}"
    return None


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    failures, characters, spent, slowest = 0, 0, 0.0, (0.0, "")
    for number, text in enumerate(mutations(chosen.count, chosen.seed)):
        begun = time.thread_time()
        try:
            parsed = parse(text, now=NOW)
            took = time.thread_time() - begun
            broken = failure(parsed)
        except Exception as error:
            took, broken = 0.0, f"raised {error!r}"
        characters, spent = characters + len(text), spent + took
        if number >= WARM_UP:
            slowest = max(slowest, (took, text))
        if broken:
            failures += 1
            print(f"input {number} {text!r}: {broken}")
        if failures == MAX_FAILURES:
            break
    print(f"{number + 1} inputs, {characters} characters, seed {chosen.seed}: {failures} failures")
    print(f"mean {1e6 * spent / (number + 1):.0f} µs, slowest {1e3 * slowest[0]:.1f} ms: {slowest[1]!r}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
