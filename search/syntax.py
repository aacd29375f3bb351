"""The query box: text to a query, never an error.

Four steps, each of values: the lexer cuts the text, the grammar builds clauses (words by the index's tokenizer), the
result is cut to the limits, and `interpreted` writes it back.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from search.clauses import leaves, without_last
from search.grammar import MAX_CLAUSES, MAX_NESTING, Grammar
from search.interpret import write
from search.lexer import MAX_CHARS, lex
from search.query import All, Query
from search.results import SearchWarning
from search.synonyms import NO_SYNONYMS, Synonyms

_BRACKET = re.compile("[()]")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a reader typed and what it means.

    interpreted: the query written back in full syntax, relative dates made absolute; parsing it gives `query` again
    warnings:    in the order of the text
    """

    text: str
    query: Query
    interpreted: str
    warnings: tuple[SearchWarning, ...] = ()


def parse(
    text: str, *, now: datetime | None = None, timezone: str = "UTC", synonyms: Synonyms = NO_SYNONYMS
) -> ParsedQuery:
    """Read the query box. Always returns a query; what was repaired or ignored is in `warnings`.

    now:      aware; what relative dates are counted from, the present where None
    timezone: IANA name; where the reader's today begins and ends
    synonyms: what bare words are widened by, as far as the limits of a query allow

    Raises ValueError for a `now` without a time zone, ZoneInfoNotFoundError for an unknown time zone; never for `text`.
    """
    lexemes, repaired = lex(text)
    grammar = Grammar(lexemes, _wall_clock(now, timezone))
    query, interpreted, cut = _fit(grammar.run() or All(), len(text))
    if not cut and (written := _written(wider := synonyms.widen(query))) is not None:
        query, interpreted = wider, written
    warnings = sorted((*repaired, *grammar.warnings, *cut), key=lambda warning: warning.at)
    return ParsedQuery(text, query, interpreted, tuple(warnings))


def _wall_clock(now: datetime | None, timezone: str) -> datetime:
    zone: tzinfo = UTC if timezone == "UTC" else ZoneInfo(timezone)
    if now is not None and now.tzinfo is None:
        raise ValueError(f"now {now} has no time zone; give it one (UTC)")
    return (now or datetime.now(UTC)).astimezone(zone)


def _fit(query: Query, end: int) -> tuple[Query, str, list[SearchWarning]]:
    """The query and its text, the last clauses dropped as long as that text would itself be beyond the limits."""
    if (text := _written(query)) is not None:
        return query, text, []
    shorter = list(_shortened(query))
    kept = shorter[bisect_left(shorter, True, key=lambda each: _written(each) is not None)]
    warning = SearchWarning("too_long", "written in full this is too long; its last clauses were ignored", end)
    return kept, _written(kept) or "", [warning]


def _shortened(query: Query) -> Iterator[Query]:
    """The query without its last clause, without its last two, and so on to every article."""
    left = without_last(query)
    while left is not None:
        yield left
        left = without_last(left)
    yield All()


def _written(query: Query) -> str | None:
    """The query as text within the limits, with brackets that only explain where there is room for them."""
    if leaves(query) > MAX_CLAUSES:
        return None
    texts = (write(query, brackets=brackets) for brackets in (True, False))
    return next((text for text in texts if len(text) <= MAX_CHARS and _nesting(text) <= MAX_NESTING), None)


def _nesting(text: str) -> int:
    """The deepest brackets of a text; those in quotes count as well, which errs on the safe side."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket == "(" else -1
        deepest = max(deepest, depth)
    return deepest
