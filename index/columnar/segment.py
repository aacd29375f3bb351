"""An open segment: its arrays, and what can be asked of them one term or document at a time."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.certificate import REPAIR
from index.columnar.columns import TYPES, BytesColumn, TextColumn, read_terms
from index.columnar.container import Container
from index.columnar.dictionary import find
from index.columnar.postings import BLOCK, Lists, places_in, read_list
from index.columnar.stored import Records
from index.columnar.stream import read_lists
from index.errors import IndexCorrupt

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
SUFFIX = ".col"


@dataclass(frozen=True, slots=True)
class Postings:
    """One list, whole: ascending documents, occurrences in title and body."""

    docs: I64
    title: I64
    body: I64


@dataclass(frozen=True, slots=True)
class Members:
    """Rows of varying length: row n is values[first[n]:first[n + 1]]."""

    values: U32
    first: U32

    def __getitem__(self, row: int) -> U32:
        return self.values[self.first[row] : self.first[row + 1]]


class SegmentFile:
    """A segment's file; immutable, safe in several threads.

    words:  every word's postings with places; a word is one result of analysis (`words.py`)
    terms:  exact terms; `term_words` the words of each; `numbers` four a term, by `sorting.add_statistics`
    stems:  stems; `stem_words` the words of each; `stem_lists` their postings, without places, with bounds
    fields: (field, term) of the small fields, the field's number as first byte; `field_lists` their postings
    """

    def __init__(self, path: Path) -> None:
        self.container = container = Container(path)
        self.documents = int(container.meta["documents"])
        self.terms, self.stems, self.fields = (read_terms(container, name) for name in ("terms", "stems", "fields"))
        self.words, self.stem_lists, self.field_lists = (
            read_lists(container, name) for name in ("words", "stems", "fields")
        )
        self.word_terms, self.word_stems, self.term_words, self.stem_words = (
            Members(container.array(name), container.array(f"{name}.first"))
            for name in ("word_terms", "word_stems", "term_words", "stem_words")
        )
        self.numbers = container.array("terms.numbers").reshape(-1, 4)
        self.lengths = container.array("lengths")
        self.records = Records(container)
        if len(self.lengths) != 2 * self.documents or len(self.records) != self.documents:
            raise IndexCorrupt(
                f"{path} is damaged: {self.documents} documents, {len(self.lengths)} lengths, "
                f"{len(self.records)} records; {REPAIR}"
            )

    @cached_property
    def columns(self) -> dict[str, NDArray[np.generic] | TextColumn | BytesColumn]:
        """Every column by name."""
        opened: dict[str, NDArray[np.generic] | TextColumn | BytesColumn] = {}
        for name, kind in TYPES.items():
            if kind == "text":
                opened[name] = TextColumn(self.container, name)
            elif kind == "bytes":
                opened[name] = BytesColumn(self.container, name)
            else:
                opened[name] = self.container.array(f"column.{name}")
        return opened

    def term_postings(self, term: int) -> Postings:
        """The postings of an exact term."""
        return united(self.words, self.term_words[term])

    def stem_postings(self, stem: int) -> Postings:
        return united(self.stem_lists, np.array([stem], np.uint32))

    def field_postings(self, key: int) -> Postings:
        """The postings of a small field's term; `body` counts its occurrences (1 in a field of values)."""
        return united(self.field_lists, np.array([key], np.uint32))

    def word_places(self, words: U32, doc: int) -> tuple[list[int], list[int]]:
        """Where any of the words stands in a document: positions in its title, in its body."""
        return places(self.words, words, doc)

    def field_places(self, key: int, doc: int) -> list[int]:
        """Where a small field's term stands in a document."""
        return places(self.field_lists, np.array([key], np.uint32), doc)[1]

    def find_field(self, field: int, term: bytes) -> int:
        """The number of a small field's term, or -1."""
        return find(self.fields, bytes([field]) + term)


def united(lists: Lists, numbers: U32) -> Postings:
    """The union of lists, occurrences added up."""
    result = Postings(*(np.empty(0, np.int64) for _ in range(3)))
    for number in numbers.tolist():
        size = int(lists.df[number])
        found = Postings(*(np.empty(size, np.int64) for _ in range(3)))
        read_list(lists, number, found.docs, found.title, found.body)
        result = found if not len(result.docs) else _merged(result, found)
    return result


def _merged(one: Postings, other: Postings) -> Postings:
    docs = np.union1d(one.docs, other.docs)
    title, body = np.zeros(len(docs), np.int64), np.zeros(len(docs), np.int64)
    for part in (one, other):
        at = np.searchsorted(docs, part.docs)
        title[at] += part.title
        body[at] += part.body
    return Postings(docs, title, body)


def places(lists: Lists, numbers: U32, doc: int) -> tuple[list[int], list[int]]:
    """Where any of the lists' words stands in a document."""
    columns = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    room = np.empty(256, np.int64)
    title: set[int] = set()
    body: set[int] = set()
    for number in numbers.tolist():
        in_title, in_body = places_in(lists, number, doc, columns, room)
        if in_title + in_body > len(room):
            room = np.empty(in_title + in_body, np.int64)
            places_in(lists, number, doc, columns, room)
        title.update(room[:in_title].tolist())
        body.update(room[in_title : in_title + in_body].tolist())
    return sorted(title), sorted(body)
