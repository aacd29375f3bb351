"""`dateline export`: every article of a search, whole, one line each, however many there are."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import click

from cli.options import index_option, settings_for, synonyms_option
from cli.parameters import given_pairs, parameter_options
from cli.search import NOT_OFFERED, NOTHING_FOUND, note
from cli.terminal import json_text
from search import Hit, Searcher, SearchRequest, open_searcher
from web.asking import request_for, understood
from web.params import read_parameters
from web.whole_result import as_ranked, decided, hit_object, table_lines

WHOLE_S = 86_400.0  # an export is a list to its end, whatever the time limit of a page


@click.command(name="export")
@click.argument("query", nargs=-1)
@index_option
@synonyms_option
@click.option("--csv", "as_csv", is_flag=True, help="A table with a header row instead of JSON Lines.")
@parameter_options(without=NOT_OFFERED | {"page", "size"})
@click.pass_context
def command(
    ctx: click.Context, query: tuple[str, ...], address: str | None, synonyms: str | None, as_csv: bool
) -> None:
    """Print every article that matches QUERY, with its whole text: a JSON object a line, the best first.

    Without a query: the whole index, newest first. What is written belongs to one commit, also where the index changes
    meanwhile. Ends with 0 where something was found, 1 where nothing was, 2 on an error.
    """
    pairs = as_ranked(given_pairs(ctx))
    parameters = read_parameters((("q", " ".join(query)), *pairs), unknown="refuse")
    settings = settings_for({"index": address, "synonyms": synonyms})
    now = datetime.now(UTC)
    parsed = understood(parameters.q, settings, now)
    for warning in parsed.warnings:
        note(f"{warning.message} (at character {warning.at + 1})")
    with open_searcher(settings.index) as searcher:
        request, found = _decided(searcher, replace(request_for(parsed, parameters, settings), reference=now))
        write = _write_table if as_csv else _write_lines
        write(searcher.scan(request))
    if not found:
        note(f"nothing found for {parsed.text or 'this search'}")
    ctx.exit(0 if found else NOTHING_FOUND)


def _decided(searcher: Searcher, request: SearchRequest) -> tuple[SearchRequest, int]:
    """The request, its fallback to any of the words decided and told, and how many articles it finds."""
    wanted, page = decided(searcher, replace(request, deadline_s=WHOLE_S))
    for warning in page.warnings:
        note(warning.message)
    if page.matching == "any" and page.total.value:
        note("no article has all of these words; these have some of them")
    return wanted, page.total.value


def _write_lines(hits: Iterable[Hit]) -> None:
    for hit in hits:
        sys.stdout.write(json_text(hit_object(hit), indent=None) + "\n")


def _write_table(hits: Iterable[Hit]) -> None:
    sys.stdout.writelines(table_lines(hits, "\n"))
