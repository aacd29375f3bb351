"""Postings: for each list, ascending articles, how often in title and body, and where.

A list is cut into blocks of 128 postings. A block starts at a byte of the stream:

    6 + 5 + 5 bits   widths of the three columns that follow
    n columns        the gap to the article before (less one), occurrences in the title, occurrences in the body (less
                     one where there are none in the title)
    places           (lists that keep them) one byte of width per 128 gaps, then the gaps: positions in the title of
                     the first article, in its body, then those of the next; each run starts anew

A list of one block is found by `starts`; longer ones have a row per block in the skip table: the last article, the
block's byte, and bounds of what a posting in it can score. The bounds are (occurrences, length) corners, valid for any
parameters of BM25F, since its score grows with occurrences and falls with length: one corner for the title, and two for
the body, of which at least one is at least as good as any posting of the block.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.bits import Words, get, put, width_of
from index.machine import entry, kernel

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

BLOCK = 128
SHIFT = 7
CORNERS = 6  # title occurrences, title length, then twice body occurrences, body length
STAIRS = 17  # body occurrences told apart when the corners are chosen


class Lists(NamedTuple):
    """Every list of one view of a segment.

    words:     the stream; one spare word at its end
    starts:    the byte at which each list starts
    df:        postings of each list
    skips:     each list's first row in the skip table (one more at the end); none for lists of one block
    skip_doc:  a block's last article; skip_at: its byte; bounds: its corners, six a row (none where not kept)
    """

    words: Words
    starts: U32
    df: U32
    skips: U32
    skip_doc: U32
    skip_at: U32
    bounds: U32


class Source(NamedTuple):
    """Lists to encode, one behind the other.

    first: where each list's postings start (one more at the end); docs, title, body: the postings
    place_first: where each list's places start; gaps: places as `to_gaps` leaves them (empty: none kept)
    """

    first: I64
    docs: U32
    title: U32
    body: U32
    place_first: I64
    gaps: U32


class Sink(NamedTuple):
    """Room for encoded lists; `words` must be zero from the current address on."""

    words: Words
    starts: U32
    skips: U32
    skip_doc: U32
    skip_at: U32
    bounds: U32


@entry
def to_gaps(places: U32, title: U32, body: U32) -> None:
    """Turn positions into gaps in place; every run (one field of one posting) starts anew."""
    at = 0
    for i in range(len(title)):
        for count in (np.int64(title[i]), np.int64(body[i])):
            before = np.int64(-1)
            for _ in range(count):
                place = np.int64(places[at])
                places[at] = place - before - 1
                before = place
                at += 1


@kernel
def _widest(values: U32, start: int, end: int) -> int:
    joined = np.uint32(0)
    for i in range(start, end):
        joined |= values[i]
    return width_of(np.int64(joined))


@kernel
def _put_gaps(words: Words, at: int, gaps: U32, start: int, end: int) -> int:
    for low in range(start, end, BLOCK):
        at = put(words, at, _widest(gaps, low, min(low + BLOCK, end)), 8)
    for low in range(start, end, BLOCK):
        high = min(low + BLOCK, end)
        width = _widest(gaps, low, high)
        for i in range(low, high):
            at = put(words, at, np.int64(gaps[i]), width)
    return at


@kernel
def _put_columns(words: Words, at: int, source: Source, start: int, end: int, before: int) -> int:
    joined = np.int64(0)
    last = before
    for i in range(start, end):
        joined |= np.int64(source.docs[i]) - last - 1
        last = np.int64(source.docs[i])
    gap = width_of(joined)
    title = _widest(source.title, start, end)
    joined = np.int64(0)
    for i in range(start, end):
        joined |= max(np.int64(source.body[i]) - (source.title[i] == 0), 0)
    body = width_of(joined)
    at = put(words, at, gap | (title << 6) | (body << 11), 16)
    last = before
    for i in range(start, end):
        at = put(words, at, np.int64(source.docs[i]) - last - 1, gap)
        last = np.int64(source.docs[i])
    if title > 0:
        for i in range(start, end):
            at = put(words, at, np.int64(source.title[i]), title)
    if body > 0:
        for i in range(start, end):
            at = put(words, at, max(np.int64(source.body[i]) - (source.title[i] == 0), 0), body)
    return at


@kernel
def _corners(source: Source, start: int, end: int, lengths: U32, pivot: float, row: U32) -> None:
    """Fill one row of bounds. `lengths` holds title and body length of each article, by turns."""
    shortest = np.full(STAIRS + 1, np.uint32(0xFFFFFFFF), np.uint32)
    most = np.uint32(0)
    row[0] = 0
    row[1] = 0xFFFFFFFF
    for i in range(start, end):
        doc = np.int64(source.docs[i])
        if source.title[i] > 0:
            row[0] = max(row[0], source.title[i])
            row[1] = min(row[1], lengths[2 * doc])
        count = source.body[i]
        if count > 0:
            most = max(most, count)
            step = min(np.int64(count), STAIRS)
            shortest[step] = min(shortest[step], lengths[2 * doc + 1])
    best, cut = np.inf, STAIRS
    low = np.uint32(0xFFFFFFFF)
    for t in range(1, STAIRS):
        low = min(low, shortest[t])
        high = np.uint32(0xFFFFFFFF)
        for u in range(t + 1, STAIRS + 1):
            high = min(high, shortest[u])
        worst = max(t / (pivot + low), np.float64(most) / (pivot + high))
        if worst < best:
            best, cut = worst, t
    low = np.uint32(0xFFFFFFFF)
    high = np.uint32(0xFFFFFFFF)
    for t in range(1, STAIRS + 1):
        if t <= cut:
            low = min(low, shortest[t])
        else:
            high = min(high, shortest[t])
    row[2] = min(np.int64(most), cut) if low != np.uint32(0xFFFFFFFF) else 0
    row[3] = low
    row[4] = most if high != np.uint32(0xFFFFFFFF) else 0
    row[5] = high


@entry
def encode(
    source: Source, sink: Sink, state: I64, lists: int, lengths: U32, pivot: float, with_places: bool, base: int
) -> int:
    """Encode lists of `source` from its first on, until the sink's words are nearly full; return how many were.

    state: next list of the sink, next row of its skip table, next bit of its words; moved on
    base:  bytes of the stream that left the sink before; lengths: empty where no bounds are wanted
    """
    room = len(sink.words) * 64 - 128
    for t in range(lists):
        start, end = source.first[t], source.first[t + 1]
        place = source.place_first[t] if with_places else 0
        place_end = source.place_first[t + 1] if with_places else 0
        need = (end - start) * 96 + (end - start + BLOCK) + (place_end - place) * 33 + 1024
        if state[2] + need > room:
            return t
        number, row, at = state[0], state[1], state[2]
        sink.starts[number] = base + (at >> 3)
        sink.skips[number] = row
        before = np.int64(-1)
        for low in range(start, end, BLOCK):
            high = min(low + BLOCK, end)
            if end - start > BLOCK:
                sink.skip_doc[row] = source.docs[high - 1]
                sink.skip_at[row] = base + (at >> 3)
                if len(lengths) > 0:
                    _corners(source, low, high, lengths, pivot, sink.bounds[row * CORNERS : (row + 1) * CORNERS])
                row += 1
            at = _put_columns(sink.words, at, source, low, high, before)
            if with_places:
                upto = place
                for i in range(low, high):
                    upto += np.int64(source.title[i]) + np.int64(source.body[i])
                at = _put_gaps(sink.words, at, source.gaps, place, upto)
                place = upto
            at = (at + 7) & ~7
            before = np.int64(source.docs[high - 1])
        state[0], state[1], state[2] = number + 1, row, at
    return lists


@kernel
def block_count(lists: Lists, number: int) -> int:
    return (np.int64(lists.df[number]) + BLOCK - 1) >> SHIFT


@kernel
def block_size(lists: Lists, number: int, block: int) -> int:
    return min(np.int64(lists.df[number]) - (block << SHIFT), BLOCK)


@kernel
def _block_start(lists: Lists, number: int, block: int) -> tuple[int, int]:
    """The block's bit, and the article before it (-1: none)."""
    if lists.df[number] <= BLOCK:
        return np.int64(lists.starts[number]) << 3, np.int64(-1)
    row = np.int64(lists.skips[number]) + block
    before = np.int64(lists.skip_doc[row - 1]) if block > 0 else np.int64(-1)
    return np.int64(lists.skip_at[row]) << 3, before


