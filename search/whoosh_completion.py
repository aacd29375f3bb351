"""The words and values of a snapshot by their beginnings, the most used first."""

import contextlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from corpus import Article
from index.analysis import fold_value
from index.columnar.dictionary import prefix_range, term
from index.columnar.segment import SegmentFile
from index.columnar.whoosh_codec import file_of
from search.deadline import Deadline, DeadlinePassed
from search.facets import Ordinals
from search.query import TEXT_FIELDS, Query
from search.whoosh_snapshot import Leaf, Snapshot, leaves

Counts = NDArray[np.int64]
FIRST_LOOK = 64  # words of a segment, the most used
LAST = "\U0010ffff"


class Begun(NamedTuple):
    """The words of one segment that begin alike: how many articles have each at most, and how to read one.

    exact: whether just so many have it
    """

    counts: Counts
    word: Callable[[int], str]
    exact: bool


class Labels(NamedTuple):
    """The values of a field by each of their words: `starts` in order, the place of each one's value; its articles."""

    starts: list[str]
    places: Counts
    labels: tuple[str, ...]
    articles: Counts


@dataclass(frozen=True, slots=True)
class WhooshVocabulary:
    """What `completion.Vocabulary` asks for."""

    snapshot: Snapshot
    reader: IndexReader
    deadline: Deadline
    newest: Callable[[Query, int], Sequence[Article]]
    written: Callable[[Sequence[str]], Sequence[str]]

    @property
    def articles(self) -> int:
        return self.snapshot.articles

    @property
    def languages(self) -> Sequence[str | None]:
        return self.snapshot.languages

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        with contextlib.suppress(DeadlinePassed):
            yield from self._beginning(prefix)

    def _beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        segments = [begun_in(leaf, prefix) for leaf in leaves(self.reader)]
        most, given = FIRST_LOOK, 0
        while True:
            ranked, sure = self._ranked(segments, most)
            yield from ranked[given:sure]
            given = sure
            if all(most >= len(segment.counts) for segment in segments):
                return
            most *= 8

    def _ranked(self, segments: list[Begun], most: int) -> tuple[list[tuple[str, int]], int]:
        """The words among the most used of each segment, ranked, and how many of them no other word may precede."""
        chosen: dict[str, int] = {}
        unseen = 0  # a word that was not looked at has at most so many articles
        for counts, word, _ in segments:
            places = np.arange(len(counts))
            if len(counts) > most:
                places = np.argpartition(counts, len(counts) - most)[-most:]
                unseen += int(counts[places].min())
            chosen |= zip(map(word, places.tolist()), counts[places].tolist(), strict=True)
        if len(segments) > 1 or not segments[0].exact:
            chosen = {word: self._having(word) for word in chosen}
        ranked = sorted(((word, count) for word, count in chosen.items() if count), key=_by_use)
        return ranked, sum(count > unseen for _, count in ranked)

    def _having(self, word: str) -> int:
        return max(self.snapshot.frequency(self.reader, name, word, self.deadline) for name in TEXT_FIELDS)

    def values(self, field: Literal["source", "author"], prefix: str) -> Iterable[tuple[str, int]]:
        known = self.snapshot.values(f"{field}_value")
        labels = self.snapshot.kept("labels", field, lambda: labels_of(known))
        low, high = bisect_left(labels.starts, prefix), bisect_left(labels.starts, prefix + LAST)
        places = np.unique(labels.places[low:high])
        articles = labels.articles[places]
        if len(places) > FIRST_LOOK:
            kept = articles >= np.partition(articles, len(places) - FIRST_LOOK)[len(places) - FIRST_LOOK]
            places = places[kept]
        found = [(labels.labels[place], int(labels.articles[place])) for place in places.tolist()]
        return sorted(found, key=_by_use)


def _by_use(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def labels_of(values: Ordinals) -> Labels:
    """The values of a field, to be found by the beginning of any of their words."""
    starts: list[tuple[str, int]] = []
    for place, label in enumerate(values.labels):
        words = fold_value(label).split()
        starts += [(" ".join(words[at:]), place) for at in range(len(words))]
    starts.sort()
    articles = np.bincount(values.flat, minlength=len(values.labels))
    return Labels([start for start, _ in starts], np.array([at for _, at in starts], np.int64), values.labels, articles)


def begun_in(leaf: Leaf, prefix: str) -> Begun:
    """The words of title and body of a segment that begin so."""
    file = file_of(leaf.reader)
    wanted = prefix.encode("utf-8", "surrogatepass")
    if file is not None:
        return _columnar(file, wanted, not leaf.reader.has_deletions())
    words: dict[str, int] = {}
    for name in TEXT_FIELDS:
        for found in leaf.reader.expand_prefix(name, wanted):
            word = bytes(found).decode("utf-8", "surrogatepass")
            words[word] = max(words.get(word, 0), int(leaf.reader.doc_frequency(name, found)))
    counts = np.array(list(words.values()), np.int64)
    return Begun(counts, list(words).__getitem__, not leaf.reader.has_deletions())


def _columnar(file: SegmentFile, prefix: bytes, exact: bool) -> Begun:
    low, high = prefix_range(file.terms, prefix)
    counts = file.numbers[low:high, :2].max(axis=1, initial=0).astype(np.int64)
    return Begun(counts, lambda place: term(file.terms, low + place).decode("utf-8", "surrogatepass"), exact)
