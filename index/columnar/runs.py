"""Runs of text on their way into a segment: scanned in batches, held as numbers, let go batch by batch."""

import mmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.chunks import Found
from index.columnar.sorting import expand, missing
from index.columnar.words import WordTable

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]


class Worded(NamedTuple):
    """The words of some runs, and where each run's words end, a 0 before."""

    words: U32
    ends: I64


class Runs:
    """The chunks of runs of text, a part for each batch that was scanned."""

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._parts: list[Found] = []
        self.tokens = 0

    def scan(self, text: bytes, ends: I64) -> U8:
        """Scan the runs of a text; return whether each is spelled, for the caller to change."""
        found = self._table.chunks.scan(text, ends)
        found = found._replace(chunks=apart(found.chunks), gaps=apart(found.gaps))
        self._parts.append(found)
        self.tokens += len(found.chunks)
        return found.spelled

    def to_spell(self) -> list[Found]:
        """Every part for the caller to spell and to let go of; those kept here are without their gaps from now on."""
        parts = self._parts
        self._parts = [part._replace(gaps=np.empty(0, np.uint32)) for part in parts]
        return parts

    def words(self, run_language: I32) -> list[Worded]:
        """The words of every part; the chunks are let go.

        run_language: the language of each run, over all parts
        """
        parts, self._parts = self._parts, []
        languages = np.split(run_language, np.cumsum([len(part.ends) - 1 for part in parts])[:-1]) if parts else []
        for language in self._table.languages.values():
            self._learn(language, parts, languages)
        known, offsets, several, sequence = self._analyses()
        room = np.empty(0, np.uint32)
        found: list[Worded] = []
        for of_runs in languages:
            part = parts.pop(0)
            ends = np.zeros(len(part.ends), np.int64)
            size = -1
            while size > len(room) or size < 0:
                room = np.empty(max(size, len(part.chunks) * 17 // 16 + 16, len(room)), np.uint32)
                size = int(expand(part.chunks, part.ends, of_runs, known, offsets, several, sequence, room, ends))
            found.append(Worded(apart(room[:size]), ends))
        return found

    def _learn(self, language: int, parts: list[Found], languages: list[I32]) -> None:
        """Analyze what a language's runs have that was never analyzed."""
        table, found = self._table, []
        room = np.empty(len(table.chunks), np.uint32)
        for part, of_runs in zip(parts, languages, strict=True):
            size = int(missing(part.chunks, part.ends, of_runs, language, table.known(language), room))
            found.append(room[:size].copy())
        if found:
            table.learn(language, np.concatenate(found))

    def _analyses(self) -> tuple[I32, I64, I64, U32]:
        """What `expand` needs to know."""
        table = self._table
        parts = [table.known(language) for language in table.languages.values()]
        known = np.concatenate([np.empty(0, np.int32), *parts])
        offsets = np.cumsum([0, *map(len, parts)], dtype=np.int64)
        return known, offsets, np.array(table.several, np.int64), np.array(table.sequence, np.uint32)


def joined(parts: list[Worded]) -> Worded:
    """The words of all parts behind one another."""
    shifts = np.cumsum([0, *(len(part.words) for part in parts)])
    ends = [part.ends[1:] + shift for part, shift in zip(parts, shifts.tolist(), strict=False)]
    words = np.concatenate([np.empty(0, np.uint32), *(part.words for part in parts)])
    return Worded(words, np.concatenate([np.zeros(1, np.int64), *ends]))


def apart(numbers: U32) -> U32:
    """A copy in pages of its own: the system has them back as soon as it is let go, which a heap does not promise."""
    if not numbers.size:
        return np.empty(0, np.uint32)
    copy = np.frombuffer(mmap.mmap(-1, numbers.nbytes), np.uint32)
    copy[:] = numbers
    return copy
