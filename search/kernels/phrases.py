"""How often words stand in order in the documents that have them all."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import i64_at
from index.columnar.postings import BLOCK, Lists, block_count, find_block, places_at, read_block, read_places
from index.machine import entry, inlined, kernel
from search.kernels.leaves import WORDS
from search.kernels.table import lists_at

I64 = NDArray[np.int64]
MANY = 8  # where one in so many of a block's documents is asked for, its places are read all at once


class Placed(NamedTuple):
    """The block read last of each list, with the way to its places.

    at:     the bit where they begin; before: places of the block's postings before each one, and of all at the end
    reached: which of its documents was asked for last
    whole:  where in the buffer of places those of the block stand, or -1 where they are read one posting at a time
    """

    block: I64
    counts: I64
    at: I64
    docs: I64
    title: I64
    body: I64
    before: I64
    whole: I64
    reached: I64


def room_for(lists: int) -> int:
    """Words of room that some lists take."""
    return lists * (6 + 4 * BLOCK)


@inlined
def _placed_in(room: I64, lists: int) -> Placed:
    at, row = room.ctypes.data, 8 * lists
    block, whole = i64_at(at, lists), i64_at(at + row, lists)
    block[:] = -1
    whole[:] = -1
    at += 2 * row
    return Placed(
        block,
        i64_at(at, lists),
        i64_at(at + row, lists),
        i64_at(at + 2 * row, lists * BLOCK),
        i64_at(at + 2 * row + row * BLOCK, lists * BLOCK),
        i64_at(at + 2 * row + 2 * row * BLOCK, lists * BLOCK),
        i64_at(at + 2 * row + 3 * row * BLOCK, lists * (BLOCK + 1)),
        whole,
        i64_at(at + 3 * row + 4 * row * BLOCK, lists),
    )


@inlined
def _find(words: Lists, number: int, doc: int, placed: Placed, slot: int) -> int:
    """Where in the slot's block a document stands; -1 where the list lacks it."""
    row = slot * BLOCK
    ready = placed.block[slot] >= 0 and placed.docs[row] <= doc and placed.docs[row + placed.counts[slot] - 1] >= doc
    if not ready:
        block = find_block(words, number, doc)
        if block >= block_count(words, number):
            return -1
        if block != placed.block[slot]:
            end = row + BLOCK
            count, at = read_block(
                words, number, block, placed.docs[row:end], placed.title[row:end], placed.body[row:end]
            )
            placed.block[slot], placed.counts[slot], placed.at[slot], placed.whole[slot] = block, count, at, -1
            placed.reached[slot] = 0
            total = 0
            for i in range(count):
                placed.before[row + slot + i] = total
                total += placed.title[row + i] + placed.body[row + i]
            placed.before[row + slot + count] = total
    low, end = row + placed.reached[slot], row + placed.counts[slot]
    while low < end and placed.docs[low] < doc:  # documents are asked for in their order
        low += 1
    placed.reached[slot] = low - row
    return low - row if low < end and placed.docs[low] == doc else -1


@kernel
def _grown(room: I64, used: int, need: int) -> I64:
    """The room itself, or a longer one that begins as it does."""
    if used + need <= len(room):
        return room
    longer = np.empty(2 * (used + need), np.int64)
    longer[:used] = room[:used]
    return longer


@kernel
def _lengthened(room: I64, by: int) -> I64:
    """A longer room that begins as this one; doubled for each of twenty words, it would fill the memory."""
    longer = np.empty(len(room) + by, np.int64)
    longer[: len(room)] = room
    return longer