@kernel
def _take(words: Words, at: int, width: int, count: int, out: I64) -> int:
    if width == 0:
        for i in range(count):
            out[i] = 0
        return at
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    # Unsigned, for a signed index is looked at each time whether it counts from the end.
    bit, step, one = np.uint64(at), np.uint64(width), np.uint64(1)
    for i in range(count):
        word, shift = bit >> np.uint64(6), bit & np.uint64(63)
        high = (words[word + one] << one) << (np.uint64(63) - shift)
        out[i] = np.int64(((words[word] >> shift) | high) & mask)
        bit += step
    return at + width * count


@kernel
def read_docs(lists: Lists, number: int, block: int, docs: I64) -> int:
    """Fill `docs` with a block's articles; return how many."""
    at, before = _block_start(lists, number, block)
    count = block_size(lists, number, block)
    _take(lists.words, at + 16, get(lists.words, at, 6), count, docs)
    for i in range(count):
        before += docs[i] + 1
        docs[i] = before
    return count


@kernel
def read_block(lists: Lists, number: int, block: int, docs: I64, title: I64, body: I64) -> tuple[int, int]:
    """Fill the three columns of a block; return how many postings, and the bit where its places start."""
    at, before = _block_start(lists, number, block)
    count = block_size(lists, number, block)
    widths = get(lists.words, at, 16)
    at = _take(lists.words, at + 16, widths & 63, count, docs)
    at = _take(lists.words, at, (widths >> 6) & 31, count, title)
    at = _take(lists.words, at, widths >> 11, count, body)
    for i in range(count):
        before += docs[i] + 1
        docs[i] = before
        body[i] += title[i] == 0
    return count, at


