"""Articles to a segment: chunks numbered as they come, one counting sort at the end."""

from array import array
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.beside import beside, meanwhile
from index.columnar.chunks import Found
from index.columnar.columns import EMPTY, TYPES, Value, write_column, write_rows
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import ordered_strings
from index.columnar.fieldterms import Bundle, FieldTerms
from index.columnar.lane import Lane
from index.columnar.lists import write_lists, write_statistics, write_united
from index.columnar.postings import to_gaps
from index.columnar.runs import Runs, Worded, joined
from index.columnar.sorting import LAST, PLACES, POSTINGS, STATE, Columns, count, distribute
from index.columnar.stored import WHOLE, RecordWriter
from index.columnar.texts import TextWriter, count_uses, write_vocabulary
from index.columnar.view import View, permuted, starts_of, view_of
from index.columnar.words import WordTable
from index.stories.signature import NONE, SIZE
from index.stories.signing import signatures

BATCH_BYTES = 2 << 20
TOKEN_BYTES = 14  # memory per token at the peak of the sort
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]
MADE = frozenset({"signature", "title_length", "body_length"})  # columns that the builder fills itself
EMPTY_SIGNATURE = np.full(SIZE, NONE, np.uint16)
DEFAULTS = {name: EMPTY[kind] for name, kind in TYPES.items()}


class Entry(NamedTuple):
    """One document to be.

    head:        what is stored of it, beside title and body where these are stored too
    title, body: UTF-8, cut into words here; language: whose stems they get; with_texts: whether they are stored
    address:     text whose words go into the field `url`, without stems
    values:      terms of fields of values that few documents share, each behind its field's byte (PREFIXES)
    bundles:     the terms of every other field
    columns:     values by name; what is missing is empty
    signed:      whether the column `signature` is made from the body
    """

    head: bytes
    title: bytes = b""
    body: bytes = b""
    language: str | None = None
    with_texts: bool = False
    address: bytes = b""
    values: Sequence[bytes] = ()
    bundles: Sequence[Bundle] = ()
    columns: Mapping[str, Value] = {}
    signed: bool = False


