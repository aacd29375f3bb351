"""Where words stand in order, in the documents that have them all.

Every place of a word in a segment is one number, its key: the document, the field and the place, in this order. So a
phrase is found by walking ascending keys side by side, whatever the documents: no work is done a document but reading.
The documents of the rarest word are taken a block at a time. The other words' blocks that have none of them are passed
over, and of the rest only the places in these documents are read.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import i64_at
from index.columnar.postings import BLOCK, SHIFT, Lists, block_count, block_size
from index.machine import entry, kernel
from search.kernels.leaves import WORDS
from search.kernels.table import block_at, lists_at, number_at, take

I64 = NDArray[np.int64]
FIELD = 32  # the bit of a key that says the field, 0 the title and 1 the body
DOCUMENT = FIELD + 1  # the bit where its document begins
DENSE = 3  # where one in so many of a run of postings is asked for, the places of all of it are read
NONE = np.int64(1) << np.int64(62)  # behind any document


class Held(NamedTuple):
    """The block read last of each list, a row of BLOCK postings.

    block, counts: its number, -1 for none, and how many postings it has; last: its last document
    reached: the posting that was come to
    columns: the bit, counted from address 0, of the occurrences; 0 when they are read: then
    places:  is the bit of the widths of the places; chunk, data: one of the widths, and the bit of its places
    docs, title, before: documents, occurrences in the title, and places before each posting, with one row more
    """

    block: I64
    counts: I64
    last: I64
    reached: I64
    columns: I64
    places: I64
    chunk: I64
    data: I64
    docs: I64
    title: I64
    before: I64


def room_for(lists: int) -> int:
    """Words of room that some lists take."""
    return lists * (9 + 3 * BLOCK)


@kernel
def _held_in(room: I64, lists: int) -> Held:
    at, row = room.ctypes.data, 8 * lists
    block, last = i64_at(at, lists), i64_at(at + 2 * row, lists)
    block[:] = -1
    last[:] = -1
    rows = at + 8 * row
    return Held(
        block,
        i64_at(at + row, lists),
        last,
        i64_at(at + 3 * row, lists),
        i64_at(at + 4 * row, lists),
        i64_at(at + 5 * row, lists),
        i64_at(at + 6 * row, lists),
        i64_at(at + 7 * row, lists),
        i64_at(rows, lists * BLOCK),
        i64_at(rows + row * BLOCK, lists * BLOCK),
        i64_at(rows + 2 * row * BLOCK, lists * (BLOCK + 1)),
    )


# The blocks of a list


@kernel
def _block_from(words: Lists, number: int, block: int, doc: int) -> int:
    """The first block from `block` on that may have a document; they are asked for in their order."""
    if words.df[number] <= BLOCK:
        return block
    first, end = np.int64(words.skips[number]), np.int64(words.skips[number + 1])
    low = first + block
    if low >= end or np.int64(words.skip_doc[low]) >= doc:
        return low - first
    step = 1
    while low + step < end and np.int64(words.skip_doc[low + step]) < doc:
        low += step
        step <<= 1
    high = min(end, low + step)
    low += 1
    while low < high:
        middle = (low + high) >> 1
        if np.int64(words.skip_doc[middle]) < doc:
            low = middle + 1
        else:
            high = middle
    return low - first


@kernel
def _comes_to(table: I64, words: Lists, number: int, doc: int, held: Held, row: int) -> bool:
    """Hold the next block that may have a document which the held one lies before; tell whether there is one."""
    block = _block_from(words, number, held.block[row] + 1, doc)
    if block >= block_count(words, number):
        return False
    count = block_size(words, number, block)
    before = np.int64(-1)
    if block > 0:
        before = np.int64(words.skip_doc[np.int64(words.skips[number]) + block - 1])
    bit = block_at(table, WORDS, number, block)
    docs = held.docs[row * BLOCK : (row + 1) * BLOCK]
    held.columns[row] = take(bit + 16, number_at(bit, 6), count, docs)
    held.data[row] = number_at(bit + 6, 10)
    for i in range(count):
        before += docs[i] + 1
        docs[i] = before
    held.block[row], held.counts[row], held.last[row], held.reached[row] = block, count, before, 0
    return True


@kernel
def _read_counts(held: Held, row: int) -> None:
    """Read how often the documents of a block have the word, unless that is done."""
    bit = held.columns[row]
    if bit == 0:
        return
    count, widths = held.counts[row], held.data[row]
    title = held.title[row * BLOCK : (row + 1) * BLOCK]
    before = held.before[row * (BLOCK + 1) : (row + 1) * (BLOCK + 1)]
    bit = take(bit, widths & 31, count, title)
    bit = take(bit, widths >> 5, count, before)
    total = 0
    for i in range(count):
        own = title[i] + before[i] + (title[i] == 0)
        before[i] = total
        total += own
    before[count] = total
    held.columns[row], held.places[row], held.chunk[row] = 0, bit, 0
    held.data[row] = bit + 8 * ((total + BLOCK - 1) >> SHIFT)


@kernel
def _ahead(table: I64, words: Lists, numbers: I64, start: int, held: Held, row: int, out: I64) -> int:
    """Fill `out` with the next documents, from `start` on, that have any of some lists; return how many."""
    filled = 0
    if len(numbers) == 1:
        while filled < len(out) and (start <= held.last[row] or _comes_to(table, words, numbers[0], start, held, row)):
            for at in range(row * BLOCK + held.reached[row], row * BLOCK + held.counts[row]):
                out[filled] = held.docs[at]
                filled += start <= held.docs[at]
                if filled == len(out):
                    break
            held.reached[row] = at + 1 - row * BLOCK
            start = held.docs[at] + 1
        return filled
    while filled < len(out):
        least = NONE
        for slot in range(len(numbers)):
            own = row + slot
            if start > held.last[own] and not _comes_to(table, words, numbers[slot], start, held, own):
                continue
            at, end = own * BLOCK + held.reached[own], own * BLOCK + held.counts[own]
            while at < end and held.docs[at] < start:
                at += 1
            held.reached[own] = at - own * BLOCK
            if at < end:
                least = min(least, held.docs[at])
        if least == NONE:
            break
        out[filled] = least
        filled += 1
        start = least + 1
    return filled


# Keys


@kernel
def _grown(room: I64, used: int, need: int) -> I64:
    """The room itself, or a longer one that begins as it does."""
    if used + need <= len(room):
        return room
    longer = np.empty(2 * (used + need), np.int64)
    longer[:used] = room[:used]
    return longer


@kernel
def _read_keys(held: Held, row: int, low: int, high: int, shift: int, out: I64) -> int:
    """Fill `out` with the keys of a run of a block's postings, more by `shift`; return how many."""
    before = row * (BLOCK + 1)
    where, end = held.before[before + low], held.before[before + high]
    widths, chunk, data = held.places[row], held.chunk[row], held.data[row]
    filled = 0
    while where < end:
        while chunk < where >> SHIFT:
            data += number_at(widths + 8 * chunk, 8) << SHIFT
            chunk += 1
        width = number_at(widths + 8 * chunk, 8)
        some = min(end, (chunk + 1) << SHIFT) - where
        take(data + (where & (BLOCK - 1)) * width, width, some, out[filled : filled + some])
        filled += some
        where += some
    held.chunk[row], held.data[row] = chunk, data
    at = 0
    for i in range(low, high):
        key = (held.docs[row * BLOCK + i] << DOCUMENT) + shift - 1
        in_title, every = held.title[row * BLOCK + i], held.before[before + i + 1] - held.before[before + i]
        own = key
        for k in range(at, at + in_title):
            own += out[k] + 1
            out[k] = own
        own = key + (np.int64(1) << FIELD)
        for k in range(at + in_title, at + every):
            own += out[k] + 1
            out[k] = own
        at += every
    return filled


