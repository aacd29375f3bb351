"""`/advanced`: a form for those who do not know the query language yet; it writes that language and shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from search import Searcher
from web.caching import from_snapshot
from web.links import SearchLinks
from web.results_view import SIZES
from web.site import Chrome, this_site
from web.wording import language_name

pages = Blueprint("advanced", __name__)
# What a word of the form must not bring: it is a word, whatever it looks like.
_SIGNS = re.compile(r"[\"“”„«»()\[\]|^~*?:]")
_OPERATOR = re.compile("AND|OR|NOT|NEAR(/[0-9]+)?")
_CARRIED = ("from", "to", "lang", "sort", "size")


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
)


@dataclass(frozen=True, slots=True)
class AdvancedView:
    """What advanced.html shows. `languages`: codes with their names, those of the index."""

    chrome: Chrome
    blanks: tuple[Blank, ...]
    languages: tuple[tuple[str, str], ...]
    sizes: tuple[int, ...]


@pages.get("/advanced")
def page() -> Response:
    """The form; filled in, the search it writes."""
    site = this_site()
    given = {name: value for name, value in request.args.items() if value.strip()}
    known = {blank.name for blank in BLANKS} | set(_CARRIED)
    if given.keys() & known:
        return make_response(redirect(search_address(given, url_for("results.page")), 303))

    def make(searcher: Searcher) -> Response:
        languages = sorted((language_name(code), code) for code in searcher.stats().languages)
        view = AdvancedView(
            Chrome(site.settings.title, "Advanced search", canonical=url_for("advanced.page", _external=True)),
            BLANKS,
            tuple((code, name) for name, code in languages),
            SIZES,
        )
        return make_response(render_template("advanced.html", view=view))

    return from_snapshot(make)


def search_address(given: Mapping[str, str], path: str) -> str:
    """The address of the search that a filled form asks for; `path` is where searches are answered."""
    query = written(given)
    carried = tuple((name, given[name]) for name in _CARRIED if given.get(name))
    return SearchLinks(path, ((("q", query),) if query else ()) + carried).here()


def written(given: Mapping[str, str]) -> str:
    """The filled form in the language of the query box.

    >>> written({"all": "iraqi forces", "phrase": "last den", "any": "ferry bridge", "none": "police"})
    'iraqi forces "last den" (ferry OR bridge) -police'
    """
    words = {name: _words(text) for name, text in given.items()}
    parts = [*words.get("all", ())]
    if words.get("phrase"):
        parts.append(f'"{" ".join(words["phrase"])}"')
    if words.get("any"):
        either = " OR ".join(words["any"])
        parts.append(f"({either})" if len(words["any"]) > 1 else either)
    parts += [f"-{word}" for word in words.get("none", ())]
    for name in ("title", "author", "source", "place"):
        if words.get(name):
            inside = " ".join(words[name])
            parts.append(f"{name}:({inside})" if len(words[name]) > 1 else f"{name}:{inside}")
    return " ".join(parts)


def _words(text: str) -> tuple[str, ...]:
    """The words of a line, as words: signs of the query language are left out, operators in small letters."""
    words = (word.lstrip("-+=!") for word in _SIGNS.sub(" ", text).split())
    return tuple(word.lower() if _OPERATOR.fullmatch(word) else word for word in words if any(map(str.isalnum, word)))
