"""Where a query's words stand in a text: what is marked, and what a passage is chosen for.

A word is marked as a whole wherever one of its forms matched, a phrase as one mark from its first word to its last.
What is excluded is never marked. The text is scanned once; each distinct word is analyzed once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.analysis import STRAIGHT, Forms, fold, forms, is_fragment, query_forms, query_stems, query_words, scan
from search.expansion import lettered, shape, within
from search.positions import near_spans, phrase_spans
from search.query import TEXT_FIELDS, And, Boost, Fuzzy, Near, Or, Phrase, Prefix, Query, Term, Wildcard

Test = Callable[[Forms], bool]
MAX_OCCURRENCES = 20_000  # of one text; beyond, a text is all marks anyway


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


@dataclass(frozen=True, slots=True)
class Marker:
    """What to look for; made once for a query, used for every text."""

    leaves: tuple[Leaf, ...]
    tests: tuple[Test, ...]
    _known: dict[tuple[str, str | None], tuple[int, ...]] = field(default_factory=dict)

    def occurrences(self, text: str, language: str | None, name: str) -> list[Occurrence]:
        """Every match in a text of a field (title or body), by start, the longer first."""
        leaves = [(at, leaf) for at, leaf in enumerate(self.leaves) if leaf.field in (None, name)]
        if not leaves:
            return []
        places, spans = self._places(text, language)
        found = {
            Occurrence(spans[first][0], spans[last][1], at)
            for at, leaf in leaves
            for first, last in _runs(leaf, places)
        }
        return sorted(found, key=lambda each: (each.start, -each.end, each.leaf))

    def _places(self, text: str, language: str | None) -> tuple[dict[int, list[int]], dict[int, tuple[int, int]]]:
        """The positions of each tested word, and the offsets of those positions."""
        places: dict[int, list[int]] = defaultdict(list)
        spans: dict[int, tuple[int, int]] = {}
        for position, (surface, start, end) in enumerate(scan(text)):
            matched = self._known.get((surface, language))
            if matched is None:
                matched = self._known[surface, language] = self._matched(surface, language)
            if matched:
                spans[position] = start, end
                for test in matched:
                    places[test].append(position)
                if len(spans) >= MAX_OCCURRENCES:
                    break
        return places, spans

    def _matched(self, surface: str, language: str | None) -> tuple[int, ...]:
        found = forms(surface, language)
        return tuple(at for at, test in enumerate(self.tests) if test(found))


def _runs(leaf: Leaf, places: dict[int, list[int]]) -> Iterable[tuple[int, int]]:
    first = phrase_spans([places.get(word, []) for word in leaf.words], leaf.slop)
    if not leaf.second:
        return first
    second = phrase_spans([places.get(word, []) for word in leaf.second], 0)
    return near_spans(first, second, leaf.distance)


def marker(query: Query, languages: Sequence[str | None]) -> Marker:
    """What a query marks; `languages` are those present in the snapshot, whose stems a bare word matches."""
    making = _Making(languages)
    making.add(query)
    return Marker(tuple(making.leaves), tuple(making.tests))


class _Making:
    def __init__(self, languages: Sequence[str | None]) -> None:
        self.languages = languages
        self.leaves: list[Leaf] = []
        self.tests: list[Test] = []

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
                self._run(name, query_words(word), 0, stemmed=not exact)
            case Phrase(words, name, slop, stemmed):
                self._run(name, [part for word in words for part in query_words(word)], slop, stemmed)
            case Near((one, other), distance, name):
                first, second = (self._words(query_words(word), stemmed=True) for word in (one, other))
                if first and second:
                    self.leaves.append(Leaf(name, first, second=second, distance=distance))
            case Prefix(prefix, name):
                if prefix:
                    self.leaves.append(Leaf(name, (self._test(_begins(query_forms(prefix))),)))
            case Wildcard(pattern, name):
                if pattern.strip("*"):
                    self.leaves.append(Leaf(name, (self._test(_shaped(pattern)),)))
            case Fuzzy(word, distance, name):
                self.leaves.append(Leaf(name, (self._test(_close(query_forms(word), distance)),)))

    def _run(self, name: str | None, words: Sequence[str], slop: int, stemmed: bool) -> None:
        if words:
            self.leaves.append(Leaf(name, self._words(words, stemmed), slop))

    def _words(self, words: Iterable[str], stemmed: bool) -> tuple[int, ...]:
        return tuple(self._test(self._word(word, stemmed)) for word in words)

    def _word(self, word: str, stemmed: bool) -> Test:
        if is_fragment(word):
            return _begins(query_forms(word))
        if stemmed:
            stems = frozenset(query_stems(word, self.languages))
            return lambda found: not stems.isdisjoint(found.stems)
        exact = frozenset(query_forms(word))
        return lambda found: not exact.isdisjoint(found.exact)

    def _test(self, test: Test) -> int:
        self.tests.append(test)
        return len(self.tests) - 1


def _begins(prefixes: tuple[str, ...]) -> Test:
    return lambda found: any(word.startswith(prefixes) for word in found.exact)


def _shaped(pattern: str) -> Test:
    fits = shape(fold(pattern.translate(STRAIGHT))).fullmatch
    return lambda found: any(map(fits, found.exact))


def _close(words: tuple[str, ...], distance: int) -> Test:
    def near(word: str, other: str) -> bool:
        # Each edit brings in at most one letter; few words pass, so that the distance is seldom needed.
        return (
            abs(len(word) - len(other)) <= distance
            and len(set(other) - set(word)) <= distance
            and bool(within(word, distance, lettered([other])))
        )

    return lambda found: any(near(word, other) for other in found.exact for word in words)
