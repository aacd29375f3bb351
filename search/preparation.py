"""Compiles the loops that answer queries, before anyone waits for an answer.

Their machine code is kept on disk, so this takes some twenty seconds once after an installation, and a fraction of one
afterwards. Whoever builds an index calls it; a searcher that finds nothing kept would compile at its first query.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import Article
from index import open_writer
from search.query import And, Or, Phrase, Prefix, Query, Term
from search.results import SearchRequest
from search.searcher import open_searcher

BODIES = ("the quick report", "a report of the quick", "nothing to report")
QUERIES: tuple[Query, ...] = (
    Term("report"),
    Term("quick", exact=True),
    Or((Term("quick"), Term("report"))),
    And((Term("quick"), Term("report"))),
    Phrase(("the", "quick")),
    Prefix("rep"),
)


def prepare() -> None:
    """Compile, or find compiled, every loop a query may run. Raises what `open_writer` raises."""
    with TemporaryDirectory(prefix="dateline-") as home:
        address = Path(home) / "index"
        with open_writer(address) as writer:
            writer.upsert(Article(id=str(n), title="", body=body, language="en") for n, body in enumerate(BODIES))
        with open_searcher(address) as searcher:
            for query in QUERIES:
                searcher.search(SearchRequest(query))
            searcher.search(SearchRequest(QUERIES[0], sort="newest"))
