"""A columnar segment as the nodes of any Whoosh index see it: `whoosh_postings.Window` over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.columnar.dictionary import find
from index.columnar.segment import Postings as Columns
from index.columnar.whoosh_codec import FIELD_NUMBERS
from index.schema import FIELDS
from index.whoosh_schema import OCCURRENCES, PLACES
from search.columnar.in_order import in_order
from search.columnar.shelf import Shelf
from search.columnar.snapshot import FIELD_BITS, ColumnarSnapshot
from search.deadline import Deadline
from search.whoosh_nodes import InOrder
from search.whoosh_postings import NO_DOCUMENTS, Counts, Documents, Postings
from search.whoosh_snapshot import Mask

KINDS = {field.name: field.kind for field in FIELDS}
NOTHING = Columns(NO_DOCUMENTS, NO_DOCUMENTS, NO_DOCUMENTS)


class Segment:
    """One segment while a query runs over it: each list is read once, whole. Documents count from 0 within it."""

    def __init__(self, snapshot: ColumnarSnapshot, shelf: Shelf, deadline: Deadline) -> None:
        self.shelf, self.file, self.base, self.size = shelf, shelf.file, shelf.base, shelf.documents
        self.deadline = deadline
        whole = slice(self.base, self.base + self.size)
        self.live = snapshot.live[whole]
        self.title_norm, self.body_norm = snapshot.title_norm[whole], snapshot.body_norm[whole]
        self._snapshot, self._whole = snapshot, whole
        self._read: dict[tuple[str, str], Columns] = {}
        self._phrases: dict[InOrder, Columns] = {}

    def speaking(self, languages: frozenset[str | None]) -> Mask:
        """Which documents are in one of some languages; None for those in no known one."""
        return self._snapshot.speaking(languages)[self._whole]

    def columns(self, view: str, term: str) -> Columns:
        """A list's live postings: of a stem ("stem"), of a word ("term"), or of a small field by its name."""
        known = self._read.get((view, term))
        if known is None:
            self.deadline.check()
            known = self._read[view, term] = self._living(self._found(view, term.encode("utf-8", "surrogatepass")))
        return known

    def phrases(self, arrangement: InOrder) -> Columns:
        """The documents where words stand in order, and how often in title and body."""
        known = self._phrases.get(arrangement)
        if known is None:
            known = self._phrases[arrangement] = in_order(self.shelf, arrangement, self.deadline)
        return known

    def _found(self, view: str, term: bytes) -> Columns:
        file = self.file
        if view == "stem":
            number = find(file.stems, term)
            return file.stem_postings(number) if number >= 0 else NOTHING
        if view == "term":
            number = find(file.terms, term)
            return file.term_postings(number) if number >= 0 else NOTHING
        number = file.find_field(FIELD_NUMBERS[view], term)
        return file.field_postings(number) if number >= 0 else NOTHING

    def _living(self, found: Columns) -> Columns:
        living = self.live[found.docs]
        if living.all():
            return found
        return Columns(found.docs[living], found.title[living], found.body[living])


class Places(Sequence[bytes]):
    """What the postings of some documents carry, read one by one when asked for."""

    def __init__(self, segment: Segment, field: str, term: str, documents: Documents) -> None:
        self._file, self._field, self._documents = segment.file, field, documents
        sought = term.encode("utf-8", "surrogatepass")
        if field == "stem":
            self._words = self._file.stem_words[find(self._file.stems, sought)]
        elif field in FIELD_BITS:
            self._words = self._file.term_words[find(self._file.terms, sought)]
        else:
            self._key = self._file.find_field(FIELD_NUMBERS[field], sought)

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, at: Any) -> Any:
        document = int(self._documents[at])
        if self._field not in FIELD_BITS and self._field != "stem":
            return PLACES.encode(self._file.field_places(self._key, document))
        title, body = self._file.word_places(self._words, document)
        if self._field == "stem":
            return OCCURRENCES.encode(title, body)
        return PLACES.encode(title if self._field == "title" else body)


@dataclass(frozen=True, slots=True)
class ColumnarWindow:
    """`whoosh_postings.Window` over arrays."""

    segment: Segment
    low: int
    high: int

    @property
    def everything(self) -> Documents:
        return np.flatnonzero(self.segment.live[self.low : self.high]) + self.low

    def postings(self, field: str, term: str) -> Postings:
        if field in FIELD_BITS:
            documents, _ = self.counts(field, term)
        else:
            documents = self._cut(self.segment.columns(field, term)).docs
        if not len(documents):
            return Postings(NO_DOCUMENTS, ())
        if KINDS[field] == "values":
            return Postings(documents, (b"",) * len(documents))
        return Postings(documents, Places(self.segment, field, term, documents))

    def counted(self, arrangement: object, field: str) -> tuple[Documents, Counts] | None:
        if not isinstance(arrangement, InOrder) or field not in FIELD_BITS:
            return None
        found = self._cut(self.segment.phrases(arrangement))
        counts = found.title if field == "title" else found.body
        there = counts > 0
        return found.docs[there], counts[there]

    def counts(self, field: str, term: str) -> tuple[Documents, Counts]:
        found = self._cut(self.segment.columns("term", term))
        counts = found.title if field == "title" else found.body
        there = counts > 0
        return found.docs[there], counts[there]

    def stem_counts(self, stem: str) -> tuple[Documents, Counts, Counts]:
        found = self._cut(self.segment.columns("stem", stem))
        return found.docs, found.title, found.body

    def _cut(self, found: Columns) -> Columns:
        if self.low == 0 and self.high == self.segment.size:
            return found
        low, high = np.searchsorted(found.docs, [self.low, self.high])
        return Columns(found.docs[low:high], found.title[low:high], found.body[low:high])
