"""Which words of a vocabulary a wildcard or a fuzzy word stands for. Words and patterns are folded already."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.columnar.dictionary import Terms, term, terms_of
from search.kernels.words import ANY, ONE, close_terms, fitting_terms

I64 = NDArray[np.int64]

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


def dictionary_of(words: Iterable[str]) -> Terms:
    """Words as a dictionary, for `within`."""
    return terms_of(sorted({word.encode("utf-8", "surrogatepass") for word in words}))


def within(word: str, distance: int, vocabulary: Terms) -> list[str]:
    """The words of a dictionary at most `distance` edits from a word, in order.

    An edit inserts, deletes or replaces a character, or swaps two neighbors; none is edited twice (optimal string
    alignment: Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2).
    """
    numbers = close_numbers(word, distance, vocabulary, 0, len(vocabulary.ends) - 1)
    return [term(vocabulary, number).decode("utf-8", "surrogatepass") for number in numbers.tolist()]


def close_numbers(word: str, distance: int, terms: Terms, low: int, high: int, shift: int = 0) -> I64:
    """The numbers of the terms from `low` up to `high` that are so close to a word, in order.

    shift: bytes of each term before the word it stands for
    """
    letters = np.frombuffer(bytearray(word.encode("utf-32-le", "surrogatepass")), np.uint32)
    deepest = len(word) + distance
    rows, seen = np.empty((deepest + 1) * (len(word) + 1), np.int64), np.empty(deepest + 1, np.int64)
    found = np.empty(max(high - low, 0), np.int64)
    count = close_terms(terms.text, terms.ends, low, high, shift, letters, distance, rows, seen, found)
    return found[:count].copy()


def fitting_numbers(pattern: str, terms: Terms, low: int, high: int, shift: int = 0) -> I64:
    """The numbers of the terms from `low` up to `high` that a wildcard stands for, in order."""
    meant = {"*": bytes([ANY]), "?": bytes([ONE])}
    pieces = [meant.get(char) or char.encode("utf-8", "surrogatepass") for char in pattern]
    found = np.empty(max(high - low, 0), np.int64)
    wanted = np.frombuffer(bytearray(b"".join(pieces)), np.uint8)
    return found[: fitting_terms(terms.text, terms.ends, low, high, shift, wanted, found)].copy()
