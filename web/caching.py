"""Keeps a page, in the browser and here, for as long as the snapshot it was made from is the current one."""

from collections.abc import Callable
from hashlib import blake2b

from flask import Response, request

from search import Searcher
from web.kept_answers import KeptAnswers
from web.site import this_site


def from_snapshot(make: Callable[[Searcher], Response]) -> Response:
    """A response made from the current snapshot, or 304 where the browser has that one already.

    The tag names the snapshot, the address and the day, since `yesterday` in a query means another day tomorrow. A
    response that forbids storing (an answer cut short by its time limit) stays untagged. Raises what `Searchers.use`
    raises.
    """
    site = this_site()
    with site.searchers.use() as snapshot:
        tag = _tag(snapshot.stamp, site.today(), request.url)
        known = request.if_none_match.contains_weak(tag)
        response = Response(status=304) if known else _made(tag, make, snapshot.searcher, site.kept)
    if not response.cache_control.no_store:
        response.set_etag(tag, weak=True)
        response.cache_control.no_cache = True
    return response


def _made(tag: str, make: Callable[[Searcher], Response], searcher: Searcher, kept: KeptAnswers) -> Response:
    """The answer as it was sent before, or worked out and kept."""
    response = kept.find(tag)
    if response is None:
        response = make(searcher)
        kept.keep(tag, response)
    return response


def _tag(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
