import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS, dateline
from tests.cli.program import TIMEOUT_S, environment, run

HEAVY = ("whoosh", "flask", "nltk", "bs4", "lxml", "numpy", "pydantic", "rich", "waitress")


def test_the_overview_loads_no_engine_and_no_page(tmp_path: Path) -> None:
    code = (
        "import sys; from cli.main import main\n"
        "try: main(['--help'])\n"
        f"finally: print(sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=TIMEOUT_S
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_overview_names_every_command(tmp_path: Path, flag: str) -> None:
    done = run(flag, cwd=tmp_path)
    assert done.code == 0
    assert all(f"\n  {name} " in done.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_of_its_own(tmp_path: Path, name: str) -> None:
    done = run(name, "-h", cwd=tmp_path)
    assert done.code == 0
    assert done.out.startswith(f"Usage: dateline {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_goes_by_the_name_it_is_loaded_under(name: str) -> None:
    assert dateline.get_command(click.Context(dateline), name) is COMMANDS[name].load()
    assert COMMANDS[name].load().name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    options = [option for option in COMMANDS[name].load().params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_the_installed_one(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).out == f"dateline {version('dateline')}\n"


def test_no_command_shows_the_overview_on_stderr(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: dateline")
