"""`/search`: the list of results."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from search import Searcher
from web.asking import ask
from web.caching import from_snapshot
from web.links import SearchLinks
from web.params import known, read_parameters
from web.results_view import results_view
from web.site import this_site

pages = Blueprint("results", __name__)


@pages.get("/search")
def page() -> Response:
    """The list of results. Parameters that are none of ours (`utm_source`) are ignored and not carried on."""
    site = this_site()
    pairs = known(request.args.items(multi=True))
    parameters = read_parameters(request.args.items(multi=True), unknown="ignore")
    links = SearchLinks(url_for("results.page"), pairs)
    canonical = links.on(url_for("results.page", _external=True)).here()

    def make(searcher: Searcher) -> Response:
        answer = ask(searcher, parameters, site.settings, site.clock())
        view = results_view(answer, links, site.settings.title, site.settings.timezone, article_url, canonical)
        response = make_response(render_template("results.html", view=view))
        response.cache_control.no_store = answer.page.timed_out
        return response

    return from_snapshot(make)


def article_url(id: str, query: str) -> str:
    """An article's address, with the query to mark in it."""
    return url_for("article.page", id=id, q=query or None)
