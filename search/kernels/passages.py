"""Passages cut from walked texts: what `search/snippets.py` does, which says what is cut, and is what these agree with.

Places are code points from the beginning of a text. A text is spelled out only around what is shown.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel
from search.kernels.borders import LEAD, LENGTH, REACH, end_of, is_blank, start_of
from search.kernels.spelled import FULL, Rows, Spelled, points_of, rows_of, spell_out

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

BLANK = 32
MORE = 512  # code points: two symbols, and what is looked at around a passage
AROUND = 8  # so far behind and before a passage the signs of a sentence are looked for
COLUMNS = 7
TITLE, UNSHOWN = 0, -1


class Matches(NamedTuple):
    """What is marked: stretches [start, end) of the runs, each run's by start, and the leaf of the query.

    first: where each run's begin, one more at the end
    """

    first: I64
    starts: I64
    ends: I64
    leaves: I64


class Pieces(NamedTuple):
    """What is shown, as `cut` has it."""

    points: U32
    rows: I64
    marks: I64


class _Text(NamedTuple):
    """A run to spell out: the symbols' bytes, the rows, which of them are the run's, and its code points."""

    text: U8
    starts: I64
    symbols: U32
    places: U32
    first: int
    last: int
    size: int


class _Clusters(NamedTuple):
    """As `snippets._Cluster`, by columns."""

    starts: I64
    ends: I64
    leaves: I64
    matches: I64


@entry
def cut_words(
    spelled: Spelled, symbols: U32, runs: I64, seen: I64, found: int, meant: U32, leaf: I64, leaves: int, most: int,
    points: U32, told: I64,
) -> tuple[int, int]:  # fmt: skip
    """As `cut`, where each chunk is one leaf of the query at most.

    symbols, runs, seen, found: as `walk` filled them, and returned; meant: the chunks that match, ascending
    leaf: the leaf of each in a title, then of each in a body; below 0 for none
    """
    rows, room = rows_of(symbols, runs), len(seen) // 3
    matches = Matches(
        np.empty(len(rows.ends) + 1, np.int64),
        np.empty(found, np.int64),
        np.empty(found, np.int64),
        np.empty(found, np.int64),
    )
    count, reached = 0, 0
    for at in range(found):
        row, run = seen[at], seen[room + at]
        symbol = rows.symbols[row]
        which = np.searchsorted(meant, symbol)
        if which == len(meant) or meant[which] != symbol or leaf[(run & 1) * len(meant) + which] < 0:
            continue
        while reached <= run:
            matches.first[reached] = count
            reached += 1
        start = np.int64(rows.places[row])
        matches.starts[count], matches.ends[count] = start, start + points_of(spelled.told, np.int64(symbol))
        matches.leaves[count] = leaf[(run & 1) * len(meant) + which]
        count += 1
    matches.first[reached:] = count
    return _cut(spelled, rows, matches, leaves, most, points, told)


@entry
def cut(
    spelled: Spelled, symbols: U32, runs: I64, first: I64, starts: I64, ends: I64, leaf: I64, leaves: int, most: int,
    points: U32, told: I64,
) -> tuple[int, int]:  # fmt: skip
    """Mark every title, and cut at most so many passages of every body; return how many pieces and code points.

    FULL, and what is needed at least, where there is no room. leaves: how many the query has, 60 at most
    symbols, runs: as `walk` filled them; first, starts, ends, leaf: the fields of `Matches`
    points: the code points of all pieces
    told:   of each piece COLUMNS numbers: its run, where it begins and ends in `points` (UNSHOWN where a body has no
            words: it is not for these loops), where its marks begin and end, and whether the text goes on before and
            behind it; in the second half the marks, start and end by turns, from the beginning of the piece
    """
    return _cut(spelled, rows_of(symbols, runs), Matches(first, starts, ends, leaf), leaves, most, points, told)


@kernel
def _cut(
    spelled: Spelled, rows: Rows, matches: Matches, leaves: int, most: int, points: U32, told: I64
) -> tuple[int, int]:
    half = len(told) >> 1
    pieces = Pieces(points, told[:half], told[half:])
    count, put, marked = 0, 0, 0
    merged = np.empty(2 * (len(matches.starts) + 1), np.int64)
    chosen = np.empty(2 * (most + 1), np.int64)
    for run in range(len(rows.ends)):
        first, last = rows.runs[run], rows.runs[run + 1]
        text = _Text(spelled.text, spelled.starts, rows.symbols, rows.places, first, last, rows.ends[run])
        found = _merge(matches, run, merged)
        shown = _choose(text, matches, run, leaves, most, merged, found, chosen)
        for which in range(shown):
            low, high = chosen[2 * which], chosen[2 * which + 1]
            need = put + high - low + 1
            full = need > len(points) or COLUMNS * (count + 1) > len(pieces.rows)
            if full or marked + 2 * found > len(pieces.marks):
                return FULL, need
            put, marked = _show(text, low, high, run, merged, found, pieces, count, put, marked)
            count += 1
    return count, put


@kernel
def _choose(
    text: _Text, matches: Matches, run: int, leaves: int, most: int, merged: I64, marks: int, chosen: I64
) -> int:
    """Fill `chosen` with what is shown of a text, in its order; return how many pieces."""
    chosen[0], chosen[1] = 0, text.size
    if run & 1 == TITLE:
        return 1
    if text.size == 0 or most == 0:
        return 0
    if text.last - text.first < 2:
        chosen[1] = UNSHOWN
        return 1
    if matches.first[run] == matches.first[run + 1]:
        points = np.empty(min(text.size, LENGTH) + MORE, np.uint32)
        base = _spelled(text, 0, LENGTH + AROUND, points)
        chosen[1] = end_of(points, base, text.size, 0, 0, text.size)
        return 1
    return _passages(text, matches, run, leaves, most, merged, marks, chosen)


@kernel
def _merge(matches: Matches, run: int, merged: I64) -> int:
    """As `snippets.merged`: start and end by turns; return how many."""
    count = 0
    for at in range(matches.first[run], matches.first[run + 1]):
        start, end = matches.starts[at], matches.ends[at]
        if count > 0 and start <= merged[2 * count - 1]:
            merged[2 * count - 1] = max(end, merged[2 * count - 1])
        else:
            merged[2 * count], merged[2 * count + 1] = start, end
            count += 1
    return count


@kernel
def _clusters(matches: Matches, run: int, leaves: int) -> _Clusters:
    """The matches from each one on, as far as they fit."""
    first, end = matches.first[run], matches.first[run + 1]
    size = end - first
    made = _Clusters(
        np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    )
    counts = np.zeros(leaves, np.int64)
    there, last = np.int64(0), first
    for at in range(first, end):
        start = matches.starts[at]
        while last < end and (last == at or matches.ends[last] - start <= REACH):
            counts[matches.leaves[last]] += 1
            there |= np.int64(1) << matches.leaves[last]
            last += 1
        place = at - first
        made.starts[place], made.ends[place] = start, max(matches.ends[at], matches.ends[last - 1])
        made.leaves[place], made.matches[place] = there, last - at
        leaf = matches.leaves[at]
        counts[leaf] -= 1
        if counts[leaf] == 0:
            there &= ~(np.int64(1) << leaf)
    return made


@kernel
def _ones(word: int) -> int:
    count = 0
    while word:
        word &= word - 1
        count += 1
    return count


@kernel
def _best(clusters: _Clusters, shown: int, chosen: I64, taken: int) -> int:
    """The cluster most worth showing of those that touch nothing chosen; -1 where none is left."""
    best, best_new, best_leaves, best_matches = -1, 0, 0, 0
    for at in range(len(clusters.starts)):
        free = True
        for which in range(taken):
            free &= clusters.ends[at] <= chosen[2 * which] or clusters.starts[at] >= chosen[2 * which + 1]
        if not free:
            continue
        new, leaves, matches = _ones(clusters.leaves[at] & ~shown), _ones(clusters.leaves[at]), clusters.matches[at]
        better = new > best_new
        if new == best_new:
            better = leaves > best_leaves or (leaves == best_leaves and matches > best_matches)
            if leaves == best_leaves and matches == best_matches and best >= 0:
                better = clusters.starts[at] < clusters.starts[best]
        if better or best < 0:
            best, best_new, best_leaves, best_matches = at, new, leaves, matches
    return best


@kernel
def _passages(
    text: _Text, matches: Matches, run: int, leaves: int, most: int, merged: I64, marks: int, chosen: I64
) -> int:
    """Fill `chosen` with the passages of a body, in its order; return how many."""
    clusters = _clusters(matches, run, leaves)
    taken, shown = 0, np.int64(0)
    while taken < most:
        best = _best(clusters, shown, chosen, taken)
        if best < 0:
            break
        start, end = clusters.starts[best], clusters.ends[best]
        floor, ceiling = 0, text.size
        for which in range(taken):
            if chosen[2 * which + 1] <= start:
                floor = max(floor, chosen[2 * which + 1])
            if chosen[2 * which] >= end:
                ceiling = min(ceiling, chosen[2 * which])
        low, high = _bounds(text, start, end, floor, ceiling)
        chosen[2 * taken], chosen[2 * taken + 1] = _around(low, high, merged, marks)
        taken += 1
        shown |= clusters.leaves[best]
    _sort(chosen, taken)
    return taken


@kernel
def _sort(chosen: I64, count: int) -> None:
    for at in range(1, count):
        low, high = chosen[2 * at], chosen[2 * at + 1]
        place = at
        while place > 0 and (
            chosen[2 * place - 2] > low or (chosen[2 * place - 2] == low and chosen[2 * place - 1] > high)
        ):
            chosen[2 * place], chosen[2 * place + 1] = chosen[2 * place - 2], chosen[2 * place - 1]
            place -= 1
        chosen[2 * place], chosen[2 * place + 1] = low, high


@kernel
def _spelled(text: _Text, low: int, high: int, out: U32) -> int:
    return spell_out(text.text, text.starts, text.symbols, text.places, text.first, text.last, low, high, out)


@kernel
def _bounds(text: _Text, start: int, end: int, floor: int, ceiling: int) -> tuple[int, int]:
    from_, to = max(0, start - LEAD - AROUND), min(text.size, max(end, start + LENGTH) + AROUND)
    points = np.empty(to - from_ + MORE, np.uint32)
    base = _spelled(text, from_, to, points)
    low = start_of(points, base, start, end, floor)
    return low, end_of(points, base, text.size, low, end, ceiling)


@kernel
def _around(low: int, high: int, merged: I64, marks: int) -> tuple[int, int]:
    """The place, widened where it would cut a mark."""
    wider, longer = low, high
    for at in range(marks):
        start, end = merged[2 * at], merged[2 * at + 1]
        if start < low < end:
            wider = start
        if start < high < end:
            longer = end
    return wider, longer


@kernel
def _show(
    text: _Text, low: int, high: int, run: int, merged: I64, marks: int, pieces: Pieces, count: int, put: int,
    marked: int,
) -> tuple[int, int]:  # fmt: skip
    """Write a piece; return how many code points and marks there are now."""
    row = pieces.rows[COLUMNS * count : COLUMNS * (count + 1)]
    row[0], row[1], row[2], row[3], row[4], row[5], row[6] = run, put, UNSHOWN, marked, marked, 0, 0
    if high == UNSHOWN:
        return put, marked
    points = np.empty(high - low + MORE, np.uint32)
    base = _spelled(text, low, high, points)
    if run & 1 != TITLE:
        while low < high and is_blank(points[low - base]):
            low += 1
        while high > low and is_blank(points[high - 1 - base]):
            high -= 1
        row[5], row[6] = _goes_on(text, low, high)
    for at in range(marks):
        start, end = merged[2 * at], merged[2 * at + 1]
        if low <= start < high and end <= high:
            pieces.marks[marked] = _even(points, base, low, start, run)
            pieces.marks[marked + 1] = _even(points, base, low, end, run)
            marked += 2
    blank = False
    for at in range(low, high):
        point = points[at - base]
        even = run & 1 != TITLE and is_blank(point)
        if not (even and blank):
            pieces.points[put] = BLANK if even else point
            put += 1
        blank = even
    row[2], row[4] = put, marked
    return put, marked


@kernel
def _even(points: U32, base: int, low: int, at: int, run: int) -> int:
    """How many code points are shown before one: a run of white space as one blank, but titles as they are."""
    if run & 1 == TITLE:
        return at - low
    count, blank = 0, False
    for place in range(low, at):
        here = is_blank(points[place - base])
        count += not (here and blank)
        blank = here
    return count


@kernel
def _goes_on(text: _Text, low: int, high: int) -> tuple[bool, bool]:
    """Whether anything is written before and behind a stretch of a body; each second row is a chunk."""
    before = low > text.places[text.first + 1] or _is_written(text, 0, low)
    chunk = text.last - 1 - ((text.last - text.first) & 1)
    return before, high <= text.places[chunk] or _is_written(text, high, text.size)


@kernel
def _is_written(text: _Text, low: int, high: int) -> bool:
    if low >= high:
        return False
    points = np.empty(high - low + MORE, np.uint32)
    base = _spelled(text, low, high, points)
    while low < high and is_blank(points[low - base]):
        low += 1
    return low < high
