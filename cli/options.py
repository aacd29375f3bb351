"""Options that several commands share, and the settings they lead to."""

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from web.settings import Settings, from_environment, with_values

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def index_option(command: Decorated) -> Decorated:
    """`--index ADDRESS`: which index."""
    return click.option(
        "--index",
        "address",
        metavar="ADDRESS",
        help="Where the index is: a folder, or whoosh:///folder.  [default: DATELINE_INDEX, else .dateline]",
    )(command)


def synonyms_option(command: Decorated) -> Decorated:
    """`--synonyms FILE`: what bare words are widened by."""
    return click.option(
        "--synonyms",
        metavar="FILE",
        help="Words that mean the same, a group a line, parted by commas.  [default: DATELINE_SYNONYMS, else none]",
    )(command)


def json_option(command: Decorated) -> Decorated:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")(command)


def settings_for(given: Mapping[str, object], config: str | None = None) -> Settings:
    """The settings of the file and the environment, those given on the command line instead.

    config: the file, where the command line names one. Raises web.settings.BadSetting.
    """
    typed = {name: str(value) for name, value in given.items() if value is not None}
    return with_values(from_environment(os.environ, config), typed)
