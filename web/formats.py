"""`/search.csv`, `/search.atom`: the page of the same address as a table and as a feed; `/opensearch.xml`."""

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, request, url_for

from search import Searcher
from web.asking import ask
from web.atom import FeedPlace, feed, xml_text
from web.caching import from_snapshot
from web.csv_table import table
from web.json_answer import search_object
from web.links import SearchLinks
from web.params import Pairs, SearchParameters, known, read_parameters
from web.site import this_site

pages = Blueprint("formats", __name__)
_SHORT_NAME = 16  # characters, OpenSearch 1.1


@pages.get("/search.csv")
def search_page_as_csv() -> Response:
    """The page of the same address as a table."""
    site = this_site()
    pairs, parameters = _asked()

    def make(searcher: Searcher) -> Response:
        answer = ask(searcher, parameters, site.settings, site.clock())
        response = Response(table(search_object(answer, SearchLinks(request.base_url, pairs))), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="search.csv"'
        response.cache_control.no_store = answer.page.timed_out
        return response

    return from_snapshot(make)


@pages.get("/search.atom")
def search_page_as_atom() -> Response:
    """The page of the same address as a feed."""
    site = this_site()
    pairs, parameters = _asked()
    page = SearchLinks(url_for("results.page", _external=True), pairs)
    place = FeedPlace(site.settings.title, SearchLinks(request.base_url, pairs), page)

    def make(searcher: Searcher) -> Response:
        answer = ask(searcher, parameters, site.settings, site.clock())
        content = feed(answer, place, lambda endpoint, id: url_for(endpoint, id=id, _external=True))
        response = Response(content, mimetype="application/atom+xml")
        response.cache_control.no_store = answer.page.timed_out
        return response

    return from_snapshot(make)


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """What lets a browser add the site to its search engines (OpenSearch 1.1)."""
    response = Response(
        description(this_site().settings.title, url_for("front.page", _external=True)),
        mimetype="application/opensearchdescription+xml",
    )
    response.cache_control.max_age = 86_400
    return response


def description(title: str, root: str) -> bytes:
    """The description of the site at `root`, an absolute address that ends in a slash."""
    document = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    SubElement(document, "ShortName").text = xml_text(title)[:_SHORT_NAME]
    SubElement(document, "Description").text = xml_text(f"Search the news in {title}")
    SubElement(document, "InputEncoding").text = "UTF-8"
    for kind, path in (
        ("text/html", "search"),
        ("application/atom+xml", "search.atom"),
        ("application/json", "search.json"),
    ):
        SubElement(document, "Url", {"type": kind, "template": f"{root}{path}?q={{searchTerms}}"})
    SubElement(document, "Image", {"type": "image/svg+xml"}).text = f"{root}static/icon.svg"
    written: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _asked() -> tuple[Pairs, SearchParameters]:
    """What the address says; neither a table nor a feed has facets, so none is counted."""
    given = tuple(request.args.items(multi=True))
    parameters = read_parameters(given, unknown="ignore")
    return known(given), parameters.model_copy(update={"facet": ("none",)})
