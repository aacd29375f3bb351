"""`/article/<id>`: one article, whole, with the matches of the query that led there marked."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, render_template, request, url_for

from corpus import Article
from search import Searcher, SearchRequest
from web.asking import understood
from web.caching import from_snapshot
from web.citation import citation
from web.finding import find_article
from web.limits import MAX_SIZE
from web.links import SearchLinks, safe_url
from web.marking import Piece, numbered, paragraphs, pieces
from web.params import PLACE, known, read_place
from web.site import Chrome, this_site
from web.story import summary
from web.versions import VersionView, changes_address, versions_view
from web.wording import byline, date_origin, iso_date, language_name, printed_date

pages = Blueprint("article", __name__)
MOST_JUMPS = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about an article; with `url`, the search for the others that share it."""

    label: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Neighbor:
    """Another article. published: for machines, printed: for people, both empty for the undated."""

    url: str
    title: str
    lang: str
    source: str
    published: str
    printed: str


@dataclass(frozen=True, slots=True)
class Copied:
    """The story of an article that has copies: in a line, and where all of them are."""

    told: str
    url: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier text: in a line, and the addresses of the present one and of what changed to it."""

    told: str
    present: str
    changes: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What article.html shows.

    kicker:    what stands over the headline: the outlet, else the section
    title, paragraphs: in pieces, the matches marked
    marked:    how many matches are marked in all, numbered from 1 in the order of the page
    jumps:     the numbers of those to offer a way to
    lang:      of the text, for the browser's voice and hyphens; empty where unknown
    published: for machines; printed: for people, empty for the undated; origin: where the date was read
    original:  the publisher's page, only where it is safe to follow
    citation:  the article in one line, to be pasted; permalink: its address here; json: the same for programs
    back:      the list that led here, at its page; None where none did
    story:     the copies of its text, None where it has none; related: the articles most like it
    versions:  all texts it has had that are kept, where there are several
    earlier:   where this is not its present text, the ways to that
    previous, next: the results before and after this one in that list; None where there is none to go to
    """

    chrome: Chrome
    kicker: str
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    marked: int
    jumps: tuple[int, ...]
    lang: str
    byline: str
    published: str | None
    printed: str
    origin: str
    facts: tuple[Fact, ...]
    original: str | None
    citation: str
    permalink: str
    json: str
    back: str | None
    previous: str | None
    next: str | None
    story: Copied | None = None
    related: tuple[Neighbor, ...] = ()
    versions: tuple[VersionView, ...] = ()
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The list an article was opened from: its address with the filters, and the article's place in it, 0 if unknown.

    one: where the article at a place of that list is found; page_size: how many results it shows
    """

    links: SearchLinks
    at: int = 0
    one: str = "/result"
    page_size: int = 10

    @property
    def query(self) -> str:
        """What was searched for."""
        return dict(self.links.pairs).get("q", "").strip()

    def back(self) -> str | None:
        """The page of the list that has the article."""
        if not self.at:
            return self.links.here() if self.query else None
        return f"{self.links.page((self.at - 1) // self.page_size + 1)}#hit-{self.at}"

    def neighbor(self, step: int) -> str | None:
        """The article so many places on; there may be none behind the last."""
        place = self.at + step
        return self.links.on(self.one).beside(place) if self.at and place > 0 else None


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with the spans of a query's matches in its title and its body."""

    article: Article
    title_marks: tuple[tuple[int, int], ...] = ()
    body_marks: tuple[tuple[int, int], ...] = ()


@pages.get("/article/<id>")
def page(id: str) -> Response:
    """The page of one article; of the search that led to it, `q` is marked and the rest is the way back."""
    site = this_site()
    origin = _origin(site.settings.page_size)
    version = read_place(request.args.get("version"), "version")

    def make(searcher: Searcher) -> Response:
        zone = site.settings.timezone
        article = find_article(searcher, id, version)
        texts = searcher.versions(id) if version or article.version > 1 else ()
        shown = None if not texts or article.version == texts[0].version else article.version
        if origin.query:
            parsed = understood(origin.query, site.settings, site.clock())
            marked = mark_article(searcher, article, SearchRequest(query=parsed.query, timezone=zone))
        else:
            marked = MarkedArticle(article)
        here = url_for("article.page", id=id, version=shown, _external=True)
        json = url_for("api.article", id=id, version=shown)
        view = replace(
            article_view(marked, site.settings.title, zone, origin, here, json),
            story=_story(searcher, id),
            related=tuple(_neighbor(hit.article, zone) for hit in searcher.related(id) or ()),
            versions=versions_view(texts, article.version, zone) if len(texts) > 1 else (),
            earlier=_earlier(article, texts[0]) if texts and texts[0].version != article.version else None,
        )
        return make_response(render_template("article.html", view=view))

    return from_snapshot(make)