@inlined
def _wanted(placed: Placed, slot: int, candidates: I64, n: int) -> bool:
    """Whether so many of a block's documents are asked for that its places are best read at once."""
    last = placed.docs[slot * BLOCK + placed.counts[slot] - 1]
    end = n + max(placed.counts[slot] // MANY, 1)
    return end < len(candidates) and candidates[end] <= last


@kernel
def _distinct(places: I64, start: int, end: int) -> int:
    """Sort the places from `start` to `end` and drop what comes again; return where they end."""
    if end - start < 2:
        return end
    _sort(places[start:end])
    kept = start + 1
    for i in range(start + 1, end):
        if places[i] != places[kept - 1]:
            places[kept] = places[i]
            kept += 1
    return kept


@kernel
def _sort(values: I64) -> None:
    """Sort in place, by a heap: NumPy's sorting would bring Numba's lists and strings into the machine code."""
    count = len(values)
    sorted_to = 1
    while sorted_to < count and values[sorted_to - 1] <= values[sorted_to]:
        sorted_to += 1
    if sorted_to >= count:
        return
    for root in range(count // 2 - 1, -1, -1):
        _sink(values, root, count)
    for last in range(count - 1, 0, -1):
        values[0], values[last] = values[last], values[0]
        _sink(values, 0, last)


@kernel
def _sink(values: I64, root: int, count: int) -> None:
    """Let the value at `root` sink below the greater ones of the heap values[:count]."""
    moved = values[root]
    child = 2 * root + 1
    while child < count:
        if child + 1 < count and values[child + 1] > values[child]:
            child += 1
        if values[child] <= moved:
            break
        values[root] = values[child]
        root, child = child, 2 * child + 1
    values[root] = moved


@kernel
def _in_pairs(places: I64, first: I64, slop: int) -> int:
    """As `_in_order`, of two words."""
    found, i = 0, first[1]
    for at in range(first[0], first[1]):
        while i < first[2] and places[i] <= places[at]:
            i += 1
        if i == first[2]:
            break
        found += places[i] - places[at] <= 1 + slop
    return found


@kernel
def _in_order(places: I64, first: I64, slop: int) -> int:
    """How often words stand in order, `places[first[k]:first[k + 1]]` those of word k; as `positions.phrase_spans`."""
    words = len(first) - 1
    next_of = first[:-1].copy()
    found = 0
    for at in range(first[0], first[1]):
        begin = places[at]
        place = begin
        complete = True
        for word in range(1, words):
            i = next_of[word]
            while i < first[word + 1] and places[i] <= place:
                i += 1
            next_of[word] = i  # starts ascend, so no later one needs what lies before
            if i == first[word + 1]:
                complete = False
                break
            place = places[i]
        if not complete:
            break
        if place - begin <= words - 1 + slop:
            found += 1
    return found


@entry
def phrases(
    table: I64, first: I64, numbers: I64, slop: int, room: I64, candidates: I64, in_title: I64, in_body: I64
) -> None:
    """Count, for some ascending documents, how often words stand in order in the title and in the body.

    Word k has the lists numbers[first[k]:first[k + 1]]. room: `room_for` them
    """
    words = lists_at(table, WORDS)
    placed = _placed_in(room, len(numbers))
    count = len(first) - 1
    title, body, found = np.empty(256, np.int64), np.empty(2048, np.int64), np.empty(512, np.int64)
    blocks = np.empty(len(numbers) * 1024, np.int64)  # places of whole blocks
    starts, rooms = np.arange(len(numbers)) * 1024, np.full(len(numbers), 1024, np.int64)
    title_first, body_first = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    for n in range(len(candidates)):
        title_to, body_to = 0, 0
        somewhere = True
        for word in range(count):
            having = 0
            for slot in range(first[word], first[word + 1]):
                i = _find(words, numbers[slot], candidates[n], placed, slot)
                if i < 0:
                    continue
                having += 1
                row = slot * BLOCK
                some_title, some_body = placed.title[row + i], placed.body[row + i]
                before, total = placed.before[row + slot + i], placed.before[row + slot + placed.counts[slot]]
                if placed.whole[slot] < 0 and _wanted(placed, slot, candidates, n):
                    if total > rooms[slot]:
                        starts[slot], rooms[slot] = len(blocks), 2 * total
                        blocks = _lengthened(blocks, 2 * total)
                    row_end = row + placed.counts[slot]
                    read_places(
                        words.words, placed.at[slot], placed.title[row:row_end], placed.body[row:row_end],
                        placed.counts[slot], blocks[starts[slot] :],
                    )  # fmt: skip
                    placed.whole[slot] = starts[slot]
                if title_to + some_title > len(title):
                    title = _grown(title, title_to, some_title)
                if body_to + some_body > len(body):
                    body = _grown(body, body_to, some_body)
                if placed.whole[slot] >= 0:
                    at = placed.whole[slot] + before
                    source = blocks
                else:
                    if some_title + some_body > len(found):
                        found = _grown(found, 0, some_title + some_body)
                    places_at(words.words, placed.at[slot], total, before, some_title, some_body, found)
                    at = 0
                    source = found
                for k in range(some_title):
                    title[title_to + k] = source[at + k]
                for k in range(some_body):
                    body[body_to + k] = source[at + some_title + k]
                title_to += some_title
                body_to += some_body
            if having > 1:
                title_to = _distinct(title, title_first[word], title_to)
                body_to = _distinct(body, body_first[word], body_to)
            title_first[word + 1], body_first[word + 1] = title_to, body_to
            if title_to == title_first[word] and body_to == body_first[word]:
                somewhere = False
                break
        in_title[n], in_body[n] = 0, 0
        if somewhere and title_first[1] > 0:
            in_title[n] = _in_pairs(title, title_first, slop) if count == 2 else _in_order(title, title_first, slop)
        if somewhere and body_first[1] > 0:
            in_body[n] = _in_pairs(body, body_first, slop) if count == 2 else _in_order(body, body_first, slop)