@kernel
def _add_keys(
    table: I64, words: Lists, number: int, docs: I64, shift: int, held: Held, row: int, found: I64, keys: I64, to: int
) -> tuple[I64, int]:
    """Put the keys that a list has in some documents, and in others between them, behind the `to` first keys.

    found: set to 1 for each of the documents that the list has; returns the keys, moved where they had no room
    """
    hits = np.empty(BLOCK, np.int64)
    i = 0
    while i < len(docs) and (docs[i] <= held.last[row] or _comes_to(table, words, number, docs[i], held, row)):
        base, last, at, count = row * BLOCK, held.last[row], held.reached[row], 0
        while i < len(docs) and docs[i] <= last:
            while held.docs[base + at] < docs[i]:
                at += 1
            hits[count] = at
            there = held.docs[base + at] == docs[i]
            found[i] |= there
            count += there
            i += 1
        held.reached[row] = at
        if count == 0:
            continue
        _read_counts(held, row)
        before = row * (BLOCK + 1)
        start, end = hits[0], hits[count - 1] + 1
        if count * DENSE < end - start:
            for k in range(count):
                need = held.before[before + hits[k] + 1] - held.before[before + hits[k]]
                keys = _grown(keys, to, need)
                to += _read_keys(held, row, hits[k], hits[k] + 1, shift, keys[to:])
        else:
            keys = _grown(keys, to, held.before[before + end] - held.before[before + start])
            to += _read_keys(held, row, start, end, shift, keys[to:])
    return keys, to


