"""Chunks to words: what analysis makes of each distinct chunk and language, kept for a whole build.

A word here is one result of analysis: the exact terms and the stems that stand together at one position. Postings are
kept by word; a term's or a stem's postings are those of its words. So the two views of a text are exactly those of
`index.analysis`, for any language, and positions are stored once.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.characters import JOINER, MARK, UNSPACED, classify
from index.columnar import chunks
from index.columnar.sorting import UNKNOWN
from index.stemming import stem

I32 = NDArray[np.int32]
U32 = NDArray[np.uint32]


@cache
def kinds() -> NDArray[np.uint8]:
    """What each code point does to a chunk, by the tokenizer's own classes."""
    table = np.zeros(0x110000, np.uint8)
    for low, high in PLANES:
        classes = classify("".join(map(chr, range(low, high))))
        table[low:high] = [kind_of(one) for one in classes]
    table[HAN_PLANES] = chunks.PAIRED
    return table


PLANES = ((0, 0x20000), (0xE0000, 0xE0200))  # beyond these only Han is part of words
HAN_PLANES = slice(0x20000, 0x40000)


def kind_of(one: str) -> int:
    if one == UNSPACED:
        return chunks.PAIRED
    if one in (MARK, JOINER) or one in "+#":
        return chunks.TAIL
    if one == "'" or one in ".,&":
        return chunks.JOINT
    return chunks.APART if one == " " else chunks.WORD


LONGEST_PLAIN = 60  # bytes; terms are cut only beyond that


class WordTable:
    """Every word seen, numbered as they came, with its terms and stems as numbers of two lists of strings."""

    def __init__(self) -> None:
        self.chunks = chunks.ChunkTable(kinds())
        self.terms: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.word_terms: list[tuple[int, ...]] = []
        self.word_stems: list[tuple[int, ...]] = []
        self._words: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        self.languages: dict[str | None, int] = {}
        self._known: list[I32] = []
        self.several: list[int] = [0]
        self.sequence: list[int] = []
        self._several: dict[tuple[int, ...], int] = {}

    def __len__(self) -> int:
        return len(self.word_terms)

    def language(self, name: str | None) -> int:
        """The language's number."""
        number = self.languages.setdefault(name, len(self.languages))
        if number == len(self._known):
            self._known.append(np.full(1024, UNKNOWN, np.int32))
        return number

    def known(self, language: int) -> I32:
        """The analysis of each chunk in a language: a word, -1 - n for several words, UNKNOWN."""
        held = self._known[language]
        if len(held) < len(self.chunks):
            grown = np.full(2 * len(self.chunks), UNKNOWN, np.int32)
            grown[: len(held)] = held
            self._known[language] = held = grown
        return held

    def learn(self, language: int, numbers: U32) -> None:
        """Analyze chunks that `known` lacks."""
        name = next(name for name, number in self.languages.items() if number == language)
        known = self.known(language)
        for number in numbers.tolist():
            known[number] = self._analysis(self.chunks.chunk(number), name)

    def _analysis(self, chunk: bytes, language: str | None) -> int:
        if chunk[0] == chunks.PAIR_MARK:
            return self._word(analysis.forms(chunk[1:].decode("utf-8"), language))
        text = chunk.decode("utf-8", "surrogatepass")
        plain = text.removesuffix("'s")
        # A chunk that had a curly apostrophe comes as it was written, capitals too: the long way.
        if len(plain) <= LONGEST_PLAIN and plain.isascii() and plain.isalpha() and plain.islower():
            return self._plain(plain, language)
        words = tuple(self._word(analysis.forms(surface, language)) for surface, _, _ in analysis.scan(text))
        if len(words) == 1:
            return words[0]
        number = self._several.get(words)
        if number is None:
            number = self._several[words] = len(self.several) - 1
            self.sequence.extend(words)
            self.several.append(len(self.sequence))
        return -1 - number

    def _plain(self, word: str, language: str | None) -> int:
        """The word of ASCII letters, most of all words; as `analysis.forms` gives it, without its other rules."""
        terms, stems = self.terms, self.stems
        root = analysis.fold(stem(word, language))
        return self._entered(((terms.setdefault(word, len(terms)),), (stems.setdefault(root, len(stems)),)))

    def _word(self, forms: analysis.Forms) -> int:
        terms, stems = self.terms, self.stems
        return self._entered(
            (
                tuple([terms.setdefault(term, len(terms)) for term in forms.exact]),
                tuple([stems.setdefault(root, len(stems)) for root in forms.stems]),
            )
        )

    def _entered(self, key: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
        number = self._words.get(key)
        if number is None:
            number = self._words[key] = len(self.word_terms)
            self.word_terms.append(key[0])
            self.word_stems.append(key[1])
        return number
