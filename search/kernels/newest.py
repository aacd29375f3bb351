"""The newest or the oldest documents of a set."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel
from search.kernels.bits import ONE, Bits, trailing
from search.kernels.ceilings import WINDOW, WINDOW_SHIFT
from search.kernels.heap import Best, least, offer

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]

WORDS_A_WINDOW = WINDOW >> 6
UNDATED = np.int64(-(2**63))


@kernel
def _key(published: int, sign: int) -> float:
    if sign == 0:
        return 0.0
    return -np.inf if published == UNDATED else np.float64(sign * published)


@kernel
def highest_of(published: I64, sign: int, out: F64) -> None:
    """Fill `out` with the highest key of each window: sign * published, the lowest of all for the undated."""
    out[:] = -np.inf
    for doc in range(len(published)):
        window = doc >> WINDOW_SHIFT
        out[window] = max(out[window], _key(published[doc], sign))


@kernel
def first_of(hits: Bits, published: I64, sign: int, highest: F64, ranks: U32, floor: float, best: Best) -> None:
    """Offer the documents of a set by their keys; the window with the latest ones comes first.

    sign:    1 where the newest are sought, -1 for the oldest, 0 where only the ranks tell them apart
    highest: as `highest_of` leaves it
    floor:   keys below it are not wanted
    """
    ahead = np.argmax(highest) if len(highest) > 0 else 0
    for turn in range(-1, len(highest)):
        window = ahead if turn < 0 else turn
        if (turn == ahead) or highest[window] < least(best, floor):
            continue
        low = window * WORDS_A_WINDOW
        for word in range(low, min(low + WORDS_A_WINDOW, len(hits))):
            left = hits[word]
            while left != 0:
                lowest = left & (~left + ONE)
                left ^= lowest
                doc = (word << 6) + trailing(lowest)
                key = _key(published[doc], sign)
                if key >= least(best, floor):
                    offer(best, key, np.int64(ranks[doc]), doc)