@kernel
def _united(a: I64, b: I64, out: I64) -> int:
    """Fill `out` with the distinct of two ascending runs of keys; return how many."""
    i, j, filled = 0, 0, 0
    while i < len(a) and j < len(b):
        one, other = a[i], b[j]
        out[filled] = min(one, other)
        filled += 1
        i += one <= other
        j += other <= one
    for rest in range(i, len(a)):
        out[filled] = a[rest]
        filled += 1
    for rest in range(j, len(b)):
        out[filled] = b[rest]
        filled += 1
    return filled


@kernel
def _in_one_run(keys: I64, start: int, end: int) -> int:
    """Bring keys from `start` to `end` into one ascending run without repeats; return where it ends.

    They are some ascending runs: neighbors are united until one is left.
    """
    spare = np.empty(end - start, np.int64)
    while True:
        at, to, runs = start, 0, 0
        while at < end:
            middle = at + 1
            while middle < end and keys[middle] > keys[middle - 1]:
                middle += 1
            stop = min(middle + 1, end)
            while stop < end and keys[stop] > keys[stop - 1]:
                stop += 1
            to += _united(keys[at:middle], keys[middle:stop], spare[to:])
            at = stop
            runs += 1
        keys[start : start + to] = spare[:to]
        end = start + to
        if runs <= 1:
            return end


@kernel
def _word_keys(
    table: I64, words: Lists, numbers: I64, docs: I64, shift: int, held: Held, row: int, found: I64, keys: I64, to: int
) -> tuple[I64, int, int]:
    """Put a word's keys behind the `to` first; keep the documents that have it, and return how many those are."""
    found[: len(docs)] = 0
    start = to
    for slot in range(len(numbers)):
        keys, to = _add_keys(table, words, numbers[slot], docs, shift, held, row + slot, found, keys, to)
    if len(numbers) > 1 and to > start:
        to = _in_one_run(keys, start, to)
    kept = 0
    for i in range(len(docs)):
        docs[kept] = docs[i]
        kept += found[i]
    return keys, to, kept


# Words in order


@kernel
def _common(a: I64, b: I64, out: I64) -> int:
    """Fill `out`, which may be `a`, with the keys of both; return how many.

    Without a branch, which would be mispredicted; unsigned, for a signed index is looked at whether it counts from the
    end.
    """
    i, j, filled = np.uint64(0), np.uint64(0), np.uint64(0)
    a_end, b_end = np.uint64(len(a)), np.uint64(len(b))
    while i < a_end and j < b_end:
        one, other = a[i], b[j]
        out[filled] = one
        filled += np.uint64(one == other)
        i += np.uint64(one <= other)
        j += np.uint64(other <= one)
    return np.int64(filled)


@kernel
def _starts_in_order(keys: I64, first: I64, next_of: I64, slop: int, out: I64) -> int:
    """Fill `out` with the keys where words begin to stand in order; as `positions.phrase_spans`.

    keys[first[k]:first[k + 1]] are those of word k; next_of: room for a number a word
    """
    words = len(first) - 1
    found = 0
    for word in range(words):
        next_of[word] = first[word]
    for at in range(first[0], first[1]):
        begin = keys[at]
        key = begin
        for word in range(1, words):
            i = next_of[word]
            while i < first[word + 1] and keys[i] <= key:
                i += 1
            next_of[word] = i  # starts ascend, so no later one needs what lies before
            if i == first[word + 1]:
                return found
            key = keys[i]
        out[found] = begin
        found += key - begin <= words - 1 + slop
    return found


