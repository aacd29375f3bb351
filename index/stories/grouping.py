"""Matches to stories, by one rule that the order of arrival cannot change.

Articles are taken in order, the earliest published first (the undated last, ties by id). Each joins the earliest head
it matches, or becomes a head itself. So every member of a story matches its head, and unlike articles are never
chained. Who is compared with whom is told by the bands: an article sees, of each of its bands, the LATEST_HEADS heads
that came last before it. A text that ten thousand outlets have is one head; a template that fills ten thousand reports
is ten thousand, of which each report sees the nearest few: both stay linear.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel
from index.stories.signature import BANDS, SIZE, band_keys, match

U16 = NDArray[np.uint16]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

LATEST_HEADS = 32


class Grouping(NamedTuple):
    """heads[n] is the head of article n, itself where it is one; articles as they were numbered."""

    heads: I64


def group(signatures: U16, signed: I64, order: I64, documents: int) -> Grouping:
    """Group the articles that have a signature; the others stand alone.

    signatures: one row each of `signed`, which names their documents
    order:      the rows in the order of publication
    """
    heads = np.arange(documents, dtype=np.int64)
    room = 1 << max(4, int(len(order) * BANDS * 3 // 2).bit_length())
    found = np.arange(len(order), dtype=np.int64)
    join(np.ascontiguousarray(signatures).ravel(), order, np.zeros(room, np.uint64), np.full(room, -1, np.int64), found)
    heads[signed] = signed[found]
    return Grouping(heads)


@kernel
def _slot(table: U64, key: int) -> int:
    mask = len(table) - 1
    slot = np.int64(key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)) & mask
    while table[slot] and table[slot] != key:
        slot = (slot + 1) & mask
    return slot


@entry
def join(signatures: U16, order: I64, table: U64, latest: I64, heads: I64) -> None:
    """Find the head of each row of signatures, as rows.

    table:  band keys, open addressing; latest: the entry of the head that came last with a key, -1 where there is none
    heads:  filled
    """
    before = np.full(len(order) * BANDS, -1, np.int64)  # entry -> the entry before it in its band
    rank = np.empty(len(order), np.int64)
    for place in range(len(order)):
        rank[order[place]] = place
    seen = np.full(len(order), -1, np.int64)
    keys = np.zeros(BANDS, np.uint64)
    slots = np.zeros(BANDS, np.int64)
    for place in range(len(order)):
        row = order[place]
        own = signatures[row * SIZE : (row + 1) * SIZE]
        band_keys(own, keys)
        best = row
        for band in range(BANDS):
            if not keys[band]:
                continue
            slots[band] = _slot(table, keys[band])
            entry, looked = latest[slots[band]], 0
            while entry >= 0 and looked < LATEST_HEADS:
                head = entry // BANDS
                looked += 1
                entry = before[entry]
                if seen[head] == place or rank[head] > rank[best]:
                    continue
                seen[head] = place
                if match(signatures[head * SIZE : (head + 1) * SIZE], own):
                    best = head
        heads[row] = best
        if best == row:
            for band in range(BANDS):
                if keys[band]:
                    slot = _slot(table, keys[band])
                    table[slot] = keys[band]
                    before[row * BANDS + band] = latest[slot]
                    latest[slot] = row * BANDS + band
