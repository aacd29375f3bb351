"""Throw mutated queries at the parser and count what breaks: `python bench/fuzz_parse.py --count 1000000 --seed 1`.

A failure is an exception, or a query that does not mean the same once written back and read again. The inputs depend
on the seed only. It stops after `--count` inputs, ten failures or Ctrl-C, and exits with 1 if anything failed.

Times are of CPU. The ten slowest parses are timed again alone at the end, best of five: what was slow only once was
interrupted (by the collector of garbage, by a neighbor) and is not the parser's.
"""

import argparse
import contextlib
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import heappushpop

from search import ParsedQuery, parse

NOW = datetime(2017, 10, 26, 12, tzinfo=UTC)
WARM_UP = 1_000  # the first inputs fill the tables and are not timed
MAX_FAILURES = 10
SUSPECTS, REPEATS = 10, 5
LONGEST, LONGEST_PASTED, PASTED = 400, 10_000, 0.01  # characters; one input of a hundred is a long one

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
    "İstanbul’da Ελλάδα москва العراق‌ की ไทย 서울 ｆｕｌｌ ﬁnance so\u00adft",
    '\'; DROP TABLE articles; -- <script>alert("x")</script> %00 ${jndi:ldap://x} ../../etc/passwd',
    "https://www.bbc.co.uk/news/world-1234?x=1&y=(2)#top jane.doe@example.org #metoo @bbc $1.5bn 9/11",
    "source:bbc section:(world OR uk) tag:oil agency:ap place:paris in:nowhere edited:no undated:1",
    "when:7d on:today date:last week since:2020 before:[* TO *] date:2020-02-30..1999 date:>=2024-13",
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
        "\ufb01",
        "Σ",
        "ά",
        "ı",
        "ſ",
        "ａ",
        "\u0345",
        "\u1160",
        "한",
        "\u0e33",
        "ー",
        "\u00a0",
        "\u2028",
        "’",
        "…",
        "—",
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
        if chance.random() < PASTED:
            yield " ".join(chance.choices(pool, k=100))[:LONGEST_PASTED]
            continue
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


def timed(text: str) -> tuple[float, ParsedQuery]:
    """Seconds of CPU that reading a text takes, and what it is read as."""
    begun = time.thread_time()
    parsed = parse(text, now=NOW)
    return time.thread_time() - begun, parsed


def tried(text: str) -> tuple[float, str | None]:
    """Seconds of CPU that reading a text takes, and what is wrong with how it is read, if anything."""
    try:
        took, parsed = timed(text)
        return took, failure(parsed)
    except Exception as error:
        return 0.0, f"raised {error!r}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    failures, characters, spent = 0, 0, 0.0
    suspects = [(0.0, "")] * SUSPECTS
    count = 0
    with contextlib.suppress(KeyboardInterrupt):
        for number, text in enumerate(mutations(chosen.count, chosen.seed)):
            took, wrong = tried(text)
            count, characters, spent = number + 1, characters + len(text), spent + took
            if number >= WARM_UP:
                heappushpop(suspects, (took, text))
            if wrong:
                failures += 1
                print(f"input {number} {text!r}: {wrong}", flush=True)
            if failures == MAX_FAILURES:
                break
    print(f"{count} inputs, {characters} characters, seed {chosen.seed}: {failures} failures")
    print(f"mean {1e6 * spent / max(count, 1):.0f} µs, slowest {1e3 * max(suspects)[0]:.1f} ms")
    slowest, text = max((min(timed(text)[0] for _ in range(REPEATS)), text) for _, text in suspects)
    print(f"slowest alone {1e3 * slowest:.1f} ms: {text!r}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
