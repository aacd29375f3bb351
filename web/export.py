"""`/api/v1/export.jsonl`, `/api/v1/export.csv`: every article of a search, whole, streamed from one snapshot.

Off unless the operator enables it, for it hands out the archive.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from flask import Blueprint, Response, request, url_for

from search import Hit, SearchRequest
from web.asking import request_for, understood
from web.errors import NotFound, Overloaded
from web.links import SearchLinks
from web.params import Pairs, known, read_parameters
from web.results_view import Link
from web.settings import Settings
from web.site import this_site
from web.whole_result import as_ranked, decided, hit_object, table_lines

pages = Blueprint("export", __name__)
CHUNK_CHARACTERS = 64_000  # sent at a time
PAGED = ("page", "size", "cursor", "facet", "expand", "explain")  # of a page; a whole result has none of it


@pages.get("/api/v1/export.jsonl")
def lines() -> Response:
    """A JSON object a line."""
    return _whole(_json_lines, "application/x-ndjson", "articles.jsonl")


@pages.get("/api/v1/export.csv")
def table() -> Response:
    """A table with a header row."""
    return _whole(lambda hits: table_lines(hits, "\r\n"), "text/csv", "articles.csv")


def whole_result_links(settings: Settings, pairs: Pairs) -> tuple[Link, ...]:
    """Where a page of results offers all of them; nothing where that is switched off."""
    if settings.export == "off":
        return ()
    kept = tuple(pair for pair in pairs if pair[0] not in PAGED)
    offered = (("Every article as JSON Lines", "export.lines"), ("Every article as a table", "export.table"))
    return tuple(Link(text, SearchLinks(url_for(endpoint), kept).here()) for text, endpoint in offered)


def _whole(write: Callable[[Iterable[Hit]], Iterator[str]], mimetype: str, name: str) -> Response:
    site = this_site()
    asked = _asked()
    with ExitStack() as stack:
        # Whole results have places of their own: searches are answered while clients take them slowly.
        if not site.streams.enter():
            hint = "Try again when others have theirs."
            raise Overloaded("overloaded", "Too many whole results are being fetched.", hint, retry_after_s=10)
        stack.callback(site.streams.leave)
        searcher = stack.enter_context(site.searchers.use()).searcher
        wanted, page = decided(searcher, asked)
        if page.timed_out:
            hint = "Narrow the search, or ask again when less is being asked."
            raise Overloaded("timed_out", "This search takes longer than it may.", hint, retry_after_s=10)
        lent = stack.pop_all()

    def body() -> Iterator[str]:
        with lent:
            yield from _chunks(write(searcher.scan(wanted)))

    response = Response(body(), mimetype=mimetype)
    response.call_on_close(lent.close)  # also where nobody reads a line
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Dateline-Matching"] = page.matching
    response.headers["Dateline-Total"] = str(page.total.value)
    response.headers["Dateline-Generation"] = str(page.generation)
    response.cache_control.no_store = True
    return response


def _asked() -> SearchRequest:
    site = this_site()
    if site.settings.export == "off":
        hint = "Its operator may switch them on: the setting export."
        raise NotFound("export_off", "This site gives no whole results.", hint)
    given = tuple(request.args.items(multi=True))
    read_parameters(given, unknown="refuse")  # blanks too: the bounds are on what is sent
    parameters, now = read_parameters(as_ranked(known(given)), unknown="refuse"), site.clock()
    parsed = understood(parameters.q, site.settings, now)
    return replace(request_for(parsed, parameters, site.settings), reference=now)


def _json_lines(hits: Iterable[Hit]) -> Iterator[str]:
    # Escaped to ASCII, as all JSON of the endpoint.
    return (json.dumps(hit_object(hit)) + "\n" for hit in hits)


def _chunks(texts: Iterable[str]) -> Iterator[str]:
    """The texts, joined to pieces worth sending."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= CHUNK_CHARACTERS:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
