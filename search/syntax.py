"""The query box: text to a query, never an error."""

from dataclasses import dataclass
from datetime import datetime

from search.query import Query
from search.results import SearchWarning


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a reader typed and what it means.

    interpreted: the query written back in full syntax, relative dates made absolute; parsing it gives `query` again
    """

    text: str
    query: Query
    interpreted: str
    warnings: tuple[SearchWarning, ...] = ()


def parse(text: str, *, now: datetime | None = None, timezone: str = "UTC") -> ParsedQuery:
    """Read the query box. Always returns a query; what was repaired or ignored is in `warnings`."""
    raise NotImplementedError
