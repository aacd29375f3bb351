"""`/`: the search box, the newest articles, and what the index holds."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, render_template, url_for

from corpus import Article
from search import All, Facet, IndexStats, ResultPage, Searcher, SearchRequest
from web.asking import FACET_NAMES
from web.caching import from_snapshot
from web.links import SearchLinks
from web.site import Chrome, this_site
from web.timeline import Timeline, timeline
from web.wording import WEEKDAYS, counted, iso_date, language_name, printed_date, printed_day, printed_span

pages = Blueprint("front", __name__)
NEWEST = 7
TEASER_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class Headline:
    """A recent article. `teaser` is how it begins; `published` for machines, `printed` for people, empty if undated."""

    url: str
    title: str
    teaser: str
    lang: str
    source: str
    published: str
    printed: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Ways into the corpus by one property: values with their counts and searches."""

    heading: str
    rows: tuple[tuple[str, str, str], ...]  # text, count, url


@dataclass(frozen=True, slots=True)
class FrontView:
    """What front.html shows.

    strip:    what stands under the name: the day it is, and how much there is to read
    newest:   the most recent articles, the most recent first
    holdings: what is in the index: a label, a text, and where the text leads, if anywhere; empty for an empty one
    timeline: when all of it was published; None where there is nothing to compare
    """

    chrome: Chrome
    strip: tuple[str, ...]
    newest: tuple[Headline, ...]
    holdings: tuple[tuple[str, str, str], ...]
    timeline: Timeline | None
    shelves: tuple[Shelf, ...]


@pages.get("/")
def page() -> Response:
    """The front page."""
    site = this_site()
    zone = site.settings.timezone
    links = SearchLinks(url_for("results.page"), ())
    wanted = SearchRequest(
        query=All(),
        sort="newest",
        size=NEWEST,
        facets=("source", "section", "language"),
        histogram=True,
        snippets=0,
        timezone=zone,
        deadline_s=site.settings.time_limit_s,
    )

    def make(searcher: Searcher) -> Response:
        found = searcher.search(wanted)
        newest = tuple(headline(hit.article, url_for("article.page", id=hit.article.id), zone) for hit in found.hits)
        chrome = Chrome(
            site.settings.title,
            indexed=True,
            canonical=url_for("front.page", _external=True),
            feed=url_for("formats.search_page_as_atom", sort="newest"),
        )
        view = front_view(found, searcher.stats(), newest, chrome, links, date.fromisoformat(site.today()))
        return make_response(render_template("front.html", view=view))

    return from_snapshot(make)


def front_view(
    found: ResultPage,
    stats: IndexStats,
    newest: tuple[Headline, ...],
    chrome: Chrome,
    links: SearchLinks,
    today: date,
) -> FrontView:
    """The front page of an index."""
    shelves = (_shelf(facet, links) for facet in found.facets)
    return FrontView(
        chrome=chrome,
        strip=_strip(stats, today),
        newest=newest,
        holdings=_holdings(stats, links) if stats.articles else (),
        timeline=timeline(found.histogram, links) if found.histogram else None,
        shelves=tuple(shelf for shelf in shelves if len(shelf.rows) > 1),
    )


def headline(article: Article, url: str, timezone: str) -> Headline:
    """An article as the front page announces it."""
    moment = article.published
    return Headline(
        url=url,
        title=article.title,
        teaser=teaser(article.body),
        lang=article.language or "",
        source=article.source or "",
        published=iso_date(moment, article.published_precision) or "",
        printed=printed_date(moment, article.published_precision, timezone) if moment else "",
    )


def teaser(body: str, characters: int = TEASER_CHARACTERS) -> str:
    """How a text begins, on one line, cut between words."""
    text = " ".join(body[: 4 * characters].split())
    if len(text) <= characters:
        return text
    cut = text[:characters]
    return f"{cut.rpartition(' ')[0] or cut}\u00a0…"


def _strip(stats: IndexStats, today: date) -> tuple[str, ...]:
    day = f"{WEEKDAYS[today.weekday()]}, {printed_day(today)}"
    outlets = counted(stats.sources, "outlet", "outlets") if stats.sources else ""
    return tuple(part for part in (day, counted(stats.articles, "article", "articles"), outlets) if part)


def _holdings(stats: IndexStats, links: SearchLinks) -> tuple[tuple[str, str, str], ...]:
    undated = counted(stats.undated, "article", "articles") if stats.undated else ""
    lines = (
        ("Articles", f"{stats.articles:,}", links.here()),
        ("Outlets", f"{stats.sources:,}" if stats.sources else "", ""),
        ("Published", printed_span(stats.first, stats.last), ""),
        ("Undated", undated, links.asking("undated:true")),
        ("Languages", ", ".join(sorted(map(language_name, stats.languages))), ""),
        ("Index", f"answering, commit {stats.generation:,}", url_for("api.health")),
    )
    return tuple(line for line in lines if line[1])


_HEADINGS = {"source": "By outlet", "section": "By section", "language": "By language"}


def _shelf(facet: Facet, links: SearchLinks) -> Shelf:
    name = FACET_NAMES[facet.field]
    rows = (
        (
            language_name(bucket.value) if facet.field == "language" else bucket.value,
            f"{bucket.count:,}",
            links.adding(name, bucket.value),
        )
        for bucket in facet.buckets
    )
    return Shelf(_HEADINGS[facet.field], tuple(rows))
