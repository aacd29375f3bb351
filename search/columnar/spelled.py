"""What a page shows of the spelled texts of a segment: marked titles and passages, from the symbols they are stored as.

It is what `search/marking.py` and `search/snippets.py` find in the same texts, which stay the definition. The loops
walk, choose and cut; what a query means is looked up among the chunks (`meanings.py`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import scan
from index.columnar.stored import Records
from index.errors import IndexCorrupt
from index.machine import hold
from search.columnar.meanings import PERHAPS, Meanings, Tests
from search.kernels.passages import COLUMNS, UNSHOWN, Matches, Pieces, cut
from search.kernels.spelled import BEGIN_SHIFT, DAMAGED, FULL, POINTS_SHIFT, SIZE_MASK, Rows, Seen, Spelled, tell, walk
from search.marking import MAX_OCCURRENCES, Marker, Word, beginnings, in_a_row, occurrences_of
from search.results import Snippet

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_LEAVES = 60
NONE, SEVERAL = -1, -2
ROOM = 2048
FIELDS = ("title", "body")


class Shown(NamedTuple):
    """What a hit shows of its texts."""

    title: Snippet
    snippets: tuple[Snippet, ...]


class Spelling:
    """The spelled texts of a segment. Safe in several threads."""

    def __init__(self, records: Records) -> None:
        self._records, self._model = records, records.model
        text, starts, limits, shifts, table, _ = self._model
        self.told = np.zeros(len(starts) - 1, np.uint32)
        tell(text, starts, self.told)
        self.held: Spelled = hold(Spelled(records.texts, self.told, limits, shifts, table, text, starts))
        self._meanings: dict[str | None, Meanings] = {}

    def walked(self, docs: Sequence[int], bodies: bool, may: Mask) -> tuple[Rows, Seen]:
        """The symbols of titles, and of bodies where asked for, and the chunks that begin as they may."""
        sizes = self._records.sizes[docs].astype(np.int64).ravel()
        need = int(sizes.sum() if bodies else sizes[::2].sum()) + 2 * len(sizes)
        symbols, places = np.empty((2, need), np.uint32)
        rows = Rows(symbols, places, np.empty(len(sizes) + 1, np.int64), np.empty(len(sizes), np.int64))
        starts, room = self._records.starts[docs], ROOM
        while True:
            seen = Seen(*np.empty((3, room), np.int64))
            found = walk(self.held, starts, sizes, bodies, may, rows, seen)
            if found == DAMAGED:
                told = ", ".join(map(str, docs))
                raise IndexCorrupt(
                    f"the text of one of the documents {told} cannot be read; run `dateline index --rebuild PATH`"
                )
            if found != FULL:
                return rows, Seen(*(column[:found] for column in seen))
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
        self._may = beginnings(marker.tests, language).ravel()

    def shown(self, docs: Sequence[int]) -> list[Shown | None]:
        """What each document shows; None for one that is not for the loops. All of them are spelled."""
        if len(self._marker.leaves) > MOST_LEAVES:
            return [None] * len(docs)
        rows, seen = self._spelling.walked(docs, self._most > 0, self._may)
        symbols = rows.symbols[seen.rows]
        decided = self._meanings.decided(symbols, self._marker)
        meant = np.array(sorted(decided) or [0], np.uint32)
        which = np.minimum(np.searchsorted(meant, symbols), len(meant) - 1)
        chosen = np.flatnonzero(meant[which] == symbols) if decided else np.empty(0, np.int64)
        if len(chosen) > MAX_OCCURRENCES:
            return [None] * len(docs)
        tests = [decided[symbol] for symbol in meant.tolist()] if decided else []
        matches = self._single(rows, seen, chosen, which[chosen], tests)
        return self._cut(rows, matches or self._several(rows, seen, chosen, which[chosen], tests), len(docs))

    def _single(self, rows: Rows, seen: Seen, chosen: I64, which: I64, tests: list[Tests]) -> Matches | None:
        """The matches, where every leaf is one word and every chunk matches one leaf at most; else None."""
        if self._in_a_row:
            return None
        table = np.array([[self._leaf(field, each) for each in tests] or [NONE] for field in range(2)], np.int64)
        if (table == SEVERAL).any():
            return None
        runs = seen.runs[chosen]
        leaves = table[runs & 1, which]
        there = leaves >= 0
        if not there.all():
            chosen, runs, leaves = chosen[there], runs[there], leaves[there]
        starts, ends = self._spans(rows, seen.rows[chosen])
        return Matches(np.searchsorted(runs, np.arange(len(rows.ends) + 1)), starts, ends, leaves)

    def _leaf(self, field: int, tests: Tests) -> int:
        """The leaf of a field that is one of these tests; NONE, or SEVERAL."""
        if tests is PERHAPS:
            return SEVERAL
        found = [at for at, leaf in self._leaves[field] if leaf.words[0] in tests]
        return SEVERAL if len(found) > 1 else found[0] if found else NONE

    def _spans(self, rows: Rows, at: I64) -> tuple[I64, I64]:
        """Where chunks begin and end in their texts."""
        starts = rows.places[at].astype(np.int64)
        return starts, starts + (self._spelling.told[rows.symbols[at]] >> POINTS_SHIFT & SIZE_MASK)

    def _several(self, rows: Rows, seen: Seen, chosen: I64, which: I64, tests: list[Tests]) -> Matches:
        """The matches of any query."""
        by_run: dict[int, list[Word]] = defaultdict(list)
        for run, word in self._words(rows, seen, chosen, [tests[each] for each in which.tolist()]):
            by_run[run].append(word)
        runs = range(len(rows.ends))
        listed = [occurrences_of(self._leaves[run & 1], by_run[run]) if run in by_run else [] for run in runs]
        flat = np.array([each for found in listed for each in found], np.int64).reshape(-1, 3)
        starts, ends, leaves = (np.ascontiguousarray(column) for column in flat.T)
        return Matches(np.array([0, *accumulate(map(len, listed))], np.int64), starts, ends, leaves)

    def _words(self, rows: Rows, seen: Seen, chosen: I64, decided: list[Tests]) -> Iterator[tuple[int, Word]]:
        """The words that match, each with its run; positions are those of the row only where asked for."""
        at = seen.rows[chosen]
        starts, ends = self._spans(rows, at)
        before = self._positions(rows, seen)[chosen] if self._in_a_row else starts
        columns = (at, seen.runs[chosen], before, starts, ends)
        for tests, row, run, position, start, end in zip(decided, *(each.tolist() for each in columns), strict=True):
            if tests is not PERHAPS:
                yield run, Word(position, start, end, tests)
                continue
            last = row + 1 == rows.runs[run + 1]
            text = "".join(map(self._spelling.text, rows.symbols[row : row + 2 - last].tolist()))
            for place, (surface, low, high) in enumerate(scan(text)):
                if matched := self._marker.matched(surface, self._language):
                    yield run, Word(position + place, start + low, start + high, matched)

    def _positions(self, rows: Rows, seen: Seen) -> I64:
        """The position of the first word of each chunk seen; all that may be several words are."""
        symbols = rows.symbols[seen.rows]
        more = np.zeros(len(symbols), np.int64)
        several = np.flatnonzero(self._spelling.told[symbols] >> BEGIN_SHIFT == 0)
        more[several] = [self._meanings.word_count(symbol) - 1 for symbol in symbols[several].tolist()]
        behind = np.cumsum(more) - more
        first = np.searchsorted(seen.runs, seen.runs)
        positions: I64 = seen.before + behind - behind[first]
        return positions

    def _cut(self, rows: Rows, matches: Matches, docs: int) -> list[Shown | None]:
        room = int(rows.ends[::2].sum()) + 300 * self._most * docs + 1
        marks = np.empty(2 * (self._most + 1) * (len(matches.starts) + 1), np.int64)
        told = np.empty(COLUMNS * docs * (self._most + 2), np.int64)
        leaves = len(self._marker.leaves)
        while True:
            pieces = Pieces(np.empty(room, np.uint32), told, marks)
            count, put = cut(self._spelling.held, rows, matches, leaves, self._most, pieces)
            if count != FULL:
                return _shown(pieces, count, put, docs)
            room = 2 * put


def _shown(pieces: Pieces, count: int, put: int, docs: int) -> list[Shown | None]:
    text = pieces.points[:put].tobytes().decode("utf-32-le", "surrogatepass")
    rows = pieces.rows[: COLUMNS * count].reshape(-1, COLUMNS).tolist()
    flat = pieces.marks[: rows[-1][4] if rows else 0].tolist()
    marks = list(zip(flat[::2], flat[1::2], strict=True))
    titles: list[Snippet] = []
    passages: list[list[Snippet] | None] = [[] for _ in range(docs)]
    for run, low, high, first, end, before, after in rows:
        inside = tuple(marks[first // 2 : end // 2])
        if not run & 1:
            titles.append(Snippet("title", text[low:high], inside))
        elif high == UNSHOWN:
            passages[run >> 1] = None
        elif (told := passages[run >> 1]) is not None:
            told.append(Snippet("body", text[low:high], inside, bool(before), bool(after)))
    return [told if told is None else Shown(title, tuple(told)) for title, told in zip(titles, passages, strict=True)]
