"""A query that the compiled loops can score: leaves, summed group by group."""

from collections.abc import Iterator
from typing import NamedTuple

from search.whoosh_nodes import Any as Either
from search.whoosh_nodes import Boosted, Chosen, Every, Having, Node, Preferring, Scored, TogetherIn, Without


class Weighed(NamedTuple):
    """A leaf and what its score is multiplied by."""

    leaf: Scored
    boost: float


class Plan(NamedTuple):
    """Which node says what matches, and the groups of leaves whose sums are summed to the score; none: all score 0."""

    node: Node
    groups: tuple[tuple[Weighed, ...], ...]


def plan_of(node: Node) -> Plan | None:
    """The query as a plan; None where its scores are no plain sums of leaves."""
    groups = _groups(node)
    return None if groups is None else Plan(node, groups)


def _groups(node: Node) -> tuple[tuple[Weighed, ...], ...] | None:
    if _is_unscored(node):
        return ()
    match node:
        case Either():
            flat = _alternatives(node)
            return None if flat is None else tuple((leaf,) for leaf in flat)
        case Every(clauses):
            alternatives = [_alternatives(clause) for clause in clauses if not _is_unscored(clause)]
            groups = tuple(group for group in alternatives if group)
            return groups if len(groups) == len(alternatives) else None
        case _:
            leaves = _leaves(node)
            return (leaves,) if leaves else None


def _alternatives(node: Node) -> tuple[Weighed, ...] | None:
    """The leaves of a clause of which any will do."""
    clauses = node.clauses if isinstance(node, Either) else (node,)
    found = [_leaves(clause) for clause in clauses]
    return tuple(leaf for leaves in found for leaf in leaves) if all(found) else None


def _leaves(node: Node) -> tuple[Weighed, ...]:
    """The leaf of a clause, and that of the spelling it prefers; none where it is no leaf."""
    match node:
        case Scored():
            return (Weighed(node, 1.0),)
        case Boosted(Scored() as leaf, factor):
            return (Weighed(leaf, factor),)
        case Preferring(word, spelling, (one, other)):
            return Weighed(word, one), Weighed(spelling, other)
        case _:
            return ()


def _is_unscored(node: Node) -> bool:
    """Whether a clause only narrows: nothing in it scores."""
    match node:
        case Chosen() | Having() | TogetherIn() | Without():
            return True
        case Either(clauses) | Every(clauses):
            return all(_is_unscored(clause) for clause in clauses)
        case Boosted(clause):
            return _is_unscored(clause)
        case _:
            return False


def leaves_in(node: Node) -> Iterator[Scored]:
    """Every leaf of a query that is matched by the text, excluded ones too."""
    match node:
        case Scored():
            yield node
        case Preferring(word):
            yield word
        case Either(clauses) | Every(clauses):
            for clause in clauses:
                yield from leaves_in(clause)
        case Without(clause) | Boosted(clause):
            yield from leaves_in(clause)
