"""`/story/<id>`: the copies of one text in order of publication; and what a page says of a story in passing."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from search import Copies, Searcher, Story
from web.addresses import stem_of
from web.caching import from_snapshot
from web.copies import CopyView, copy_view
from web.errors import NotFound
from web.finding import ID, no_article
from web.json_answer import copies_object
from web.params import read_place
from web.site import Chrome, this_site
from web.wording import counted

pages = Blueprint("story", __name__)
MOST_COPIES = 100


@dataclass(frozen=True, slots=True)
class StoryView:
    """What story.html shows. dated, undated: the copies; json: their address.

    rest:  which of all copies these are, in words; empty where these are all
    previous, next: the addresses of the pages beside this one, empty where there is none
    """

    chrome: Chrome
    heading: str
    summary: str
    dated: tuple[CopyView, ...]
    undated: tuple[CopyView, ...]
    rest: str
    previous: str
    next: str
    json: str


@pages.get("/story/<id>")
def page(id: str) -> Response:
    """The page of a story. Any copy's id finds it, and is led to the address of the story."""
    site = this_site()
    number = page_number()

    def make(searcher: Searcher) -> Response:
        found = find_copies(searcher, id, number)
        if found.story.id != id:
            return make_response(redirect(_address("story.page", found.story, number), 303))
        heading = find_copies(searcher, id, 1, most=1).copies[0].article.title
        view = story_view(found, Chrome(site.settings.title, heading, ""), site.settings.timezone, number)
        return make_response(render_template("story.html", view=view))

    return from_snapshot(make)


@pages.get("/api/v1/articles/<id>/copies")
def copies(id: str) -> Response:
    """A page of the copies of an article."""
    number = page_number()
    return from_snapshot(lambda searcher: jsonify(copies_object(find_copies(searcher, id, number))))


def page_number() -> int:
    """The page asked for, from 1. Raises BadParameter."""
    return read_place(request.args.get("page"), "page") or 1


def find_copies(searcher: Searcher, id: str, number: int, most: int = MOST_COPIES) -> Copies:
    """A page of the story of the article of that id. Raises NotFound, behind the last page, too."""
    found = searcher.copies(id, most, (number - 1) * most) if ID.fullmatch(id) else None
    if found is None:
        raise no_article()
    if not found.copies:
        message = f"This story has no page {number}: it has {counted(found.story.size, 'copy', 'copies')}."
        raise NotFound("page_not_found", message, f"A page has {most} copies; the first is page 1.")
    return found


def story_view(found: Copies, chrome: Chrome, timezone: str, number: int = 1) -> StoryView:
    """A page of a story, under the title of its first copy."""
    before = (number - 1) * MOST_COPIES
    stem = stem_of("article.page")
    shown = tuple(copy_view(copy, stem + copy.article.id, timezone) for copy in found.copies)
    last = before + len(shown)
    size = found.story.size
    return StoryView(
        chrome=chrome,
        heading=chrome.title,
        summary=summary(found.story),
        dated=tuple(view for view in shown if view.printed),
        undated=tuple(view for view in shown if not view.printed),
        rest=f"Copies {before + 1:,} to {last:,} of {size:,}" if len(shown) < size else "",
        previous=_address("story.page", found.story, number - 1) if before else "",
        next=_address("story.page", found.story, number + 1) if last < size else "",
        json=_address("story.copies", found.story, number),
    )


def _address(endpoint: str, story: Story, number: int) -> str:
    """Where a page of a story is; the first needs no number."""
    return url_for(endpoint, id=story.id, page=number if number > 1 else None)


def summary(story: Story) -> str:
    """A story in a line: `4 copies in 3 outlets, credited to Reuters`."""
    copies = counted(story.size, "copy", "copies")
    outlets = f" in {counted(story.outlets, 'outlet', 'outlets')}" if story.outlets else ""
    return f"{copies}{outlets}{f', credited to {story.agency}' if story.agency else ''}"
