"""`/api/v1/suggest` and `/api/v1/articles/<id>/related`: how a query may go on, and articles like one."""

import re

from flask import Blueprint, Response, jsonify, request, url_for

from search import Completion, Hit, Searcher
from web.answers import CompletionAnswer, RelatedAnswer, SuggestAnswer
from web.caching import from_snapshot
from web.errors import NotFound
from web.json_answer import article_metadata, story_object
from web.links import SearchLinks

pages = Blueprint("around", __name__)
_ID = re.compile("[a-z2-7]{26}")
MOST_SUGGESTED = 8
MOST_RELATED = 5


@pages.get("/api/v1/suggest")
def suggest() -> Response:
    """How the text in the box may go on. Nothing typed is refused: it is only not completed."""
    typed = request.args.get("q", "")
    links = SearchLinks(url_for("results.page", _external=True), ())

    def make(searcher: Searcher) -> Response:
        response = jsonify(suggest_object(typed, searcher.suggest(typed, MOST_SUGGESTED), links))
        # What was not found between two keystrokes may be found at the next.
        response.cache_control.no_store = True
        return response

    return from_snapshot(make)


@pages.get("/api/v1/articles/<id>/related")
def related(id: str) -> Response:
    """The articles most like one."""
    return from_snapshot(lambda searcher: jsonify(related_object(find_related(searcher, id))))


def find_related(searcher: Searcher, id: str) -> tuple[Hit, ...]:
    """The articles most like the article of that id. Raises NotFound."""
    found = searcher.related(id, MOST_RELATED) if _ID.fullmatch(id) else None
    if found is None:
        hint = "It may have been withdrawn, or its address was cut short. Search for its headline."
        raise NotFound("article_not_found", "No article has this address.", hint)
    return found


def suggest_object(typed: str, completions: tuple[Completion, ...], links: SearchLinks) -> SuggestAnswer:
    """Ways to go on, each with the address it leads to."""
    return {"query": typed, "suggestions": [_completion(each, links) for each in completions]}


def related_object(hits: tuple[Hit, ...]) -> RelatedAnswer:
    """Articles like one, the likest first."""
    return {
        "results": [
            {
                **article_metadata(hit.article),
                "score": round(hit.score, 6),
                "rank": hit.rank,
                "story": story_object(hit.story) if hit.story else None,
            }
            for hit in hits
        ]
    }


def _completion(each: Completion, links: SearchLinks) -> CompletionAnswer:
    url = url_for("article.page", id=each.id, _external=True) if each.id else links.asking(each.query)
    return {
        "kind": each.kind,
        "text": each.text,
        "query": each.query,
        "articles": each.articles,
        "id": each.id,
        "url": url,
    }
