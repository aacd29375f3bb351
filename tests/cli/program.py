"""The real program, run as a reader would: its own process, in a directory of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
SEED = "000_0d44506fa2d34042.txt"
TIMEOUT_S = 60
# The entry point as its installed script calls it, from this checkout.
PROGRAM = (sys.executable, "-c", "from cli.main import main; main()")


NEWS = "Xylophonist wanted\n\nThe band of Upper Linnet lost its own to the night ferry.\n"


@dataclass(frozen=True)
class Ran:
    """What a run left: exit code, stdout and stderr."""

    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """The environment of the tests without settings and colors of its own, and with `variables`."""
    ours = ("DATELINE_", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **variables}


def run(*arguments: str | Path, cwd: Path, **variables: str) -> Ran:
    """Run `dateline` with these arguments in a directory."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@contextmanager
def started(*arguments: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """`dateline` at work, for as long as a `with` block; gone at its end."""
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=cwd,
        env=environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    """The next line of stdout; where there is none, the test fails with what stderr says."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return line
