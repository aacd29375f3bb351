"""Which words of a vocabulary a wildcard or a fuzzy word stands for. Words and patterns are folded already."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.kernels.edits import mark_within

# A pattern stands for at most so many words, the most frequent ones: enough for any stem a reader thinks of, and few
# enough to be looked up one by one.
MAX_EXPANSIONS = 1024


def shape(pattern: str) -> re.Pattern[str]:
    """A wildcard as an expression to be matched in full: `?` one character, `*` any number.

    >>> bool(shape("wom?n").fullmatch("women")), bool(shape("*stan").fullmatch("stanford"))
    (True, False)
    """
    pieces = {"*": ".*", "?": "."}
    return re.compile("".join(pieces.get(char) or re.escape(char) for char in pattern), re.DOTALL)


def literal_prefix(pattern: str) -> str:
    """What stands before the first wildcard.

    >>> literal_prefix("wom?n"), literal_prefix("*stan")
    ('wom', '')
    """
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


class Spelled(NamedTuple):
    """Words of one length and the letters of all of them, one word behind the other."""

    words: list[str]
    letters: NDArray[np.uint32]


Lettered: TypeAlias = dict[int, Spelled]


def lettered(words: Iterable[str]) -> Lettered:
    """Words by their length, spelled out; made once for a vocabulary."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in words:
        by_length[len(word)].append(word)
    return {length: Spelled(group, _letters(group)) for length, group in by_length.items()}


def within(word: str, distance: int, vocabulary: Lettered) -> list[str]:
    """The words at most `distance` edits from a word, in order.

    An edit inserts, deletes or replaces a character, or swaps two neighbors; none is edited twice (optimal string
    alignment: Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2).
    """
    found = []
    for length in range(len(word) - distance, len(word) + distance + 1):
        if length in vocabulary:
            words, letters = vocabulary[length]
            close = np.empty(len(words), np.uint8)
            mark_within(_letters([word]), letters, length, distance, close)
            found += [words[place] for place in np.flatnonzero(close).tolist()]
    return sorted(found)


def _letters(words: list[str]) -> NDArray[np.uint32]:
    # Through UTF-32, and not through NumPy's own texts, which drop a NUL at the end.
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
