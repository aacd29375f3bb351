"""The entry point `dateline`: loads only the command that was asked for, and ends with 0, 1 or 2.

0: found, or done. 1: nothing found. 2: an error, told in one line on stderr. 130: interrupted from the keyboard.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from itertools import takewhile
from typing import cast

import click

ERROR = 2
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Loadable:
    """A command that stands ready unloaded: the module whose `command` it is, and what the overview says of it."""

    module: str
    summary: str

    def load(self) -> click.Command:
        return cast(click.Command, import_module(self.module).command)


COMMANDS = {
    "serve": Loadable("cli.serve", "Index what is new under PATH, then serve the search page."),
    "index": Loadable("cli.index", "Index news, or bring an index up to date: only what changed is read."),
    "search": Loadable("cli.search", "Search from the terminal: ranked hits with their matches marked."),
    "inspect": Loadable("cli.inspect", "Show what would be read of PATH, and how, before anything is indexed."),
    "export": Loadable("cli.export", "Write every article of a search, whole, one a line."),
    "check": Loadable("cli.check", "Prove the index whole, or say what is damaged; --repair mends it."),
    "watch": Loadable("cli.watch", "Tell what is new of a search since last time, once for each story."),
    "forget": Loadable("cli.forget", "Remove articles for good, and keep them out of later runs."),
    "migrate": Loadable("cli.migrate", "Carry an index of an older program over, from the text it holds."),
    "stats": Loadable("cli.stats", "Show what the index holds."),
    "evaluate": Loadable("cli.evaluate", "Measure the ranking on topics with judgements."),
}


class Commands(click.Group):
    """A group over a table, so that help and a typing error cost no start of an engine, a web page or a stemmer."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return COMMANDS[cmd_name].load() if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            close = get_close_matches(args[0], COMMANDS, n=1)
            raise click.exceptions.NoSuchCommand(args[0], possibilities=close, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"dateline {version('dateline')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    callback=_print_version,
    expose_value=False,
    help="Show the version and exit.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def dateline(debug: bool) -> None:
    """Full-text search for a news corpus.

    Start with `dateline serve PATH`, where PATH is a folder of news. The index is kept in .dateline/ of the working
    directory; --index or DATELINE_INDEX name another.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with these arguments, or the command line's; always leaves by SystemExit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _write_what_the_terminal_cannot(sys.stdout, sys.stderr)
    raise SystemExit(_run(given))


def _run(arguments: list[str]) -> int:
    """Run a command and return its exit code; every error ends here, as one line."""
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # `dateline search x | head` has what it wanted. Python flushes stdout once more at exit, so give it a sink.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        click.echo("dateline: interrupted", err=True)
        return INTERRUPTED
    except Exception as error:  # the last stop of every error: told, never swallowed
        if _wants_traceback(arguments):
            raise
        click.echo(_told(error), err=True)
        return ERROR
    return code


def _invoke(arguments: list[str]) -> int:
    """Run a command as click's own `main` does, but for a closed pipe: there it ends with 1, here nothing was found."""
    try:
        with dateline.make_context("dateline", list(arguments)) as ctx:  # click empties the list it is given
            dateline.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    return 0


def _told(error: Exception) -> str:
    """What stderr says of an error: one line, but for the overview that `dateline` alone shows."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.ClickException():
            return f"dateline: {_misuse(error)}"
        case ImportError():
            return f"dateline: the installation is not whole: {error}; install dateline again"
        case _:
            return f"dateline: {' '.join(_explanation()(error).split())}"


def _wants_traceback(arguments: list[str]) -> bool:
    """Whether `--debug` stands among the program's own options, before the command."""
    return "--debug" in takewhile(lambda argument: argument.startswith("-"), arguments)


def _misuse(error: click.ClickException) -> str:
    """What is wrong with a command as it was typed, and where its help is."""
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "dateline"
    dashed = isinstance(error, click.exceptions.NoSuchOption) and not error.option_name.startswith("--")
    remedy = f"write `{where} -- '-word'` to search without a word; see" if dashed and "search" in where else "see"
    return f"{' '.join(error.format_message().split()).rstrip('.')} ({remedy} {where} --help)"


def _explanation() -> Callable[[Exception], str]:
    """`cli.errors.explain`, which knows the error trees of all packages, and is loaded only once there is an error."""
    return cast(Callable[[Exception], str], import_module("cli.errors").explain)


def _write_what_the_terminal_cannot(*streams: object) -> None:
    """Characters that a stream's encoding lacks are written as escapes instead of ending the program."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
