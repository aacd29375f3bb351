"""Words of ASCII letters and digits, nearly all there are: analyzed by compiled loops, as `index.analysis` does it.

Such a chunk is one token, and so are 20,000 and 3.5. Without an English possessive, in lower case and without commas it
is its own term; its stem is the term too where it has a digit or its language no stemmer.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.english import stem_english
from index.columnar.strings import ONE, PRIME, Strings, number_of
from index.machine import entry, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

LONGEST_PLAIN = 60  # bytes; terms are cut only beyond that
APOSTROPHE, SMALL_S, LARGE_S = 39, 115, 83
ZERO, NINE, LARGE_A, LARGE_Z, SMALL_A, SMALL_Z = 48, 57, 65, 90, 97, 122
COMMA, POINT = 44, 46
TO_SMALL = 32
CURLY = np.frombuffer("\u2019".encode(), np.uint8)
HALF = np.uint64(32)


class Words(NamedTuple):
    """Words by number: their main term and main stem, and how many there are in an array of one.

    slots: a word's number + 1 where its pair leads, of those of one term and one stem; a power of two long
    """

    slots: U32
    term: U32
    stem: U32
    count: I64


@kernel
def _slot_of(words: Words, term: int, stem: int) -> int:
    mixed = ((np.uint64(term) << HALF) | np.uint64(stem)) * PRIME
    return (mixed ^ (mixed >> HALF)) & np.uint64(len(words.slots) - 1)


@entry
def word_of(words: Words, term: int, stem: int) -> int:
    """The number of the word of one term and one stem, entered if new; there is room."""
    mask = np.uint64(len(words.slots) - 1)
    slot = _slot_of(words, term, stem)
    while words.slots[slot] > 0:
        number = np.int64(words.slots[slot]) - 1
        if words.term[number] == term and words.stem[number] == stem:
            return number
        slot = (slot + ONE) & mask
    number = words.count[0]
    words.slots[slot] = number + 1
    words.term[number] = term
    words.stem[number] = stem
    words.count[0] = number + 1
    return number


@entry
def place_words(words: Words, without: I64) -> None:
    """Fill empty slots with all words but those of `without`, ascending."""
    mask = np.uint64(len(words.slots) - 1)
    left = 0
    for number in range(words.count[0]):
        if left < len(without) and without[left] == number:
            left += 1
            continue
        slot = _slot_of(words, np.int64(words.term[number]), np.int64(words.stem[number]))
        while words.slots[slot] > 0:
            slot = (slot + ONE) & mask
        words.slots[slot] = number + 1


@kernel
def _without_possessive(arena: U8, low: int, high: int) -> int:
    """Where a chunk ends without 's or \u2019s."""
    if high - low < 3 or (arena[high - 1] != SMALL_S and arena[high - 1] != LARGE_S):
        return high
    if arena[high - 2] == APOSTROPHE:
        return high - 2
    if high - low > 4 and arena[high - 4] == CURLY[0] and arena[high - 3] == CURLY[1] and arena[high - 2] == CURLY[2]:
        return high - 4
    return high


@kernel
def _lowered(arena: U8, low: int, high: int, room: U8) -> tuple[int, bool]:
    """Copy a chunk without its possessive, in lower case; its size (0 where it is not plain), and if it has a digit."""
    high = _without_possessive(arena, low, high)
    if high - low > LONGEST_PLAIN:
        return 0, False
    digit = False
    for i in range(high - low):
        byte = np.int64(arena[low + i])
        if LARGE_A <= byte <= LARGE_Z:
            byte += TO_SMALL
        elif ZERO <= byte <= NINE:
            digit = True
        elif not SMALL_A <= byte <= SMALL_Z:
            return _number(arena, low, high, room), True
        room[i] = byte
    return high - low, digit


@kernel
def _number(arena: U8, low: int, high: int, room: U8) -> int:
    """Copy digits in groups of three without the commas, or digits with one point among them; 0 if neither."""
    size, commas, points, run = 0, 0, 0, 0
    for i in range(low, high):
        byte = np.int64(arena[i])
        if ZERO <= byte <= NINE:
            run += 1
        elif byte == POINT and commas == 0 and points == 0:
            points, run = 1, 0
        elif byte == COMMA and points == 0 and ((commas == 0 and 0 < run <= 3) or (commas > 0 and run == 3)):
            commas, run = commas + 1, 0
        else:
            return 0
        if byte != COMMA:
            room[size] = byte
            size += 1
    return size if run > 0 and (commas == 0 or run == 3) else 0


@entry
def learn_plain(
    numbers: U32, chunks: Strings, stemmed: bool, terms: Strings, stems: Strings, words: Words, known: I32, rest: U32
) -> int:
    """Fill `known` with the word of every plain chunk; collect the others in `rest`, and return how many there are."""
    left = 0
    room = np.empty(LONGEST_PLAIN + 2, np.uint8)
    for number in numbers:
        size, digit = _lowered(chunks.arena, np.int64(chunks.ends[number]), np.int64(chunks.ends[number + 1]), room)
        if size == 0:
            rest[left] = number
            left += 1
            continue
        term = number_of(terms, room, 0, size)
        if stemmed and not digit:
            root = stem_english(room, size)
            size = root if root > 0 else size
        known[number] = word_of(words, term, number_of(stems, room, 0, size))
    return left