@kernel
def place_count(title: I64, body: I64, count: int) -> int:
    """How many places a block's postings have together."""
    total = 0
    for i in range(count):
        total += title[i] + body[i]
    return total


@kernel
def read_places(words: Words, at: int, title: I64, body: I64, count: int, out: I64) -> int:
    """Fill `out` with the positions of a block's postings, run by run; return how many.

    at: as `read_block` returned it; out: at least `place_count` long
    """
    total = place_count(title, body, count)
    data = at + 8 * ((total + BLOCK - 1) >> SHIFT)
    for low in range(0, total, BLOCK):
        data = _take(words, data, get(words, at, 8), min(BLOCK, total - low), out[low:])
        at += 8
    where = 0
    for i in range(count):
        for run in (title[i], body[i]):
            before = np.int64(-1)
            for _ in range(run):
                before += out[where] + 1
                out[where] = before
                where += 1
    return total


@entry
def read_list(lists: Lists, number: int, docs: I64, title: I64, body: I64) -> int:
    """Fill the three columns with a whole list; return its length."""
    done = 0
    for block in range(block_count(lists, number)):
        count, _ = read_block(lists, number, block, docs[done:], title[done:], body[done:])
        done += count
    return done


@kernel
def find_block(lists: Lists, number: int, doc: int) -> int:
    """The block that would hold an article, or the count of blocks where it lies behind the last."""
    if lists.df[number] <= BLOCK:
        return 0
    low, high = np.int64(lists.skips[number]), np.int64(lists.skips[number + 1])
    first = low
    while low < high:
        middle = (low + high) >> 1
        if np.int64(lists.skip_doc[middle]) < doc:
            low = middle + 1
        else:
            high = middle
    return low - first


