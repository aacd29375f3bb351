"""A query over one segment as the numbers that `kernels.answers` runs on."""

from collections.abc import Sequence
from functools import reduce
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import address_of
from search.columnar.kept import Array
from search.columnar.matching import Matching, fields_of
from search.columnar.plan import Plan
from search.columnar.shelf import Shelf
from search.kernels.answers import (
    BEST,
    BY_SCORE,
    CLAUSES,
    DOCUMENTS,
    FACTORS,
    HEAD,
    LATEST,
    LEAVES,
    MASK,
    MOST,
    NUMBERS,
    PUBLISHED,
    ROOM,
    SLOTS,
    SORT,
    TABLE,
    WINDOWS,
    answer,
    room_for,
)
from search.kernels.bits import Bits
from search.kernels.heap import words_for
from search.kernels.leaves import MADE
from search.whoosh_nodes import Any as Either
from search.whoosh_nodes import Boosted, Every, Node, Preferring, Scored

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

_room = local()  # what the loop writes to between its parts; each thread has its own
NO_FACTORS = np.empty(0)
NO_COLUMNS = 0, 0, 0
NO_DOCUMENTS = np.empty(0, np.int64)


class Clauses(NamedTuple):
    """A document matches where each of `leaves` has a leaf that matches it, and each of `others` does."""

    leaves: tuple[tuple[Scored, ...], ...]
    others: tuple[Node, ...]


class Order(NamedTuple):
    """What the best of a segment's documents are chosen by.

    sort:      BY_SCORE, or 1 for the newest, -1 for the oldest, 0 for any
    published: when each document was
    factors:   what each document's score is multiplied by; empty for nothing
    floor:     what a document must have to be wanted, a score or a date by its sign; most: so many are
    """

    sort: int
    published: I64
    factors: F64
    floor: float
    most: int


class Answered(NamedTuple):
    """How many documents of a segment match, and the best of them, the best first, by what they sort by."""

    total: int
    keys: F64
    docs: I64


def clauses_of(node: Node) -> Clauses:
    """The parts of a query that the loop matches by itself, and those that have to be matched before."""
    leaves: list[tuple[Scored, ...]] = []
    others: list[Node] = []
    for clause in node.clauses if isinstance(node, Every) else (node,):
        found = _leaves(clause)
        if found:
            leaves.append(found)
        else:
            others.append(clause)
    return Clauses(tuple(leaves), tuple(others))


def _leaves(clause: Node) -> tuple[Scored, ...]:
    """The leaves of which any will do; none where anything else would."""
    given = [_leaf(each) for each in (clause.clauses if isinstance(clause, Either) else (clause,))]
    found = tuple(leaf for leaf in given if leaf is not None)
    return found if len(found) == len(given) else ()


def _leaf(node: Node) -> Scored | None:
    if isinstance(node, Boosted):
        node = node.clause
    if isinstance(node, Preferring):
        node = node.word
    return node if isinstance(node, Scored) else None


def answered(
    matching: Matching, plan: Plan, clauses: Sequence[Sequence[Scored]], masks: Sequence[Bits], order: Order
) -> Answered:
    """How many documents of a segment match all clauses and are in all masks, and the best of them.

    A leaf of a clause must be one of the plan's. Raises DeadlinePassed.
    """
    shelf = matching.shelf
    written = _Written(matching, plan)
    if (clauses and not written.slots) or not shelf.documents:
        return Answered(0, NO_FACTORS, NO_DOCUMENTS)
    mask = reduce(np.bitwise_and, masks) if masks else None
    most = min(order.most, shelf.documents)
    best = np.empty(words_for(most), np.int64)
    program = written.program(clauses, mask, order, best, most)
    weights = [order.floor]
    for group in plan.groups:
        for leaf, boost in group:
            weights += leaf.weight, boost
    total, size = answer(program, np.array(weights))
    return Answered(total, best[:size].view(np.float64), best[2 * most : 2 * most + size])


class _Written:
    """A plan's leaves and their lists. Holds whatever the program has addresses of."""

    def __init__(self, matching: Matching, plan: Plan) -> None:
        self._shelf, self._held = matching.shelf, list[Array]()
        self.leaves: list[int] = []
        self.slots: list[int] = []
        self._slots_of: dict[int, range] = {}  # by identity: a leaf is slow to hash
        count = 0
        for group, members in enumerate(plan.groups):
            for leaf, _ in members:
                fields, first = fields_of(leaf), count
                self.leaves += count, group
                for listed in matching.lists(leaf):
                    matching.deadline.check()
                    shares = matching.shares(listed, fields)
                    self._held.append(shares)
                    _, title, body = matching.columns_at(listed) if listed.view == MADE else NO_COLUMNS
                    self.slots += *listed, address_of(shares), fields, title, body
                    count += 1
                self._slots_of[id(leaf)] = range(first, count)
        self.leaves += count, -1
        self._count = count

    def program(
        self, clauses: Sequence[Sequence[Scored]], mask: Bits | None, order: Order, best: I64, most: int
    ) -> I64:
        shelf = self._shelf
        head = [0] * HEAD
        head[WINDOWS], head[DOCUMENTS] = shelf.windows, shelf.documents
        head[LEAVES], head[SLOTS], head[CLAUSES] = len(self.leaves) // 2 - 1, self._count, len(clauses)
        head[ROOM], head[SORT] = self._room(most), order.sort
        head[TABLE], head[NUMBERS] = shelf.addresses
        head[BEST], head[MOST] = address_of(best), most
        if mask is not None:
            head[MASK] = address_of(mask)
        if len(order.factors):
            head[FACTORS] = address_of(order.factors)
        if order.sort != BY_SCORE:
            latest = shelf.latest(order.published, order.sort)
            self._held.append(latest)
            head[PUBLISHED], head[LATEST] = address_of(order.published), address_of(latest)
        first, wanted = [0], list[int]()
        for clause in clauses:
            for leaf in clause:
                wanted += self._slots_of[id(leaf)]
            first.append(len(wanted))
        return np.array([*head, *self.leaves, *self.slots, *first, *wanted], np.int64)

    def _room(self, most: int) -> int:
        need = room_for(self._shelf.windows, self._count, most)
        held: U64 | None = getattr(_room, "held", None)
        if held is None or len(held) < need:
            held = _room.held = np.empty(need, np.uint64)
        return address_of(held)


def part_of(factors: F64 | None, shelf: Shelf) -> F64:
    """A segment's part of what the scores of a snapshot are multiplied by."""
    return NO_FACTORS if factors is None else factors[shelf.base : shelf.base + shelf.documents]
