"""`dateline search`: the hits of a query, for people, as JSON or as a table.

What narrows a search is declared in `web.params` for the page, the API and this command, so that a filter has one name,
one meaning and one set of bounds.
"""

import sys
from datetime import UTC, datetime

import click

from cli.counts import count_lines
from cli.hits import headline, print_hits
from cli.options import index_option, json_option, settings_for, synonyms_option
from cli.parameters import given_pairs, parameter_options
from cli.terminal import console, json_text, one_line
from search import open_searcher
from web.asking import Answer, ask
from web.csv_table import table
from web.json_answer import search_object
from web.links import SearchLinks
from web.params import Pairs, read_parameters
from web.settings import Settings
from web.wording import counted

NOTHING_FOUND = 1
API_PATH = "/api/v1/search"
# The query is the argument; counting by facet is for pages and programs; `expand` and `explain` are flags here.
NOT_OFFERED = {"q", "cursor", "expand", "explain", "facet"}


@click.command(name="search")
@click.argument("query", nargs=-1)
@index_option
@synonyms_option
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a table with a header row, for spreadsheets.")
@click.option(
    "--counts", is_flag=True, help="Count the matches by outlet, section, author, … and draw when they are of."
)
@click.option("--expand", is_flag=True, help="Below each hit that has copies, the first ten in order of publication.")
@click.option("--explain", is_flag=True, help="Below each hit, how its score is made up, in words and numbers.")
@parameter_options(without=NOT_OFFERED)
@click.pass_context
def command(
    ctx: click.Context,
    query: tuple[str, ...],
    address: str | None,
    synonyms: str | None,
    as_json: bool,
    as_csv: bool,
    counts: bool,
    expand: bool,
    explain: bool,
) -> None:
    """Print the articles that match QUERY best, their matches marked.

    Quote the query, so that the shell leaves its signs alone: dateline search '"last den" -oil after:2017'. A query
    that begins with a dash goes after two of them: dateline search -- '-oil iraq'. Without a query: all articles,
    newest first.

    Ends with 0 where something was found, 1 where nothing was, 2 on an error.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two answers; choose one", ctx)
    told = tuple(name for name, wanted in (("expand", expand), ("explain", explain)) if wanted)
    if told and as_csv:
        raise click.UsageError(f"a table has no room for --{told[0]}; use --json, or neither", ctx)
    pairs: Pairs = (("q", " ".join(query)), *given_pairs(ctx), *((name, "true") for name in told))
    settings = settings_for({"index": address, "synonyms": synonyms})
    answer = _answer(pairs if as_json or counts else (*pairs, ("facet", "none")), settings)
    if as_json:
        click.echo(json_text(search_object(answer, SearchLinks(API_PATH, pairs))))
    elif as_csv:
        click.echo(table(search_object(answer, SearchLinks(API_PATH, pairs)), line_end="\n"), nl=False)
    elif answer.page.hits:
        _print_page(answer, settings)
        if counts:
            click.echo("\n" + "\n".join(count_lines(answer.page, sys.stdout.encoding)))
    _print_notes(answer)
    ctx.exit(0 if answer.page.total.value else NOTHING_FOUND)


def _answer(pairs: Pairs, settings: Settings) -> Answer:
    parameters = read_parameters(pairs, unknown="refuse")
    with open_searcher(settings.index) as searcher:
        return ask(searcher, parameters, settings, datetime.now(UTC))


def _print_page(answer: Answer, settings: Settings) -> None:
    target = console(sys.stdout)
    click.echo(headline(answer.page, answer.parsed.interpreted))
    print_hits(answer.page, target, timezone=settings.timezone, copies=answer.copies)


def _print_notes(answer: Answer) -> None:
    """What a reader should know about the answer."""
    page = answer.page
    notes = [f"{one_line(warning.message)} (at character {warning.at + 1})" for warning in answer.warnings]
    if page.matching == "any" and page.total.value:
        notes.append("no article has all of these words; these have some of them")
    if page.timed_out:
        notes.append("the time limit was reached; there may be more")
    if page.suggestion:
        found = counted(page.suggestion.total, "article", "articles")
        notes.append(f"did you mean {one_line(page.suggestion.query)}? ({found})")
    if not page.total.value:
        notes.append(f"nothing found for {one_line(answer.parsed.text) or 'this search'}")
    elif not page.hits:
        notes.append(f"page {page.page} is past the end; the last one is {page.pages}")
    for each in notes:
        note(each)


def note(text: str) -> None:
    """Say something about an answer on stderr, so that what is piped on stays data."""
    click.echo(f"dateline: {one_line(text)}", err=True)
