"""Articles to a segment: chunks counted as they come, one counting sort at the end."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import EMPTY, TYPES, Value, write_column, write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import terms_of
from index.columnar.postings import BLOCK, Source, to_gaps
from index.columnar.sorting import Columns, add_statistics, count, distribute, expand, missing, unite
from index.columnar.stored import RecordWriter
from index.columnar.stream import ListsWriter
from index.columnar.words import WordTable
from index.schema import FIELDS

FIELD_NUMBERS = {name: number for number, name in enumerate(field.name for field in FIELDS)}
BATCH_BYTES = 1 << 20
TOKEN_BYTES = 24  # memory per token at the peak of the sort
PIECE = 1 << 20  # postings of stems united at a time
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]

Occurrence = tuple[bytes, Sequence[int]]  # a term and its positions (none in a field of values)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document to be.

    title, body: cut into words here; language: whose stems they get
    address:     text whose words go into the field `url`, without stems
    terms:       the ready terms of every other field, distinct within a field, positions ascending
    columns:     values by name; what is missing is empty
    record:      what is stored
    """

    record: bytes
    title: str = ""
    body: str = ""
    language: str | None = None
    address: str = ""
    terms: Mapping[str, Iterable[Occurrence]] = field(default_factory=dict)
    columns: Mapping[str, Value] = field(default_factory=dict)


class SegmentBuilder:
    """Collects the documents of one segment; `write` sorts them into a file.

    The table of words may be that of the segment before: what it knows is not analyzed again.
    """

    def __init__(self, table: WordTable, shared: bytes = b"") -> None:
        self._table = table
        self._batch: list[bytes] = []
        self._batch_bytes = 0
        self._chunks: list[U32] = []
        self._run_sizes: list[I64] = []
        self._languages = array("i")
        self._addresses: list[bytes] = []
        self._address_chunks: list[U32] = []
        self._address_sizes: list[I64] = []
        self._fields = _FieldTerms()
        self._columns: dict[str, list[Value]] = {name: [] for name in TYPES}
        self._records = RecordWriter(shared)
        self._tokens = 0

    def __len__(self) -> int:
        return len(self._languages)

    @property
    def shared(self) -> bytes:
        """The dictionary its records are compressed with, for the segment after it."""
        return self._records.shared

    @property
    def size(self) -> int:
        """Bytes of memory that `write` will need at its peak, about."""
        return (
            self._tokens * TOKEN_BYTES
            + self._batch_bytes * 6
            + self._records.size
            + self._fields.size
            + len(self) * 600
            + self._table.chunks.size
        )

    def add(self, entry: Entry) -> int:
        """Add a document; return its number. Nothing of it is held if this raises."""
        texts = (entry.title, entry.body, entry.address)
        title, body, address = (text.encode("utf-8", "surrogatepass") for text in texts)
        number = len(self)
        self._fields.add(number, entry.terms)
        for name, values in self._columns.items():
            values.append(entry.columns.get(name, EMPTY[TYPES[name]]))
        self._records.add(entry.record)
        self._languages.append(self._table.language(entry.language))
        self._addresses.append(address)
        self._batch += (title, body)
        self._batch_bytes += len(title) + len(body)
        if self._batch_bytes >= BATCH_BYTES:
            self._scan()
        return number

    def write(self, path: Path) -> int:
        """Write the segment; return how many documents it has."""
        self._scan()
        words, word_ends = self._words()
        lengths = np.diff(word_ends).astype(np.uint32)
        with ContainerWriter(path) as out:
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
        if not self._batch:
            return
        ends = np.cumsum([0, *map(len, self._batch)], dtype=np.int64)
        found, found_ends = self._table.chunks.scan(b"".join(self._batch), ends)
        self._chunks.append(found.copy())
        self._run_sizes.append(np.diff(found_ends))
        self._tokens += len(found)
        ends = np.cumsum([0, *map(len, self._addresses)], dtype=np.int64)
        found, found_ends = self._table.chunks.scan(b"".join(self._addresses), ends)
        self._address_chunks.append(found.copy())
        self._address_sizes.append(np.diff(found_ends))
        self._batch, self._batch_bytes, self._addresses = [], 0, []

    def _words(self) -> tuple[U32, I64]:
        """The word at every position, and where each run's words end."""
        languages = np.repeat(np.frombuffer(self._languages, np.int32), 2)
        found = self._analyzed(self._chunks, self._run_sizes, languages)
        self._chunks, self._run_sizes = [], []
        return found

    def _add_addresses(self) -> None:
        """Enter the words of addresses among the small fields' terms."""
        without = np.full(len(self), self._table.language(None), np.int32)
        words, word_ends = self._analyzed(self._address_chunks, self._address_sizes, without)
        terms, first = _flat([self._table.word_terms[word] for word in words.tolist()])
        per_word = np.diff(first)
        docs = np.repeat(np.repeat(np.arange(len(self)), np.diff(word_ends)), per_word)
        inside = np.arange(len(words)) - np.repeat(word_ends[:-1], np.diff(word_ends))
        texts = list(self._table.terms)
        used, which = np.unique(terms, return_inverse=True)
        keys = [texts[term].encode("utf-8", "surrogatepass") for term in used.tolist()]
        self._fields.add_many("url", keys, which.astype(np.int64), docs, np.repeat(inside, per_word))

    def _analyzed(self, chunks_of: list[U32], sizes_of: list[I64], run_language: NDArray[np.int32]) -> tuple[U32, I64]:
        """The words of runs of chunks, and where each run's words end."""
        chunks = np.concatenate([np.empty(0, np.uint32), *chunks_of])
        run_ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *sizes_of]))
        table = self._table
        for language in table.languages.values():
            new = np.empty(len(table.chunks), np.uint32)
            found = int(missing(chunks, run_ends, run_language, language, table.known(language), new))
            table.learn(language, new[:found])
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

    def _ordered(self, used: I64) -> tuple[I64, "View"]:
        """The words in the order of their main terms, and what joins them to terms and stems."""
        table = self._table
        terms, term_first = _flat([table.word_terms[word] for word in used.tolist()])
        stems, stem_first = _flat([table.word_stems[word] for word in used.tolist()])
        term_texts, terms = _ranked(list(table.terms), terms)
        stem_texts, stems = _ranked(list(table.stems), stems)
        order = np.lexsort((stems[stem_first[:-1]], terms[term_first[:-1]]))
        view = view_of(
            term_texts, stem_texts, *_permuted(terms, term_first, order), *_permuted(stems, stem_first, order)
        )
        return used[order], view


