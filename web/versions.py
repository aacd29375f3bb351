"""The texts an article has had: which are kept, `/article/<id>/changes` between two of them, and the list as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from corpus import Article
from search import Searcher
from web.caching import from_snapshot
from web.difference import Run, changed_words, difference
from web.errors import NotFound
from web.finding import ID, no_article, no_version
from web.json_answer import versions_object
from web.params import read_place
from web.site import Chrome, this_site
from web.wording import counted, iso_date, printed_date

pages = Blueprint("versions", __name__)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One text of an article. changes: the address of what changed to it, "" where the text before it is not kept.

    when: for machines, printed: for people, both empty for the undated; current: whether it is the one shown
    """

    name: str
    url: str
    when: str
    printed: str
    current: bool
    changes: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changes.html shows: two texts as one.

    told:  which texts these are, and how much changed
    title: the headline in runs; paragraphs: the body's
    versions: all texts, each with the way to what changed to it; article: the way back
    """

    chrome: Chrome
    heading: str
    lang: str
    told: str
    title: tuple[Run, ...]
    paragraphs: tuple[tuple[Run, ...], ...]
    versions: tuple[VersionView, ...]
    article: str


@pages.get("/article/<id>/changes")
def page(id: str) -> Response:
    """What changed between two texts of an article: by default from the one before the present one to it."""
    site = this_site()
    asked = tuple(read_place(request.args.get(name), name) for name in ("from", "to"))

    def make(searcher: Searcher) -> Response:
        texts = find_texts(searcher, id)
        before, after = _pair(texts, *asked)
        view = changes_view(before, after, texts, site.settings.title, site.settings.timezone)
        return make_response(render_template("changes.html", view=view))

    return from_snapshot(make)


@pages.get("/api/v1/articles/<id>/versions")
def versions(id: str) -> Response:
    """The texts of an article that are kept, whole."""
    return from_snapshot(lambda searcher: jsonify(versions_object(find_texts(searcher, id))))


def find_texts(searcher: Searcher, id: str) -> tuple[Article, ...]:
    """The texts of an article, newest first. Raises NotFound."""
    texts = searcher.versions(id) if ID.fullmatch(id) else ()
    if not texts:
        raise no_article()
    return texts


def changes_view(before: Article, after: Article, texts: Sequence[Article], site: str, timezone: str) -> ChangesView:
    """What changed from one text to another."""
    body = difference(before.body, after.body)
    (title,) = difference(before.title, after.title) or ((),)
    told = (title, *body)
    gone, new = (counted(changed_words(told, kind), "word", "words") for kind in ("gone", "new"))
    heading = f"From version {before.version} to version {after.version}"
    return ChangesView(
        chrome=Chrome(site, f"{heading}: {after.title}", ""),
        heading=heading,
        lang=after.language or "",
        told=f"{gone} taken out, {new} put in" if before.body != after.body or title else "Nothing changed",
        title=title,
        paragraphs=body,
        versions=versions_view(texts, after.version, timezone),
        article=url_for("article.page", id=after.id),
    )


def versions_view(texts: Sequence[Article], current: int, timezone: str) -> tuple[VersionView, ...]:
    """The texts of an article, newest first."""
    kept = {text.version for text in texts}
    return tuple(_version(text, texts[0].version, current, text.version - 1 in kept, timezone) for text in texts)


def _version(text: Article, present: int, current: int, has_before: bool, timezone: str) -> VersionView:
    number = text.version
    updated = text.updated is not None
    moment, precision = (text.updated, "minute") if updated else (text.published, text.published_precision)
    is_present = number == present
    return VersionView(
        name=f"Version {number}{', the present one' if is_present else ''}",
        url=url_for("article.page", id=text.id, version=None if is_present else number),
        when=iso_date(moment, precision) or "",
        printed=printed_date(moment, precision, timezone) if moment else "",
        current=number == current,
        changes=changes_address(text.id, number - 1, number) if has_before else "",
    )


def changes_address(id: str, low: int, high: int) -> str:
    """The page of what changed from one version to another."""
    return f"{url_for('versions.page', id=id)}?from={low}&to={high}"


def _pair(texts: Sequence[Article], low: int | None, high: int | None) -> tuple[Article, Article]:
    """The texts of two versions, the present one and the one before where not told. Raises NotFound."""
    by_version = {text.version: text for text in texts}
    to = high or texts[0].version
    start = low or max((version for version in by_version if version < to), default=to)
    for version in (start, to):
        if version not in by_version:
            raise no_version(version)
    if start == to:
        hint = "Its address without /changes shows the article."
        raise NotFound("version_not_found", "Only one text of this article is kept.", hint)
    return by_version[start], by_version[to]
