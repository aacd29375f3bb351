"""`/article/<id>`: one article, whole, with the matches of the query that led there marked."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from corpus import Article
from search import Searcher, SearchRequest, parse
from web.caching import from_snapshot
from web.errors import NotFound
from web.links import SearchLinks, safe_url
from web.marking import Piece, paragraphs, pieces
from web.site import Chrome, this_site
from web.wording import byline, date_origin, iso_date, language_name, printed_date

pages = Blueprint("article", __name__)
_ID = re.compile("[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about an article; with `url`, the search for the others that share it."""

    label: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What article.html shows.

    title, paragraphs: in pieces, the matches marked
    marked:    how many matches are marked in all
    lang:      of the text, for the browser's voice and hyphens; empty where unknown
    published: for machines; printed: for people, empty for the undated; origin: where the date was read
    original:  the publisher's page, only where it is safe to follow
    back:      the search that led here, None where there was none
    """

    chrome: Chrome
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    marked: int
    lang: str
    byline: str
    published: str | None
    printed: str
    origin: str
    facts: tuple[Fact, ...]
    original: str | None
    back: str | None


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with the spans of a query's matches in its title and its body."""

    article: Article
    title_marks: tuple[tuple[int, int], ...] = ()
    body_marks: tuple[tuple[int, int], ...] = ()


@pages.get("/article/<id>")
def page(id: str) -> Response:
    """The page of one article; `q` is the query whose matches are marked."""
    site = this_site()
    query = request.args.get("q", "").strip()
    links = SearchLinks(url_for("results.page"), (("q", query),) if query else ())

    def make(searcher: Searcher) -> Response:
        zone = site.settings.timezone
        if query:
            parsed = parse(query, now=site.clock(), timezone=zone)
            marked = mark_article(searcher, id, SearchRequest(query=parsed.query, timezone=zone))
        else:
            marked = MarkedArticle(find_article(searcher, id))
        view = article_view(marked, site.settings.title, zone, links, url_for("article.page", id=id, _external=True))
        return make_response(render_template("article.html", view=view))

    return from_snapshot(make)


def find_article(searcher: Searcher, id: str) -> Article:
    """The article of that id. Raises NotFound."""
    article = searcher.article(id) if _ID.fullmatch(id) else None
    if article is None:
        raise _gone()
    return article


def mark_article(searcher: Searcher, id: str, wanted: SearchRequest) -> MarkedArticle:
    """The article of that id with the matches of a request. Raises NotFound."""
    hit = searcher.marked(id, wanted) if _ID.fullmatch(id) else None
    if hit is None:
        raise _gone()
    body = (mark for snippet in hit.snippets if snippet.field == "body" for mark in snippet.marks)
    return MarkedArticle(hit.article, hit.title.marks, tuple(body))


def article_view(
    marked: MarkedArticle, site: str, timezone: str, links: SearchLinks, canonical: str = ""
) -> ArticleView:
    """The page of an article; `links` are those of the search that led to it, `canonical` its address without one."""
    article = marked.article
    date = article.published
    return ArticleView(
        chrome=Chrome(
            site, article.title, "".join(value for _, value in links.pairs), indexed=True, canonical=canonical
        ),
        title=pieces(article.title, marked.title_marks),
        paragraphs=paragraphs(article.body, marked.body_marks),
        marked=len(marked.title_marks) + len(marked.body_marks),
        lang=article.language or "",
        byline=byline(article),
        published=iso_date(date, article.published_precision),
        printed=printed_date(date, article.published_precision, timezone) if date else "",
        origin=date_origin(article),
        facts=_facts(article, timezone, SearchLinks(links.path, ())),
        original=safe_url(article.url),
        back=links.here() if links.pairs else None,
    )


def _facts(article: Article, timezone: str, links: SearchLinks) -> tuple[Fact, ...]:
    """What is known beyond the text, in the order shown; each value leads to the others that share it."""
    named = (
        ("Outlet", "source", (article.source,)),
        ("Section", "section", (article.section,)),
        ("Agency", "agency", (article.agency,)),
        ("Place", "place", (article.place,)),
        ("Author", "author", article.authors),
        ("Tag", "tag", article.tags),
    )
    found = [Fact(label, text, links.adding(name, text)) for label, name, texts in named for text in texts if text]
    if article.language:
        found.append(Fact("Language", language_name(article.language), links.adding("lang", article.language)))
    if article.updated:
        found.append(Fact("Updated", printed_date(article.updated, "minute", timezone)))
    if article.version > 1:
        found.append(Fact("Version", str(article.version)))
    return tuple(found)


def _gone() -> NotFound:
    hint = "It may have been withdrawn, or its address was cut short. Search for its headline."
    return NotFound("article_not_found", "No article has this address.", hint)
