"""Chunks to words: what analysis makes of each distinct chunk and language, kept for a whole build.

A word here is one result of analysis: the exact terms and the stems that stand together at one position. Postings are
kept by word; a term's or a stem's postings are those of its words. So the two views of a text are exactly those of
`index.analysis`, for any language, and positions are stored once.
"""

from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.characters import JOINER, MARK, UNSPACED, classify
from index.columnar import chunks
from index.columnar.plain import Words, learn_plain, place_words, word_of
from index.columnar.sorting import UNKNOWN
from index.columnar.strings import StringTable, longer
from index.stemming import LANGUAGES

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
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


COMPILED = frozenset({"en"})  # languages whose stemmer is compiled
Terms = tuple[int, ...]


class WordTable:
    """Every word seen, numbered as they came, with its terms and stems as numbers of two tables of strings."""

    def __init__(self) -> None:
        self.chunks = chunks.ChunkTable(kinds())
        self.terms, self.stems = StringTable(1 << 16), StringTable(1 << 16)
        self._plain = Words(
            np.zeros(1 << 16, np.uint32), np.zeros(1 << 15, np.uint32), np.zeros(1 << 15, np.uint32),
            np.zeros(1, np.int64),
        )  # fmt: skip
        self._further: dict[int, tuple[Terms, Terms]] = {}  # words of several terms or stems, whole
        self._numbers: dict[tuple[Terms, Terms], int] = {}  # the numbers of these
        self.languages: dict[str | None, int] = {}
        self._known: list[I32] = []
        self.several: list[int] = [0]
        self.sequence: list[int] = []
        self._several: dict[tuple[int, ...], int] = {}

    def __len__(self) -> int:
        return int(self._plain.count[0])

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        tables = self.chunks.size + self.terms.size + self.stems.size
        held = sum(part.nbytes for part in self._plain) + sum(part.nbytes for part in self._known)
        return tables + held + 500 * len(self._further)

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
        if name in COMPILED or name not in LANGUAGES:
            numbers = self._learn_plain(name, numbers, known)
        analyzed = [_analysis(self.chunks.words.text(number), name) for number in numbers.tolist()]
        words = iter(self._words([forms for found in analyzed for forms in found]))
        for number, found in zip(numbers.tolist(), analyzed, strict=True):
            known[number] = self._sequence(tuple(islice(words, len(found))))

    def rows(self, words: I64, stems: bool) -> tuple[U32, I64]:
        """The terms of some words (or their stems), the main one first, and where each word's start."""
        main = self._plain.stem if stems else self._plain.term
        further = np.zeros(len(self), np.bool_)
        further[list(self._further)] = True
        places = np.flatnonzero(further[words])
        found = [self._further[word][stems] for word in words[places].tolist()]
        sizes = np.ones(len(words), np.int64)
        sizes[places] = [len(row) for row in found]
        first = np.zeros(len(words) + 1, np.int64)
        np.cumsum(sizes, out=first[1:])
        values = np.zeros(int(first[-1]), np.uint32)
        values[first[:-1]] = main[words]
        for place, row in zip(first[places].tolist(), found, strict=True):
            values[place : place + len(row)] = row
        return values, first

    def _learn_plain(self, language: str | None, numbers: U32, known: I32) -> U32:
        """Analyze the chunks of ASCII letters and digits; return the others."""
        ends = self.chunks.words.strings.ends
        bytes_ = int((ends[numbers.astype(np.int64) + 1] - ends[numbers]).sum(dtype=np.int64))
        for table in (self.terms, self.stems):
            table.make_room(len(numbers), bytes_)
        self._make_room(len(numbers))
        rest = np.empty(len(numbers), np.uint32)
        arguments = self.chunks.words.strings, language in COMPILED, self.terms.strings, self.stems.strings
        return rest[: int(learn_plain(numbers, *arguments, self._plain, known, rest))]

    def _sequence(self, words: tuple[int, ...]) -> int:
        """How `known` names the words of one chunk."""
        if len(words) == 1:
            return words[0]
        number = self._several.get(words)
        if number is None:
            number = self._several[words] = len(self.several) - 1
            self.sequence.extend(words)
            self.several.append(len(self.sequence))
        return -1 - number

    def _words(self, found: list[analysis.Forms]) -> list[int]:
        """The words of some results of analysis, entered if new."""
        self._make_room(len(found))
        terms = iter(_numbers(self.terms, [term for forms in found for term in forms.exact]))
        stems = iter(_numbers(self.stems, [root for forms in found for root in forms.stems]))
        return [
            self._word(tuple(islice(terms, len(forms.exact))), tuple(islice(stems, len(forms.stems))))
            for forms in found
        ]

    def _word(self, terms: Terms, stems: Terms) -> int:
        if len(terms) == len(stems) == 1:
            return int(word_of(self._plain, terms[0], stems[0]))
        number = self._numbers.get((terms, stems))
        if number is None:
            number = self._numbers[terms, stems] = len(self)
            self._plain.term[number], self._plain.stem[number] = terms[0], stems[0]
            self._plain.count[0] = number + 1
            self._further[number] = terms, stems
        return number

    def _make_room(self, more: int) -> None:
        plain, need = self._plain, 2 * (len(self) + more)
        if need < len(plain.slots):
            return
        slots = len(plain.slots)
        while need >= slots:
            slots *= 2
        self._plain = Words(
            np.zeros(slots, np.uint32),
            longer(plain.term, slots // 2),
            longer(plain.stem, slots // 2),
            plain.count,
        )
        place_words(self._plain, np.array(sorted(self._further), np.int64))


def _analysis(chunk: bytes, language: str | None) -> list[analysis.Forms]:
    """What analysis makes of a chunk, one word after the other."""
    if chunk[0] == chunks.PAIR_MARK:
        return [analysis.forms(chunk[1:].decode("utf-8"), language)]
    text = chunk.decode("utf-8", "surrogatepass")
    return [analysis.forms(surface, language) for surface, _, _ in analysis.scan(text)]


def _numbers(table: StringTable, texts: list[str]) -> list[int]:
    """The numbers of some strings, entered if new."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    found: list[int] = table.numbers(np.frombuffer(b"".join(encoded), np.uint8), ends).tolist()
    return found
