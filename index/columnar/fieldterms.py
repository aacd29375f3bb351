"""The terms of the small fields of a new segment: values, names, addresses."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import Terms, lower, ordered_strings
from index.columnar.lists import write_lists
from index.columnar.postings import to_gaps
from index.columnar.sorting import Columns
from index.columnar.strings import StringTable
from index.columnar.view import permuted, starts_of
from index.schema import FIELDS
from index.stories.signature import BAND_DIGITS

FIELD_NUMBERS = {name: number for number, name in enumerate(field.name for field in FIELDS)}
PREFIXES = {name: bytes((number,)) for name, number in FIELD_NUMBERS.items()}
HEXADECIMAL = np.frombuffer(b"0123456789abcdef", np.uint8)
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Start = TypeVar("Start", np.uint32, np.int64)

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
        self._bands: list[U64] = []

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        bands = sum(keys.nbytes for keys in self._bands)
        held = 150 * len(self._docs) + 12 * len(self._places) + 1600 * len(self._bundles) + 5 * bands
        return held + 300 * len(self._bundle_docs)

    def add(self, doc: int, bundle: Bundle) -> None:
        self._bundle_numbers.append(self._bundles.setdefault(bundle, len(self._bundles)))
        self._bundle_docs.append(doc)

    def add_values(self, doc: int, keys: Sequence[bytes]) -> None:
        """Add values that few documents share, each behind the byte of its field (PREFIXES)."""
        self._keys += keys
        self._docs.extend([doc] * len(keys))
        self._counts.extend([0] * len(keys))

    def add_bands(self, keys: U64) -> None:
        """Add the bands of the next documents, a row each; 0 stands for none. Whoever adds any adds them for all."""
        self._bands.append(keys)

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
        lists = _with_bands(_Lists(terms, first, docs[order], counts[order], starts[first]), self._bands)
        self._bands = []
        title = np.zeros(len(lists.counts), np.uint32)
        to_gaps(places, title, lists.counts)
        write_terms(out, "fields", lists.terms)
        write_lists(out, "fields", Columns(lists.first, lists.docs, title, lists.counts), lists.place_first, places)

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


class _Lists(NamedTuple):
    """Terms in order, and the postings of each; first, place_first: where each term's postings and places start."""

    terms: Terms
    first: I64
    docs: U32
    counts: U32
    place_first: I64


def _with_bands(lists: _Lists, bands: Sequence[U64]) -> _Lists:
    """Lists with those of bands among them, which stand together behind their field's byte."""
    if not bands:
        return lists
    joined = np.concatenate(bands)
    rows, columns = np.nonzero(joined)
    keys = joined[rows, columns]
    order = np.argsort(keys, kind="stable")
    keys, docs = keys[order], rows[order].astype(np.uint32)
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (docs[1:] != docs[:-1])
    distinct, first = np.unique(keys[fresh], return_index=True)
    terms, docs = _band_terms(distinct), docs[fresh]
    at = lower(lists.terms, PREFIXES["band"])
    post, text = int(lists.first[at]), int(lists.terms.ends[at])
    return _Lists(
        Terms(
            np.concatenate([lists.terms.text[:text], terms.text, lists.terms.text[text:]]),
            _spliced(lists.terms.ends, terms.ends, at),
        ),
        _spliced(lists.first, np.append(first, len(docs)), at),
        np.concatenate([lists.docs[:post], docs, lists.docs[post:]]),
        np.concatenate([lists.counts[:post], np.zeros(len(docs), np.uint32), lists.counts[post:]]),
        _spliced(lists.place_first, np.zeros(len(distinct) + 1, np.int64), at),
    )


def _band_terms(keys: U64) -> Terms:
    """The terms of bands, ascending: their field's byte and ten hexadecimal digits."""
    digits = keys[:, None] >> np.arange(36, -4, -4, dtype=np.uint64) & np.uint64(15)
    text = np.empty((len(keys), BAND_DIGITS + 1), np.uint8)
    text[:, 0] = PREFIXES["band"][0]
    text[:, 1:] = HEXADECIMAL[digits.astype(np.int64)]
    return Terms(text.ravel(), np.arange(0, text.size + 1, BAND_DIGITS + 1, dtype=np.uint32))


def _spliced(starts: NDArray[Start], others: NDArray[Start], at: int) -> NDArray[Start]:
    """Where things start, when others come before the one at a place; each ends with one more."""
    moved = others + starts[at]
    return np.concatenate([starts[:at], moved[:-1], starts[at:] + others[-1]]).astype(starts.dtype)
