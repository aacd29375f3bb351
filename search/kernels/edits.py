"""Which words are a few edits from another: `search/expansion.py` says what an edit is."""

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel

I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]


@entry
def mark_within(word: U32, letters: U32, length: int, limit: int, close: U8) -> None:
    """Fill `close` with 1 for each word at most `limit` edits from `word`, with 0 for the others.

    letters: those of all words, `length` each, one word behind the other; quickest in order

    The usual table has a row for each letter of the other word, as far as it can stay within the limit. A word that
    begins as the one before it has these rows already, or is known to be too far away by them.
    """
    columns = len(word) + 1
    rows = np.empty((length + 1) * columns, np.int64)
    for j in range(columns):
        rows[j] = j
    reached, far = 0, False  # the last row there is, and whether all of it is beyond the limit
    for n in range(len(close)):
        at = n * length
        shared = 0
        while n > 0 and shared < reached and letters[at + shared] == letters[at - length + shared]:
            shared += 1
        if shared < reached or not far:
            reached, far = shared, False
            while reached < length and not far:
                reached += 1
                far = _fill_row(word, letters, at, reached, limit, rows)
        close[n] = not far and rows[length * columns + columns - 1] <= limit


@kernel
def _fill_row(word: U32, letters: U32, at: int, i: int, limit: int, rows: I64) -> bool:
    """Fill the row of the i-th letter of the word at a place; return whether all of it is beyond the limit."""
    columns = len(word) + 1
    row, last, before = i * columns, (i - 1) * columns, (i - 2) * columns
    letter = letters[at + i - 1]
    low, high = max(1, i - limit), min(columns - 1, i + limit)
    least = i if low == 1 else limit + 1
    if low <= columns:
        rows[row + low - 1] = least
    for j in range(low, high + 1):
        best = min(rows[last + j - 1] + (letter != word[j - 1]), rows[row + j - 1] + 1)
        if j < i + limit:
            best = min(best, rows[last + j] + 1)
        if i > 1 and j > 1 and letter == word[j - 2] and letters[at + i - 2] == word[j - 1]:
            best = min(best, rows[before + j - 2] + 1)
        rows[row + j] = best
        least = min(least, best)
    return least > limit
