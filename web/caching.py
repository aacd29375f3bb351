"""Lets a browser keep a page for as long as the snapshot it was made from is the current one."""

from collections.abc import Callable
from hashlib import blake2b

from flask import Response, request

from search import Searcher
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
        response = Response(status=304) if known else make(snapshot.searcher)
    if not response.cache_control.no_store:
        response.set_etag(tag, weak=True)
        response.cache_control.no_cache = True
    return response


def _tag(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
