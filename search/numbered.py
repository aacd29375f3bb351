"""A name with a number is written F-16 or F16, covid-19 or covid19: whichever is typed, both are asked for."""

import re

from index.analysis import query_words
from search.query import Boost, Or, Phrase, Query, Term

NAME = re.compile(r"[^\W\d_]{1,20}")
NUMBERED = re.compile(rf"({NAME.pattern})([0-9]{{1,6}})")


def other_spelling(word: Query) -> Query | None:
    """A plain word of letters and then digits as a joined one, or such a joined word as one; None for any other.

    >>> other_spelling(Term("F16"))
    Phrase(words=('F', '16'), field=None, slop=0, stemmed=True, required=False)
    >>> other_spelling(Phrase(("covid", "19"), stemmed=True)).word
    'covid19'
    >>> other_spelling(Term("ferry")), other_spelling(Term("4x4"))
    (None, None)
    """
    match word:
        case Term(typed, None, False, False):
            found = NUMBERED.fullmatch(typed)
            parts = found.groups() if found else ()
            return Phrase(parts, stemmed=True) if parts and query_words("-".join(parts)) == parts else None
        case Phrase((name, number), None, 0, True, False):
            joined = name + number
            return Term(joined) if NUMBERED.fullmatch(joined) and query_words(joined) == (joined,) else None
        case _:
            return None


def is_either_spelling(query: Query) -> bool:
    """Whether an Or asks for the two spellings of one word, whatever it counts."""
    either = query.clause if isinstance(query, Boost) else query
    return (
        isinstance(either, Or) and len(either.clauses) == 2 and other_spelling(either.clauses[0]) == either.clauses[1]
    )
