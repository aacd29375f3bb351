"""When a segment's documents were published, a window of them at a time."""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

WINDOW_SHIFT = 11
WINDOW = 1 << WINDOW_SHIFT  # documents
WORDS_A_WINDOW = WINDOW >> 6
UNDATED = np.int64(-(2**63))


@kernel
def key_of(published: int, sign: int) -> float:
    """What a document sorts by, the highest first: sign * published, the lowest of all for the undated."""
    if sign == 0:
        return 0.0
    return -np.inf if published == UNDATED else np.float64(sign * published)


@entry
def latest_of(published: I64, sign: int, out: F64) -> None:
    """Fill `out` with the highest key of each window."""
    out[:] = -np.inf
    for doc in range(len(published)):
        window = doc >> WINDOW_SHIFT
        out[window] = max(out[window], key_of(published[doc], sign))
