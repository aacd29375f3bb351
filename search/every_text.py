"""A request for `versions="all"` as one over every text, each an article of its own; and the answer to it."""

from dataclasses import replace

from search.results import ResultPage, SearchRequest


def over_every_text(request: SearchRequest, *, grouped: bool = True) -> SearchRequest:
    """A request for `versions="all"` as it is asked of every text; grouped: where an article may have several."""
    asked = replace(request, versions="current", group="story" if grouped else request.group, after=None)
    return replace(asked, after=replace(request.after, digest=asked.digest)) if request.after else asked


def of_articles(page: ResultPage, request: SearchRequest) -> ResultPage:
    """The answer to a request for `versions="all"`, from the page of every text."""
    cursor = replace(page.cursor, digest=request.digest) if page.cursor else None
    return replace(page, cursor=cursor)
