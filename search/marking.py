"""Where a query's words stand in a text: what is marked, and what a passage is chosen for.

A word is marked as a whole wherever one of its forms matched, a phrase as one mark from its first word to its last.
What is excluded is never marked. A long text is not analyzed: a compiled scan finds its distinct chunks
(`spotting.py`), and those that hold a word of the query are analyzed where they stand. Both ways find the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STRAIGHT, Forms, fold, forms, is_fragment, query_forms, query_stems, query_words, scan
from search.expansion import dictionary_of, literal_prefix, shape, within
from search.positions import near_spans, phrase_spans
from search.query import TEXT_FIELDS, And, Boost, Fuzzy, Near, Or, Phrase, Prefix, Query, Term, Wildcard
from search.readings import Spoken, asked_of, readings, stems_of
from search.spotting import OTHER, Spotter, offsets, spotter

MAX_OCCURRENCES = 20_000  # of one text; beyond, a text is all marks anyway
SHORT = 300  # characters; a shorter text is sooner read than scanned
UNDECIDED, NO, PERHAPS = 0, 1, 2  # about a chunk; from DECIDED on, what its one word matches
DECIDED = 3
KEPT_WORDS = 4096  # of queries, whose tests are kept
# Languages whose stems may begin otherwise than the word: their stemmers take beginnings off.
UNSTEADY = frozenset({"ar"})
SHIFTING = frozenset({"fi"})  # the same of the second letter
TURNING = {"i": "y"}  # dying, lying, tying: what a stem has second, and its word may have instead


Stemming = Callable[[str], tuple[str, ...]]


class Test(NamedTuple):
    """Whether a word is meant: one of whose exact forms or stems is asked for, or whose forms pass `passes`.

    begins: one or two letters that each word that passes begins with, in one way or other; none where it may be any
    """

    begins: tuple[str, ...]
    exact: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    passes: Callable[[Forms], bool] | None = None

    def accepts(self, found: Forms) -> bool:
        if self.passes is not None:
            return self.passes(found)
        return not (self.exact.isdisjoint(found.exact) and self.stems.isdisjoint(found.stems))


class Occurrence(NamedTuple):
    """A stretch [start, end) of a text, in code points, that a leaf of the query matched."""

    start: int
    end: int
    leaf: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the query: words in order (plain words are one), or two runs of words near each other.

    words:    the places in `Marker.tests` of its words; `second` those of the other run, for NEAR
    distance: for NEAR; slop: for words in order
    """

    field: str | None
    words: tuple[int, ...]
    slop: int = 0
    second: tuple[int, ...] = ()
    distance: int = 0


class Word(NamedTuple):
    """A word of a text that matches: where in the row of words, its offsets, and the tests it passes."""

    position: int
    start: int
    end: int
    tests: tuple[int, ...]


