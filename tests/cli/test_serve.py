import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from cli.serve import is_desktop, is_loopback, processes
from tests.cli.program import NEWS, TIMEOUT_S, next_line, run, started


@dataclass
class Served:
    """A server at work: what it printed first, where it is, and its process."""

    line: str
    url: str
    process: subprocess.Popen[str]

    def total(self, query: str) -> int:
        with urlopen(f"{self.url}api/v1/search?q={query}", timeout=TIMEOUT_S) as answer:
            return int(json.load(answer)["total"])

    def found(self, query: str) -> bool:
        """Ask until there is an answer, or for too long."""
        until = time.monotonic() + TIMEOUT_S
        while not self.total(query):
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT_S)


@contextmanager
def serving(*arguments: str, cwd: Path) -> Iterator[Served]:
    with started("serve", *arguments, "--port", "0", cwd=cwd) as process:
        line = next_line(process)
        yield Served(line, line.partition(" at ")[2].partition(" ")[0], process)


def test_a_path_is_indexed_and_served(seeds: Path) -> None:
    with serving("seeds", cwd=seeds) as served:
        assert served.line.startswith("Serving 44 articles at http://127.0.0.1:")
        assert served.total("iraqi+forces") >= 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_stops_it_as_done(indexed: Path, number: signal.Signals) -> None:
    with serving(cwd=indexed) as served:
        assert served.stop(number) == 0


def test_a_taken_port_is_one_line_with_a_way_out(indexed: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--port", str(taken.getsockname()[1]), cwd=indexed)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "--port 0" in done.err


def test_a_commit_is_served_without_a_restart(seeds: Path) -> None:
    with serving("seeds", cwd=seeds) as served:
        assert served.total("xylophonist") == 0
        (seeds / "seeds" / "new.txt").write_text(NEWS)
        run("index", "seeds", cwd=seeds)
        assert served.found("xylophonist")


def test_following_serves_a_new_file_by_itself(seeds: Path) -> None:
    with serving("seeds", "--follow", cwd=seeds) as served:
        (seeds / "seeds" / "new.txt").write_text(NEWS)
        assert served.found("xylophonist")
        assert served.stop(signal.SIGINT) == 0


def test_following_an_empty_folder_waits_for_news(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    with serving("news", "--follow", cwd=tmp_path) as served:
        (tmp_path / "news" / "new.txt").write_text(NEWS)
        assert served.found("xylophonist")


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("news.example", False)],
)
def test_a_loopback_address_is_known(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_no_browser_opens_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert not is_desktop()


@pytest.mark.parametrize(
    ("asked", "platform", "processors", "count"),
    [
        (0, "linux", 1, 1),
        (0, "linux", 2, 2),
        (0, "linux", 64, 4),
        (6, "linux", 2, 6),
        (0, "darwin", 8, 1),
        (2, "darwin", 8, 2),
        (6, "win32", 8, 1),
    ],
)
def test_processes_are_as_many_as_asked_for_or_by_processors(
    asked: int, platform: str, processors: int, count: int
) -> None:
    assert processes(asked, platform, processors) == count


@pytest.mark.parametrize("workers", ["1", "2"])
def test_one_process_and_several_serve_the_same(indexed: Path, workers: str) -> None:
    with serving("--workers", workers, cwd=indexed) as served:
        assert served.total("iraqi+forces") >= 1
        assert served.stop(signal.SIGTERM) == 0