@kernel
def _documents_of(keys: I64, docs: I64) -> int:
    """Fill `docs` with the documents of ascending keys; return how many."""
    filled = 0
    for key in keys:
        doc = key >> DOCUMENT
        if filled == 0 or docs[filled - 1] != doc:
            docs[filled] = doc
            filled += 1
    return filled


@kernel
def _tell(keys: I64, done: int, docs: I64, in_title: I64, in_body: I64) -> int:
    """Count the keys a document and field, behind the `done` first documents; return how many there are."""
    doc = np.int64(-1)
    for key in keys:
        if key >> DOCUMENT != doc:
            doc = key >> DOCUMENT
            docs[done], in_title[done], in_body[done] = doc, 0, 0
            done += 1
        body = (key >> FIELD) & 1
        in_title[done - 1] += 1 - body
        in_body[done - 1] += body
    return done


@kernel
def _in_a_row(
    table: I64, words: Lists, first: I64, numbers: I64, order: I64, docs: I64, held: Held, found: I64, keys: I64,
    some: I64,
) -> tuple[I64, I64, int]:  # fmt: skip
    """Find the keys where words begin to stand one after the other in some documents.

    They are the first of the first array returned. Both are what was given, or longer; `docs` is written over.
    """
    count, size, left = len(order), 0, len(docs)
    for turn in range(count):
        # The second rarest first: it says of which documents the places of the rarest are wanted.
        word = order[1 - turn if turn < 2 and count > 1 else turn]
        own, row, shift = numbers[first[word] : first[word + 1]], first[word], count - word
        if turn == 0:
            keys, size, left = _word_keys(table, words, own, docs, shift, held, row, found, keys, 0)
        else:
            some, to, left = _word_keys(table, words, own, docs[:left], shift, held, row, found, some, 0)
            size = _common(keys[:size], some[:to], keys)
        if size == 0:
            break
        if 0 < turn < count - 1:
            left = _documents_of(keys[:size], docs)
    return keys, some, size


@kernel
def _in_order(
    table: I64, words: Lists, first: I64, numbers: I64, slop: int, docs: I64, held: Held, found: I64, keys: I64,
    some: I64,
) -> tuple[I64, I64, int]:  # fmt: skip
    """As `_in_a_row`, with up to `slop` other words between."""
    count, size, left = len(first) - 1, 0, len(docs)
    key_first, next_of = np.zeros(count + 1, np.int64), np.empty(count, np.int64)
    for word in range(count):
        own, row = numbers[first[word] : first[word + 1]], first[word]
        keys, size, left = _word_keys(table, words, own, docs[:left], 0, held, row, found, keys, size)
        key_first[word + 1] = size
        if left == 0:
            return keys, some, 0
    some = _grown(some, 0, key_first[1])
    return some, keys, _starts_in_order(keys, key_first, next_of, slop, some)


@entry
def phrases(
    table: I64, first: I64, numbers: I64, order: I64, slop: int, start: int, room: I64, docs: I64, in_title: I64,
    in_body: I64,
) -> tuple[int, int]:  # fmt: skip
    """Find the documents, from `start` on, where words stand in order, and how often in the title and in the body.

    Word k has the lists numbers[first[k]:first[k + 1]]. Returns how many documents were found, and where to go on: -1
    where there are no more. As many documents of the rarest word are looked at as there is room for in `docs`.

    order: the words, the rarest first; room: `room_for` all lists and, once more, those of the rarest word
    """
    words = lists_at(table, WORDS)
    rarest = numbers[first[order[0]] : first[order[0] + 1]]
    held = _held_in(room, len(numbers) + len(rarest))
    near, found = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    keys, some = np.empty(1024, np.int64), np.empty(1024, np.int64)
    done = 0
    for _ in range(len(docs) >> SHIFT):
        filled = _ahead(table, words, rarest, start, held, len(numbers), near)
        if filled == 0:
            return done, -1
        start = near[filled - 1] + 1
        if slop == 0:
            keys, some, size = _in_a_row(table, words, first, numbers, order, near[:filled], held, found, keys, some)
        else:
            keys, some, size = _in_order(table, words, first, numbers, slop, near[:filled], held, found, keys, some)
        done = _tell(keys[:size], done, docs, in_title, in_body)
        if filled < BLOCK:
            return done, -1
    return done, start
