"""What the lists of a segment must agree on, compiled: order, bounds, places, and the unions they are made of.

Each loop returns the first disagreement it meets as a place in COMPLAINTS and a list's number, (0, -1) where there is
none. They trust the checksums: bytes that are not those written are never decoded.
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.dictionary import Terms, compare
from index.columnar.postings import BLOCK, CORNERS, Lists, block_count, place_count, read_block, read_places
from index.machine import entry, kernel

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]

COMPLAINTS = (
    "",
    "a block lies outside the stream",
    "documents do not ascend",
    "a document is not in the segment",
    "a block does not end as its skip table says",
    "a word occurs more often than its document is long",
    "positions do not ascend within the document",
    "a bound is below what it bounds",
    "occurrences are not the sum of the words'",
)
FINE, OUTSIDE, ORDER, DOCUMENT, SKIP, COUNT, PLACES, BOUND, SUM = range(9)


@entry
def first_disorder(text: NDArray[np.uint8], ends: U32) -> int:
    """The first term that does not come after the one before it; -1 where all do."""
    for n in range(1, len(ends) - 1):
        low, middle, high = np.int64(ends[n - 1]), np.int64(ends[n]), np.int64(ends[n + 1])
        if compare(text, low, middle, text, middle, high) >= 0:
            return n
    return -1


@kernel
def _row_fault(lists: Lists, number: int, block: int) -> int:
    """Whether a block's address lies within the stream and behind the block before it."""
    size = len(lists.words) * 8
    if lists.df[number] <= BLOCK:
        return FINE if np.int64(lists.starts[number]) < size else OUTSIDE
    row = np.int64(lists.skips[number]) + block
    if row >= len(lists.skip_at) or row >= np.int64(lists.skips[number + 1]):
        return OUTSIDE
    at = np.int64(lists.skip_at[row])
    if at >= size or (block > 0 and at <= np.int64(lists.skip_at[row - 1])):
        return OUTSIDE
    return FINE


@kernel
def _bound_fault(lists: Lists, row: int, lengths: U32, docs: I64, title: I64, body: I64, count: int) -> int:
    """Whether every posting of a block lies within a corner of its bounds."""
    corner = lists.bounds[row * CORNERS : (row + 1) * CORNERS]
    for i in range(count):
        in_title, in_body = np.int64(lengths[2 * docs[i]]), np.int64(lengths[2 * docs[i] + 1])
        if title[i] > 0 and (title[i] > corner[0] or in_title < corner[1]):
            return BOUND
        low = body[i] <= corner[2] and in_body >= corner[3]
        high = body[i] <= corner[4] and in_body >= corner[5]
        if body[i] > 0 and not low and not high:
            return BOUND
    return FINE


@kernel
def _places_fault(places: I64, lengths: U32, docs: I64, title: I64, body: I64, count: int, spots: I64) -> int:
    """Whether positions ascend and lie within their texts; adds them up per text in `spots`."""
    at = 0
    for i in range(count):
        for part in range(2):
            before = np.int64(-1)
            for _ in range(title[i] if part == 0 else body[i]):
                place = places[at]
                at += 1
                if place <= before or (len(lengths) > 0 and place >= np.int64(lengths[2 * docs[i] + part])):
                    return PLACES
                if len(spots) > 0:
                    spots[2 * docs[i] + part] += place
                before = place
    return FINE


