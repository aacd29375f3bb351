"""What indexing costs: one process an engine, on one processor where the engine is asked for one.

Making the articles is not counted: the clock stands while a batch of them is read. An engine with threads of its own
would go on meanwhile, unseen; it gets articles that were all read before, and what these take of memory is not counted.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.articles import from_file, generated
from bench.engine import Engine
from bench.peers import named
from corpus import Article

BATCH = 1_000  # articles read at once while the clock stands
WARM = 50  # articles indexed before, by which Dateline compiles or loads its loops
STATUS = Path("/proc/self/status")


class Meter:
    """Hands out articles and counts the time between the batches, until a limit is reached."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.articles = 0
        self.text = 0
        self.seconds = 0.0
        self.processor = 0.0

    def start(self) -> None:
        self._began, self._spent = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        self.seconds += time.perf_counter() - self._began
        self.processor += time.process_time() - self._spent

    def feed(self, articles: Iterator[Article]) -> Iterator[Article]:
        """The articles, while there is time; `articles` and `text` (bytes of titles and bodies) say what was given."""
        self.stop()
        while self.seconds < self.limit and (some := list(islice(articles, BATCH))):
            self.articles += len(some)
            self.text += sum(len(article.title.encode()) + len(article.body.encode()) for article in some)
            self.start()
            yield from some
            self.stop()
        self.start()


def measured(engine: Engine, corpus: Path, home: Path, limit: float) -> dict[str, float]:
    """Bytes of text, seconds by the clock and by the processors, bytes of index and of memory (the most ever held)."""
    if engine.cores == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    engine.build(generated(WARM), home.with_name(home.name + "_warm"))
    meter = Meter(limit)
    articles, held = from_file(corpus, engine.most), 0
    if engine.cores != 1:
        before = _peak()
        articles = iter(list(articles))
        held = _peak() - before
    meter.start()
    engine.build(meter.feed(articles), home)
    meter.stop()
    return {
        "articles": meter.articles,
        "text": meter.text,
        "seconds": meter.seconds,
        "processor": meter.processor + _children(),
        "index": sum(path.stat().st_size for path in home.rglob("*") if path.is_file()),
        "memory": _peak() - held,
    }


def run(engine: Engine, corpus: Path, home: Path, limit: float) -> dict[str, float]:
    """`measured`, in a process of its own."""
    command = [sys.executable, "-m", "bench.indexing", type(engine).__module__, engine.name]
    done = subprocess.run([*command, str(corpus), str(home), str(limit)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine.name} failed to index {corpus}:\n{done.stderr}")
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _peak() -> int:
    """Bytes; of this process and the largest of its children.

    `ru_maxrss` of a process begins with what its parent held when it was started, so the kernel's own mark is read.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    mark = re.search(r"^VmHWM:\s*(\d+) kB", STATUS.read_text(), re.MULTILINE) if STATUS.exists() else None
    own = int(mark[1]) if mark else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + children) * 1024


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.indexing", description="One engine; a step of the bench.")
    for name in ("module", "engine", "corpus", "home", "limit"):
        parser.add_argument(name)
    told = parser.parse_args()
    figures = measured(named(told.module, told.engine), Path(told.corpus), Path(told.home), float(told.limit))
    print(json.dumps(figures))
