"""The signature of a text: few numbers, from which likeness and containment of two texts can be told.

A text is its words' shingles, three words each. Every shingle has a random number by its bytes alone, so that a text
has the same signature on any machine. The numbers are dealt into bins by their upper half, and the smallest lower half
of each bin is kept (one permutation hashing: Li, Owen, Zhang, "One Permutation Hashing", NIPS 2012). Two texts keep the
same number in a share of the bins that is the share of the shingles they have in common.

    0       words, cut off at 65,535         1   distinct figures     2   distinct names     3   nothing yet
    4       WHOLE bins of the whole text     112 LEAD bins of its first LEAD_WORDS words, which a shortened copy keeps
    128     the smallest MARKS numbers of its figures, ascending, then those of its names

Figures are words with a digit, each with the word before it; names are words with a capital that open no sentence.
What fills in one template every day, markets or weather, differs in them and in little else.
"""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, inlined, kernel
from index.stories.wording import wording

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

WHOLE, LEAD, MARKS = 108, 16, 16
HEAD = 4
LEAD_AT = HEAD + WHOLE
FIGURES_AT = LEAD_AT + LEAD
NAMES_AT = FIGURES_AT + MARKS
SIZE = NAMES_AT + MARKS
SIGNATURE_BYTES = 2 * SIZE
LEAD_WORDS = 50
LEAST_WORDS = 20
MOST_BYTES = 200_000
WHOLE_BANDS, LEAD_BANDS = 9, 6
BANDS = WHOLE_BANDS + LEAD_BANDS
BAND_DIGITS = 10

NONE = 0xFFFF
FIRST, SECOND, THIRD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
S29, S32, S47 = np.uint64(29), np.uint64(32), np.uint64(47)
LOW = np.uint64(0xFFFFFFFF)


def signature(body: str) -> bytes:
    """The signature of a body, SIGNATURE_BYTES long; empty where it has fewer than LEAST_WORDS words."""
    text = np.frombuffer(wording(body).encode("utf-8", "surrogatepass"), np.uint8)[:MOST_BYTES]
    made = np.full(SIZE, NONE, np.uint16)
    words = int(sign(text, made))
    return made.astype("<u2").tobytes() if words >= LEAST_WORDS else b""


def bands_of(made: bytes) -> tuple[str, ...]:
    """The bands of a signature: texts alike share one, almost surely; others hardly ever. None of an empty one."""
    if not made:
        return ()
    keys = np.zeros(BANDS, np.uint64)
    band_keys(np.frombuffer(made, "<u2"), keys)
    return tuple(f"{key:010x}" for key in keys.tolist() if key)


def matches(one: bytes, other: bytes) -> bool:
    """Whether two signatures are of copies of one text."""
    if not one or not other:
        return False
    return bool(match(np.frombuffer(one, "<u2"), np.frombuffer(other, "<u2")))


@kernel
def _mixed(value: int) -> int:
    value = (value ^ (value >> S32)) * SECOND
    value = (value ^ (value >> S29)) * FIRST
    return value ^ (value >> S32)


@kernel
def _enter(made: U16, at: int, value: int) -> int:
    """Keep a number among the MARKS smallest, ascending, each once; return whether it was new among those."""
    last = at + MARKS - 1
    if value >= made[last]:
        return 0
    place = at
    while made[place] < value:
        place += 1
    if made[place] == value:
        return 0
    for slot in range(last, place, -1):
        made[slot] = made[slot - 1]
    made[place] = value
    return 1


@inlined
def _letter(text: U8, at: int) -> tuple[int, int]:
    """How many bytes of a word stand here (0: none), and whether they are a word of their own, as in Chinese."""
    byte = text[at]
    if byte < 128:
        inside = (97 <= byte <= 122) or (65 <= byte <= 90) or (48 <= byte <= 57)
        return (1 if inside else 0), 0
    if byte < 0xC3:
        return 0, 0  # stray bytes, and Latin-1's signs
    if byte < 0xE0:
        return 2, 0
    if byte < 0xF0:
        if at + 2 < len(text) and byte == 0xE2:
            return 0, 0  # punctuation and symbols
        return 3, (1 if byte in (0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9) else 0)
    return 4, 0


@inlined
def _width(text: U8, at: int) -> int:
    byte = text[at]
    return 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


@inlined
def _shingled(least: U32, lead: U32, shingle: int, words: int) -> None:
    """Deal one shingle into the bins."""
    mixed = _mixed(shingle)
    high, low = mixed >> S32, np.uint32(mixed & LOW)
    place = np.int64((high * np.uint64(WHOLE)) >> S32)
    if low < least[place]:
        least[place] = low
    if words <= LEAD_WORDS:
        place = np.int64((high * np.uint64(LEAD)) >> S32)
        if low < lead[place]:
            lead[place] = low