class SegmentBuilder:
    """Collects the documents of one segment; `write` sorts them into a file.

    The table of words may be that of the segment before: what it knows is not analyzed again.

    Batches are scanned in a lane, maybe beside the caller. What `size` says then follows from the batches before the
    last one handed over, whether or not that is scanned already: so where a segment ends never depends on the clock.
    The table of words counts from the first batch on, so that a segment holds one whatever the table has taken.
    """

    def __init__(self, table: WordTable, shared: bytes = b"", lane: Lane | None = None) -> None:
        self._table = table
        self._lane = lane or Lane(beside=False)
        self._texts, self._addresses = Runs(table), Runs(table)
        self._documents = 0
        self._languages = array("i")
        self._batch: list[Entry] = []
        self._batch_bytes = 0
        self._fields = FieldTerms()
        self._columns: dict[str, list[Value]] = {name: [] for name in TYPES if name not in MADE}
        self._signatures: list[tuple[U16, Mask]] = []
        self._records = RecordWriter(shared)
        self._scanned = self._handed = 0

    def __len__(self) -> int:
        return self._documents

    @property
    def shared(self) -> bytes:
        """The dictionary its heads are compressed with, for the segment after it; known when its lane is done."""
        return self._records.shared

    @property
    def size(self) -> int:
        """Bytes of memory that `write` will need at its peak, about."""
        return self._scanned + (self._handed + self._batch_bytes) * 6 + len(self) * 1_000

    def add(self, entry: Entry) -> int:
        """Add a document; return its number. Nothing of it is held if this raises."""
        number = len(self)
        fields = self._fields
        for bundle in entry.bundles:
            fields.add(number, bundle)
        fields.add_values(number, entry.values)
        get = entry.columns.get
        for name, values in self._columns.items():
            values.append(get(name, DEFAULTS[name]))
        self._documents += 1
        self._batch.append(entry)
        self._batch_bytes += len(entry.title) + len(entry.body)
        if self._batch_bytes >= BATCH_BYTES:
            self._hand_over()
        return number

    def waiting(self, number: int) -> Entry | None:
        """A document whose text was not handed over yet; None of one that was."""
        at = number - (len(self) - len(self._batch))
        return self._batch[at] if at >= 0 else None

    def write(self, path: Path) -> int:
        """Write the segment; return how many documents it has. The lane must be done, or this the next of its jobs."""
        self._scan(self._batch)
        with ContainerWriter(path) as out:
            with beside(out, partial(self._write_stored, self._texts.to_spell()), at_once=self._lane.beside) as behind:
                lengths = self._write_text(behind)
                self._add_addresses()
                self._fields.write(behind)
                write_column(behind, "title_length", lengths[0::2])
                write_column(behind, "body_length", lengths[1::2])
                behind.add("lengths", lengths)
            out.close({"documents": len(self)})
        return len(self)

    def _write_stored(self, texts: list[Found], out: ContainerWriter) -> None:
        """Write what is kept of each document as it is: texts, columns, signatures, heads."""
        self._spell(texts, out)
        for name, values in self._columns.items():
            write_column(out, name, values)
        write_rows(out, "signature", *self._signed())
        self._records.write(out)

    def _hand_over(self) -> None:
        """Let the documents that wait be scanned."""
        self._lane.finish()
        held = self._texts.tokens * TOKEN_BYTES + self._records.size + self._fields.size
        self._scanned, self._handed = held + self._table.size, self._batch_bytes
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        self._lane.run(partial(self._scan, batch))

    def _scan(self, batch: list[Entry]) -> None:
        """Scan documents, and let go of their texts."""
        if not batch:
            return
        self._languages.extend([self._table.language(entry.language) for entry in batch])
        self._addresses.scan(*_joined([entry.address for entry in batch]))
        text, ends = _joined([text for entry in batch for text in (entry.title, entry.body)])
        signed = meanwhile(partial(self._sign, batch, text, ends), at_once=self._lane.beside)
        spelled = self._texts.scan(text, ends).reshape(-1, 2)
        both = (spelled[:, 0] & spelled[:, 1]) * np.array([entry.with_texts for entry in batch], np.uint8)
        spelled[:, 0] = spelled[:, 1] = both
        for entry, stands_apart in zip(batch, both.tolist(), strict=True):
            if stands_apart:
                self._records.add(entry.head, len(entry.title), len(entry.body))
            elif entry.with_texts:
                self._records.add(b"\0".join((entry.head, entry.title, entry.body)), WHOLE, WHOLE)
            else:
                self._records.add(entry.head, WHOLE, WHOLE)
        signed()

    def _sign(self, batch: list[Entry], text: bytes, ends: I64) -> None:
        """Make the signatures of a batch."""
        signed = np.array([entry.signed for entry in batch], np.bool_)
        starts = np.where(signed, ends[1:-1:2], ends[2::2])
        rows, there = signatures(np.frombuffer(text, np.uint8), starts, ends[2::2])
        rows[~there] = EMPTY_SIGNATURE
        self._signatures.append((rows, there))

    def _signed(self) -> tuple[U16, Mask]:
        """The signatures of all documents, and which have one."""
        rows, there = [np.empty((0, SIZE), np.uint16)], [np.empty(0, np.bool_)]
        for more, has in self._signatures:
            rows.append(more)
            there.append(has)
        return np.concatenate(rows), np.concatenate(there)

    def _spell(self, texts: list[Found], out: ContainerWriter) -> None:
        """Write the texts and their vocabularies, and let go of each part behind it."""
        chunks = self._table.chunks
        words, gaps = np.zeros(len(chunks.words), np.int64), np.zeros(len(chunks.gaps), np.int64)
        for found in texts:
            count_uses(found.chunks, found.gaps, found.ends, found.spelled, words, gaps)
        spellings = (
            write_vocabulary(out, "stored.words", chunks.words.strings, words),
            write_vocabulary(out, "stored.gaps", chunks.gaps.strings, gaps),
        )
        writer = TextWriter(out, *spellings, empty=chunks.gaps.number(b""))
        while texts:
            found = texts.pop(0)
            writer.extend(found.chunks, found.gaps, found.ends, found.spelled)
        writer.close()

    def _add_addresses(self) -> None:
        """Enter the words of addresses among the small fields' terms."""
        without = np.full(len(self), self._table.language(None), np.int32)
        words, word_ends = joined(self._addresses.words(without))
        used, which = np.unique(words, return_inverse=True)
        rows, row_first = self._table.rows(used.astype(np.int64), stems=False)
        terms, first = permuted(rows, row_first, which.astype(np.int64))
        per_word = np.diff(first)
        docs = np.repeat(np.repeat(np.arange(len(self)), np.diff(word_ends)), per_word)
        inside = np.arange(len(words)) - np.repeat(word_ends[:-1], np.diff(word_ends))
        used, which = np.unique(terms, return_inverse=True)
        keys = [self._table.terms.text(term) for term in used.tolist()]
        self._fields.add_many("url", keys, which.astype(np.int64), docs, np.repeat(inside, per_word))

    def _write_text(self, out: ContainerWriter) -> U32:
        """Sort the words of the texts into lists and write these; return how many words each text has."""
        parts = self._texts.words(np.repeat(np.frombuffer(self._languages, np.int32), 2))
        lengths = np.concatenate([np.empty(0, np.uint32), *(np.diff(ends).astype(np.uint32) for _, ends in parts)])
        state = self._counted(parts)
        order, view = self._ordered(np.flatnonzero(state[:, POSTINGS]))
        first, place_first = starts_of(state[order, POSTINGS]), starts_of(state[order, PLACES])
        state[order, POSTINGS], state[order, PLACES], state[:, LAST] = first[:-1], place_first[:-1], 0
        columns = Columns(first, *(np.zeros(int(first[-1]), np.uint32) for _ in range(3)))
        spots = np.empty(int(place_first[-1]), np.uint32)
        doc = 0
        while parts:
            words, ends = parts.pop(0)
            distribute(words, ends, doc, state.ravel(), *columns[1:], spots)
            doc += len(ends) >> 1
        to_gaps(spots, columns.title, columns.body)
        lists = partial(write_lists, name="words", columns=columns, place_first=place_first, gaps=spots)
        with beside(out, lists, at_once=self._lane.beside) as behind:
            view.write(behind)
            write_united(behind, "stems", columns, view.stem_words, view.stem_first, lengths)
            write_statistics(behind, "terms", columns, view.term_words, view.term_first)
        return lengths

    def _counted(self, parts: list[Worded]) -> I64:
        """The postings and the places of every word: the state that `distribute` goes on with."""
        state, doc = np.zeros((len(self._table), STATE), np.int64), 0
        for words, ends in parts:
            count(words, ends, doc, state.ravel())
            doc += len(ends) >> 1
        return state

    def _ordered(self, used: I64) -> tuple[I64, View]:
        """The words in the order of their main terms, and what joins them to terms and stems."""
        table = self._table
        terms, term_first = table.rows(used, stems=False)
        stems, stem_first = table.rows(used, stems=True)
        term_texts, terms = ordered_strings(table.terms.strings, terms)
        stem_texts, stems = ordered_strings(table.stems.strings, stems)
        order = np.lexsort((stems[stem_first[:-1]], terms[term_first[:-1]]))
        view = view_of(term_texts, stem_texts, permuted(terms, term_first, order), permuted(stems, stem_first, order))
        return used[order], view


def _joined(texts: list[bytes]) -> tuple[bytes, I64]:
    """Texts behind one another, and where each ends, a 0 before."""
    return b"".join(texts), np.cumsum([0, *map(len, texts)], dtype=np.int64)
