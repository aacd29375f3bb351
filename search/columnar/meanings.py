"""What the chunks of a segment mean in one language: found once for each, and found again by word and by stem.

So a query is not asked about every chunk it meets: those it means are looked up, as in an index.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.analysis import Forms, forms, scan
from index.stemming import LANGUAGES
from search.kernels.spelled import BEGIN_SHIFT, SIZE_MASK, Spelled, analyze
from search.marking import Marker

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
Mask = NDArray[np.bool_]
Tests = tuple[int, ...]

PERHAPS: Tests = (-1,)  # of a chunk whose words depend on what follows it
COMPILED = "en"  # the language whose stemmer is
MOST_CHUNKS = 100_000  # known at a time, some 300 bytes each


class Meanings:
    """The chunks met so far, by the exact forms and by the stems of their words. Safe in several threads.

    told: as in `Spelled`; text: gives a chunk
    """

    def __init__(self, spelled: Spelled, told: U32, text: Callable[[int], str], language: str | None) -> None:
        self._spelled, self._told, self._text, self._language = spelled, told, text, language
        self._lock = Lock()
        self._forget()

    def decided(self, chunks: U32, marker: Marker) -> dict[int, Tests]:
        """The tests that chunks pass, without those that pass none; PERHAPS for one to be looked at in its place."""
        if marker.tries:
            return {chunk: tests for chunk in set(chunks.tolist()) if (tests := self._decide(chunk, marker))}
        decided: dict[int, Tests] = {}
        with self._lock:
            new = chunks[~self._known[chunks]]
            if len(new):
                self._learn(np.unique(new).astype(np.int64))
            for place, test in enumerate(marker.tests):
                found = {chunk for word in test.exact for chunk in self._by_exact.get(word, ())}
                found.update(chunk for stem in test.stems for chunk in self._by_stem.get(stem, ()))
                for chunk in found:
                    decided[chunk] = PERHAPS if chunk in self._parted else (*decided.get(chunk, ()), place)
        return decided

    def plain_forms(self, chunks: I64) -> Iterator[tuple[str, str]]:
        """The exact form and the stem of each of some plain chunks, by a compiled loop."""
        sizes = self._told[chunks].astype(np.int64) & SIZE_MASK
        out, ends = np.empty(2 * int(sizes.sum()) + 2 * len(chunks), np.uint8), np.empty(2 * len(chunks), np.int64)
        analyze(self._spelled, chunks, self._language == COMPILED, out, ends)
        text, start, reached = out.tobytes().decode("latin-1"), 0, ends.tolist()
        for middle, end in zip(reached[::2], reached[1::2], strict=True):
            yield text[start:middle], text[middle:end]
            start = end

    def plain(self, chunks: I64) -> Mask:
        """Which of some chunks `plain_forms` takes: words of ASCII letters and digits in a language of simple stems."""
        if self._language in LANGUAGES and self._language != COMPILED:
            return np.zeros(len(chunks), np.bool_)
        plain: Mask = self._told[chunks] >> BEGIN_SHIFT > 0
        return plain

    def words(self, chunk: int) -> tuple[Forms, ...]:
        """The forms of each word of a chunk."""
        text = self._text(chunk)
        if self._told[chunk] >> BEGIN_SHIFT:
            return (forms(text, self._language),)
        return tuple(forms(surface, self._language) for surface, _, _ in scan(text))

    def word_count(self, chunk: int) -> int:
        known = self._counts.get(chunk)
        if known is None:
            known = self._counts[chunk] = len(self.words(chunk))
        return known

    def _decide(self, chunk: int, marker: Marker) -> Tests:
        found = self.words(chunk)
        if self._told[chunk] >> BEGIN_SHIFT or self._is_one(chunk):
            return marker.passed(found[0])
        return PERHAPS if any(map(marker.passed, found)) else ()

    def _is_one(self, chunk: int) -> bool:
        """Whether a chunk is one word, whatever follows: an acronym takes the point behind it."""
        text = self._text(chunk)
        return "." not in text and [span for _, *span in scan(text)] == [[0, len(text)]]

    def _forget(self) -> None:
        self._known = np.zeros(len(self._told), np.bool_)
        self._by_exact: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        self._parted: set[int] = set()  # chunks that may be several words
        self._counts: dict[int, int] = {}
        self._size = 0

    def _learn(self, chunks: I64) -> None:
        if self._size > MOST_CHUNKS:
            self._forget()
        self._size += len(chunks)
        plain = self.plain(chunks)
        for chunk, (exact, stem) in zip(chunks[plain].tolist(), self.plain_forms(chunks[plain]), strict=True):
            self._enter(chunk, (exact,), (stem,))
        for chunk in chunks[~plain].tolist():
            if not self._told[chunk] >> BEGIN_SHIFT and not self._is_one(chunk):
                self._parted.add(chunk)
            for found in self.words(chunk):
                self._enter(chunk, found.exact, found.stems)
        self._known[chunks] = True

    def _enter(self, chunk: int, exact: Iterable[str], stems: Iterable[str]) -> None:
        for word in exact:
            self._by_exact.setdefault(word, []).append(chunk)
        for stem in stems:
            self._by_stem.setdefault(stem, []).append(chunk)
