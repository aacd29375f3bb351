"""Articles to a segment: chunks numbered as they come, one counting sort at the end."""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.chunks import Found
from index.columnar.columns import EMPTY, TYPES, Value, write_column
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import ordered_strings
from index.columnar.fieldterms import Bundle, FieldTerms
from index.columnar.lists import write_lists, write_statistics, write_united
from index.columnar.postings import to_gaps
from index.columnar.sorting import Columns, count, distribute, expand, missing
from index.columnar.stored import WHOLE, RecordWriter
from index.columnar.texts import TextWriter, count_uses, write_vocabulary
from index.columnar.view import View, permuted, starts_of, view_of
from index.columnar.words import WordTable

BATCH_BYTES = 1 << 20
TOKEN_BYTES = 28  # memory per token at the peak of the sort
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
DEFAULTS = {name: EMPTY[kind] for name, kind in TYPES.items()}


class Entry(NamedTuple):
    """One document to be.

    head:        what is stored of it, beside title and body where these are stored too
    title, body: UTF-8, cut into words here; language: whose stems they get; with_texts: whether they are stored
    address:     text whose words go into the field `url`, without stems
    values:      terms of fields of values that few documents share, each behind its field's byte (PREFIXES)
    bundles:     the terms of every other field
    columns:     values by name; what is missing is empty
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


class SegmentBuilder:
    """Collects the documents of one segment; `write` sorts them into a file.

    The table of words may be that of the segment before: what it knows is not analyzed again.
    """

    def __init__(self, table: WordTable, shared: bytes = b"") -> None:
        self._table = table
        self._texts, self._addresses = _Runs(table), _Runs(table)
        self._languages = array("i")
        self._batch: list[Entry] = []
        self._batch_bytes = 0
        self._fields = FieldTerms()
        self._columns: dict[str, list[Value]] = {name: [] for name in TYPES}
        self._records = RecordWriter(shared)
        self._table_size = table.size

    def __len__(self) -> int:
        return len(self._languages)

    @property
    def shared(self) -> bytes:
        """The dictionary its heads are compressed with, for the segment after it."""
        return self._records.shared

    @property
    def size(self) -> int:
        """Bytes of memory that `write` will need at its peak, about."""
        return (
            self._texts.tokens * TOKEN_BYTES
            + self._batch_bytes * 6
            + self._records.size
            + self._fields.size
            + len(self) * 600
            + self._table_size
        )

    def add(self, entry: Entry) -> int:
        """Add a document; return its number. Nothing of it is held if this raises."""
        number = len(self)
        language = self._table.language(entry.language)
        fields = self._fields
        for bundle in entry.bundles:
            fields.add(number, bundle)
        fields.add_values(number, entry.values)
        get = entry.columns.get
        for name, values in self._columns.items():
            values.append(get(name, DEFAULTS[name]))
        self._languages.append(language)
        self._batch.append(entry)
        self._batch_bytes += len(entry.title) + len(entry.body)
        if self._batch_bytes >= BATCH_BYTES:
            self._scan()
        return number

    def write(self, path: Path) -> int:
        """Write the segment; return how many documents it has."""
        self._scan()
        found = self._texts.joined()
        words, word_ends = _words(self._table, found, np.repeat(np.frombuffer(self._languages, np.int32), 2))
        lengths = np.diff(word_ends).astype(np.uint32)
        with ContainerWriter(path) as out:
            self._spell(out, found)
            del found
            self._write_text(out, words, word_ends, lengths)
            del words
            self._add_addresses()
            self._fields.write(out)
            self._columns["title_length"] = lengths[0::2].tolist()
            self._columns["body_length"] = lengths[1::2].tolist()
            for name, values in self._columns.items():
                write_column(out, name, values)
            out.add("lengths", lengths)
            self._records.write(out)
            out.close({"documents": len(self)})
        return len(self)

    def _scan(self) -> None:
        """Scan the documents that wait, and let go of their texts."""
        self._table_size = self._table.size
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        if not batch:
            return
        self._addresses.scan([entry.address for entry in batch])
        spelled = self._texts.scan([text for entry in batch for text in (entry.title, entry.body)])
        spelled = spelled.reshape(-1, 2)
        both = (spelled[:, 0] & spelled[:, 1]) * np.array([entry.with_texts for entry in batch], np.uint8)
        spelled[:, 0] = spelled[:, 1] = both
        for entry, stands_apart in zip(batch, both.tolist(), strict=True):
            if stands_apart:
                self._records.add(entry.head, len(entry.title), len(entry.body))
            elif entry.with_texts:
                self._records.add(b"\0".join((entry.head, entry.title, entry.body)), WHOLE, WHOLE)
            else:
                self._records.add(entry.head, WHOLE, WHOLE)

    def _spell(self, out: ContainerWriter, found: Found) -> None:
        """Write the texts and their vocabularies."""
        chunks = self._table.chunks
        words, gaps = np.zeros(len(chunks.words), np.int64), np.zeros(len(chunks.gaps), np.int64)
        count_uses(found.chunks, found.gaps, found.ends, found.spelled, words, gaps)
        spellings = (
            write_vocabulary(out, "stored.words", chunks.words.strings, words),
            write_vocabulary(out, "stored.gaps", chunks.gaps.strings, gaps),
        )
        writer = TextWriter(out, *spellings, empty=chunks.gaps.number(b""))
        writer.extend(found.chunks, found.gaps, found.ends, found.spelled)
        writer.close()

    def _add_addresses(self) -> None:
        """Enter the words of addresses among the small fields' terms."""
        without = np.full(len(self), self._table.language(None), np.int32)
        words, word_ends = _words(self._table, self._addresses.joined(), without)
        used, which = np.unique(words, return_inverse=True)
        rows, row_first = self._table.rows(used.astype(np.int64), stems=False)
        terms, first = permuted(rows, row_first, which.astype(np.int64))
        per_word = np.diff(first)
        docs = np.repeat(np.repeat(np.arange(len(self)), np.diff(word_ends)), per_word)
        inside = np.arange(len(words)) - np.repeat(word_ends[:-1], np.diff(word_ends))
        used, which = np.unique(terms, return_inverse=True)
        keys = [self._table.terms.text(term) for term in used.tolist()]
        self._fields.add_many("url", keys, which.astype(np.int64), docs, np.repeat(inside, per_word))

    def _write_text(self, out: ContainerWriter, words: U32, word_ends: I64, lengths: U32) -> None:
        postings, places = np.zeros(len(self._table), np.int64), np.zeros(len(self._table), np.int64)
        count(words, word_ends, postings, places)
        order, view = self._ordered(np.flatnonzero(postings))
        first, place_first = starts_of(postings[order]), starts_of(places[order])
        next_posting, next_place = postings, places  # their room is used again
        next_posting[order], next_place[order] = first[:-1], place_first[:-1]
        total = int(first[-1])
        columns = Columns(first, *(np.zeros(total, np.uint32) for _ in range(3)))
        spots = np.empty(int(place_first[-1]), np.uint32)
        distribute(words, word_ends, next_posting, next_place, columns, spots)
        to_gaps(spots, columns.title, columns.body)
        write_lists(out, "words", columns, place_first, spots)
        del spots
        view.write(out)
        write_united(out, "stems", columns, view.stem_words, view.stem_first, lengths)
        write_statistics(out, "terms", columns, view.term_words, view.term_first)

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


