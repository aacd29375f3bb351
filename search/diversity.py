"""No outlet fills the first page: at most PER_OUTLET hits of one outlet among the first WITHIN, the others behind them.

The best REGION hits of a list are reordered once, before it is cut into pages, so that every size of page cuts the same
list. Nothing is left out, and scores stay what they are. A reader who asks for an outlet, or for an order by date, gets
just that.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from search.query import And, Boost, Not, Or, Query, scored
from search.results import SearchRequest

PER_OUTLET = 2
WITHIN = 10
REGION = 100
OF_AN_OUTLET = ("source", "site", "url")


def is_spread(request: SearchRequest, query: Query) -> bool:
    """Whether the list of a request is reordered; `query` is what ran."""
    ranked = request.sort == "relevance" and scored(query)
    return request.diverse and ranked and not request.filters.source and not _names_an_outlet(query)


def spread(outlets: Iterable[int]) -> list[int]:
    """The new order of the best hits, as their places; outlets are numbers; -1 is none, and never too many.

    >>> spread([7, 7, 7, 7, 8])
    [0, 1, 4, 2, 3]
    """
    first: list[int] = []
    behind: list[int] = []
    shown: Counter[int] = Counter()
    for place, outlet in enumerate(outlets):
        if len(first) < WITHIN and (outlet < 0 or shown[outlet] < PER_OUTLET):
            shown[outlet] += 1
            first.append(place)
        else:
            behind.append(place)
    return first + behind


def are_filled(outlets: Sequence[int]) -> bool:
    """Whether the first WITHIN places are taken by these best hits, so that no hit behind them can be among the first.

    >>> are_filled([7] * 50), are_filled([-1] * 10)
    (False, True)
    """
    return sum(min(hits, PER_OUTLET) if outlet >= 0 else hits for outlet, hits in Counter(outlets).items()) >= WITHIN


def held_back(outlets: Sequence[int]) -> list[int]:
    """The outlets of the best hits that would have had more of the first WITHIN places, in the order of their hits."""
    order = spread(outlets)
    moved = (place for place in range(min(WITHIN, len(order))) if place not in order[:WITHIN])
    return list(dict.fromkeys(outlets[place] for place in moved))


def _names_an_outlet(query: Query) -> bool:
    match query:
        case And(clauses) | Or(clauses):
            return any(_names_an_outlet(clause) for clause in clauses)
        case Not(clause) | Boost(clause):
            return _names_an_outlet(clause)
        case _:
            return getattr(query, "field", None) in OF_AN_OUTLET
