"""`/advanced`: a form for those who do not know the query language yet; it writes that language and shows it.

With `q` it is filled with the search of that address, so that a search can be gone on with. Filters that have no line
in the form are carried along.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from search import Searcher
from web.asking import understood
from web.caching import from_snapshot
from web.filled_form import Parse, read_back, written
from web.links import SearchLinks
from web.params import Pairs, known
from web.results_view import SIZES
from web.site import Chrome, this_site
from web.wording import language_name

pages = Blueprint("advanced", __name__)
_CARRIED = ("from", "to", "lang", "sort", "size")
_ITS_OWN = ("q", "page", "cursor")  # of the address alone: never carried along


@dataclass(frozen=True, slots=True)
class Blank:
    """A line of the form: the parameter it gives, what it asks, and an example of an answer."""

    name: str
    label: str
    example: str


BLANKS = (
    Blank("all", "All of these words", "iraqi forces"),
    Blank("phrase", "These words in this order", "last den"),
    Blank("any", "Any of these words", "ferry bridge"),
    Blank("none", "None of these words", "police"),
    Blank("title", "Words in the headline", "offensive"),
    Blank("author", "Author", "Ada Marsh"),
    Blank("source", "Outlet", "Harbor Courier"),
    Blank("place", "Place", "Baghdad"),
    Blank("more", "Anything else, as in the search box", "ferr* -title:storm"),
)


@dataclass(frozen=True, slots=True)
class AdvancedView:
    """What advanced.html shows.

    filled:    what stands in the lines, by name
    kept:      the filters without a line, as an address has them
    languages: codes with their names, those of the index
    """

    chrome: Chrome
    blanks: tuple[Blank, ...]
    filled: Mapping[str, str]
    kept: str
    languages: tuple[tuple[str, str], ...]
    sizes: tuple[int, ...]


@pages.get("/advanced")
def page() -> Response:
    """The form; filled in, the search it writes."""
    site = this_site()
    read = partial(understood, settings=site.settings, now=site.clock())
    given = {name: value for name, value in request.args.items() if value.strip()}
    if "q" not in request.args and given.keys() & {*(blank.name for blank in BLANKS), *_CARRIED, "kept"}:
        return make_response(redirect(search_address(given, url_for("results.page"), read), 303))
    pairs = known(request.args.items(multi=True)) if "q" in request.args else ()
    once = [name for name, times in Counter(name for name, _ in pairs).items() if times == 1]
    filled = {name: value for name, value in pairs if name in _CARRIED and name in once}
    kept = _kept(pairs, filled)
    filled |= read_back(dict(pairs).get("q", ""), read)

    def make(searcher: Searcher) -> Response:
        languages = sorted((language_name(code), code) for code in searcher.stats().languages)
        view = AdvancedView(
            Chrome(
                site.settings.title,
                "Advanced search",
                dict(pairs).get("q", ""),
                tuple(pair for pair in pairs if pair[0] not in _ITS_OWN),
                canonical=url_for("advanced.page", _external=True),
            ),
            BLANKS,
            filled,
            SearchLinks("", kept).here().removeprefix("?"),
            tuple((code, name) for name, code in languages),
            SIZES,
        )
        return make_response(render_template("advanced.html", view=view))

    return from_snapshot(make)


def search_address(given: Mapping[str, str], path: str, read: Parse | None = None) -> str:
    """The address of the search that a filled form asks for; `path` is where searches are answered."""
    query = written(given, read)
    carried = tuple((name, given[name]) for name in _CARRIED if given.get(name))
    kept = _kept(known(parse_qsl(given.get("kept", ""))), dict(carried))
    return SearchLinks(path, ((("q", query),) if query else ()) + carried + kept).here()


def _kept(pairs: Pairs, lines: Mapping[str, str]) -> Pairs:
    """The filters that have no line in the form."""
    return tuple(pair for pair in pairs if pair[0] not in _ITS_OWN and pair[0] not in lines)
