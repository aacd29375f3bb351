"""`/search`: the list of results."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from search import Hit, Searcher
from web.addresses import stem_of
from web.asking import ask
from web.caching import from_snapshot
from web.errors import BadParameter
from web.export import whole_result_links
from web.links import SearchLinks
from web.params import PLACE, known, read_parameters
from web.results_view import Addresses, results_view
from web.site import this_site

pages = Blueprint("results", __name__)
PASSAGES = 2  # of a hit's text: enough to judge it by, few enough to see many hits


@pages.get("/search")
def page() -> Response:
    """The list of results. Parameters that are none of ours (`utm_source`) are ignored and not carried on."""
    site = this_site()
    pairs = known(request.args.items(multi=True))
    parameters = read_parameters(request.args.items(multi=True), unknown="ignore")
    links = SearchLinks(url_for("results.page"), pairs)
    canonical = links.on(url_for("results.page", _external=True)).here()
    story, copy = addresses_of("story.page"), addresses_of("article.page")
    addresses = Addresses(article_addresses(links), story, copy, canonical)

    def make(searcher: Searcher) -> Response:
        answer = ask(searcher, parameters, site.settings, site.clock(), PASSAGES)
        view = results_view(answer, links, site.settings.title, site.settings.timezone, addresses)
        whole = whole_result_links(site.settings, pairs)
        response = make_response(render_template("results.html", view=replace(view, whole=whole)))
        response.cache_control.no_store = answer.page.timed_out
        return response

    return from_snapshot(make)


@pages.get("/result")
def one() -> Response:
    """On to the article at a place (`at`, from 1) of a list; behind its end, on to the list."""
    site = this_site()
    at = request.args.get("at", "")
    if not PLACE.fullmatch(at):
        raise BadParameter("bad_request", f"at {at[:60]!r} cannot be read", "at takes a place in the list, from 1.")
    links = SearchLinks(url_for("results.page"), known(request.args.items(multi=True)))
    asked = read_parameters(request.args.items(multi=True), unknown="ignore")
    wanted = asked.model_copy(update={"page": int(at), "size": 1, "facet": ("none",)})
    with site.searchers.use() as snapshot:
        found = ask(snapshot.searcher, wanted, site.settings, site.clock(), 0).page.hits
    return make_response(redirect(article_addresses(links)(found[0]) if found else links.page(1), 303))


def addresses_of(endpoint: str) -> Callable[[str], str]:
    """Gives an endpoint's address for an article's id."""
    stem = stem_of(endpoint)
    return lambda id: stem + id


def article_addresses(links: SearchLinks) -> Callable[[Hit], str]:
    """Gives the address of a hit's article, that keeps the list it is opened from and its place in it."""
    stem, list_at = stem_of("article.page"), links.on("").beside(0).removesuffix("0")

    def address(hit: Hit) -> str:
        version = f"&version={hit.article.version}" if hit.present_version else ""
        return f"{stem}{hit.article.id}{list_at}{hit.rank}{version}"

    return address