@dataclass(frozen=True, slots=True)
class View:
    """Terms and stems of a segment, and the words of each.

    word_terms[word_term_first[w]:word_term_first[w + 1]]: a word's terms, the main one first; so for stems
    term_words[term_first[t]:term_first[t + 1]]: the words that have a term; so for stems
    """

    terms: list[bytes]
    stems: list[bytes]
    word_terms: U32
    word_term_first: I64
    word_stems: U32
    word_stem_first: I64
    term_words: U32
    term_first: I64
    stem_words: U32
    stem_first: I64

    def write(self, out: ContainerWriter) -> None:
        for name, texts in (("terms", self.terms), ("stems", self.stems)):
            write_terms(out, name, terms_of(texts))
        joins = {
            "word_terms": (self.word_terms, self.word_term_first),
            "word_stems": (self.word_stems, self.word_stem_first),
            "term_words": (self.term_words, self.term_first),
            "stem_words": (self.stem_words, self.stem_first),
        }
        for name, (members, first) in joins.items():
            out.add(name, members)
            out.add(f"{name}.first", first.astype(np.uint32))


def view_of(
    terms: list[bytes], stems: list[bytes], word_terms: U32, word_term_first: I64, word_stems: U32, word_stem_first: I64
) -> View:
    term_words, term_first = _inverted(word_terms, word_term_first, len(terms))
    stem_words, stem_first = _inverted(word_stems, word_stem_first, len(stems))
    return View(
        terms, stems, word_terms, word_term_first, word_stems, word_stem_first,
        term_words, term_first, stem_words, stem_first,
    )  # fmt: skip


def write_lists(out: ContainerWriter, name: str, columns: Columns, place_first: I64, gaps: U32) -> None:
    """Write lists with their places."""
    sizes = np.diff(columns.first)
    writer = ListsWriter(out, name, len(sizes), row_count(sizes), places=True)
    writer.extend(Source(columns.first, columns.docs, columns.title, columns.body, place_first, gaps))
    writer.close()


def write_united(out: ContainerWriter, name: str, columns: Columns, members: U32, first: I64, lengths: U32) -> None:
    """Write the unions of lists, with bounds."""
    sizes = np.add.reduceat(np.diff(columns.first)[members], first[:-1]) if len(members) else np.empty(0, np.int64)
    writer = ListsWriter(out, name, len(sizes), row_count(sizes), lengths)
    room = max(PIECE, int(sizes.max(initial=0)))
    result = Columns(np.zeros(len(sizes) + 1, np.int64), *(np.empty(room, np.uint32) for _ in range(3)))
    start = 0
    while start < len(sizes):
        end = int(unite(columns, members, first, start, result, room))
        writer.extend(Source(result.first[: end - start + 1], *result[1:], NO_PLACES, result.docs[:0]))
        start = end
    writer.close()


