"""`/story/<id>`: the copies of one text in order of publication; and what a page says of a story in passing."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, url_for

from search import Copies, Copy, Searcher, Story
from web.caching import from_snapshot
from web.errors import NotFound
from web.json_answer import copies_object
from web.site import Chrome, this_site
from web.wording import counted, iso_date, printed_date

pages = Blueprint("story", __name__)
MOST_COPIES = 100
_ID = re.compile("[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class CopyView:
    """One copy.

    lag:  how long after the first, as `+14 min`; empty where the dates do not tell
    told: what else is to be said of it
    """

    url: str
    title: str
    lang: str
    source: str
    published: str
    printed: str
    lag: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """What story.html shows. dated, undated: the copies; rest: how many more there are, in words; json: its address."""

    chrome: Chrome
    heading: str
    summary: str
    dated: tuple[CopyView, ...]
    undated: tuple[CopyView, ...]
    rest: str
    json: str


@pages.get("/story/<id>")
def page(id: str) -> Response:
    """The page of a story. Any copy's id finds it, and is led to the address of the story."""
    site = this_site()

    def make(searcher: Searcher) -> Response:
        found = find_copies(searcher, id)
        if found.story.id != id:
            return make_response(redirect(url_for("story.page", id=found.story.id), 303))
        view = story_view(found, site.settings.title, site.settings.timezone)
        return make_response(render_template("story.html", view=view))

    return from_snapshot(make)


@pages.get("/api/v1/articles/<id>/copies")
def copies(id: str) -> Response:
    """The copies of an article."""
    return from_snapshot(lambda searcher: jsonify(copies_object(find_copies(searcher, id))))


def find_copies(searcher: Searcher, id: str) -> Copies:
    """The story of the article of that id. Raises NotFound."""
    found = searcher.copies(id, MOST_COPIES) if _ID.fullmatch(id) else None
    if found is None:
        hint = "It may have been withdrawn, or its address was cut short. Search for its headline."
        raise NotFound("article_not_found", "No article has this address.", hint)
    return found


def story_view(found: Copies, site: str, timezone: str) -> StoryView:
    """The page of a story."""
    first = found.copies[0].article
    shown = tuple(_copy_view(copy, timezone) for copy in found.copies)
    more = found.story.size - len(shown)
    return StoryView(
        chrome=Chrome(site, first.title, ""),
        heading=first.title,
        summary=summary(found.story),
        dated=tuple(view for view in shown if view.printed),
        undated=tuple(view for view in shown if not view.printed),
        rest=f"and {counted(more, 'more copy', 'more copies')}" if more else "",
        json=url_for("story.copies", id=found.story.id),
    )


def summary(story: Story) -> str:
    """A story in a line: `4 copies in 3 outlets, credited to Reuters`."""
    copies = counted(story.size, "copy", "copies")
    outlets = f" in {counted(story.outlets, 'outlet', 'outlets')}" if story.outlets else ""
    return f"{copies}{outlets}{f', credited to {story.agency}' if story.agency else ''}"


def lag(copy: Copy) -> str:
    """How long after the first one, rounded down.

    >>> from corpus import Article
    >>> article = Article(id="a", title="", body="")
    >>> [lag(Copy(article, seconds, True)) for seconds in (30, 840, 9000, 200_000)]
    ['at once', '+14 min', '+2 h 30 min', '+2 days']
    """
    if copy.lag_s is None:
        return ""
    minutes = copy.lag_s // 60
    if minutes < 1:
        return "at once"
    if minutes < 60:
        return f"+{minutes} min"
    if minutes < 48 * 60 and copy.lag_exact:
        hours, rest = divmod(minutes, 60)
        return f"+{hours} h {rest} min" if rest else f"+{hours} h"
    return f"+{counted(minutes // 1440, 'day', 'days')}"


def _copy_view(copy: Copy, timezone: str) -> CopyView:
    article = copy.article
    told = []
    if copy.first:
        told.append("first")
    if article.agency:
        told.append(f"credits {article.agency}")
    elif copy.uncredited:
        told.append("credits no wire service")
    if article.version > 1:
        told.append("edited")
    return CopyView(
        url=url_for("article.page", id=article.id),
        title=article.title,
        lang=article.language or "",
        source=article.source or "",
        published=iso_date(article.published, article.published_precision) or "",
        printed=printed_date(article.published, article.published_precision, timezone) if article.published else "",
        lag=lag(copy),
        told=tuple(told),
    )
