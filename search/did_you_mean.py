"""The suggestion of a page: `spelling.py` asked with what the page found."""

from collections.abc import Callable
from typing import Literal

from search.deadline import DeadlinePassed
from search.interpret import write
from search.query import Query
from search.relax import any_of
from search.results import SearchRequest, Suggestion
from search.spelling import Lexicon, suggested

SUGGESTION_S = 0.5  # reading a large vocabulary is cut short then, and goes on with the next slip


def suggestion(
    request: SearchRequest,
    matching: Literal["all", "any"],
    found: int,
    lexicon: Lexicon,
    count: Callable[[Query], int],
) -> Suggestion | None:
    """What was probably meant, where that finds more; None too where there was no time to find out.

    found: how many articles the request found, matched as `matching` says
    count: how many a query finds under the request's filters; 0 where there was no time
    """
    as_typed = matching == "all" or request.matching == "any"

    def count_asked(query: Query) -> int:
        asked = any_of(query) if request.matching == "any" else None
        return count(asked or query)

    try:
        better = suggested(request.query, lexicon, found if as_typed else 0, count_asked)
    except DeadlinePassed:
        return None
    return Suggestion(write(better[0]), better[1]) if better else None
