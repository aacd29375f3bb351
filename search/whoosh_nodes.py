"""A query ready to run over one snapshot: each node gives the documents of a window that match, and their scores.

Scores are summed in the order of the clauses, so that every engine adds the same numbers in the same order and ties
stay ties.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.positions import near_count, phrase_spans
from search.query import TEXT_FIELDS
from search.readings import Reading
from search.scoring import leaf_score, weighted_frequency
from search.whoosh_postings import (
    NO_DOCUMENTS,
    Counts,
    Documents,
    Postings,
    Window,
    stem_places,
    word_places,
)

Places = Sequence[int]


class Matches(NamedTuple):
    """Documents, ascending, and the score of each."""

    documents: Documents
    scores: NDArray[np.float64]


class Node(Protocol):
    def matches(self, window: Window) -> Matches: ...


def unscored(documents: Documents) -> Matches:
    """Matches that contribute nothing to a score."""
    return Matches(documents, np.zeros(len(documents)))


class Frequencies(NamedTuple):
    """How often documents, ascending, have something in the title and in the body."""

    documents: Documents
    title: Counts
    body: Counts


class Counter(Protocol):
    """Something of the text whose occurrences are counted."""

    def count(self, window: Window, fields: Sequence[str]) -> Frequencies: ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A leaf of the query: what it counts, in which of title and body, and its weight (its idf)."""

    counter: Counter
    fields: Sequence[str]
    weight: float

    def matches(self, window: Window) -> Matches:
        documents, title, body = self.counter.count(window, self.fields)
        norms = window.segment.title_norm[documents], window.segment.body_norm[documents]
        frequency = weighted_frequency(title.astype(np.float64), body.astype(np.float64), *norms)
        return Matches(documents, leaf_score(self.weight, frequency))


@dataclass(frozen=True, slots=True)
class Stems:
    """Any stem that a word is read as."""

    readings: tuple[Reading, ...]

    def count(self, window: Window, fields: Sequence[str]) -> Frequencies:
        return _summed([_restricted(_asked(window, reading), fields) for reading in self.readings])


def _asked(window: Window, reading: Reading) -> Frequencies:
    """Where a stem is in the articles that are asked for it."""
    found = Frequencies(*window.stem_counts(reading.stem))
    if reading.languages is None:
        return found
    asked = window.segment.speaking(reading.languages)[found.documents]
    return Frequencies(*(column[asked] for column in found))


@dataclass(frozen=True, slots=True)
class Words:
    """Any of some exact words.

    beginning: where they are all the words that begin in one of some ways, those
    """

    words: tuple[str, ...]
    beginning: tuple[str, ...] = ()

    def count(self, window: Window, fields: Sequence[str]) -> Frequencies:
        parts = []
        for word in self.words:
            for field in fields:
                documents, counts = window.counts(field, word)
                none = np.zeros_like(counts)
                title, body = (counts, none) if field == "title" else (none, counts)
                parts.append(Frequencies(documents, title, body))
        return _summed(parts)


def _restricted(found: Frequencies, fields: Sequence[str]) -> Frequencies:
    if len(fields) == len(TEXT_FIELDS):
        return found
    counts = found.title if "title" in fields else found.body
    there = counts > 0
    none = np.zeros(int(there.sum()), np.int64)
    title, body = (counts[there], none) if "title" in fields else (none, counts[there])
    return Frequencies(found.documents[there], title, body)


