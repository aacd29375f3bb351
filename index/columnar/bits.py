"""Numbers of any width in a stream of 64-bit words; an address is a bit.

A stream ends with one spare word, so that the last number may be read with its neighbor.
"""

import numpy as np
from numpy.typing import NDArray

from index.machine import kernel

Words = NDArray[np.uint64]
ONE = np.uint64(1)
SIX = 6
LOW = 63


@kernel
def width_of(value: int) -> int:
    """How many bits hold the value; 0 for 0."""
    width = 0
    while value > 0:
        value >>= 1
        width += 1
    return width


@kernel
def put(words: Words, at: int, value: int, width: int) -> int:
    """Write the low `width` bits (0 to 32) of a value where zeros stand; return the address behind it."""
    word = at >> SIX
    shift = np.uint64(at & LOW)
    wide = np.uint64(value)
    words[word] |= wide << shift
    if (at & LOW) + width > 64:
        words[word + 1] |= wide >> (np.uint64(64) - shift)
    return at + width


@kernel
def get(words: Words, at: int, width: int) -> int:
    """The number of `width` bits (0 to 32) at a bit address."""
    word = at >> SIX
    shift = np.uint64(at & LOW)
    low = words[word] >> shift
    high = (words[word + 1] << ONE) << (np.uint64(63) - shift)
    return np.int64((low | high) & ((ONE << np.uint64(width)) - ONE))
