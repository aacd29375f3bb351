"""How files are read: options that commands share."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from corpus import FieldMap, parse_field_map
from corpus.workers import Workers
from index.writer import KEPT_VERSIONS

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
SIZE = re.compile(r"(\d{1,6})\s*([mMgG])[iI]?[bB]?")
MOST_VERSIONS = 1000
LEAST_MEMORY, MOST_MEMORY = 256 << 20, 64 << 30


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


def memory_option(command: Decorated) -> Decorated:
    """`--memory SIZE`: how much memory writing may take."""
    return click.option(
        "--memory",
        "memory_bytes",
        metavar="SIZE",
        default="512MB",
        show_default=True,
        callback=_memory,
        help="How much memory writing the index may take, about, as in 256MB or 2GB.",
    )(command)


def versions_option(command: Decorated) -> Decorated:
    """`--versions N`: how many earlier texts of an edited article are kept."""
    return click.option(
        "--versions",
        metavar="N",
        type=click.IntRange(0, MOST_VERSIONS),
        default=None,
        help=f"Keep N earlier texts of an edited article; 0 keeps none.  [default: {KEPT_VERSIONS}]",
    )(command)


def _memory(ctx: click.Context, param: click.Parameter, text: str) -> int:
    found = SIZE.fullmatch(text.strip())
    size = int(found[1]) << (30 if found[2] in "gG" else 20) if found else 0
    if not LEAST_MEMORY <= size <= MOST_MEMORY:
        raise click.BadParameter(f"{text!r} is no size from 256MB to 64GB; write it as 512MB or 2GB")
    return size


def _field_map(ctx: click.Context, param: click.Parameter, text: str) -> FieldMap:
    return parse_field_map(text)
