"""The fallback: where nothing has all of the words, articles with any of them.

Only bare words give way, as `bare_words` says, and words in two spellings; exclusions, filters, phrases, fields and
what was typed with an operator stay required, so that the fallback never shows what a reader ruled out.
"""

from search.clauses import either, every
from search.numbered import is_either_spelling
from search.query import And, Query, bare_words


def any_of(query: Query) -> Query | None:
    """The query with its bare words as alternatives, or None where fewer than two of them could give way."""
    clauses = query.clauses if isinstance(query, And) else ()
    bare = bare_words(query)
    words = [clause for clause in clauses if clause in bare or is_either_spelling(clause)]
    if len(words) < 2:
        return None
    return every([either(words), *(clause for clause in clauses if clause not in words)])