def _origin(page_size: int) -> Origin:
    """The list that the address says the reader came from. Nothing in it is refused: it is only a way back."""
    given = dict(request.args.items())
    at, size = (given.get(name, "") for name in ("at", "size"))
    return Origin(
        SearchLinks(url_for("results.page"), known(request.args.items(multi=True))),
        int(at) if PLACE.fullmatch(at) else 0,
        url_for("results.one"),
        int(size) if PLACE.fullmatch(size) and int(size) <= MAX_SIZE else page_size,
    )


def mark_article(searcher: Searcher, article: Article, wanted: SearchRequest) -> MarkedArticle:
    """An article, in the text that was found, with the matches of a request."""
    hit = searcher.marked(article.id, wanted, article.version)
    if hit is None:
        return MarkedArticle(article)
    body = (mark for snippet in hit.snippets if snippet.field == "body" for mark in snippet.marks)
    return MarkedArticle(hit.article, hit.title.marks, tuple(body))


def _story(searcher: Searcher, id: str) -> Copied | None:
    found = searcher.copies(id, 1)
    if found is None or found.story.size < 2:
        return None
    return Copied(summary(found.story), url_for("story.page", id=found.story.id))


def _earlier(article: Article, present: Article) -> Earlier:
    return Earlier(
        f"This is version {article.version} of {present.version}, an earlier text.",
        url_for("article.page", id=article.id),
        changes_address(article.id, article.version, present.version),
    )


def _neighbor(article: Article, timezone: str) -> Neighbor:
    date = article.published
    return Neighbor(
        url=url_for("article.page", id=article.id),
        title=article.title,
        lang=article.language or "",
        source=article.source or "",
        published=iso_date(date, article.published_precision) or "",
        printed=printed_date(date, article.published_precision, timezone) if date else "",
    )


def article_view(
    marked: MarkedArticle, site: str, timezone: str, origin: Origin, canonical: str = "", json: str = ""
) -> ArticleView:
    """The page of an article.

    canonical: its address here, absolute, without the search that led to it
    """
    article = marked.article
    date = article.published
    title = numbered(pieces(article.title, marked.title_marks))
    original = safe_url(article.url)
    body = _paragraphs(marked, _marks(title))
    count = _marks(title) + sum(map(_marks, body))
    return ArticleView(
        chrome=Chrome(site, article.title, origin.query, indexed=True, canonical=canonical),
        kicker=article.source or article.section or "",
        title=title,
        paragraphs=body,
        marked=count,
        jumps=tuple(range(1, min(count, MOST_JUMPS) + 1)),
        lang=article.language or "",
        byline=byline(article),
        published=iso_date(date, article.published_precision),
        printed=printed_date(date, article.published_precision, timezone) if date else "",
        origin=date_origin(article),
        facts=_facts(article, timezone, SearchLinks(origin.links.path, ())),
        original=original,
        citation=citation(article, original or canonical, timezone),
        permalink=canonical,
        json=json,
        back=origin.back(),
        previous=origin.neighbor(-1),
        next=origin.neighbor(1),
    )


def _paragraphs(marked: MarkedArticle, before: int) -> tuple[tuple[Piece, ...], ...]:
    """The text, its marks numbered on from those `before` it."""
    made = []
    for runs in paragraphs(marked.article.body, marked.body_marks):
        made.append(numbered(runs, before + 1))
        before += _marks(runs)
    return tuple(made)


def _marks(runs: tuple[Piece, ...]) -> int:
    return sum(run.marked for run in runs)


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
