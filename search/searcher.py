"""The searching port: an immutable snapshot of one commit, and the table that picks an engine by address."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

from corpus import Article
from index import BadAddress, parse_address
from search.completion import Completion
from search.results import Copies, Hit, IndexStats, ResultPage, SearchRequest


class Searcher(Protocol):
    """A snapshot of one commit. One searcher serves many threads; what it returns outlives it.

    Every engine gives the same answer to a request, the naive one of `tests/contract` included:

    - Scores are those of `scoring.py`, multiplied by its `recency` where the request has a half-life: of the time
      between the article's date and the newest date there is, or the newest not after the day that follows the
      request's `reference`, where any is that old; the undated lose nothing. By relevance the best come
      first; a query in which nothing is scored (`scored`) is listed newest first. By date the undated come last, both
      ways. Ties are ordered by id.
    - Totals, facets and histogram are exact unless `timed_out`; then the page shows what was found in time.
    - Where `matching` is "auto" and nothing passes query and filters, `any_of` the words is asked for instead; what ran
      out of time is not taken for nothing.
    - A range holds an article whose whole period lies in it (`periods.py`); `undated:true` the undated, `edited:true`
      those of a version above 1, `site` a host with its subdomains, `lang` a language.
    - Phrases and NEAR lie within one field, and in a field of several values within one value.
    - A prefix, wildcard or fuzzy word stands for at most MAX_EXPANSIONS real words (`expansion.py`), those that most
      articles have; the page warns with `expansion_capped`. A lone `*` is whatever has a word in that field.

    - After a cursor come the hits behind its key and id, whatever was added or lost since; `page` and `rank` count them
      in the list as it is now.
    - Grouped by story, the list holds of each story the copy that comes first in its order; `total` counts those,
      `total_articles`, facets and histogram every article.
    - A diverse list has its best hits reordered as `diversity.py` says, before it is cut into pages.
    - The explanation of a hit has its score for a value (`explanation.py`).
    - A suggestion is that of `spelling.py`; where there is no time left to find one, there is none.

    After `close` every verb raises SearcherClosed.
    """

    @property
    def generation(self) -> int: ...

    def search(self, request: SearchRequest) -> ResultPage:
        """Answer a request with one page of hits."""

    def article(self, id: str, version: int | None = None) -> Article | None:
        """The article of that id, or None; version: an earlier text of it, None where that is not kept."""

    def versions(self, id: str) -> tuple[Article, ...]:
        """The present text of an article and the earlier ones kept, newest first; empty where there is none."""

    def marked(self, id: str, request: SearchRequest, version: int | None = None) -> Hit | None:
        """The article with its whole title and body as one snippet each, the request's matches marked."""

    def copies(self, story: str, most: int = 100, skip: int = 0) -> Copies | None:
        """The story of this article, its first copies after `skip`; None where there is no article of this id."""

    def related(self, id: str, size: int = 5) -> tuple[Hit, ...] | None:
        """The articles most like this one (`related.py`), without snippets; None where there is no such article."""

    def suggest(self, typed: str, size: int = 8) -> tuple[Completion, ...]:
        """How the text in the box may go on (`completion.py`); what is not found between two keystrokes is left out."""

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit of a request in its order, without snippets, streamed; page, size and deadline are ignored."""

    def stats(self) -> IndexStats: ...

    def close(self) -> None:
        """Release the snapshot; may be repeated."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


ENGINES = {"whoosh": ("search.columnar.searcher", "open_columnar")}
FINGERPRINTS = {"whoosh": ("search.whoosh_freshness", "fingerprint")}


def open_searcher(address: str | Path) -> Searcher:
    """Open the newest commit at an address.

    Raises BadAddress, IndexMissing, IndexMismatch, IndexUnavailable, IndexCorrupt.
    """
    where = parse_address(address)
    if where.scheme not in ENGINES:
        raise BadAddress(f"{address}: no engine is called {where.scheme!r}; known: {', '.join(sorted(ENGINES))}")
    module, name = ENGINES[where.scheme]
    engine = cast(Callable[[str], Searcher], getattr(import_module(module), name))
    return engine(where.location)


def fingerprint(address: str | Path) -> str:
    """What tells the newest commit at an address from any other, found without opening it; "" where there is none.

    Cheap enough for every second. Raises BadAddress, IndexUnavailable.
    """
    where = parse_address(address)
    if where.scheme not in FINGERPRINTS:
        raise BadAddress(f"{address}: no engine is called {where.scheme!r}; known: {', '.join(sorted(FINGERPRINTS))}")
    module, name = FINGERPRINTS[where.scheme]
    look = cast(Callable[[str], str], getattr(import_module(module), name))
    return look(where.location)
