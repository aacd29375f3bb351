"""How many of some documents have each value of a column of numbers: facets, dates, stories."""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]

PRECISIONS = 5  # of a date, `index.schema.PRECISIONS`
UNDATED = np.int32(-(2**31))


@entry
def count_values(docs: I64, numbers: I32, low: int, counts: I64) -> None:
    """Add to `counts` how many documents have a number below `low`, and behind that how many have each from it on.

    Without a branch, which would be mispredicted where half of the documents have none.
    """
    for i in range(len(docs)):
        counts[np.uint64(max(np.int64(numbers[np.uint64(docs[i])]) - low + 1, 0))] += 1


@entry
def count_lists(docs: I64, starts: I64, flat: I64, counts: I64) -> None:
    """The same where a document d has the numbers flat[starts[d]:starts[d + 1]], each once."""
    for i in range(len(docs)):
        for at in range(starts[docs[i]], starts[docs[i] + 1]):
            counts[flat[at]] += 1


@entry
def spans(docs: I64, days: I32, precision: U8, having: I64, lowest: I64, highest: I64) -> None:
    """By precision of their dates: how many documents have such a date, and their lowest and highest day.

    days: UNDATED where there is none; having: zero; lowest, highest: beyond all days, the one above, the other below
    """
    for i in range(len(docs)):
        day = days[docs[i]]
        if day != UNDATED:
            at = precision[docs[i]]
            having[at] += 1
            lowest[at] = min(lowest[at], np.int64(day))
            highest[at] = max(highest[at], np.int64(day))
