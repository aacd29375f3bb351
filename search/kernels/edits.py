"""Which words are a few edits from another: `search/expansion.py` says what an edit is."""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]


@entry
def mark_within(word: U32, letters: U32, length: int, limit: int, close: U8) -> None:
    """Fill `close` with 1 for each word at most `limit` edits from `word`, with 0 for the others.

    letters: those of all words, `length` each, one word behind the other

    A row a letter of the usual table is filled, as far as it can stay below the limit, until none of it does.
    """
    size = len(word)
    beyond = limit + 1
    before, last, row = (
        np.empty(length + 1, np.int64),
        np.empty(length + 1, np.int64),
        np.empty(length + 1, np.int64),
    )
    for n in range(len(close)):
        other = letters[n * length : (n + 1) * length]
        for j in range(length + 1):
            last[j] = j
        least = 0
        for i in range(1, size + 1):
            low, high = max(1, i - limit), min(length, i + limit)
            row[low - 1] = i if low == 1 else beyond
            least = row[low - 1]
            for j in range(low, high + 1):
                best = min(last[j - 1] + (other[j - 1] != word[i - 1]), row[j - 1] + 1)
                if j < i + limit:
                    best = min(best, last[j] + 1)
                if i > 1 and j > 1 and other[j - 1] == word[i - 2] and other[j - 2] == word[i - 1]:
                    best = min(best, before[j - 2] + 1)
                row[j] = best
                least = min(least, best)
            if least > limit:
                break
            before, last, row = last, row, before
        close[n] = least <= limit and last[length] <= limit