@entry
def sign(text: U8, made: U16) -> int:
    """Fill a signature, all NONE before; return how many words the text has."""
    least = np.full(WHOLE, 0xFFFFFFFF, np.uint32)
    lead = np.full(LEAD, 0xFFFFFFFF, np.uint32)
    before, last = np.uint64(0), np.uint64(0)
    words, figures, names = 0, 0, 0
    opening = True  # whether a sentence begins here
    at = 0
    while at < len(text):
        size, alone = _letter(text, at)
        if not size:
            if text[at] in (46, 33, 63, 10, 58, 34) or text[at] == 0xE2:  # . ! ? line : "
                opening = True
            at += _width(text, at)
            continue
        capital, digits = 65 <= text[at] <= 90, False
        word = np.uint64(14695981039346656037)
        start = at
        while size:
            if size == 1:
                byte = text[at]
                while (97 <= byte <= 122) or (65 <= byte <= 90) or (48 <= byte <= 57):
                    digits |= byte < 58
                    word = (word ^ np.uint64(byte | 32)) * FIRST  # lower case; figures have that bit
                    at += 1
                    if at == len(text):
                        break
                    byte = text[at]
            else:
                for place in range(at, min(at + size, len(text))):
                    word = (word ^ np.uint64(text[place])) * FIRST
                at += size
            if alone or at >= len(text):
                break
            if digits and text[at] in (44, 46) and at + 1 < len(text) and 48 <= text[at + 1] <= 57:
                at += 1  # 20,000 and 3.5 are one figure each
            size, alone = _letter(text, at)
            if alone:
                break
        words += 1
        if digits:
            figures += _enter(made, FIGURES_AT, np.int64(_mixed(word * THIRD + last) >> np.uint64(48)))
        elif capital and not opening and at - start > 2:
            names += _enter(made, NAMES_AT, np.int64(_mixed(word) >> np.uint64(48)))
        opening = False
        if words > 2:
            shingle = (before * THIRD) ^ (last * SECOND + (before >> S29)) ^ (word * FIRST + (last >> S47))
            _shingled(least, lead, shingle, words)
        before, last = last, word
    made[0], made[1], made[2], made[3] = min(words, 65535), figures, names, 0
    for place in range(WHOLE):
        made[HEAD + place] = min(least[place] >> np.uint32(16), NONE - 1) if least[place] < 0xFFFFFFFF else NONE
    for place in range(LEAD):
        made[LEAD_AT + place] = min(lead[place] >> np.uint32(16), NONE - 1) if lead[place] < 0xFFFFFFFF else NONE
    return words


@entry
def band_keys(made: U16, keys: U64) -> None:
    """The bands of a signature as numbers of 40 bits; 0 for a band that the text is too short for.

    A band of the whole joins three minima of four bins each; one of the lead, two bins and a third beside them.
    """
    for band in range(WHOLE_BANDS):
        key, missing = np.uint64(band + 1), False
        for part in range(3):
            low = HEAD + (band * 3 + part) * 4
            least, where = NONE, 0
            for bin in range(4):
                if made[low + bin] < least:
                    least, where = np.int64(made[low + bin]), bin
            missing |= least == NONE
            key = _mixed(key * THIRD + np.uint64(least * 4 + where))
        keys[band] = np.uint64(0) if missing else (key >> np.uint64(24)) | np.uint64(1)
    for band in range(LEAD_BANDS):
        key, missing = np.uint64(band + 101), False
        for part in range(2):
            bin = (2 * band + part * 5 + (part * band) // 3) % LEAD
            missing |= made[LEAD_AT + bin] == NONE
            key = _mixed(key * THIRD + np.uint64(made[LEAD_AT + bin]))
        keys[WHOLE_BANDS + band] = np.uint64(0) if missing else (key >> np.uint64(24)) | np.uint64(1)


@kernel
def _shared_marks(one: U16, other: U16, at: int) -> tuple[int, int]:
    """Of the marks both signatures tell of: how many the one with fewer has, and how many of these the other has."""
    limit = np.int64(min(one[at + MARKS - 1], other[at + MARKS - 1]))
    a, b, of_one, of_other, both = at, at, 0, 0, 0
    end = at + MARKS
    while a < end and one[a] <= limit and one[a] != NONE:
        a += 1
        of_one += 1
    while b < end and other[b] <= limit and other[b] != NONE:
        b += 1
        of_other += 1
    for x in range(at, a):
        for y in range(at, b):
            both += one[x] == other[y]
    return min(of_one, of_other), both


@entry
def match(one: U16, other: U16) -> bool:
    """Whether two signatures are of copies of one text: alike, or one within the other, with the same marks."""
    shorter, longer = (one, other) if one[0] <= other[0] else (other, one)
    same, filled, outside = 0, 0, 0
    for bin in range(HEAD, LEAD_AT):
        a, b = shorter[bin], longer[bin]
        filled += a != NONE or b != NONE
        same += a == b and a != NONE
        outside += a < b
    opening, opened = 0, 0
    for bin in range(LEAD_AT, FIGURES_AT):
        opened += shorter[bin] != NONE or longer[bin] != NONE
        opening += shorter[bin] == longer[bin] and shorter[bin] != NONE
    # Two reports that open otherwise and have half their text in common share what a site puts around them.
    alike = 2 * same >= filled and (opening > 0 or 5 * same >= 4 * filled)
    within = 10 * same >= 7 * (same + outside)
    shortened = within and same >= 3 and 2 * opening >= opened
    embedded = 10 * same >= 8 * (same + outside) and same >= 14
    if not (alike or shortened or embedded):
        return False
    told, shared = _shared_marks(shorter, longer, FIGURES_AT)
    if 10 * shared < 6 * told:
        return False
    told, shared = _shared_marks(shorter, longer, NAMES_AT)
    return told < 2 or 10 * shared >= 8 * told