@kernel
def places_at(words: Words, at: int, total: int, start: int, title: int, body: int, out: I64) -> None:
    """Read a posting's positions, those in the title first, out of a block's places.

    at: the bit where they begin; total: how many the block has; start: the number of the posting's first
    """
    chunks = (total + BLOCK - 1) >> SHIFT
    data = at + 8 * chunks
    for chunk in range(start >> SHIFT):
        data += get(words, at + 8 * chunk, 8) << SHIFT
    chunk = start >> SHIFT
    width = get(words, at + 8 * chunk, 8)
    where, put_at, before = start, 0, np.int64(-1)
    for run in range(2):
        before = np.int64(-1)
        for _ in range(title if run == 0 else body):
            if where >> SHIFT != chunk:
                data += width << SHIFT
                chunk = where >> SHIFT
                width = get(words, at + 8 * chunk, 8)
            gap = get(words, data + (where & (BLOCK - 1)) * width, width)
            before += gap + 1
            out[put_at] = before
            put_at += 1
            where += 1


@entry
def places_in(lists: Lists, number: int, doc: int, columns: tuple[I64, I64, I64], out: I64) -> tuple[int, int]:
    """Where a list's word stands in one article: title positions, then body positions, in `out`.

    Returns how many of each, (0, 0) where the article has none; where `out` is too short only the counts are right.
    columns: room for a block
    """
    block = find_block(lists, number, doc)
    if block >= block_count(lists, number):
        return 0, 0
    docs, title, body = columns
    count, at = read_block(lists, number, block, docs, title, body)
    start = 0
    for i in range(count):
        if docs[i] == doc:
            total = place_count(title, body, count)
            if title[i] + body[i] <= len(out):
                places_at(lists.words, at, total, start, title[i], body[i], out)
            return title[i], body[i]
        start += title[i] + body[i]
    return 0, 0


@entry
def count_live(lists: Lists, new_docs: I64, postings: I64, places: I64) -> None:
    """Count, for every list, the postings and the places of the articles that stay (`new_docs` not below 0)."""
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    for number in range(len(lists.df)):
        for block in range(block_count(lists, number)):
            count, _ = read_block(lists, number, block, docs, title, body)
            for i in range(count):
                if new_docs[docs[i]] >= 0:
                    postings[number] += 1
                    places[number] += title[i] + body[i]


@entry
def append_live(
    lists: Lists, numbers: I64, targets: I64, new_docs: I64, placed: NDArray[np.bool_], counted: bool,
    source: Source, next_posting: I64, next_place: I64,
) -> None:  # fmt: skip
    """Copy the postings that stay, of the lists `numbers`, to where the lists `targets` of `source` go on.

    placed: whether a target keeps places; those that do not keep their occurrences only where `counted`
    next_posting, next_place: where each target goes on; moved on
    """
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    gaps = np.empty(BLOCK, np.int64)
    for n in range(len(numbers)):
        number, target = numbers[n], targets[n]
        for block in range(block_count(lists, number)):
            count, at = read_block(lists, number, block, docs, title, body)
            total = place_count(title, body, count) if placed[target] else 0
            if total > len(gaps):
                gaps = np.empty(total, np.int64)
            data = at + 8 * ((total + BLOCK - 1) >> SHIFT)
            for low in range(0, total, BLOCK):
                data = _take(lists.words, data, get(lists.words, at, 8), min(BLOCK, total - low), gaps[low:])
                at += 8
            where = 0
            for i in range(count):
                run = title[i] + body[i] if placed[target] else 0
                if new_docs[docs[i]] >= 0:
                    to = next_posting[target]
                    next_posting[target] = to + 1
                    source.docs[to] = new_docs[docs[i]]
                    source.title[to] = title[i]
                    source.body[to] = body[i] if placed[target] or counted else 0
                    for j in range(run):
                        source.gaps[next_place[target] + j] = gaps[where + j]
                    next_place[target] += run
                where += run
