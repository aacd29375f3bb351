"""The fallback: where nothing has all of the words, articles with any of them.

Only bare words give way, as `bare_words` says; exclusions, filters, phrases, fields and what was typed with an
operator stay required, so that the fallback never shows what a reader ruled out.
"""

from search.clauses import either, every
from search.query import And, Query, bare_words


def any_of(query: Query) -> Query | None:
    """The query with its bare words as alternatives, or None where fewer than two of them could give way."""
    bare = bare_words(query)
    if len(bare) < 2:
        return None
    alternatives = either(bare)
    rest = _beside(query, bare)
    return every([alternatives, *rest])


def _beside(query: Query, bare: tuple[Query, ...]) -> tuple[Query, ...]:
    clauses = query.clauses if isinstance(query, And) else ()
    return tuple(clause for clause in clauses if clause not in bare)
