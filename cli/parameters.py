"""The parameters of a search as options: declared once in `web.params` for the page, the API and the commands."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from web.params import PARAMETERS, Pairs, SearchParameters

PAIRS = "dateline.pairs"
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def parameter_options(*, without: Collection[str]) -> Callable[[Decorated], Decorated]:
    """An option for each parameter but some; what is given is kept for `given_pairs`."""
    fields = {field.alias or name: field for name, field in SearchParameters.model_fields.items()}

    def decorate(decorated: Decorated) -> Decorated:
        for name in reversed([name for name in PARAMETERS if name not in without]):
            decorated = click.option(
                f"--{name}",
                metavar=name.upper(),
                multiple=PARAMETERS[name],
                expose_value=False,
                callback=_keep,
                help=f"{fields[name].description}.",
            )(decorated)
        return decorated

    return decorate


def given_pairs(ctx: click.Context) -> Pairs:
    """The parameters given as options, as an address would have them."""
    return tuple(ctx.meta.get(PAIRS, ()))


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    ctx.meta.setdefault(PAIRS, []).extend((str(param.name), str(text)) for text in values)