@dataclass(frozen=True)
class Marker:
    """What to look for; made once for a query, used for every text."""

    leaves: tuple[Leaf, ...]
    tests: tuple[Test, ...]
    _known: dict[str | None, dict[str, tuple[int, ...]]] = field(default_factory=dict)
    _decisions: dict[str | None, "Decisions"] = field(default_factory=dict)

    def occurrences(self, text: str, language: str | None, name: str) -> list[Occurrence]:
        """Every match in a text of a field (title or body), by start, the longer first."""
        leaves = self.leaves_of(name)
        if len(text) < SHORT or not leaves:
            return self.read(text, language, name)
        return occurrences_of(leaves, self._spotted(text, language, in_a_row(leaves)))

    def read(self, text: str, language: str | None, name: str) -> list[Occurrence]:
        """The same, found by looking at every word: for short texts, and to be held against."""
        leaves = self.leaves_of(name)
        return occurrences_of(leaves, self._read(text, language)) if leaves else []

    def matched(self, surface: str, language: str | None) -> tuple[int, ...]:
        """The tests that a word passes."""
        known = self._known.get(language)
        if known is None:
            known = self._known[language] = {}
        found = known.get(surface)
        if found is None:
            found = known[surface] = self.passed(forms(surface, language))
        return found

    def passed(self, found: Forms) -> tuple[int, ...]:
        """The tests that a word of these forms passes."""
        if not self.tries and self.exact.isdisjoint(found.exact) and self.stems.isdisjoint(found.stems):
            return ()
        return tuple(at for at, test in enumerate(self.tests) if test.accepts(found))

    @cached_property
    def exact(self) -> frozenset[str]:
        """The exact forms that some test asks for."""
        return frozenset(word for test in self.tests for word in test.exact)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems that some test asks for."""
        return frozenset(stem for test in self.tests for stem in test.stems)

    @cached_property
    def tries(self) -> bool:
        """Whether some test must be tried on every word."""
        return any(test.passes for test in self.tests)

    def leaves_of(self, name: str) -> list[tuple[int, Leaf]]:
        """The leaves that a field may match, each behind its place."""
        return [(at, leaf) for at, leaf in enumerate(self.leaves) if leaf.field in (None, name)]

    def _read(self, text: str, language: str | None) -> Iterator[Word]:
        for position, (surface, start, end) in enumerate(scan(text)):
            if matched := self.matched(surface, language):
                yield Word(position, start, end, matched)

    def _spotted(self, text: str, language: str | None, in_a_row: bool) -> Iterator[Word]:
        """The words that match; positions are those of the row only where asked for, else merely ascending."""
        decisions = self._decisions.get(language) or self._decisions.setdefault(language, Decisions(self, language))
        chunks, raw = decisions.spotter.chunks(text, decisions.may_begin)
        decided = decisions.about(chunks.numbers)
        chosen = np.flatnonzero(decided != NO)
        if not len(chosen):
            return
        first = decisions.spotter.positions(chunks) if in_a_row else chunks.starts
        spans = offsets(raw, np.array([column[chosen] for column in chunks[2:]])).tolist()
        rows = zip(decided[chosen].tolist(), first[chosen].tolist(), *spans, strict=True)
        for decision, position, start, end, reach in rows:
            if decision >= DECIDED:
                yield Word(position, start, end, decisions.tests[decision])
                continue
            for place, (surface, low, high) in enumerate(scan(text[start:reach])):
                if matched := self.matched(surface, language):
                    yield Word(position + place, start + low, start + high, matched)


class Decisions:
    """What a query decided about the chunks of texts in one language, each decided once.

    tests: by decision, the tests that the word passes
    """

    def __init__(self, marker: Marker, language: str | None) -> None:
        self.spotter: Spotter = spotter()
        self.tests: list[tuple[int, ...]] = [()] * DECIDED
        self._marker = marker
        self._meaning = self.spotter.meaning(language)
        self._of = np.zeros(self.spotter.room, np.int32)
        may = beginnings(marker.tests, language)
        self._may_go_on = may.ravel()  # by first byte * 256 + second
        self.may_begin: NDArray[np.bool_] = np.array(may.any(axis=1))

    def about(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """The decision about each of some chunks."""
        of = self._of
        missing = self.spotter.room - len(of)
        if missing > 0:
            of = self._of = np.concatenate([of, np.zeros(missing, np.int32)])
        decided = of[numbers]
        new = numbers[decided == UNDECIDED]
        if not len(new):
            return decided
        may = self._may_go_on[self.spotter.beginnings(new)]
        of[new[~may]] = NO
        asked = list(dict.fromkeys(new[may].tolist()))
        if asked:
            of[asked] = [self._decide(number) for number in asked]
        return of[numbers]

    def _decide(self, number: int) -> int:
        matched = [self._marker.passed(found) for found in self._meaning(number)]
        if not any(matched):
            return NO
        if self.spotter.shape(number) == OTHER:
            return PERHAPS
        self.tests.append(matched[0])
        return len(self.tests) - 1


def beginnings(tests: Sequence[Test], language: str | None) -> NDArray[np.bool_]:
    """By first and second byte, whether a word that passes a test may begin so; a word of one byte has a 0 there."""
    pairs = _begin_pairs(tests, language)
    may = np.full((256, 256), pairs is None)
    for first, second in pairs or ():
        may[first, slice(None) if second is None else second] = True
    return may


def beginning_bits(tests: Sequence[Test], language: str | None) -> NDArray[np.uint64]:
    """The same as 65,536 bits."""
    pairs = _begin_pairs(tests, language)
    bits = bytearray(b"\xff" * 8192 if pairs is None else 8192)
    for first, second in pairs or ():
        if second is None:
            bits[32 * first : 32 * first + 32] = b"\xff" * 32
        else:
            bits[32 * first + (second >> 3)] |= 1 << (second & 7)
    return np.frombuffer(bits, "<u8")


def _begin_pairs(tests: Sequence[Test], language: str | None) -> set[tuple[int, int | None]] | None:
    """The first and the second byte of words that pass a test, None for any; None where any word may pass."""
    if language in UNSTEADY or not all(test.begins for test in tests):
        return None
    pairs: set[tuple[int, int | None]] = {(0, 0)}  # what is not plain may be anything
    for begin in {begin for test in tests for begin in test.begins}:
        first, second = (*begin.encode("utf-8", "surrogatepass"), 0, 0)[:2]
        if len(begin) < 2 or not begin.isascii() or language in SHIFTING:
            pairs.add((first, None))
        else:
            pairs |= {(first, other) for other in (0, second, *TURNING.get(begin[1], "").encode())}
    return pairs


def in_a_row(leaves: Sequence[tuple[int, Leaf]]) -> bool:
    """Whether any leaf asks how words stand to each other."""
    return any(len(leaf.words) > 1 or leaf.second for _, leaf in leaves)


def occurrences_of(leaves: Sequence[tuple[int, Leaf]], words: Iterable[Word]) -> list[Occurrence]:
    """What the words that match make, by start, the longer first."""
    if not in_a_row(leaves):
        meant = {leaf.words[0]: at for at, leaf in leaves}
        return [
            Occurrence(start, end, meant[test])
            for _, start, end, tests in islice(words, MAX_OCCURRENCES)
            for test in tests
            if test in meant
        ]
    places: dict[int, list[int]] = defaultdict(list)
    spans: dict[int, tuple[int, int]] = {}
    for position, start, end, tests in islice(words, MAX_OCCURRENCES):
        spans[position] = start, end
        for test in tests:
            places[test].append(position)
    found = {
        Occurrence(spans[first][0], spans[last][1], at) for at, leaf in leaves for first, last in _runs(leaf, places)
    }
    return sorted(found, key=lambda each: (each.start, -each.end, each.leaf))


def _runs(leaf: Leaf, places: dict[int, list[int]]) -> Iterable[tuple[int, int]]:
    first = phrase_spans([places.get(word, []) for word in leaf.words], leaf.slop)
    if not leaf.second:
        return first
    second = phrase_spans([places.get(word, []) for word in leaf.second], 0)
    return near_spans(first, second, leaf.distance)


class Markers:
    """What a query marks in articles of each language; `spoken` are those present in the snapshot."""

    def __init__(self, query: Query, spoken: Spoken) -> None:
        self._query, self._spoken = query, spoken
        self._made: dict[str | None, Marker] = {}

    def of(self, language: str | None) -> Marker:
        """The marker for articles in a language."""
        made = self._made.get(language)
        if made is None:
            making = _Making(partial(asked_of, spoken=self._spoken, language=language), self._among)
            made = self._made[language] = making.marker(self._query)
        return made

    def _among(self, word: str) -> tuple[str, ...]:
        return stems_of(readings(word, self._spoken))


def marker(query: Query, languages: Sequence[str | None]) -> Marker:
    """What a query marks where its words are read in all of some languages alike."""
    read = partial(query_stems, languages=languages)
    return _Making(read, read).marker(query)


class _Making:
    """alone, among: the stems of a word that stands alone, and of one among others"""

    def __init__(self, alone: Stemming, among: Stemming) -> None:
        self._alone, self._among = alone, among
        self.leaves: list[Leaf] = []
        self.tests: list[Test] = []

    def marker(self, query: Query) -> Marker:
        self.add(query)
        return Marker(tuple(self.leaves), tuple(self.tests))

    def add(self, query: Query) -> None:
        match query:
            case And(clauses) | Or(clauses):
                for clause in clauses:
                    self.add(clause)
            case Boost(clause):
                self.add(clause)
            case Term() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
                if query.field is None or query.field in TEXT_FIELDS:
                    self._leaf(query)

    def _leaf(self, query: Term | Phrase | Near | Prefix | Wildcard | Fuzzy) -> None:
        match query:
            case Term(word, name, exact):
                self._run(name, _parts(word), 0, stemmed=not exact)
            case Phrase(words, name, slop, stemmed):
                self._run(name, [part for word in words for part in _parts(word)], slop, stemmed)
            case Near((one, other), distance, name):
                first, second = (self._words(_parts(word), self._among) for word in (one, other))
                if first and second:
                    self.leaves.append(Leaf(name, first, second=second, distance=distance))
            case Prefix(prefix, name):
                if prefix:
                    self.leaves.append(Leaf(name, (self._test(_beginning(query_forms(prefix))),)))
            case Wildcard(pattern, name):
                if pattern.strip("*"):
                    self.leaves.append(Leaf(name, (self._test(_shaped(pattern)),)))
            case Fuzzy(word, distance, name):
                self.leaves.append(Leaf(name, (self._test(_close(query_forms(word), distance)),)))

    def _run(self, name: str | None, words: Sequence[str], slop: int, stemmed: bool) -> None:
        if words:
            read = self._alone if len(words) == 1 else self._among
            self.leaves.append(Leaf(name, self._words(words, read if stemmed else None), slop))

    def _words(self, words: Iterable[str], read: Stemming | None) -> tuple[int, ...]:
        return tuple(self._test(_word(word, read(word) if read else None)) for word in words)

    def _test(self, test: Test) -> int:
        self.tests.append(test)
        return len(self.tests) - 1


@lru_cache(KEPT_WORDS)
def _word(word: str, stems: tuple[str, ...] | None) -> Test:
    """The test of a word by its stems; None for its exact form."""
    if is_fragment(word):
        return _beginning(query_forms(word))
    if stems is not None:
        return Test(_begins(stems), stems=frozenset(stems))
    exact = frozenset(query_forms(word))
    return Test(_begins(exact), exact=exact)


_parts = lru_cache(KEPT_WORDS)(query_words)


def _begins(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({word[:2] for word in words})


def _beginning(prefixes: tuple[str, ...]) -> Test:
    return Test(_begins(prefixes), passes=lambda found: any(word.startswith(prefixes) for word in found.exact))


def _shaped(pattern: str) -> Test:
    folded = fold(pattern.translate(STRAIGHT))
    fits = shape(folded).fullmatch
    begin = literal_prefix(folded)[:2]
    return Test((begin,) if begin else (), passes=lambda found: any(map(fits, found.exact)))


def _close(words: tuple[str, ...], distance: int) -> Test:
    def near(word: str, other: str) -> bool:
        # Each edit brings in at most one letter; few words pass, so that the distance is seldom needed.
        return (
            abs(len(word) - len(other)) <= distance
            and len(set(other) - set(word)) <= distance
            and bool(within(word, distance, dictionary_of([other])))
        )

    return Test((), passes=lambda found: any(near(word, other) for other in found.exact for word in words))