def write_statistics(out: ContainerWriter, name: str, columns: Columns, members: U32, first: I64) -> None:
    """Write four numbers for the union of lists: articles by title and by body, occurrences in titles and bodies."""
    sizes = np.add.reduceat(np.diff(columns.first)[members], first[:-1]) if len(members) else np.empty(0, np.int64)
    room = max(PIECE, int(sizes.max(initial=0)))
    result = Columns(np.zeros(len(sizes) + 1, np.int64), *(np.empty(room, np.uint32) for _ in range(3)))
    numbers = np.zeros(4 * len(sizes), np.uint32)
    start = 0
    while start < len(sizes):
        end = int(unite(columns, members, first, start, result, room))
        add_statistics(result, end - start, numbers[4 * start :])
        start = end
    out.add(f"{name}.numbers", numbers)


NO_PLACES = np.empty(0, np.int64)


def row_count(sizes: I64) -> int:
    """Rows of the skip table for lists of these sizes."""
    return int(((sizes + BLOCK - 1) // BLOCK)[sizes > BLOCK].sum())


def starts_of(sizes: I64) -> I64:
    """Where rows of these sizes start, one more at the end."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def _flat(rows: list[tuple[int, ...]]) -> tuple[U32, I64]:
    first = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=first[1:])
    return np.array([number for row in rows for number in row], np.uint32), first


def _ranked(texts: list[str], numbers: U32) -> tuple[list[bytes], U32]:
    """The texts used, in the order of their bytes, and the numbers as places in that order."""
    used = np.unique(numbers)
    encoded = [texts[number].encode("utf-8", "surrogatepass") for number in used.tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    rank = np.zeros(len(texts) + 1, np.uint32)
    rank[used[order]] = np.arange(len(order), dtype=np.uint32)
    return [encoded[place] for place in order], rank[numbers]


def _permuted(values: U32, first: I64, order: I64) -> tuple[U32, I64]:
    """Rows of varying length in another order."""
    sizes = np.diff(first)[order]
    starts = starts_of(sizes)
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    return values[np.repeat(first[:-1][order], sizes) + inside], starts


def _inverted(values: U32, first: I64, size: int) -> tuple[U32, I64]:
    """For each value the rows that hold it, ascending, and where each value's rows start."""
    rows = np.repeat(np.arange(len(first) - 1, dtype=np.uint32), np.diff(first))
    return rows[np.argsort(values, kind="stable")], starts_of(np.bincount(values, minlength=size))


class _FieldTerms:
    """The ready terms of the small fields: (field, term) to documents and positions."""

    def __init__(self) -> None:
        self._keys: dict[bytes, int] = {}
        self._numbers, self._docs, self._counts, self._places = (array("I") for _ in range(4))

    @property
    def size(self) -> int:
        return 100 * len(self._keys) + 30 * len(self._docs) + 12 * len(self._places)

    def add(self, doc: int, terms: Mapping[str, Iterable[Occurrence]]) -> None:
        keys = self._keys
        for name, occurrences in terms.items():
            prefix = bytes([FIELD_NUMBERS[name]])
            for term, places in occurrences:
                self._numbers.append(keys.setdefault(prefix + term, len(keys)))
                self._docs.append(doc)
                self._counts.append(len(places))
                self._places.extend(places)

    def add_many(self, name: str, terms: list[bytes], which: I64, docs: I64, places: I64) -> None:
        """Add occurrences of one field that has none yet: term `terms[which[i]]` at `places[i]` of `docs[i]`."""
        prefix = bytes([FIELD_NUMBERS[name]])
        numbers = np.array([self._keys.setdefault(prefix + term, len(self._keys)) for term in terms], np.uint32)
        order = np.lexsort((places, which, docs))
        which, docs, places = which[order], docs[order], places[order]
        new = np.flatnonzero(np.diff(docs, prepend=-1) | np.diff(which, prepend=-1))
        for held, more in (
            (self._numbers, numbers[which[new]] if len(new) else numbers[:0]),
            (self._docs, docs[new]),
            (self._counts, np.diff(new, append=len(docs))),
            (self._places, places),
        ):
            held.frombytes(more.astype(np.uint32).tobytes())

    def write(self, out: ContainerWriter) -> None:
        ordered = sorted(self._keys)
        rank = np.zeros(len(ordered), np.uint32)
        rank[[self._keys[key] for key in ordered]] = np.arange(len(ordered), dtype=np.uint32)
        numbers, docs, counts, places = (
            np.frombuffer(part, np.uint32) if part else np.empty(0, np.uint32)
            for part in (self._numbers, self._docs, self._counts, self._places)
        )
        ranks = rank[numbers]
        order = np.argsort(ranks, kind="stable")
        first = starts_of(np.bincount(ranks, minlength=len(ordered)))
        places, starts = _permuted(places, starts_of(counts.astype(np.int64)), order)
        counts = counts[order]
        title = np.zeros(len(counts), np.uint32)
        to_gaps(places, title, counts)
        write_terms(out, "fields", terms_of(ordered))
        write_lists(out, "fields", Columns(first, docs[order], title, counts), starts[first], places)
