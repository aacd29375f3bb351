"""A whole query over a segment in one call: the documents that match, how many, and the best of them.

Every list comes as shares (`shares.py`). The sum of a document's shares bounds its score from above, so that only the
documents whose sum reaches what the heap asks for get their exact score, of which there are few more than are wanted.
The sums are made a window at a time and their highest is kept for each 64 documents: what is then looked at again is
some words in a thousand. The documents with the highest sums come first. (Quantized impacts, added up exhaustively and
verified: compare Anh and Moffat, "Pruned query evaluation using pre-computed impacts", 2006.)

The query is a program of 64-bit numbers:

    HEAD words      see the names below
    leaves          first slot and group of each; one more row at the end
    slots           SLOT words each: view, number, size, address of the shares, fields, addresses of title and body of
                    a list in no file
    clauses         where the slots of each begin; one more at the end
    their slots     a document matches where every clause has a slot that has it
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import f64_at, i64_at, ones_in, u16_at, u32_at, u64_at
from index.columnar.postings import BLOCK, SHIFT
from index.machine import entry, inlined, kernel
from search.kernels.bits import ONE, trailing
from search.kernels.heap import Best, heap_at, least, offer, put_in_order
from search.kernels.leaves import BODY, MADE, TITLE, Formula, body_norm, frequency, title_norm
from search.kernels.newest import WINDOW, WINDOW_SHIFT, WORDS_A_WINDOW, key_of
from search.kernels.shares import HEAD as SHARES_HEAD
from search.kernels.shares import STEP, STEPS
from search.kernels.table import LENGTHS, RANKS, block_at, formula_of, number_at
from search.kernels.table import SIZE as TABLE_SIZE

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

WINDOWS, LEAVES, SLOTS, CLAUSES = 0, 1, 2, 3
MASK = 4  # address of the documents that may match at all; 0 for all
FACTORS = 5  # address of what each document's score is multiplied by, from 0 to 1; 0 for none
SORT = 6  # BY_SCORE; or 1: the newest, -1: the oldest, 0: any, by the dates and the windows' latest at the next two
PUBLISHED, LATEST = 7, 8
ROOM = 9  # address of room_for() words
DOCUMENTS = 10
TABLE, NUMBERS = 11, 12  # addresses of the table of the segment's arrays, and of the formula
BEST, MOST = 13, 14  # address of the room for the best, as `heap.heap_at` has it, and how many are wanted
HEAD = 15
SLOT = 7
BY_SCORE = 2
PARAMETERS = len(Formula._fields)
LOUD = 0xFC000000  # the highest sum of shares there can be
SLACK = 1 + 1e-9


def room_for(windows: int, slots: int, most: int) -> int:
    """Words of room that a query takes: two sets, sums and their highest, a place a slot, a heap of the highest."""
    words = windows * WORDS_A_WINDOW
    return 2 * words + words * 32 + words // 2 + slots + (most + 1) // 2


@kernel
def _unite(program: I64, slot: int, words: int, into: U64) -> None:
    """Add a slot's documents to a set."""
    row = HEAD + 2 * (program[LEAVES] + 1) + slot * SLOT
    size, at, fields = program[row + 2], program[row + 3], program[row + 4]
    dense = i64_at(at, SHARES_HEAD)[1] != 0
    at += 8 * SHARES_HEAD
    if dense and fields == TITLE | BODY:
        bits = u64_at(at, words)
        for word in range(words):
            into[word] |= bits[word]
    elif dense:
        steps = u16_at(at + 8 * (words + (words + 1) // 2), 64 * words)
        for doc in range(len(steps)):
            into[doc >> 6] |= np.uint64(steps[doc] != 0) << np.uint64(doc & 63)
    else:
        docs, steps = u32_at(at, size), u16_at(at + 8 * ((size + 1) // 2), size)
        for i in range(size):
            doc = np.uint64(docs[i])
            into[doc >> np.uint64(6)] |= np.uint64(steps[i] != 0) << (doc & np.uint64(63))


@kernel
def _match(program: I64, words: int, hits: U64, other: U64) -> int:
    """Fill `hits` with the documents that match; return how many."""
    clauses = HEAD + 2 * (program[LEAVES] + 1) + SLOT * program[SLOTS]
    count = program[CLAUSES]
    slots = clauses + count + 1
    for clause in range(count):
        into = u64_at(hits.ctypes.data if clause == 0 else other.ctypes.data, words)
        into[:] = 0
        for at in range(program[clauses + clause], program[clauses + clause + 1]):
            _unite(program, program[slots + at], words, into)
        if clause > 0:
            for word in range(words):
                hits[word] &= other[word]
    if program[MASK] != 0:
        given = (program[DOCUMENTS] + 63) >> 6
        mask = u64_at(program[MASK], given)
        if count == 0:
            hits[:] = 0
            hits[:given] = mask
        for word in range(given):
            hits[word] &= mask[word]
    total = 0
    for word in range(words):
        total += ones_in(hits[word])
    return total


@kernel
def _add_dense(steps: U16, times: np.uint32, sums: U32) -> None:
    for i in range(len(sums)):
        sums[i] += times * np.uint32(steps[i])


@kernel
def _add_named(docs: U32, steps: U16, at: int, start: int, times: np.uint32, sums: U32) -> int:
    """Add the shares of a list that names its documents from `at` on; return where the next window begins."""
    end = start + WINDOW
    while at < len(docs) and np.int64(docs[at]) < end:
        sums[np.int64(docs[at]) - start] += times * np.uint32(steps[at])
        at += 1
    return at


@kernel
def _highest(sums: U32) -> np.uint32:
    most = np.uint32(0)
    for i in range(64):
        most = max(most, sums[i])
    return most


@kernel
def _highest_of(sums: U32, word: np.uint64) -> np.uint32:
    """The highest of those whose bit is set, without a branch, which would be mispredicted."""
    most = np.int64(0)
    for i in range(64):
        bit = np.int64((word >> np.uint64(i)) & ONE)
        most = max(most, np.int64(sums[i]) & -bit)
    return np.uint32(most)


@kernel
def _sum(program: I64, weights: F64, unit: float, hits: U64, places: I64, sums: U32, highest: U32) -> None:
    """Fill `sums` with each document's shares, as whole units, and `highest` with the highest match of each 64.

    places: room for a number a slot
    """
    slots, leaves = program[SLOTS], program[LEAVES]
    words = len(hits)
    rows = HEAD + 2 * (leaves + 1)
    places[:] = 0
    for window in range(program[WINDOWS]):
        first = window * WORDS_A_WINDOW
        some = np.uint64(0)
        for word in range(first, first + WORDS_A_WINDOW):
            some |= hits[word]
        if some == 0:
            highest[first : first + WORDS_A_WINDOW] = 0
            continue
        start = window << WINDOW_SHIFT
        own = sums[start : start + WINDOW]
        own[:] = 0
        leaf = 0
        for slot in range(slots):
            while program[HEAD + 2 * (leaf + 1)] <= slot:
                leaf += 1
            row = rows + slot * SLOT
            size, at = program[row + 2], program[row + 3]
            times = np.uint32(np.ceil(weights[1 + 2 * leaf] * weights[2 + 2 * leaf] * STEP / unit))
            dense = i64_at(at, SHARES_HEAD)[1] != 0
            at += 8 * SHARES_HEAD
            if dense:
                _add_dense(u16_at(at + 8 * (words + (words + 1) // 2) + 2 * start, WINDOW), times, own)
            else:
                docs, steps = u32_at(at, size), u16_at(at + 8 * ((size + 1) // 2), size)
                at = places[slot]
                if at < size and np.int64(docs[at]) < start:  # windows were passed over
                    low, high = at, size
                    while low < high:
                        middle = (low + high) >> 1
                        if np.int64(docs[middle]) < start:
                            low = middle + 1
                        else:
                            high = middle
                    at = low
                places[slot] = _add_named(docs, steps, at, start, times, own)
        for word in range(first, first + WORDS_A_WINDOW):
            set_bits = hits[word]
            row = (word - first) << 6
            if set_bits == 0:
                highest[word] = 0
            elif set_bits == np.uint64(0xFFFFFFFFFFFFFFFF):
                highest[word] = _highest(own[row : row + 64])
            else:
                highest[word] = _highest_of(own[row : row + 64], set_bits)


@kernel
def _worth(highest: U32, heap: U32) -> int:
    """What the words must reach to be among the highest, as many as there is room for."""
    most, size = len(heap), 0
    for word in range(len(highest)):
        value = highest[word]
        if size < most:
            at = size
            size += 1
            while at > 0 and heap[(at - 1) >> 1] > value:
                heap[at] = heap[(at - 1) >> 1]
                at = (at - 1) >> 1
            heap[at] = value
        elif value > heap[0]:
            at = 0
            while True:
                child = 2 * at + 1
                if child >= size:
                    break
                if child + 1 < size and heap[child + 1] < heap[child]:
                    child += 1
                if heap[child] >= value:
                    break
                heap[at] = heap[child]
                at = child
            heap[at] = value
    return max(np.int64(heap[0]), 1) if size == most and most > 0 else 1


@kernel
def _place_of(program: I64, slot: int, words: int, doc: int) -> int:
    """Which of a slot's postings is a document's; -1 where it has none."""
    row = HEAD + 2 * (program[LEAVES] + 1) + slot * SLOT
    size, at = program[row + 2], program[row + 3]
    dense = i64_at(at, SHARES_HEAD)[1] != 0
    at += 8 * SHARES_HEAD
    if dense:
        word = u64_at(at, words)[doc >> 6]
        bit = ONE << np.uint64(doc & 63)
        if word & bit == 0:
            return -1
        return np.int64(u32_at(at + 8 * words, words)[doc >> 6]) + ones_in(word & (bit - ONE))
    docs = u32_at(at, size)
    low, high = 0, size
    while low < high:
        middle = (low + high) >> 1
        if np.int64(docs[middle]) < doc:
            low = middle + 1
        else:
            high = middle
    return low if low < size and np.int64(docs[low]) == doc else -1


@kernel
def _score(table: I64, formula: Formula, program: I64, weights: F64, words: int, doc: int) -> float:
    """A document's score: as `leaves.score_of`."""
    lengths = u32_at(table[LENGTHS], table[LENGTHS + 1])
    of_title, of_body = title_norm(formula, lengths[2 * doc]), body_norm(formula, lengths[2 * doc + 1])
    rows = HEAD + 2 * (program[LEAVES] + 1)
    total, group = 0.0, 0.0
    for leaf in range(program[LEAVES]):
        row = HEAD + 2 * leaf
        title, body = np.int64(0), np.int64(0)
        for slot in range(program[row], program[row + 2]):
            at = _place_of(program, slot, words, doc)
            if at < 0:
                continue
            given = rows + slot * SLOT
            view, number, size, fields = program[given], program[given + 1], program[given + 2], program[given + 4]
            if view == MADE:
                in_title, in_body = i64_at(program[given + 5], size)[at], i64_at(program[given + 6], size)[at]
            else:
                block, inside = at >> SHIFT, at & (BLOCK - 1)
                count = min(size - (block << SHIFT), BLOCK)
                bit = block_at(table, view, number, block)
                widths = number_at(bit, 16)
                bit += 16 + (widths & 63) * count
                width = (widths >> 6) & 31
                in_title = number_at(bit + inside * width, width)
                bit += width * count
                width = widths >> 11
                in_body = number_at(bit + inside * width, width) + (in_title == 0)
            title += in_title if fields & TITLE else 0
            body += in_body if fields & BODY else 0
        gained = frequency(formula, title, of_title, body, of_body)
        group += weights[1 + 2 * leaf] * gained / (formula.k1 + gained) * weights[2 + 2 * leaf]
        if program[row + 3] != program[row + 1]:
            total += group
            group = 0.0
    return total


@inlined
def _sought(best: Best, floor: float, unit: float) -> int:
    """The sum that a document must have to be looked at."""
    wanted = least(best, floor) / (SLACK * unit)
    return np.int64(min(max(wanted, 1.0), 4294967295.0))


@kernel
def _best(
    table: I64, formula: Formula, program: I64, weights: F64, unit: float, hits: U64, sums: U32, highest: U32,
    worth: int, best: Best,
) -> None:  # fmt: skip
    """Offer the matches, those with a sum from `worth` on first."""
    ranks = u32_at(table[RANKS], table[RANKS + 1])
    factors = f64_at(program[FACTORS], program[DOCUMENTS] if program[FACTORS] != 0 else 0)
    floor = weights[0]
    for turn in range(2):
        sought = _sought(best, floor, unit)
        for word in range(len(highest)):
            if np.int64(highest[word]) < max(sought, worth if turn == 0 else 0):
                continue
            left = hits[word]
            while left != 0:
                lowest = left & (~left + ONE)
                left ^= lowest
                doc = (word << 6) + trailing(lowest)
                own = np.int64(sums[doc])
                if own < sought or (own >= worth) != (turn == 0):
                    continue
                if len(factors) > 0 and own * factors[doc] < sought:
                    continue
                score = _score(table, formula, program, weights, len(hits), doc)
                if len(factors) > 0:
                    score *= factors[doc]
                if score >= floor:
                    offer(best, score, np.int64(ranks[doc]), doc)
                sought = _sought(best, floor, unit)


@kernel
def _leading(table: I64, formula: Formula, program: I64, weights: F64, hits: U64, best: Best) -> None:
    """Offer the matches by their scores."""
    words = len(hits)
    room = program[ROOM]
    loudest = 0.0
    for leaf in range(program[LEAVES]):
        slots = program[HEAD + 2 * leaf + 2] - program[HEAD + 2 * leaf]
        loudest += weights[1 + 2 * leaf] * weights[2 + 2 * leaf] * slots
    unit = max(loudest * STEP * STEPS, 1e-300) / LOUD
    sums = u32_at(room + 16 * words, 64 * words)
    highest = u32_at(room + 272 * words, words)
    places = i64_at(room + 276 * words, program[SLOTS])
    _sum(program, weights, unit, hits, places, sums, highest)
    worth = _worth(highest, u32_at(room + 276 * words + 8 * program[SLOTS], program[MOST]))
    _best(table, formula, program, weights, unit, hits, sums, highest, worth, best)


@kernel
def _first(table: I64, program: I64, floor: float, hits: U64, best: Best) -> None:
    """Offer the matches by their dates; the window with the latest comes first."""
    ranks = u32_at(table[RANKS], table[RANKS + 1])
    published = i64_at(program[PUBLISHED], program[DOCUMENTS])
    windows = program[WINDOWS]
    latest = f64_at(program[LATEST], windows)
    sign = program[SORT]
    ahead = 0
    for window in range(windows):
        if latest[window] > latest[ahead]:
            ahead = window
    for turn in range(-1, windows):
        window = ahead if turn < 0 else turn
        if turn == ahead or latest[window] < least(best, floor):
            continue
        for word in range(window * WORDS_A_WINDOW, (window + 1) * WORDS_A_WINDOW):
            left = hits[word]
            while left != 0:
                lowest = left & (~left + ONE)
                left ^= lowest
                doc = (word << 6) + trailing(lowest)
                key = key_of(published[doc], sign)
                if key >= least(best, floor):
                    offer(best, key, np.int64(ranks[doc]), doc)


@entry
def answer(program: I64, weights: F64) -> tuple[int, int]:
    """Put a segment's best documents into the program's room, the best first; return how many match and are there.

    weights: the floor, below which no score is wanted; then each leaf's weight and boost
    """
    table, numbers = i64_at(program[TABLE], TABLE_SIZE), f64_at(program[NUMBERS], PARAMETERS)
    words = program[WINDOWS] * WORDS_A_WINDOW
    room = program[ROOM]
    hits, other = u64_at(room, words), u64_at(room + 8 * words, words)
    total = _match(program, words, hits, other)
    best = heap_at(program[BEST], program[MOST])
    if total > 0 and program[MOST] > 0:
        if program[SORT] == BY_SCORE:
            _leading(table, formula_of(numbers), program, weights, hits, best)
        else:
            _first(table, program, weights[0], hits, best)
        put_in_order(best)
    return total, best.size[0]
