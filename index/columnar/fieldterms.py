"""The terms of the small fields of a new segment: values, names, addresses."""

from array import array
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import ordered_strings
from index.columnar.lists import write_lists
from index.columnar.postings import to_gaps
from index.columnar.sorting import Columns
from index.columnar.strings import StringTable
from index.columnar.view import permuted, starts_of
from index.schema import FIELDS

FIELD_NUMBERS = {name: number for number, name in enumerate(field.name for field in FIELDS)}
PREFIXES = {name: bytes((number,)) for name, number in FIELD_NUMBERS.items()}
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

Occurrence: TypeAlias = tuple[bytes, Sequence[int]]  # a term and its positions (none in a field of values)


class Bundle:
    """Terms that come together, as an outlet's name and its words do; one bundle serves any number of documents.

    terms: of each field distinct terms, positions ascending. Two bundles of one document share no field.
    """

    __slots__ = ("terms",)

    def __init__(self, terms: Sequence[tuple[str, Sequence[Occurrence]]]) -> None:
        self.terms = terms


class FieldTerms:
    """(field, term) to documents and positions."""

    def __init__(self) -> None:
        self._keys: list[bytes] = []  # of every posting the field's number and the term
        self._docs, self._counts, self._places = (array("I") for _ in range(3))
        self._bundles: dict[Bundle, int] = {}
        self._bundle_numbers, self._bundle_docs = array("I"), array("I")

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        held = 150 * len(self._docs) + 12 * len(self._places) + 1600 * len(self._bundles)
        return held + 300 * len(self._bundle_docs)

    def add(self, doc: int, bundle: Bundle) -> None:
        self._bundle_numbers.append(self._bundles.setdefault(bundle, len(self._bundles)))
        self._bundle_docs.append(doc)

    def add_values(self, doc: int, keys: Sequence[bytes]) -> None:
        """Add values that few documents share, each behind the byte of its field (PREFIXES)."""
        self._keys += keys
        self._docs.extend([doc] * len(keys))
        self._counts.extend([0] * len(keys))

    def add_many(self, name: str, terms: list[bytes], which: I64, docs: I64, places: I64) -> None:
        """Add occurrences of one field that has none yet: term `terms[which[i]]` at `places[i]` of `docs[i]`."""
        prefix = bytes([FIELD_NUMBERS[name]])
        order = np.lexsort((places, which, docs))
        which, docs, places = which[order], docs[order], places[order]
        new = np.flatnonzero(np.diff(docs, prepend=-1) | np.diff(which, prepend=-1))
        keys = [prefix + term for term in terms]
        self._keys += [keys[number] for number in which[new].tolist()]
        self._extend(docs[new], np.diff(new, append=len(docs)), places)

    def write(self, out: ContainerWriter) -> None:
        self._spread_bundles()
        table = StringTable()
        ends = np.cumsum([0, *map(len, self._keys)], dtype=np.int64)
        numbers = table.numbers(np.frombuffer(b"".join(self._keys), np.uint8), ends)
        self._keys = []
        terms, ranks = ordered_strings(table.strings, numbers)
        docs, counts, places = (
            np.frombuffer(part, np.uint32) if part else np.empty(0, np.uint32)
            for part in (self._docs, self._counts, self._places)
        )
        order = np.lexsort((docs, ranks))
        first = starts_of(np.bincount(ranks, minlength=len(terms.ends) - 1))
        places, starts = permuted(places, starts_of(counts.astype(np.int64)), order)
        docs, counts, title = docs[order], counts[order], np.zeros(len(counts), np.uint32)
        to_gaps(places, title, counts)
        write_terms(out, "fields", terms)
        write_lists(out, "fields", Columns(first, docs, title, counts), starts[first], places)

    def _spread_bundles(self) -> None:
        """Add what the bundles stand for."""
        keys: list[bytes] = []
        counts, places = array("I"), array("I")
        ends, place_ends = [0], [0]
        for bundle in self._bundles:
            for name, occurrences in bundle.terms:
                prefix = PREFIXES[name]
                for term, at in occurrences:
                    keys.append(prefix + term)
                    counts.append(len(at))
                    places.extend(at)
                    place_ends.append(len(places))
            ends.append(len(keys))
        which = np.array(self._bundle_numbers, np.int64)
        rows, first = permuted(np.arange(len(keys), dtype=np.uint32), np.array(ends), which)
        spread, _ = permuted(np.array(places, np.uint32), np.array(place_ends), rows.astype(np.int64))
        self._keys += [keys[row] for row in rows.tolist()]
        docs = np.repeat(np.array(self._bundle_docs, np.int64), np.diff(first))
        self._extend(docs, np.array(counts, np.uint32)[rows], spread)
        self._bundles, self._bundle_numbers, self._bundle_docs = {}, array("I"), array("I")

    def _extend(self, docs: I64, counts: I64 | U32, places: I64 | U32) -> None:
        for held, more in ((self._docs, docs), (self._counts, counts), (self._places, places)):
            held.frombytes(more.astype(np.uint32).tobytes())
