import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

pytest.importorskip("fcntl", reason="needs a system that forks")

PROGRAM = """
import os
from contextlib import contextmanager
from tests.web.shelf import ShelfSearcher, story
from web import Duties, FixedSnapshot, Settings, counters_folder, create_app, serve_by_workers

def telling(what):
    @contextmanager
    def duty():
        print(f"{what} {os.getpid()}\\n", end="", flush=True)  # at one stroke: threads of a process speak at once
        yield
    return duty

def ready(url):
    print(url, folder, flush=True)

settings = Settings(port=0, rate_per_minute=60, rate_burst=40)
with counters_folder() as folder:
    app = create_app(FixedSnapshot(ShelfSearcher([story(1)])), settings, counters=folder)
    serve_by_workers(app, settings, 2, ready, Duties(telling("each"), telling("one")), folder)
print("stopped", flush=True)
"""


class Served:
    """Two processes at work, and the lines they print."""

    def __init__(self, program):
        self.program = program
        self.url, self.folder = program.stdout.readline().split()
        self.said = []
        self.hear("each", 2)
        self.hear("one", 1)

    def hear(self, what, times):
        """Read until that many processes in all have said it; their ids in order."""
        while len(heard := [int(number) for word, number in self.said if word == what]) < times:
            line = self.program.stdout.readline()
            assert line, "the program ended"
            self.said.append(line.split())
        return heard

    def ask(self, path="robots.txt"):
        with urlopen(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def stop(self, number):
        self.program.send_signal(number)
        rest = self.program.stdout.read().split()
        return self.program.wait(20), rest


@contextmanager
def serving(root):
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root) as program:
        try:
            yield Served(program)
        finally:
            program.terminate()
            try:
                # Read until every process that has the pipe is gone: a duty that passes on at the end tells of it.
                program.communicate(timeout=30)
            finally:
                program.kill()


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_stops_every_process_and_leaves_nothing(number, pytestconfig):
    with serving(pytestconfig.rootpath) as served:
        assert served.ask()
        code, rest = served.stop(number)
        assert (code, rest[-1]) == (0, "stopped")
        assert not any(is_alive(process) for process in served.hear("each", 2))
        assert not Path(served.folder).exists()


def test_a_killed_process_is_replaced(pytestconfig):
    with serving(pytestconfig.rootpath) as served:
        first, second = served.hear("each", 2)
        os.kill(first, signal.SIGKILL)
        replaced = served.hear("each", 3)[-1]
        assert replaced not in (first, second)
        assert served.ask()


def test_a_duty_for_one_passes_on_when_its_process_dies(pytestconfig):
    with serving(pytestconfig.rootpath) as served:
        holder = served.hear("one", 1)[0]
        os.kill(holder, signal.SIGKILL)
        assert served.hear("one", 2)[-1] != holder


def test_the_counters_are_those_of_all_processes(pytestconfig):
    with serving(pytestconfig.rootpath) as served:
        for _ in range(20):
            served.ask()  # a connection each, so that any process may take it
        first = served.hear("each", 2)[0]
        os.kill(first, signal.SIGKILL)
        served.hear("each", 3)
        line = 'dateline_requests_total{method="GET",route="/robots.txt",status="200"} 20.0'
        assert line in served.ask("metrics").splitlines()


def test_the_rate_is_that_of_all_processes(pytestconfig):
    with serving(pytestconfig.rootpath) as served:
        statuses = []
        for _ in range(80):  # a connection each, so that any process may take it
            try:
                served.ask()
                statuses.append(200)
            except HTTPError as refused:
                statuses.append(refused.code)
        assert statuses[:40] == [200] * 40
        assert statuses.count(429) > 20


def test_counters_that_a_killed_server_left_go_with_the_next(pytestconfig):
    with serving(pytestconfig.rootpath) as killed:
        folder = Path(killed.folder)
        processes = killed.hear("each", 2)
        for process in (killed.program.pid, *processes):
            os.kill(process, signal.SIGKILL)
        killed.program.wait(20)
        assert killed.program.stdout.read() == ""  # the end of every process that had it
        assert folder.exists()
        with serving(pytestconfig.rootpath) as served:
            assert not folder.exists()
            assert Path(served.folder).exists()
            with serving(pytestconfig.rootpath) as third:
                assert {Path(served.folder).exists(), Path(third.folder).exists()} == {True}
