"""The query box: text to a query, never an error.

Four steps, each of values: the lexer cuts the text, the grammar builds clauses (words by the index's tokenizer), the
result is cut to the limits, and `interpreted` writes it back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from search.clauses import without_last
from search.grammar import MAX_NESTING, Grammar
from search.interpret import write
from search.lexer import MAX_CHARS, lex
from search.query import All, Query
from search.results import SearchWarning
from search.synonyms import NO_SYNONYMS, Synonyms


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
    kept = query
    while (text := _written(kept)) is None:
        kept = without_last(kept) or All()
    if kept == query:
        return query, text, []
    return (
        kept,
        text,
        [SearchWarning("too_long", "written in full this is too long; its last clauses were ignored", end)],
    )


def _written(query: Query) -> str | None:
    """The query as text within the limits, with brackets that only explain where there is room for them."""
    texts = (write(query, brackets=brackets) for brackets in (True, False))
    return next((text for text in texts if len(text) <= MAX_CHARS and _nesting(text) <= MAX_NESTING), None)


def _nesting(text: str) -> int:
    """The deepest brackets of a text; those in quotes count as well, which errs on the safe side."""
    depth = deepest = 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        deepest = max(deepest, depth)
    return deepest
