"""`dateline export`: every article of a search, whole, one line each, however many there are."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import click

from cli.options import index_option, settings_for
from cli.parameters import given_pairs, parameter_options
from cli.search import NOT_OFFERED, NOTHING_FOUND, note
from cli.terminal import json_text
from search import Hit, Searcher, SearchRequest, open_searcher, parse
from web.asking import request_for
from web.csv_table import harmless
from web.json_answer import article_object, story_object
from web.params import read_parameters

COLUMNS = (
    "id", "version", "title", "source", "published", "updated", "authors", "section",
    "tags", "agency", "language", "place", "url", "body", "story",
)  # fmt: skip
WHOLE_S = 86_400.0  # an export is a list to its end, whatever the time limit of a page


@click.command(name="export")
@click.argument("query", nargs=-1)
@index_option
@click.option("--csv", "as_csv", is_flag=True, help="A table with a header row instead of JSON Lines.")
@parameter_options(without=NOT_OFFERED | {"page", "size"})
@click.pass_context
def command(ctx: click.Context, query: tuple[str, ...], address: str | None, as_csv: bool) -> None:
    """Print every article that matches QUERY, with its whole text: a JSON object a line, the best first.

    Without a query: the whole index, newest first. What is written belongs to one commit, also where the index changes
    meanwhile. Ends with 0 where something was found, 1 where nothing was, 2 on an error.
    """
    pairs = given_pairs(ctx)
    # An export is for every article, as it was ranked, unless told otherwise.
    pairs = (*pairs, *((name, "off") for name in ("group", "diversity") if name not in dict(pairs)))
    parameters = read_parameters((("q", " ".join(query)), *pairs), unknown="refuse")
    settings = settings_for({"index": address})
    now = datetime.now(UTC)
    parsed = parse(parameters.q, now=now, timezone=settings.timezone)
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
    bare = replace(request, size=1, snippets=0, facets=(), histogram=False, deadline_s=WHOLE_S)
    page = searcher.search(bare)
    for warning in page.warnings:
        note(warning.message)
    if page.matching == "any" and page.total.value:
        note("no article has all of these words; these have some of them")
    return replace(bare, matching=page.matching), page.total.value


def _write_lines(hits: Iterable[Hit]) -> None:
    for hit in hits:
        story = story_object(hit.story) if hit.story else None
        told = {"rank": hit.rank, "score": round(hit.score, 6), **article_object(hit.article), "story": story}
        sys.stdout.write(json_text(told, indent=None) + "\n")


def _write_table(hits: Iterable[Hit]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("rank", "score", *COLUMNS))
    writer.writerows((hit.rank, round(hit.score, 6), *_cells(hit)) for hit in hits)


def _cells(hit: Hit) -> Iterator[str]:
    told = article_object(hit.article)
    for name in COLUMNS:
        value = (hit.story.id if hit.story else None) if name == "story" else dict(told)[name]
        yield harmless("; ".join(value) if isinstance(value, list) else "" if value is None else str(value))
