"""Which documents of a segment a query matches, as bits; and its leaves as lists, long expansions and phrases united.

What is made of several lists, or counted by positions, becomes a list of its own for as long as the query runs.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import reduce
from threading import local

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import address_of
from index.columnar.segment import Postings
from search.columnar.in_order import in_order
from search.columnar.shelf import ANYWHERE, SHORT, Listed, Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.columnar.window import ColumnarWindow, Segment
from search.deadline import Deadline
from search.kernels import bits
from search.kernels.bits import Bits
from search.kernels.leaves import BODY, MADE, TITLE, WORDS, Made, Text
from search.kernels.merging import add_counts, take_counts
from search.readings import Reading
from search.whoosh_nodes import (
    Any,
    Boosted,
    Chosen,
    Every,
    Having,
    InOrder,
    Node,
    Preferring,
    Scored,
    Stems,
    Together,
    Without,
    Words,
)

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

BITS = {("title", "body"): TITLE | BODY, ("body", "title"): TITLE | BODY, ("title",): TITLE, ("body",): BODY}
SEVERAL = 8  # lists of a leaf that are still walked side by side
BLOCK = 128
_room = local()  # counters per document, zero between queries; each thread has its own


class Matching:
    """One query in one segment.

    scored: the leaves, by identity, that are scored once it is known what matches
    """

    def __init__(
        self, snapshot: ColumnarSnapshot, shelf: Shelf, deadline: Deadline, scored: Collection[int] = ()
    ) -> None:
        self.snapshot, self.shelf, self.deadline, self._scored = snapshot, shelf, deadline, scored
        self._lists: dict[int, tuple[Listed, ...]] = {}  # by identity: a leaf is slow to hash
        self._made: list[tuple[I64, I64, I64]] = []
        self._names: dict[int, Hashable] = {}  # of those made that are kept
        self._text: Text | None = None

    # What matches

    def bits(self, node: Node) -> Bits:
        """The live documents that match. Not to be written to."""
        found = self._bits(node)
        return found & self.shelf.live_bits if self.shelf.deleted else found

    def _bits(self, node: Node) -> Bits:
        """The documents that match; deleted ones may be among them."""
        self.deadline.check()
        match node:
            case Scored():
                return self._either([self._leaf_bits(node, listed) for listed in self.lists(node)])
            case Any(clauses):
                return self._either([self._bits(clause) for clause in clauses])
            case Every(clauses):
                return self._every(clauses)
            case Without(clause):
                return self.shelf.live_bits & ~self._bits(clause)
            case Boosted(clause) | Preferring(clause):
                return self._bits(clause)
            case Having(field, terms):
                lists = [listed for term in terms for listed in self.shelf.lists(field, term)]
                return self._either([self.shelf.bits(listed, ANYWHERE) for listed in lists])
            case Chosen(mask):
                return self.shelf.live_bits & bits.of_mask(mask[self.shelf.base :][: self.shelf.documents])
            case _:
                return self._walked(node)

    def _either(self, sets: Sequence[Bits]) -> Bits:
        return reduce(np.bitwise_or, sets) if sets else bits.empty(self.shelf.documents)

    def _every(self, clauses: Sequence[Node]) -> Bits:
        """What all clauses match, the rarest first; a long list not kept is looked up for the few that are left."""
        if not clauses:
            return self.shelf.live_bits
        ordered = sorted(clauses, key=self._size)
        found = self._bits(ordered[0])
        for each in ordered[1:]:
            clause = each.word if isinstance(each, Preferring) else each
            listed = self._single(clause)
            if listed and isinstance(clause, Scored) and self._is_sparse(listed, ordered[0], clause):
                found = found.copy()
                bits.sift(self.text, listed.view, listed.number, fields_of(clause), found)
            else:
                found = found & self._bits(clause)
        return found

    def _is_sparse(self, listed: Listed, rarest: Node, clause: Scored) -> bool:
        """Whether looking up the rarest clause's documents reads less of a list than all of it."""
        if listed.size <= SHORT or self.shelf.has_bits(listed, fields_of(clause)):
            return False
        return self._size(rarest) * BLOCK < listed.size

    def _single(self, node: Node) -> Listed | None:
        """The only list of a leaf."""
        lists = self.lists(node) if isinstance(node, Scored) else ()
        return lists[0] if len(lists) == 1 else None

    def _size(self, node: Node) -> int:
        """At most how many documents match."""
        match node:
            case Scored():
                return sum(listed.size for listed in self.lists(node))
            case Preferring(word):
                return self._size(word)
            case Any(clauses):
                return sum(self._size(clause) for clause in clauses)
            case Having(field, terms):
                return sum(listed.size for term in terms for listed in self.shelf.lists(field, term))
            case _:
                return self.shelf.documents

    def _leaf_bits(self, leaf: Scored, listed: Listed) -> Bits:
        if listed.view != MADE:
            fields = fields_of(leaf)
            if fields == ANYWHERE and id(leaf) in self._scored and self.shelf.is_dense(listed):
                return self.shelf.shared_bits(listed)
            return self.shelf.bits(listed, fields)
        found = bits.empty(self.shelf.documents)
        bits.add_docs(self._made[listed.number][0], found)
        return found

    def _walked(self, node: Node) -> Bits:
        """By the nodes that serve any index."""
        found = bits.empty(self.shelf.documents)
        bits.add_docs(node.matches(self._window()).documents, found)  # type: ignore[arg-type] # same shape
        return found

    def _window(self) -> ColumnarWindow:
        segment = Segment(self.snapshot, self.shelf, self.deadline)
        return ColumnarWindow(segment, 0, segment.size)

    # Leaves

    def shares(self, listed: Listed, fields: int) -> U64:
        """What each document of a list can get from it (`kernels.shares`), kept unless the list is this query's own."""
        if listed.view != MADE:
            return self.shelf.shares(listed, fields)

        def make() -> U64:
            return self.shelf.shares_of(listed, fields, np.array(self.columns_at(listed), np.int64))

        name = self._names.get(listed.number)
        return make() if name is None else self.shelf.once(("united shares", name, fields), make)

    def columns_at(self, listed: Listed) -> tuple[int, int, int]:
        """The addresses of the columns of a list made for this query; zeros for any other."""
        if listed.view != MADE:
            return 0, 0, 0
        docs, title, body = map(address_of, self._made[listed.number])
        return docs, title, body

    def lists(self, leaf: Scored) -> tuple[Listed, ...]:
        """The lists that a leaf sums."""
        known = self._lists.get(id(leaf))
        if known is None:
            known = self._lists[id(leaf)] = self.shelf.known_lists(leaf) or self._found(leaf)
        return known

    def _found(self, leaf: Scored) -> tuple[Listed, ...]:
        match leaf.counter:
            case Stems(readings):
                lists = [listed for reading in readings for listed in self._asked(leaf, reading)]
                return tuple(lists) if any(listed.view == MADE for listed in lists) else self.shelf.know(leaf, lists)
            case Words() as words:
                return self._words(leaf, words)
            case Together(InOrder() as arrangement):
                fields = fields_of(leaf)
                return (self._once(arrangement, fields, lambda: self._phrase(arrangement, fields)),)
            case counter:
                docs, title, body = counter.count(self._window(), leaf.fields)  # type: ignore[arg-type] # same shape
                return (self._keep(docs, title, body),)

    def _asked(self, leaf: Scored, reading: Reading) -> tuple[Listed, ...]:
        """The list of a stem, as far as its articles are asked for it."""
        lists, languages, fields = self.shelf.lists("stem", reading.stem), reading.languages, fields_of(leaf)
        if languages is None or not lists:
            return lists

        def make() -> I64:
            found = self.shelf.having_stem(reading.stem)
            asked = self.snapshot.speaking(languages)[self.shelf.base :][found.docs]
            return np.concatenate(
                _restricted(Postings(found.docs[asked], found.title[asked], found.body[asked]), fields)
            )

        return (self._once(reading, fields, make),)

    def _words(self, leaf: Scored, words: Words) -> tuple[Listed, ...]:
        shelf = self.shelf
        if words.beginning:
            numbers = shelf.words_beginning(words.beginning)
        else:
            lists = [listed for term in words.words for listed in shelf.lists("term", term)]
            numbers = np.array([listed.number for listed in lists], np.uint32)
        if len(numbers) > SEVERAL:
            fields = fields_of(leaf)
            return (self._once(words.beginning or words.words, fields, lambda: _added_up(shelf, numbers, fields)),)
        sizes = shelf.file.words.df
        return shelf.know(leaf, [Listed(WORDS, number, int(sizes[number])) for number in numbers.tolist()])

    def _phrase(self, arrangement: InOrder, fields: int) -> I64:
        """Where words stand in order, as columns one behind the other."""
        return np.concatenate(_restricted(in_order(self.shelf, arrangement, self.deadline), fields))

    def _once(self, name: Hashable, fields: int, make: Callable[[], I64]) -> Listed:
        """A list in no file, kept by a name: the next page asks for it again.

        make: gives its columns, one behind the other
        """
        self.deadline.check()
        columns = self.shelf.once(("united", name, fields), make)
        some = len(columns) // 3
        listed = self._keep(columns[:some], columns[some : 2 * some], columns[2 * some :])
        self._names[listed.number] = name
        return listed

    def _keep(self, docs: I64, title: I64, body: I64) -> Listed:
        self._made.append((docs, title, body))  # rows of 64 bits, for the loops are told where they stand
        self._text = None
        return Listed(MADE, len(self._made) - 1, len(docs))

    @property
    def text(self) -> Text:
        """The segment's lists, and those made for this query."""
        if not self._made:
            return self.shelf.text
        if self._text is None:
            first = np.cumsum([0, *(len(docs) for docs, _, _ in self._made)])
            columns = (np.concatenate(column) for column in zip(*self._made, strict=True))
            self._text = self.shelf.text._replace(made=Made(first, *columns))
        return self._text


def _restricted(found: Postings, fields: int) -> tuple[I64, I64, I64]:
    """Postings as far as they are in some fields."""
    if fields == ANYWHERE:
        return found.docs, found.title, found.body
    counts = found.title if fields == TITLE else found.body
    there = counts > 0
    none = np.zeros(int(there.sum()), np.int64)
    title, body = (counts[there], none) if fields == TITLE else (none, counts[there])
    return found.docs[there], title, body


def fields_of(leaf: Scored) -> int:
    return BITS[tuple(leaf.fields)]


def _added_up(shelf: Shelf, numbers: U32, fields: int) -> I64:
    """Lists of words as one: its documents, and how often these have them in title and in body, column by column."""
    found, counts = bits.empty(shelf.documents), _counters(shelf.documents)
    size = add_counts(shelf.table, WORDS, np.ascontiguousarray(numbers), fields, counts, found)
    columns = np.empty(3 * size, np.int64)
    take_counts(found, counts, columns)
    return columns


def _counters(documents: int) -> U64:
    held: U64 | None = getattr(_room, "held", None)
    if held is None or len(held) < documents:
        held = _room.held = np.zeros(documents, np.uint64)
    return held
