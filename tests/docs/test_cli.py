"""docs/cli.md names every command and every option, and none that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS, dateline

TEXT = (Path(__file__).parent.parent.parent / "docs" / "cli.md").read_text(encoding="utf-8")


def own_section(name: str) -> str:
    """The part of the page about a command alone."""
    parts = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    return "".join(part for part in parts if part.startswith(f"dateline {name}"))


def section(name: str) -> str:
    """The part of the page about a command, with what holds for every command."""
    shared = TEXT.partition("## For every command")[2].partition("\n## ")[0]
    return shared + own_section(name)


def flags(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            yield from (*option.opts, *option.secondary_opts)


def options() -> list[tuple[str, str]]:
    return [(name, flag) for name, loadable in COMMANDS.items() for flag in flags(loadable.load())]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_section(name: str) -> None:
    assert re.search(rf"^## dateline {name}\b", TEXT, flags=re.MULTILINE)


@pytest.mark.parametrize(("name", "flag"), options())
def test_an_option_is_in_its_commands_section(name: str, flag: str) -> None:
    assert re.search(rf"`[^`]*{flag}\b[^`]*`", section(name))


@pytest.mark.parametrize("flag", list(flags(dateline)))
def test_an_option_of_the_program_is_documented(flag: str) -> None:
    assert f"`dateline {flag}" in TEXT


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_documents_no_option_that_is_not_there(name: str) -> None:
    rows = [line for line in own_section(name).splitlines() if line.startswith("| `")]
    written = {flag for row in rows for flag in re.findall(r"--[a-z][a-z-]*", row.split("|")[1])}
    assert written <= {*flags(COMMANDS[name].load()), *flags(dateline), "--help"}
