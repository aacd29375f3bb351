"""Kill `dateline` at random moments, again and again: `python -m bench.kill_loop --kills 300 --seed 1`.

A folder of news is edited at random; then `index`, `forget`, `migrate` or `check --repair` starts in a process of its
own and is killed (SIGKILL) at a random moment of it, while `dateline serve` answers from the same index and is killed
now and then itself. After every kill the index opens, each article is as it was before the command or as the command
leaves it, `dateline check` finds nothing, the server answers, and no process is left behind. Then the command runs to
its end, and the index is what it would be without the kill. The edits and the moments depend on the seed; what a moment
meets depends on the machine. It stops at the first fault, exits with 1, and leaves the folder for a look.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from index import IndexMismatch, certificate, forgotten
from index.check import check
from index.schema import article_from_record
from index.whoosh_directory import open_reader

FILES, ARTICLES = 12, 6  # ARTICLES in a file
COMMIT = 7  # articles: many commits a run, and merges
PATIENCE_S = 300.0
TOLD = 25  # kills between two lines of progress
START = (
    "from index.build import BuildOptions; "
    f"BuildOptions.__init__.__kwdefaults__['commit_articles'] = {COMMIT}; "
    "from cli.main import main; main()"
)
Texts = dict[str, str]  # the body of each article, by its title


class Broken(Exception):
    """What must hold does not."""


@dataclass
class Newsroom:
    """A folder of news, what is in it, and which of it was forgotten."""

    home: Path
    chance: random.Random
    files: dict[str, Texts] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    edits: int = 0

    @property
    def index(self) -> Path:
        return self.home / "index"

    @property
    def expected(self) -> Texts:
        """What an index of the folder has."""
        return {
            title: body for file in self.files.values() for title, body in file.items() if title not in self.forgotten
        }

    def edit(self) -> None:
        """Write, change or remove a few files; never so many that a run would rather keep their articles."""
        for _ in range(self.chance.randint(1, 4)):
            name = f"{self.chance.randrange(FILES)}.jsonl"
            if name in self.files and self.chance.random() < 0.15:
                del self.files[name]
                (self.home / "news" / name).unlink()
                continue
            self.files[name] = self._texts(name)
            self._write(name)

    def _texts(self, name: str) -> Texts:
        kept = dict(
            self.chance.sample(sorted(self.files.get(name, {}).items()), k=min(3, len(self.files.get(name, {}))))
        )
        return kept | {f"{name}-{self.chance.randrange(20)}": self._body() for _ in range(ARTICLES)}

    def _body(self) -> str:
        words = ["ferry", "harbor", "late", "council", "bridge", "winter", "train", "vote", "storm", "music"]
        return " ".join(self.chance.choices(words, k=self.chance.randint(5, 400))) + "."

    def _write(self, name: str) -> None:
        path = self.home / "news" / name
        lines = [
            json.dumps({"url": address(title), "title": title, "body": body})
            for title, body in self.files[name].items()
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.edits += 1
        os.utime(path, ns=(0, 1_600_000_000_000_000_000 + self.edits * 1_000_000_000))


def address(title: str) -> str:
    return f"https://news.example/{title}"


def held(index: Path) -> Texts:
    """Every article of an index, by its title. Raises what opening raises."""
    reader = open_reader(str(index))
    try:
        records = [stored["record"] for stored in reader.all_stored_fields()]
    finally:
        reader.close()
    articles = [article_from_record(record) for record in records if "title" in record]
    return {article.title: article.body for article in articles}


@dataclass
class Command:
    """A command line, what may be in the index while it is at work, and what is there at its end."""

    arguments: tuple[str, ...]
    before: Texts
    after: Texts
    unfinished: bool = False  # until it is done, `check` may say so
    followed_by: tuple[str, ...] = ()  # what brings back what it may say to be lost, with exit code 1

    def fits(self, found: Texts) -> bool:
        """Whether each article is as before or as after."""
        every = {*self.before, *self.after, *found}
        return all(found.get(title) in (self.before.get(title), self.after.get(title)) for title in every)


def a_run(room: Newsroom) -> Command:
    before = room.expected
    room.edit()
    more = ("--rebuild", "--prune") if room.chance.random() < 0.2 else ("--prune",)
    jobs = ("--jobs", room.chance.choice("012"))
    return Command(("index", "news", *jobs, *more), before, room.expected)


def a_forgetting(room: Newsroom) -> Command:
    before = room.expected
    titles = room.chance.sample(sorted(before), k=min(2, len(before)))
    room.forgotten.update(titles)
    return Command(("forget", *map(address, titles)), before, room.expected, unfinished=True)


def a_migration(room: Newsroom) -> Command:
    path = room.index / certificate.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 0, "digest": ""}))
    return Command(("migrate",), room.expected, room.expected, unfinished=True)


def a_repair(room: Newsroom) -> Command:
    path = room.chance.choice(sorted(room.index.glob("*.col")))
    data = bytearray(path.read_bytes())
    data[room.chance.randrange(len(data))] ^= 1 << room.chance.randrange(8)
    path.write_bytes(data)
    again = ("index", "news", "--prune")
    return Command(("check", "--repair"), room.expected, room.expected, unfinished=True, followed_by=again)


COMMANDS = {"index": a_run, "forget": a_forgetting, "migrate": a_migration, "check --repair": a_repair}
WEIGHTS = (6, 2, 1, 1)


@dataclass
class Loop:
    """The kills, one after another; `took` is how long each kind of command takes alone, the longest seen."""

    room: Newsroom
    met: Counter[str] = field(default_factory=Counter)
    took: dict[str, float] = field(default_factory=dict)
    server: subprocess.Popen[str] | None = None
    url: str = ""

    def begin(self) -> None:
        (self.room.home / "news").mkdir()
        for _ in range(10):
            self.room.edit()
        self.finish(Command(("index", "news"), {}, self.room.expected))
        self.serve()

    def kill_once(self) -> None:
        kind = self.room.chance.choices(list(COMMANDS), WEIGHTS)[0]
        command = COMMANDS[kind](self.room)
        while self._is_killed(kind, command):
            self.met[kind] += 1
            self._inspect(command)
            if self.room.chance.random() < 0.7:  # else it is killed once more before it is done
                break
        self.finish(command)
        if self.room.chance.random() < 0.1:
            self.met["serve"] += 1
            self.stop_serving()
            self.serve()
        self._ask()

    def _is_killed(self, kind: str, command: Command) -> bool:
        """Start a command and kill it at a random moment; False where it was done before."""
        begun = time.monotonic()
        with launched(self.room, command.arguments) as process:
            try:
                process.communicate(timeout=self.room.chance.uniform(0.2, 1.05) * self.took.get(kind, 3.0))
            except subprocess.TimeoutExpired:
                process.kill()
        wait_for_the_session(process.pid)
        if process.returncode != -signal.SIGKILL:
            self.took[kind] = max(self.took.get(kind, 0.0), time.monotonic() - begun)
        return process.returncode == -signal.SIGKILL

    def _inspect(self, command: Command) -> None:
        """What must hold after a kill."""
        if command.followed_by:  # the damage may be there still, and an earlier commit be what opens
            return
        try:
            found = held(self.room.index)
        except IndexMismatch:  # it is to be migrated still
            found = command.before
        if not command.fits(found):
            raise Broken(f"articles are neither as before nor as after {command.arguments}")
        report = None if command.unfinished else check(self.room.index)
        if report and not report.sound:
            raise Broken(f"after {command.arguments}: {report.faults}")

    def finish(self, command: Command) -> None:
        """Let a command run to its end; then everything is as it should be."""
        code, told = self._run(command.arguments)
        if code == 1 and command.followed_by:
            code, told = self._run(command.followed_by)
        found, report, wanted = held(self.room.index), check(self.room.index), command.after
        if code or found != wanted or not report.sound:
            differing = sorted(title for title in {*found, *wanted} if found.get(title) != wanted.get(title))
            raise Broken(f"{command.arguments}: {code} {told!r}, {differing}, {report.faults}")
        left = {path.name for path in self.room.home.iterdir()} - {"news", "index"}
        if left or forgotten.read(self.room.index).pending:
            raise Broken(f"{command.arguments}: left behind {left}")

    def _run(self, arguments: tuple[str, ...]) -> tuple[int, str]:
        with launched(self.room, arguments) as process:
            _, told = process.communicate(timeout=PATIENCE_S)
        return process.returncode, told

    def serve(self) -> None:
        self.server = launched(self.room, ("serve", "--no-open", "--port", "0", "--workers", "2"))
        assert self.server.stdout is not None
        self.url = self.server.stdout.readline().partition(" at ")[2].partition(" ")[0]

    def stop_serving(self) -> None:
        """Kill the server."""
        if self.server is not None:
            self.server.kill()
            self.server.communicate()
            wait_for_the_session(self.server.pid)

    def _ask(self) -> None:
        """Ask the server until it has seen the last commit."""
        wanted, until = len(self.room.expected), time.monotonic() + PATIENCE_S
        while (total := self._total()) != wanted:
            if time.monotonic() > until:
                raise Broken(f"the server counts {total} articles, the index has {wanted}")
            time.sleep(0.1)

    def _total(self) -> int:
        with urlopen(f"{self.url}api/v1/search?group=off&size=1", timeout=PATIENCE_S) as answer:
            return int(json.load(answer)["total"])


def launched(room: Newsroom, arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    """`dateline` at work in a session of its own, so that what it leaves behind is known."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", START, *arguments],  # -P: the folder "index" here is no package
        cwd=room.home,
        env={**kept, "DATELINE_INDEX": "index", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if arguments[0] != "serve" else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def wait_for_the_session(session: int) -> None:
    """Wait until no process of a session is left. Raises Broken where one stays."""
    until = time.monotonic() + PATIENCE_S
    while left := members(session):
        if time.monotonic() > until:
            raise Broken(f"processes {left} stay behind")
        time.sleep(0.05)


def members(session: int) -> list[int]:
    """The processes of a session, as Linux tells them; zombies do not count."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                found.append(int(path.parent.name))
    return found


def killed(kills: int, seed: int, home: Path) -> Counter[str]:
    """Kill so often; how often each command was. Raises Broken, or what a command's remains make of opening."""
    loop = Loop(Newsroom(home, random.Random(seed)))
    try:
        loop.begin()
        while loop.met.total() < kills:
            before = loop.met.total()
            loop.kill_once()
            if loop.met.total() // TOLD > before // TOLD:
                print(f"{loop.met.total()} kills so far, nothing lost", flush=True)
    finally:
        loop.stop_serving()
    return loop.met


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="dateline-kills-"))
    try:
        met = killed(chosen.kills, chosen.seed, home)
    except Exception as error:
        print(f"seed {chosen.seed}: {type(error).__name__}: {error}; see {home}")
        return 1
    shutil.rmtree(home)
    print(f"{met.total()} kills, seed {chosen.seed}: {dict(met)}; nothing was lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