@entry
def first_fault(
    lists: Lists, documents: int, lengths: U32, placed: Flags, bounded: bool, counts: I64, spots: I64
) -> tuple[int, int]:
    """Decode every list; see the head of this file for what is returned.

    lengths: title and body length of each document by turns; empty where they say nothing of these lists
    placed:  which lists keep places
    counts, spots: filled with the sum of occurrences, and of positions, of each text; empty where not wanted
    """
    docs, title, body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    places = np.empty(BLOCK, np.int64)
    for number in range(len(lists.df)):
        before = np.int64(-1)
        for block in range(block_count(lists, number)):
            fault = _row_fault(lists, number, block)
            if fault:
                return fault, number
            count, at = read_block(lists, number, block, docs, title, body)
            for i in range(count):
                if docs[i] <= before:
                    return ORDER, number
                if docs[i] >= documents:
                    return DOCUMENT, number
                before = docs[i]
                if len(lengths) > 0 and (title[i] > lengths[2 * before] or body[i] > lengths[2 * before + 1]):
                    return COUNT, number
                if len(counts) > 0:
                    counts[2 * before] += title[i]
                    counts[2 * before + 1] += body[i]
            if lists.df[number] > BLOCK:
                row = np.int64(lists.skips[number]) + block
                if np.int64(lists.skip_doc[row]) != before:
                    return SKIP, number
                if bounded and _bound_fault(lists, row, lengths, docs, title, body, count):
                    return BOUND, number
            if placed[number]:
                total = place_count(title, body, count)
                if total > len(places):
                    places = np.empty(total, np.int64)
                read_places(lists.words, at, title, body, count, places)
                if _places_fault(places, lengths, docs, title, body, count, spots):
                    return PLACES, number
    return FINE, -1


@kernel
def _gather(lists: Lists, members: U32, low: int, high: int, title: I64, body: I64, met: I64) -> int:
    """Add up the lists members[low:high] by document; return how many documents `met` holds then."""
    docs, in_title, in_body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    size = 0
    for m in range(low, high):
        number = np.int64(members[m])
        for block in range(block_count(lists, number)):
            count, _ = read_block(lists, number, block, docs, in_title, in_body)
            for i in range(count):
                if title[docs[i]] + body[docs[i]] == 0:
                    met[size] = docs[i]
                    size += 1
                title[docs[i]] += in_title[i]
                body[docs[i]] += in_body[i]
    return size


@entry
def first_wrong_union(words: Lists, members: U32, first: U32, lists: Lists, documents: int) -> int:
    """The first of `lists` that is not the union of its words' lists, words members[first[n]:first[n + 1]]; else -1."""
    title, body, met = np.zeros(documents, np.int64), np.zeros(documents, np.int64), np.empty(documents, np.int64)
    docs, in_title, in_body = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    for number in range(len(lists.df)):
        size = _gather(words, members, first[number], first[number + 1], title, body, met)
        if size != np.int64(lists.df[number]):
            return number
        for block in range(block_count(lists, number)):
            count, _ = read_block(lists, number, block, docs, in_title, in_body)
            for i in range(count):
                if title[docs[i]] != in_title[i] or body[docs[i]] != in_body[i]:
                    return number
        for i in range(size):
            title[met[i]] = 0
            body[met[i]] = 0
    return -1


@entry
def first_wrong_number(words: Lists, members: U32, first: U32, numbers: U32, documents: int) -> int:
    """The first term whose four numbers are not those of its words' lists; else -1."""
    title, body, met = np.zeros(documents, np.int64), np.zeros(documents, np.int64), np.empty(documents, np.int64)
    for term in range(len(first) - 1):
        size = _gather(words, members, first[term], first[term + 1], title, body, met)
        found = np.zeros(4, np.int64)
        for i in range(size):
            found[0] += title[met[i]] > 0
            found[1] += body[met[i]] > 0
            found[2] += title[met[i]]
            found[3] += body[met[i]]
            title[met[i]] = 0
            body[met[i]] = 0
        for part in range(4):
            if found[part] != np.int64(numbers[4 * term + part]):
                return term
    return -1


def disorder(terms: Terms) -> str:
    """What is wrong with a dictionary; an empty text where nothing is."""
    ends = terms.ends.astype(np.int64)
    if len(ends) == 0 or ends[0] != 0 or ends[-1] != len(terms.text) or bool((np.diff(ends) < 0).any()):
        return "its terms do not fill its text"
    at = int(first_disorder(terms.text, terms.ends))
    return f"term {at} does not come after the one before it" if at >= 0 else ""
