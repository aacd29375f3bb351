"""How words are usually written, told by the vocabularies that the texts are spelled with, no text read.

A vocabulary has every spelling of a word, and by the length of its code how often that occurs. Where one of them does
by far the most, it is the usual one; else `search/usual_spelling.py` decides by the places where they stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold
from index.columnar.chunks import ASCII_END
from index.columnar.huffman import LONGEST_CODE, WINDOW
from index.columnar.texts import Model

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]

FAR = 16  # times as frequent as all others together
PAIRS = 256
ACCENTED = (0xC3, 0xC4, 0xC5)  # first bytes of Latin letters with accents, in UTF-8


class Initials(NamedTuple):
    """The words of one segment's vocabulary by their first two letters.

    model, documents: the vocabulary, and how many documents its texts are of
    chunks: the words, those of two first letters together; starts: where those begin, by the first byte * 256 + the
            second, 0 for none; one more at the end
    """

    model: Model
    documents: int
    chunks: I64
    starts: I64


def initials_of(model: Model, documents: int) -> Initials:
    """A vocabulary by first letters, small and capital alike."""
    starts, ends = model.starts[: model.words], model.starts[1 : model.words + 1]
    sized = np.flatnonzero(ends > starts)
    longer = ends[sized] > starts[sized] + 1
    first, second = (_lower(model.text[starts[sized] + at]).astype(np.int64) for at in (0, longer))
    pairs = first * PAIRS + np.where(longer, second, 0)
    order = np.argsort(pairs, kind="stable")
    return Initials(model, documents, sized[order], np.searchsorted(pairs[order], np.arange(PAIRS * PAIRS + 1)))


def spelled_by_far(words: Sequence[str], segments: Iterable[Initials]) -> dict[str, str]:
    """The usual spelling of those folded words, which begin alike, that have one by far."""
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    wanted = set(words)
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False))
    beginning = "".join(letter for letter, *_ in alike)
    if not (beginning.isascii() and beginning.isalnum()):
        return {}
    for segment in segments:
        chunks = _beginning(segment, beginning.encode(), whole=len(wanted) == 1)
        for spelling, share in zip(_texts(segment.model, chunks), _shares(segment.model, chunks), strict=True):
            word = fold(spelling)
            if word in wanted:
                weights[word][spelling] += share * segment.documents
    usual = ((word, _by_far(found)) for word, found in weights.items())
    return {word: spelling for word, spelling in usual if spelling}


def _by_far(weights: dict[str, float]) -> str | None:
    most = max(weights, key=weights.__getitem__)
    return most if weights[most] >= FAR * (sum(weights.values()) - weights[most]) else None


def _beginning(segment: Initials, beginning: bytes, whole: bool) -> I64:
    """The words that begin so in small or capital letters, and all that have an accent where they differ from it.

    whole: whether only those are wanted that are no longer
    """
    text, bounds = segment.model[:2]

    def beginning_from(low: int, high: int) -> I64:
        return segment.chunks[segment.starts[low] : segment.starts[high]]

    accented = [beginning_from(byte * PAIRS, (byte + 1) * PAIRS) for byte in ACCENTED]
    first = beginning[0] * PAIRS
    if len(beginning) == 1:
        found = beginning_from(first, first + PAIRS)
    else:
        accented.append(beginning_from(first + ASCII_END, first + PAIRS))
        found = beginning_from(first + beginning[1], first + beginning[1] + 1)
    for at in range(min(2, len(beginning)), len(beginning) + whole):
        sizes = bounds[found + 1] - bounds[found]
        if at == len(beginning):
            accented.append(found[sizes == at])
        found = found[sizes > at]
        letters = text[bounds[found] + at]
        accented.append(found[letters >= ASCII_END])
        if at < len(beginning):
            found = found[_lower(letters) == beginning[at]]
    return np.concatenate(accented if whole else [*accented, found])


def _lower(letters: U8) -> U8:
    """Letters with the ASCII capitals among them small."""
    lower: U8 = np.where((letters >= ord("A")) & (letters <= ord("Z")), letters | 0x20, letters).astype(np.uint8)
    return lower


def _texts(model: Model, chunks: I64) -> Iterator[str]:
    for low, high in zip(model.starts[chunks].tolist(), model.starts[chunks + 1].tolist(), strict=True):
        yield model.text[low:high].tobytes().decode("utf-8", "surrogatepass")


def _shares(model: Model, chunks: I64) -> list[float]:
    """What share of all words each is, as its code tells: half of it for each bit."""
    limits = model.limits[: LONGEST_CODE + 1].astype(np.int64)
    counts = np.diff(limits, prepend=0) >> (WINDOW - np.arange(LONGEST_CODE + 1))
    lengths = np.searchsorted(np.cumsum(counts), chunks, side="right")
    shares: list[float] = (0.5**lengths).tolist()
    return shares
