"""`dateline watch`: what is new of a search since last time, once for each story."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.hits import print_hits
from cli.options import index_option, settings_for
from cli.parameters import given_pairs, parameter_options
from cli.search import NOT_OFFERED, NOTHING_FOUND, note
from cli.terminal import console, json_text, one_line
from cli.watch_state import BadState, State, held
from index import parse_address
from search import Hit, ResultPage, Searcher, TotalHits, open_searcher
from search.news import news
from web.asking import request_for, understood
from web.atom import news_feed
from web.json_answer import article_object, story_object
from web.params import Pairs, read_parameters
from web.settings import Settings
from web.wording import counted

LISTED_BY_DATE = {"recency", "page", "size", "sort", "group", "diversity", "versions"}


@dataclass(frozen=True, slots=True)
class Watched:
    """One search. name: as saved, else its query; key: what tells it from others in the state."""

    name: str
    pairs: Pairs

    @property
    def key(self) -> str:
        return json.dumps(self.pairs)


@click.command(name="watch")
@click.argument("query", nargs=-1)
@index_option
@click.option("--config", metavar="FILE", help="A file of settings, whose `searches` are watched without a QUERY.")
@click.option("--state", "state", metavar="FILE", help="What was seen.  [default: beside the index, .watch.json]")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@click.option("--atom", "as_atom", is_flag=True, help="Print an Atom feed of what is new.")
@click.option("--all", "everything", is_flag=True, help="The first time, tell of everything that matches already.")
@parameter_options(without=NOT_OFFERED | LISTED_BY_DATE)
@click.pass_context
def command(
    ctx: click.Context,
    query: tuple[str, ...],
    address: str | None,
    config: str | None,
    state: str | None,
    as_json: bool,
    as_atom: bool,
    everything: bool,
) -> None:
    """Print what is new of QUERY since this was last run: each story once, the newest first.

    The first time nothing is printed but how much there is: what comes later is news. Without a query, the searches
    saved in the settings are watched. Run it from cron as often as you like: nothing is told twice or forgotten.

    Ends with 0 where something is new, 1 where nothing is, 2 on an error.
    """
    if as_json and as_atom:
        raise click.UsageError("--json and --atom are two answers; choose one", ctx)
    settings = settings_for({"index": address}, config)
    searches = _searches(query, given_pairs(ctx), settings)
    if not searches:
        raise click.UsageError("there is nothing to watch: give a QUERY, or save searches in the settings", ctx)
    form = "json" if as_json else "atom" if as_atom else "text"
    try:
        with held(Path(state) if state else _beside(settings.index)) as seen, open_searcher(settings.index) as searcher:
            found = _told(searches, searcher, seen, settings, everything=everything, form=form)
    except BadState as exc:
        raise click.ClickException(str(exc)) from exc
    ctx.exit(0 if found else NOTHING_FOUND)


def _searches(query: tuple[str, ...], pairs: Pairs, settings: Settings) -> list[Watched]:
    if query or pairs:
        text = " ".join(query)
        return [Watched(text or "all articles", (("q", text), *pairs))]
    return [Watched(name, (("q", text),)) for name, text in settings.saved_searches]


def _told(
    searches: list[Watched], searcher: Searcher, seen: State, settings: Settings, *, everything: bool, form: str
) -> int:
    """Tell what is new of each search, then note it as seen; return how many stories were told of.

    What is told is flushed before it is noted: a kill between the two tells of it again rather than never.
    """
    found: list[tuple[Watched, tuple[Hit, ...]]] = []
    for watched in searches:
        before = seen.seen.get(watched.key)
        parameters = read_parameters(watched.pairs, unknown="refuse")
        parsed = understood(parameters.q, settings, datetime.now(UTC))
        latest = news(searcher, request_for(parsed, parameters, settings), before or ())
        seen.seen[watched.key] = sorted(latest.seen)
        if before is None and not everything:
            stories = counted(len(latest.hits), "story matches", "stories match")
            note(f"watching {one_line(watched.name)} from now on; {stories} already")
        else:
            found.append((watched, latest.hits))
    _WRITERS[form](found, settings)
    sys.stdout.flush()
    seen.save()
    return sum(len(hits) for _, hits in found)


def _write_text(found: list[tuple[Watched, tuple[Hit, ...]]], settings: Settings) -> None:
    for watched, hits in found:
        if hits:
            click.echo(f"{counted(len(hits), 'new story', 'new stories')} for {one_line(watched.name)}")
            page = ResultPage(TotalHits(len(hits)), hits, 1, len(hits), "all", "newest", 0, 0.0)
            print_hits(page, console(sys.stdout), timezone=settings.timezone)


def _write_lines(found: list[tuple[Watched, tuple[Hit, ...]]], settings: Settings) -> None:
    for watched, hits in found:
        for hit in hits:
            story = story_object(hit.story) if hit.story else None
            told = {"search": watched.name, **article_object(hit.article), "story": story}
            sys.stdout.write(json_text(told, indent=None) + "\n")


def _write_feed(found: list[tuple[Watched, tuple[Hit, ...]]], settings: Settings) -> None:
    names = ", ".join(watched.name for watched, _ in found)
    hits = tuple(hit for _, of_one in found for hit in of_one)
    sys.stdout.write(news_feed(hits, f"{names} – {settings.title}").decode("utf-8") + "\n")


_WRITERS = {"text": _write_text, "json": _write_lines, "atom": _write_feed}


def _beside(address: str) -> Path:
    folder = parse_address(address).folder
    if folder is None:
        raise BadState("this index is in no folder: name the file of what was seen with --state")
    return folder.with_name(f"{folder.name}.watch.json")
