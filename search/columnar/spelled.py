"""What a page shows of the spelled texts of a segment: marked titles and passages, from the symbols they are stored as.

It is what `search/marking.py` and `search/snippets.py` find in the same texts, which stay the definition. The loops
walk, choose and cut; what a query means is looked up among the chunks (`meanings.py`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import scan
from index.columnar.stored import Records
from index.errors import IndexCorrupt
from index.machine import hold
from search.columnar.meanings import PERHAPS, Meanings, Tests
from search.kernels.passages import COLUMNS, UNSHOWN, Matches, cut, cut_words
from search.kernels.spelled import BEGIN_SHIFT, DAMAGED, FULL, POINTS_SHIFT, SIZE_MASK, Rows, Spelled, walk
from search.marking import MAX_OCCURRENCES, Marker, Word, beginning_bits, in_a_row, occurrences_of
from search.related import Root
from search.results import Snippet

I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

MOST_LEAVES = 60
NONE, SEVERAL = -1, -2
ROOM = 2048
FIELDS = ("title", "body")


class Shown(NamedTuple):
    """What a hit shows of its texts."""

    title: Snippet
    snippets: tuple[Snippet, ...]


class Walked(NamedTuple):
    """Walked texts, as `kernels.spelled.walk` filled the arrays; found: how many chunks were seen."""

    symbols: U32
    runs: I64
    seen: I64
    found: int

    @property
    def rows(self) -> Rows:
        half, count = len(self.symbols) // 2, (len(self.runs) + 1) // 2
        return Rows(self.symbols[:half], self.symbols[half:], self.runs[:count], self.runs[count:])

    @property
    def columns(self) -> tuple[I64, I64, I64]:
        """Of each chunk seen: its row, its run, and how many chunks are before it there."""
        room = len(self.seen) // 3
        first, second, third = (self.seen[low : low + self.found] for low in (0, room, 2 * room))
        return first, second, third

    @property
    def seen_symbols(self) -> U32:
        return self.symbols[self.seen[: self.found]]


class Spelling:
    """The spelled texts of a segment. Safe in several threads."""

    def __init__(self, records: Records) -> None:
        self._records, self._model = records, records.model
        text, starts, limits, shifts, table, _ = self._model
        self.told = np.zeros(len(starts) - 1, np.uint32)
        self.held: Spelled = hold(Spelled(records.texts, self.told, limits, shifts, table, text, starts))
        self._meanings: dict[str | None, Meanings] = {}
        self.roots: dict[str | None, dict[int, tuple[Root, ...]]] = {}  # what `traits.py` knows of chunks, by language

    def walked(self, docs: Sequence[int], bodies: bool, may: U64) -> Walked:
        """The symbols of titles, and of bodies where asked for, and the chunks that begin as they may."""
        sizes = self._records.sizes[docs].astype(np.int64).ravel()
        need = int(sizes.sum() if bodies else sizes[::2].sum()) + 2 * len(sizes)
        symbols, runs = np.empty(2 * need, np.uint32), np.empty(2 * len(sizes) + 1, np.int64)
        starts, room = self._records.starts[docs], ROOM
        while True:
            seen = np.empty(3 * room, np.int64)
            found = walk(self.held, starts, sizes, bodies, may, symbols, runs, seen)
            if found == DAMAGED:
                told = ", ".join(map(str, docs))
                raise IndexCorrupt(
                    f"the text of one of the documents {told} cannot be read; run `dateline index --rebuild PATH`"
                )
            if found != FULL:
                return Walked(symbols, runs, seen, found)
            room *= 8

    def text(self, symbol: int) -> str:
        """A chunk or a gap."""
        low, high = self._model.starts[symbol], self._model.starts[symbol + 1]
        return self._model.text[low:high].tobytes().decode("utf-8", "surrogatepass")

    def meanings(self, language: str | None) -> Meanings:
        """What the chunks mean in a language."""
        known = self._meanings.get(language)
        if known is None:
            known = self._meanings.setdefault(language, Meanings(self.held, self.told, self.text, language))
        return known


class Showing:
    """Shows texts of one segment and language as a query marks them.

    most: passages a text at most
    """

    def __init__(self, spelling: Spelling, language: str | None, marker: Marker, most: int) -> None:
        self._spelling, self._language, self._marker, self._most = spelling, language, marker, most
        self._meanings = spelling.meanings(language)
        self._leaves = [marker.leaves_of(name) for name in FIELDS]
        self._in_a_row = any(map(in_a_row, self._leaves))
        self._may = beginning_bits(marker.tests, language)

    def shown(self, docs: Sequence[int]) -> list[Shown | None]:
        """What each document shows; None for one that is not for the loops. All of them are spelled."""
        leaves = len(self._marker.leaves)
        if leaves > MOST_LEAVES:
            return [None] * len(docs)
        walked = self._spelling.walked(docs, self._most > 0, self._may)
        symbols = walked.seen_symbols
        decided = self._meanings.decided(symbols, self._marker)
        if walked.found <= MAX_OCCURRENCES and (table := self._table(decided)) is not None:
            return self._cut(cut_words, walked, (walked.seen, walked.found, *table), walked.found, len(docs))
        meant = [decided.get(symbol, ()) for symbol in symbols.tolist()]
        chosen = np.array([at for at, tests in enumerate(meant) if tests], np.int64)
        if len(chosen) > MAX_OCCURRENCES:
            return [None] * len(docs)
        matches = self._matches(walked, chosen, [meant[at] for at in chosen.tolist()])
        return self._cut(cut, walked, matches, len(matches.starts), len(docs))

    def _table(self, decided: dict[int, Tests]) -> tuple[U32, I64] | None:
        """The chunks that match, ascending, and the leaf of each in titles, then in bodies; below 0 for none.

        None where words in a row are asked for, or a chunk may match several leaves.
        """
        if self._in_a_row:
            return None
        meant = sorted(decided)
        leaves = [self._leaf(field, decided[chunk]) for field in range(2) for chunk in meant]
        return None if SEVERAL in leaves else (np.array(meant, np.uint32), np.array(leaves, np.int64))

    def _leaf(self, field: int, tests: Tests) -> int:
        """The leaf of a field that is one of these tests; NONE, or SEVERAL."""
        if tests is PERHAPS:
            return SEVERAL
        found = [at for at, leaf in self._leaves[field] if leaf.words[0] in tests]
        return SEVERAL if len(found) > 1 else found[0] if found else NONE

    def _matches(self, walked: Walked, chosen: I64, decided: list[Tests]) -> Matches:
        """The matches of any query, from the chunks that match and the tests they pass."""
        by_run: dict[int, list[Word]] = defaultdict(list)
        for run, word in self._words(walked, chosen, decided):
            by_run[run].append(word)
        runs = range(len(walked.rows.ends))
        listed = [occurrences_of(self._leaves[run & 1], by_run[run]) if run in by_run else [] for run in runs]
        flat = np.array([each for found in listed for each in found], np.int64).reshape(-1, 3)
        starts, ends, leaves = (np.ascontiguousarray(column) for column in flat.T)
        return Matches(np.array([0, *accumulate(map(len, listed))], np.int64), starts, ends, leaves)

    def _words(self, walked: Walked, chosen: I64, decided: list[Tests]) -> Iterator[tuple[int, Word]]:
        """The words that match, each with its run; positions are those of the row only where asked for."""
        rows, (seen, runs, before) = walked.rows, walked.columns
        at = seen[chosen]
        starts = rows.places[at].astype(np.int64)
        ends = starts + (self._spelling.told[rows.symbols[at]] >> POINTS_SHIFT & SIZE_MASK)
        places = self._positions(walked, runs, before)[chosen] if self._in_a_row else starts
        columns = (at, runs[chosen], places, starts, ends)
        for tests, row, run, position, start, end in zip(decided, *(each.tolist() for each in columns), strict=True):
            if tests is not PERHAPS:
                yield run, Word(position, start, end, tests)
                continue
            last = row + 1 == rows.runs[run + 1]
            text = "".join(map(self._spelling.text, rows.symbols[row : row + 2 - last].tolist()))
            for place, (surface, low, high) in enumerate(scan(text)):
                if matched := self._marker.matched(surface, self._language):
                    yield run, Word(position + place, start + low, start + high, matched)

    def _positions(self, walked: Walked, runs: I64, before: I64) -> I64:
        """The position of the first word of each chunk seen; all that may be several words are."""
        symbols = walked.seen_symbols
        more = np.zeros(len(symbols), np.int64)
        several = np.flatnonzero(self._spelling.told[symbols] >> BEGIN_SHIFT == 0)
        more[several] = [self._meanings.word_count(symbol) - 1 for symbol in symbols[several].tolist()]
        behind = np.cumsum(more) - more
        positions: I64 = before + behind - behind[np.searchsorted(runs, runs)]
        return positions

    def _cut(
        self, loop: Callable[..., tuple[int, int]], walked: Walked, given: tuple[Any, ...], marks: int, docs: int
    ) -> list[Shown | None]:
        room = int(walked.rows.ends[::2].sum()) + 300 * self._most * docs + 1
        told = np.empty(2 * (self._most + 2) * max(COLUMNS * docs, 2 * marks + 2), np.int64)
        leaves, held = len(self._marker.leaves), self._spelling.held
        while True:
            points = np.empty(room, np.uint32)
            count, put = loop(held, walked.symbols, walked.runs, *given, leaves, self._most, points, told)
            if count != FULL:
                return _shown(points, told, count, put, docs)
            room = 2 * put


def _shown(points: U32, told: I64, count: int, put: int, docs: int) -> list[Shown | None]:
    """What `cut` wrote."""
    text = points[:put].tobytes().decode("utf-32-le", "surrogatepass")
    rows = told[: COLUMNS * count].reshape(-1, COLUMNS).tolist()
    half = len(told) // 2
    flat = told[half : half + (rows[-1][4] if rows else 0)].tolist()
    marks = list(zip(flat[::2], flat[1::2], strict=True))
    titles: list[Snippet] = []
    passages: list[list[Snippet] | None] = [[] for _ in range(docs)]
    for run, low, high, first, end, before, after in rows:
        inside = tuple(marks[first // 2 : end // 2])
        if not run & 1:
            titles.append(Snippet("title", text[low:high], inside))
        elif high == UNSHOWN:
            passages[run >> 1] = None
        elif (shown := passages[run >> 1]) is not None:
            shown.append(Snippet("body", text[low:high], inside, before > 0, after > 0))
    pairs = zip(titles, passages, strict=True)
    return [shown if shown is None else Shown(title, tuple(shown)) for title, shown in pairs]
