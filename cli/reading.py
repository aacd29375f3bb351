"""How files are read: options that commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from corpus import FieldMap, parse_field_map
from corpus.workers import Workers

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def map_option(command: Decorated) -> Decorated:
    """`--map FACT=FIELD,…`: which fields of records hold what."""
    return click.option(
        "--map",
        "field_map",
        metavar="FACT=FIELD,...",
        default="",
        callback=_field_map,
        help="Which fields of JSON and tables hold what, as in title=headline,body=content.text.",
    )(command)


def jobs_option(command: Decorated) -> Decorated:
    """`--jobs N`: how many processes read."""
    return click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(0),
        default=Workers.by_default,
        help="Read in N processes at the most; 0 reads in this one.  [default: one for each core]",
    )(command)


def _field_map(ctx: click.Context, param: click.Parameter, text: str) -> FieldMap:
    return parse_field_map(text)
