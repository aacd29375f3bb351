"""Commits while clients search: `python -m tests.web.commits 100 8` makes 100 commits while 8 clients ask.

Each answer must be 200 and of one generation: what it counts is what that commit held.
"""

import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import click

from index import open_writer
from search import open_searcher
from tests.web.shelf import story
from web import Settings, Snapshots, create_app, running

ASKED = "/api/v1/search?q=river&facet=source&facet=date"


@dataclass
class Met:
    """What the clients met: whole answers, and what went wrong."""

    answers: list[dict[str, object]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def commits_while_searched(address: Path, commits: int, clients: int) -> tuple[Met, dict[int, int]]:
    """Commit so often while so many ask; what they met, and how many articles each generation has."""
    held = dict([commit(address, 0)])
    settings = Settings(index=str(address), port=0, cache_mb=0)
    snapshots = Snapshots(settings.index, check_every_s=0.0)
    met, done = Met(), threading.Event()
    with running(create_app(snapshots, settings), settings) as server:
        ask = threading.Barrier(clients + 1)
        threads = [
            threading.Thread(target=client, args=(server.host, server.port, met, done, ask)) for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
        ask.wait()
        try:
            held.update(commit(address, number) for number in range(1, commits + 1))
        finally:
            done.set()
            for thread in threads:
                thread.join()
    snapshots.close()
    return met, held


def commit(address: Path, number: int) -> tuple[int, int]:
    """One more article; the generation and how many articles it has."""
    with open_writer(address) as writer:
        writer.upsert(
            [story(number, title=f"River {number}", body=f"The river rose {number} feet. " * (1 + number % 7))]
        )
    with open_searcher(address) as searcher:
        return searcher.generation, searcher.stats().articles


def client(host: str, port: int, met: Met, done: threading.Event, ready: threading.Barrier) -> None:
    """Ask until told to stop, over one connection."""
    with connection(host, port) as line:
        ready.wait()
        while not done.is_set():
            try:
                line.request("GET", ASKED)
                response = line.getresponse()
                body = response.read()
            except OSError as exc:
                met.failures.append(repr(exc))
                return
            if response.status == 200:
                met.answers.append(json.loads(body))
            else:
                met.failures.append(f"{response.status} {body[:200]!r}")


@contextmanager
def connection(host: str, port: int) -> Iterator[HTTPConnection]:
    """A connection kept open."""
    line = HTTPConnection(host, port, timeout=60)
    try:
        yield line
    finally:
        line.close()


def mixed(answer: dict, held: dict[int, int]) -> bool:
    """Whether an answer counts anything but what its own generation holds."""
    articles = held[answer["generation"]]
    outlets = sum(value["count"] for value in answer["facets"]["source"])
    dated = sum(bucket["count"] for bucket in answer["histogram"]["buckets"])
    return not answer["timed_out"] and {answer["total_articles"], outlets, dated} != {articles}


def main(commits: int, clients: int) -> None:
    """Commit and ask; print what was met."""
    with tempfile.TemporaryDirectory() as directory:
        met, held = commits_while_searched(Path(directory) / "index", commits, clients)
    generations = Counter(answer["generation"] for answer in met.answers)
    wrong = [answer for answer in met.answers if mixed(answer, held)]
    click.echo(
        f"{commits} commits, {clients} clients: {len(met.answers)} answers of {len(generations)} generations, "
        f"{len(met.failures)} failed, {len(wrong)} of mixed generations"
    )
    for failure in met.failures[:10]:
        click.echo(failure)
    sys.exit(bool(met.failures or wrong))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