def _summed(parts: Sequence[Frequencies]) -> Frequencies:
    parts = [part for part in parts if len(part.documents)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Frequencies(NO_DOCUMENTS, NO_DOCUMENTS, NO_DOCUMENTS)
    documents, which = np.unique(np.concatenate([part.documents for part in parts]), return_inverse=True)

    def total(counts: Sequence[Counts]) -> Counts:
        # Frequencies are small whole numbers: a double adds them exactly.
        return np.bincount(which, np.concatenate(counts), len(documents)).astype(np.int64)

    return Frequencies(documents, total([part.title for part in parts]), total([part.body for part in parts]))


@dataclass(frozen=True, slots=True)
class Placed:
    """A word with its places: the terms that stand for it, stems or exact words.

    readings: where these are stems, of whose articles each is asked when the word stands alone. Among other words any
    stem will do: what stands beside it tells as much.
    """

    terms: tuple[str, ...]
    stemmed: bool
    readings: tuple[Reading, ...] = ()

    def within(self, window: Window, field: str) -> "Found":
        if self.stemmed:
            return Found(
                [window.postings("stem", term) for term in self.terms], lambda value: stem_places(value, field)
            )
        return Found([window.postings(field, term) for term in self.terms], word_places)


class Found:
    """Where a word stands in one field, within a window."""

    def __init__(self, postings: Sequence[Postings], decode: Callable[[bytes], tuple[int, ...]]) -> None:
        self._postings = [each for each in postings if len(each.documents)]
        self._decode = decode

    @property
    def documents(self) -> Documents:
        return reduce(np.union1d, (each.documents for each in self._postings), NO_DOCUMENTS)

    def places(self, document: int) -> Places:
        """Its positions in a document, ascending."""
        found: list[tuple[int, ...]] = []
        for documents, values in self._postings:
            at = int(np.searchsorted(documents, document))
            if at < len(documents) and documents[at] == document:
                found.append(self._decode(values[at]))
        if len(found) == 1:
            return found[0]
        return sorted({place for places in found for place in places})


class Arrangement(Protocol):
    """How words have to stand in one field."""

    @property
    def words(self) -> tuple[Placed, ...]: ...

    def occurrences(self, places: Sequence[Places]) -> int:
        """How often they stand so, given the places of each word."""


@dataclass(frozen=True, slots=True)
class InOrder:
    """One after the other, with up to `slop` other words between in all."""

    words: tuple[Placed, ...]
    slop: int

    def occurrences(self, places: Sequence[Places]) -> int:
        return len(phrase_spans(places, self.slop))


@dataclass(frozen=True, slots=True)
class Nearby:
    """Two runs of adjacent words near each other, in either order."""

    first: tuple[Placed, ...]
    second: tuple[Placed, ...]
    distance: int

    @property
    def words(self) -> tuple[Placed, ...]:
        return self.first + self.second

    def occurrences(self, places: Sequence[Places]) -> int:
        size = len(self.first)
        return near_count(phrase_spans(places[:size], 0), phrase_spans(places[size:], 0), self.distance)


def _counted(arrangement: Arrangement, window: Window, field: str) -> tuple[Documents, Counts]:
    quick = window.counted(arrangement, field)
    if quick is not None:
        return quick
    found = [word.within(window, field) for word in arrangement.words]
    candidates = reduce(np.intersect1d, (each.documents for each in found))
    documents, counts = [], []
    for document in candidates.tolist():
        window.segment.deadline.check()
        count = arrangement.occurrences([each.places(document) for each in found])
        if count:
            documents.append(document)
            counts.append(count)
    return np.array(documents, np.int64), np.array(counts, np.int64)


@dataclass(frozen=True, slots=True)
class Together:
    """Words that stand together in the title or in the body."""

    arrangement: Arrangement

    def count(self, window: Window, fields: Sequence[str]) -> Frequencies:
        parts = []
        for field in fields:
            documents, counts = _counted(self.arrangement, window, field)
            none = np.zeros_like(counts)
            title, body = (counts, none) if field == "title" else (none, counts)
            parts.append(Frequencies(documents, title, body))
        return _summed(parts)


@dataclass(frozen=True, slots=True)
class TogetherIn:
    """Words that stand together in a field that is not scored."""

    field: str
    arrangement: Arrangement

    def matches(self, window: Window) -> Matches:
        return unscored(_counted(self.arrangement, window, self.field)[0])


@dataclass(frozen=True, slots=True)
class Having:
    """Any of some terms in a field that is not scored."""

    field: str
    terms: tuple[str, ...]

    def matches(self, window: Window) -> Matches:
        lists = (window.postings(self.field, term).documents for term in self.terms)
        return unscored(reduce(np.union1d, lists, NO_DOCUMENTS))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The documents that a mask over the whole snapshot has chosen."""

    mask: NDArray[np.bool_]

    def matches(self, window: Window) -> Matches:
        everything = window.everything
        return unscored(everything[self.mask[everything + window.segment.base]])


@dataclass(frozen=True, slots=True)
class Preferring:
    """What a word matches, and more for those that have the spelling that was typed.

    boosts: what the scores of the two are multiplied by
    """

    word: Scored
    spelling: Scored
    boosts: tuple[float, float]

    def boosted(self, factor: float) -> "Preferring":
        one, other = self.boosts
        return Preferring(self.word, self.spelling, (one * factor, other * factor))

    def parts(self, window: Window) -> tuple[Matches, ...]:
        """The matches of the word, and of the spelling those among them."""
        documents, scores = self.word.matches(window)
        spelled, gained = self.spelling.matches(window)
        among = np.isin(spelled, documents, assume_unique=True)
        one, other = self.boosts
        return Matches(documents, scores * one), Matches(spelled[among], gained[among] * other)

    def matches(self, window: Window) -> Matches:
        (documents, scores), (spelled, gained) = self.parts(window)
        scores[np.searchsorted(documents, spelled)] += gained
        return Matches(documents, scores)


@dataclass(frozen=True, slots=True)
class Every:
    """What all clauses match."""

    clauses: tuple[Node, ...]

    def matches(self, window: Window) -> Matches:
        if not self.clauses:
            return unscored(window.everything)
        found = [self.clauses[0].matches(window)]
        documents = found[0].documents
        for clause in self.clauses[1:]:
            if not len(documents):
                return unscored(NO_DOCUMENTS)
            found.append(clause.matches(window))
            documents = np.intersect1d(documents, found[-1].documents, assume_unique=True)
        scores = np.zeros(len(documents))
        for each in found:
            scores += each.scores[np.searchsorted(each.documents, documents)]
        return Matches(documents, scores)


@dataclass(frozen=True, slots=True)
class Any:
    """What any clause matches."""

    clauses: tuple[Node, ...]

    def matches(self, window: Window) -> Matches:
        scores = np.zeros(window.high - window.low)
        matched = np.zeros(window.high - window.low, np.bool_)
        for documents, gained in (part for clause in self.clauses for part in _parts(clause, window)):
            scores[documents - window.low] += gained
            matched[documents - window.low] = True
        places = np.flatnonzero(matched)
        return Matches(places + window.low, scores[places])


def _parts(node: Node, window: Window) -> tuple[Matches, ...]:
    """What a clause adds, in the order of the compiled loops, to which a spelling is a leaf of its own."""
    return node.parts(window) if isinstance(node, Preferring) else (node.matches(window),)


@dataclass(frozen=True, slots=True)
class Without:
    """Every article but those that the clause matches."""

    clause: Node

    def matches(self, window: Window) -> Matches:
        return unscored(np.setdiff1d(window.everything, self.clause.matches(window).documents, assume_unique=True))


@dataclass(frozen=True, slots=True)
class Boosted:
    """The clause, its scores multiplied."""

    clause: Node
    factor: float

    def matches(self, window: Window) -> Matches:
        documents, scores = self.clause.matches(window)
        return Matches(documents, scores * self.factor)
