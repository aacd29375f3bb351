"""What the README shows is what happens."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.search(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
SET_UPS = [block for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE) if "-m venv" in block]
LINKS = re.findall(r"\]\((?!https?:)([^)#]+)", README)


def program() -> str:
    """The `dateline` of the environment the tests run in."""
    return str(Path(sys.executable).parent / "dateline")


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return kept | {"PATH": path, "DATELINE_PORT": "0"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that has the seeds, as a fresh clone does."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return tmp_path


def test_the_transcript_is_what_the_commands_print(checkout: Path) -> None:
    assert CONSOLE is not None
    for part in CONSOLE[1].split("$ ")[1:]:
        command, *shown = part.splitlines()
        run = subprocess.run(
            shlex.split(command),
            cwd=checkout,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        printed = (run.stdout + run.stderr).splitlines()
        assert shown
        assert [line for line in printed if line in shown] == shown


def test_the_first_command_serves_the_seeds(checkout: Path) -> None:
    command = SET_UPS[0].split("&&")[-1].strip().removeprefix(".venv/bin/")
    assert shlex.split(command)[0] == "dateline"
    server = subprocess.Popen(
        [program(), *shlex.split(command)[1:]],
        cwd=checkout,
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = next(found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        with urllib.request.urlopen(f"{url}search?q=iraqi+forces", timeout=30) as answer:
            page = answer.read().decode()
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert "<mark>Iraqi</mark>" in page
    assert server.returncode == 0


def test_the_set_up_commands_are_two() -> None:
    assert [block.split("&&")[-1].split()[0] for block in SET_UPS] == [".venv/bin/dateline", ".venv/bin/pytest"]


@pytest.mark.parametrize("target", LINKS)
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
