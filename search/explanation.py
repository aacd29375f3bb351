"""Why an article has its score: the formula of `scoring.py` in words and numbers, part by part.

An engine tells what each leaf of the query found in the article (`Evidence`); what that adds up to is worked out here,
one article at a time, from the formula and not from the engine's loops: so it checks them as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul
from typing import Literal, NamedTuple

from search.interpret import write
from search.query import And, Boost, Not, Or, Query, Term, prefers_spelling
from search.scoring import (
    BODY_B,
    BODY_WEIGHT,
    K1,
    RECENCY_FLOOR,
    SPELLED,
    TITLE_B,
    TITLE_WEIGHT,
    idf,
    leaf_score,
    length_norm,
    recency,
)

Joined = Literal["sum", "product", "saturation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number, what it is, and the numbers it is made of.

    joined: how they make it: their "sum", their "product", or the "saturation" f / (f + K1) of the only one, f; None
            where there are none
    """

    value: float
    says: str
    parts: tuple["Explanation", ...] = ()
    joined: Joined | None = None


class Worth(NamedTuple):
    """A word of a leaf, and how many articles have it (as `scoring.py` counts them)."""

    word: str
    articles: int


class Evidence(NamedTuple):
    """What a leaf of the query found in an article that it matches.

    words:       what its idf is made of; none where the leaf is not scored
    title, body: how often it occurs there
    """

    words: tuple[Worth, ...] = ()
    title: int = 0
    body: int = 0


class Length(NamedTuple):
    """The length of a field, and the mean over the snapshot, in tokens."""

    tokens: int
    mean: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What a score takes from the article and its snapshot, whatever is asked.

    articles: how many there are; age_days: against the newest of them, None for the undated
    """

    articles: int
    title: Length
    body: Length
    age_days: float | None


Look = Callable[[Query], Evidence | None]  # of a leaf; None where it does not match


def explain(query: Query, look: Look, measured: Measured, half_life: float | None) -> Explanation | None:
    """The score of an article, part by part; None where it does not match.

    half_life: as in SearchRequest
    """
    found = _clause(query, look, measured)
    if found is None or half_life is None:
        return found
    return _product("relevance times recency", (found, _recency(measured.age_days, half_life)))


def _clause(query: Query, look: Look, measured: Measured) -> Explanation | None:
    match query:
        case And(clauses):
            found = [_clause(clause, look, measured) for clause in clauses]
            kept = [each for each in found if each]
            return _sum("all of these", kept) if len(kept) == len(found) else None
        case Or(clauses):
            found = [_clause(clause, look, measured) for clause in clauses]
            kept = [each for each in found if each]
            return _sum(f"{len(kept)} of {len(found)} alternatives", kept) if kept else None
        case Not(clause):
            return _unscored(query) if _clause(clause, look, measured) is None else None
        case Boost(clause, factor):
            inner = _clause(clause, look, measured)
            return inner and _product("boosted", (inner, Explanation(factor, f"the boost ^{factor:g}")))
        case _:
            evidence = look(query)
            if evidence is None:
                return None
            if not evidence.words:
                return _unscored(query)
            leaf = _leaf(query, evidence, measured)
            return _preferring(leaf, query, evidence, look, measured) if isinstance(query, Term) else leaf


def _preferring(found: Explanation, query: Term, evidence: Evidence, look: Look, measured: Measured) -> Explanation:
    """A word's explanation, with what it gains where the article has the spelling that was typed."""
    exact = replace(query, exact=True, required=False)
    spelled = look(exact) if prefers_spelling(query) else None
    if spelled is None:
        return found
    again = _leaf(exact, spelled._replace(words=evidence.words), measured)
    share = Explanation(SPELLED, "the share of a spelling with a capital or an accent")
    return _sum(f"{write(query)}, and spelled so", (found, _product("spelled as typed", (again, share))))


def _unscored(query: Query) -> Explanation:
    return Explanation(0.0, f"{write(query) or 'every article'}: narrows and adds nothing")


def _leaf(query: Query, evidence: Evidence, measured: Measured) -> Explanation:
    weights = [_idf(word, measured.articles) for word in evidence.words]
    weight = weights[0] if len(weights) == 1 else _sum("the idf of its words together", weights)
    fields = [
        _field("title", evidence.title, measured.title, TITLE_WEIGHT, TITLE_B),
        _field("body", evidence.body, measured.body, BODY_WEIGHT, BODY_B),
    ]
    frequency = _sum("f, its frequency in both fields", [each for each in fields if each.value])
    saturated = Explanation(
        leaf_score(1.0, frequency.value), f"saturated: f / (f + {K1})", (frequency,), joined="saturation"
    )
    return _product(write(query), (weight, saturated))


def _idf(word: Worth, articles: int) -> Explanation:
    return Explanation(
        idf(word.articles, articles), f"idf of {word.word}: {word.articles:,} of {articles:,} articles have it"
    )


def _field(name: str, count: int, length: Length, weight: float, b: float) -> Explanation:
    norm = 1 / length_norm(float(length.tokens), length.mean, b)
    return _product(
        f"in the {name}",
        (
            Explanation(float(count), f"times in the {name}"),
            Explanation(weight, f"the weight of the {name}"),
            Explanation(norm, f"its length: {length.tokens:,} tokens, {length.mean:,.1f} on average; b is {b}"),
        ),
    )


def _recency(age_days: float | None, half_life: float) -> Explanation:
    if age_days is None:
        return Explanation(1.0, "recency: undated, loses nothing")
    return Explanation(
        float(recency(age_days, half_life)),
        f"recency: {age_days:,.1f} days older than the newest article, half-life {half_life:g} days, "
        f"never below {RECENCY_FLOOR}",
    )


def _sum(says: str, parts: Sequence[Explanation]) -> Explanation:
    return Explanation(sum((part.value for part in parts), start=0.0), says, tuple(parts), joined="sum")


def _product(says: str, parts: Sequence[Explanation]) -> Explanation:
    return Explanation(reduce(mul, (part.value for part in parts)), says, tuple(parts), joined="product")
