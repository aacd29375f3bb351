"""The two servers under load, each a process of its own over the same articles, on a port of this machine."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.articles import from_file

START_S = 120
SEARCH = """
SELECT a.id, a.title, a.source, a.published, snippet(found, 1, '<b>', '</b>', '…', 40) AS passage
FROM found JOIN articles a ON a.rowid = found.rowid WHERE found MATCH :q ORDER BY bm25(found) LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    name: str
    url: str
    process: int

    def cpu_s(self) -> float:
        """Processor seconds it has spent, with its processes."""
        ticks = sum(_ticks(process) for process in _family(self.process))
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def dateline(corpus: Path, home: Path) -> Iterator[Served]:
    """Dateline, with a queue long enough that it refuses nobody below a few hundred connections."""
    index = home / "index"
    main = [sys.executable, "-c", "from cli.main import main; main()"]
    subprocess.run([*main, "index", str(corpus), "--index", str(index)], check=True, stdout=sys.stderr)
    given = {"DATELINE_QUEUE": "200"}
    with _running("Dateline", [*main, "serve", "--no-open", "--index", str(index)], "/api/v1/health", given) as served:
        yield served


@contextmanager
def datasette(corpus: Path, home: Path) -> Iterator[Served]:
    """Datasette with one canned query: ten articles by BM25 with a passage of each."""
    base = home / "news.db"
    with sqlite3.connect(base) as database:
        database.execute("CREATE TABLE articles (id TEXT, title TEXT, body TEXT, source TEXT, published TEXT)")
        rows = ((a.id, a.title, a.body, a.source, str(a.published or "")) for a in from_file(corpus))
        database.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5(title, body, content=articles, tokenize='porter unicode61')"
        )
        database.execute("INSERT INTO found (found) VALUES ('rebuild')")
        database.execute("INSERT INTO found (found) VALUES ('optimize')")
    database.close()
    canned = home / "datasette.json"
    canned.write_text(json.dumps({"databases": {"news": {"queries": {"search": {"sql": SEARCH}}}}}))
    command = [sys.executable, "-m", "datasette", "serve", "-i", str(base), "-m", str(canned)]
    with _running("Datasette", command, "/news.json", {}) as served:
        yield served


@contextmanager
def _running(name: str, command: Sequence[str], ready: str, given: dict[str, str]) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url + ready)
        yield Served(name, url, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with urlopen(url):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _ticks(process: int) -> int:
    fields = re.sub(r"^.*\) ", "", Path(f"/proc/{process}/stat").read_text()).split()
    return int(fields[11]) + int(fields[12])
