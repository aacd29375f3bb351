"""Clauses put together in normal form, so that one meaning has one shape.

No And stands in an And, no Or in an Or, none is empty or of one clause. A Not stands only in an And, beside at least
one clause that is not a Not (All where nothing else was asked), and never in another Not. A Boost holds something
that is scored, never another Boost, and its factor is not 1. None is nothing at all: a word that was dropped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.query import All, And, Boost, Near, Not, Or, Phrase, Query, Term, scored

LEAST_FACTOR, MOST_FACTOR = 0.01, 100.0
FACTOR_DIGITS = 4  # after the point; with two before it, "%g" writes a factor without loss


def every(clauses: Iterable[Query | None]) -> Query | None:
    """All of the clauses; None where there is none."""
    flat = list(_spread(And, clauses))
    if any(not isinstance(clause, Not | All) for clause in flat):
        flat = [clause for clause in flat if not isinstance(clause, All)]
    elif flat:
        flat = [All(), *(clause for clause in flat if not isinstance(clause, All))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def either(clauses: Iterable[Query | None]) -> Query | None:
    """At least one of the clauses; None where there is none, every article where it is one of them."""
    flat = list(_spread(Or, (every([clause]) for clause in clauses)))
    if All() in flat:
        return All()
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def negated(clause: Query | None) -> Query | None:
    """What the clause does not match. Twice is not at all."""
    match clause:
        case None | All():
            return None
        case Not(inner) | And((All(), Not(inner))):
            return inner
        case Boost(inner):
            return negated(inner)
        case Term() | Phrase():
            return Not(replace(clause, required=False))
        case _:
            return Not(clause)


def boosted(clause: Query | None, factor: float) -> Query | None:
    """The clause with its score multiplied, factors multiplied and kept in bounds."""
    if isinstance(clause, Boost):
        return boosted(clause.clause, clause.factor * factor)
    within = round(min(max(factor, LEAST_FACTOR), MOST_FACTOR), FACTOR_DIGITS)
    if clause is None or within == 1 or not scored(clause):
        return clause
    return Boost(clause, within)


def required(clause: Query | None) -> Query | None:
    """The clause with its bare words marked as required; everything else is required as it stands."""
    match clause:
        case Boost(inner, factor):
            return boosted(required(inner), factor)
        case And(clauses):
            return every(required(one) for one in clauses)
        case Term(field=None, exact=False) | Phrase(field=None, stemmed=True):
            return replace(clause, required=True)
        case _:
            return clause


def leaves(query: Query | None) -> int:
    """How many clauses there are that hold no clauses themselves; All and nothing count none.

    Neighbors count as the two words they are written as, though a NEAR/5 b NEAR/5 c was typed with three for four.
    """
    match query:
        case None | All():
            return 0
        case And(clauses) | Or(clauses):
            return sum(leaves(clause) for clause in clauses)
        case Not(clause) | Boost(clause):
            return leaves(clause)
        case Near():
            return 2
        case _:
            return 1


def without_last(query: Query | None) -> Query | None:
    """The query without its last leaf."""
    match query:
        case And((*clauses, last)):
            return every([*clauses, without_last(last)])
        case Or((*clauses, last)):
            return either([*clauses, without_last(last)])
        case Not(clause):
            return negated(without_last(clause))
        case Boost(clause, factor):
            return boosted(without_last(clause), factor)
        case _:
            return None


def _spread(kind: type[And] | type[Or], clauses: Iterable[Query | None]) -> Iterator[Query]:
    for clause in clauses:
        if isinstance(clause, kind):
            yield from clause.clauses
        elif clause is not None:
            yield clause