class _Runs:
    """The chunks of runs of text, scanned in batches."""

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._parts: list[Found] = []
        self.tokens = 0

    def scan(self, texts: list[bytes]) -> U8:
        """Scan some runs; return whether each is spelled, for the caller to change."""
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
        found = self._table.chunks.scan(b"".join(texts), ends)
        found = found._replace(chunks=found.chunks.copy(), gaps=found.gaps.copy())
        self._parts.append(found)
        self.tokens += len(found.chunks)
        return found.spelled

    def joined(self) -> Found:
        """All of them behind one another; those that were scanned are let go."""
        parts, self._parts = self._parts, []
        shifts = np.cumsum([0, *(len(part.chunks) for part in parts)])
        ends = [part.ends[1:] + shift for part, shift in zip(parts, shifts.tolist(), strict=False)]
        return Found(
            np.concatenate([np.empty(0, np.uint32), *(part.chunks for part in parts)]),
            np.concatenate([np.empty(0, np.uint32), *(part.gaps for part in parts)]),
            np.concatenate([np.zeros(1, np.int64), *ends]),
            np.concatenate([np.empty(0, np.uint8), *(part.spelled for part in parts)]),
        )


def _words(table: WordTable, found: Found, run_language: NDArray[np.int32]) -> tuple[U32, I64]:
    """The words of runs of chunks, and where each run's words end."""
    chunks, run_ends = found.chunks, found.ends
    for language in table.languages.values():
        new = np.empty(len(table.chunks), np.uint32)
        size = int(missing(chunks, run_ends, run_language, language, table.known(language), new))
        table.learn(language, new[:size])
    parts = [table.known(language) for language in table.languages.values()]
    known = np.concatenate([np.empty(0, np.int32), *parts])
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    several, sequence = np.array(table.several, np.int64), np.array(table.sequence, np.uint32)
    word_ends = np.zeros(len(run_ends), np.int64)
    words = np.empty(len(chunks) + len(chunks) // 16 + 16, np.uint32)
    size = int(expand(chunks, run_ends, run_language, known, offsets, several, sequence, words, word_ends))
    if size > len(words):
        words = np.empty(size, np.uint32)
        expand(chunks, run_ends, run_language, known, offsets, several, sequence, words, word_ends)
    return words[:size], word_ends
