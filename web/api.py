"""`/api/v1/…` and `/search.json`: the answers as JSON."""

from datetime import date

from flask import Blueprint, Response, jsonify, request, url_for

from index import DatelineIndexError
from search import All, Searcher, SearchRequest
from web.asking import ask
from web.caching import from_snapshot
from web.errors import explain_index_error
from web.finding import find_article
from web.json_answer import (
    article_object,
    health_object,
    not_ready_object,
    search_object,
    sources_object,
    stats_object,
)
from web.limits import MAX_SOURCES
from web.links import SearchLinks
from web.params import SearchParameters, known, read_parameters, read_place
from web.site import this_site

pages = Blueprint("api", __name__)


@pages.get("/api/v1/search")
def search() -> Response:
    """A search; a parameter that is none is refused."""
    pairs = tuple(request.args.items(multi=True))
    return _found(read_parameters(pairs, unknown="refuse"))


@pages.get("/search.json")
def search_page_as_json() -> Response:
    """The page of the same address as JSON; as there, a parameter that is none is ignored."""
    return _found(read_parameters(request.args.items(multi=True), unknown="ignore"))


@pages.get("/api/v1/articles/<id>")
def article(id: str) -> Response:
    """One article, whole: its present text, or that of a `version`."""
    version = read_place(request.args.get("version"), "version")
    return from_snapshot(lambda searcher: jsonify(article_object(find_article(searcher, id, version))))


@pages.get("/api/v1/sources")
def sources() -> Response:
    """The outlets with their articles, those with the most first."""
    site = this_site()
    links = SearchLinks(url_for("api.search", _external=True), ())
    # The facet of a search for everything, so that its counts are those a search shows.
    wanted = SearchRequest(
        query=All(),
        size=1,
        facets=("source",),
        facet_size=MAX_SOURCES,
        snippets=0,
        timezone=site.settings.timezone,
        deadline_s=site.settings.time_limit_s,
    )

    def make(searcher: Searcher) -> Response:
        found, stats = searcher.search(wanted), searcher.stats()
        response = jsonify(sources_object(found.facets[0], stats.sources, stats.generation, links))
        response.cache_control.no_store = found.timed_out
        return response

    return from_snapshot(make)


@pages.get("/api/v1/stats")
def stats() -> Response:
    """What the index holds."""
    return from_snapshot(lambda searcher: jsonify(stats_object(searcher.stats())))


@pages.get("/api/v1/health")
def health() -> Response:
    """Whether searches can be answered: 200, or 503 with the reason. Never cached."""
    site = this_site()
    try:
        with site.searchers.use() as snapshot:
            today, integrity = date.fromisoformat(site.today()), site.searchers.integrity
            body = health_object(snapshot.searcher.stats(), today, integrity)
    except DatelineIndexError as exc:
        response = jsonify(not_ready_object(explain_index_error(exc)))
        response.status_code = 503
        return response
    return jsonify(body)


def _found(parameters: SearchParameters) -> Response:
    site = this_site()
    links = SearchLinks(request.base_url, known(request.args.items(multi=True)))

    def make(searcher: Searcher) -> Response:
        answer = ask(searcher, parameters, site.settings, site.clock())
        response = jsonify(search_object(answer, links))
        response.cache_control.no_store = answer.page.timed_out
        return response

    return from_snapshot(make)
