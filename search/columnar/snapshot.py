"""One commit held open, its columns the files' own arrays."""

from bisect import bisect_right
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.analysis import fold_value
from index.columnar.columns import TextColumn
from index.columnar.dictionary import Terms, find_all, iterate, prefix_range, term, terms_of
from index.columnar.merge import merged_numbers
from index.columnar.segment import SegmentFile
from index.columnar.stories_file import columns_of, read_stories
from index.columnar.whoosh_codec import FIELD_NUMBERS, file_of
from index.errors import IndexMismatch
from index.schema import VALUE_SEPARATOR
from search.columnar.shelf import Shelf
from search.deadline import Deadline
from search.expansion import MAX_EXPANSIONS, close_numbers, fitting_numbers, literal_prefix
from search.facets import Ordinals
from search.kernels import bits
from search.kernels.leaves import BODY, TITLE, Formula
from search.kernels.shares import inverses_of
from search.readings import Spoken
from search.scoring import BODY_B, BODY_WEIGHT, K1, TITLE_B, TITLE_WEIGHT
from search.stories import Stories
from search.whoosh_postings import NO_DOCUMENTS
from search.whoosh_snapshot import NUMBERS, Expansion, Snapshot, leaves

I64 = NDArray[np.int64]
FIELD_BITS = {"title": TITLE, "body": BODY}
FIELD_COLUMNS = {"title": 0, "body": 1}


class StockSegments(IndexMismatch):
    """The index has segments of Whoosh's own codec."""


class ColumnarSnapshot(Snapshot):
    """A snapshot whose columns are the files' own arrays."""

    def _touch(self, reader: IndexReader) -> None:
        """Nothing: a segment is one file, which is mapped when it is opened."""

    def _load(self, reader: IndexReader) -> None:
        self.files: list[tuple[SegmentFile, int]] = []
        self.with_deleted: list[bool] = []
        for leaf in leaves(reader):
            file = file_of(leaf.reader)
            if file is None:
                self.close()
                raise StockSegments("the index has segments of Whoosh's own codec")
            self.files.append((file, leaf.base))
            self.with_deleted.append(bool(leaf.reader.has_deletions()))
        numbers = {name: self._column(name, dtype) for name, dtype in NUMBERS.items()}
        self.published, self.precision = numbers["published"], numbers["precision"]
        self.title_length, self.body_length = numbers["title_length"], numbers["body_length"]
        self.version = numbers["version"]
        self.live = self.version > 0
        for leaf in leaves(reader):
            if leaf.reader.has_deletions():
                self.live[leaf.base + np.fromiter(leaf.reader.deleted_docs_set, np.int64)] = False
        self.articles = int(self.live.sum())

    def _column(self, name: str, dtype: type) -> NDArray[Any]:
        parts = [np.asarray(file.columns[name]) for file, _ in self.files]
        return np.concatenate([np.empty(0, dtype), *parts])

    @cached_property
    def ids(self) -> list[str]:  # type: ignore[override] # made when first asked for
        return [
            text for file, _ in self.files for text in map(_column_of(file, "id").__getitem__, range(file.documents))
        ]

    def id_of(self, number: int) -> str:
        shelf = self.shelf_of(number)
        return shelf.ids[number - shelf.base]

    def ids_of(self, numbers: NDArray[np.int64]) -> list[str]:
        """The ids of some documents."""
        if len(self.shelves) == 1:
            return self.shelves[0].ids.of(numbers)
        found = [""] * len(numbers)
        owners = np.searchsorted(self._bases, numbers, "right") - 1
        for owner in set(owners.tolist()):
            shelf, own = self.shelves[owner], np.flatnonzero(owners == owner)
            for place, id in zip(own.tolist(), shelf.ids.of(numbers[own] - shelf.base), strict=True):
                found[place] = id
        return found

    def shelf_of(self, number: int) -> Shelf:
        """The segment of a document."""
        return self.shelves[bisect_right(self._bases, number) - 1]

    @cached_property
    def id_rank(self) -> NDArray[np.int64]:  # type: ignore[override] # made when first asked for
        """Each document's place in the order of ids; equal ids (of which one is live at most) share theirs."""
        columns = [_column_of(file, "id") for file, _ in self.files]
        if len(columns) == 1:
            return columns[0].places.astype(np.int64)
        numbers = merged_numbers([column.terms for column in columns])
        parts = [new[column.places] for new, column in zip(numbers, columns, strict=True)]
        return np.concatenate([NO_DOCUMENTS, *parts])

    @cached_property
    def numbers(self) -> "LiveNumbers":  # type: ignore[override] # looked up, not listed
        return LiveNumbers(self)

    def _grouped(self) -> Stories:
        known = read_stories(self.generation, [file for file, _ in self.files])
        return Stories(*(known or columns_of([(file, self._deleted(file, base)) for file, base in self.files])))

    def _deleted(self, file: SegmentFile, base: int) -> NDArray[np.int64]:
        return np.flatnonzero(~self.live[base : base + file.documents])

    def values(self, column: str) -> Ordinals:
        return self._once("values", column, lambda: self._ordinals(column))

    @cached_property
    def spoken(self) -> Spoken:  # counted without a row for each document
        found: Tally[str] = Tally()
        for file, base in self.files:
            texts = _column_of(file, "lang")
            places = texts.places[self.live[base : base + file.documents]]
            counts = np.bincount(places, minlength=len(texts.terms.ends) - 1).tolist()
            found.update({text: count for text, count in zip(texts.texts(), counts, strict=True) if text and count})
        return (*sorted(found.items()), (None, self.articles - found.total()))

    def _ordinals(self, column: str) -> Ordinals:
        """As `facets.ordinals` of every document's texts, each distinct text looked at once."""
        places: dict[str, int] = {}
        spellings: dict[str, Tally[str]] = {}
        sizes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        flat: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        for file, base in self.files:
            texts = _column_of(file, column)
            live = self.live[base : base + file.documents]
            counts = np.bincount(texts.places[live], minlength=len(texts.terms.ends) - 1)
            rows: list[list[int]] = []
            for text, count in zip(texts.texts(), counts.tolist(), strict=True):
                values = text.split(VALUE_SEPARATOR) if text and count else []
                folded = [fold_value(value) for value in values]
                rows.append([places.setdefault(each, len(places)) for each in dict.fromkeys(folded)])
                for each, value in zip(folded, values, strict=True):
                    spellings.setdefault(each, Tally())[value] += count
            lengths = np.array([len(row) for row in rows], np.int64)
            starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
            joined = np.array([place for row in rows for place in row], np.int64)
            own = np.where(live, lengths[texts.places] if len(lengths) else 0, 0)
            inside = np.arange(int(own.sum())) - np.repeat(np.cumsum(own) - own, own)
            flat.append(joined[np.repeat(starts[:-1][texts.places], own) + inside])
            sizes.append(own)
        labels = tuple(min(spellings[each].items(), key=lambda item: (-item[1], item[0]))[0] for each in places)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))])
        owners = np.repeat(np.arange(self.documents), np.diff(starts))
        return Ordinals(labels, places, starts, np.concatenate(flat), owners)

    def frequency(self, reader: IndexReader, field: str, term: str, deadline: Deadline) -> int:
        known = self._frequencies.get((field, term))
        if known is None and field in FIELD_BITS and not any(self.with_deleted):
            title = body = 0
            for shelf in self.shelves:
                in_title, in_body = shelf.frequencies(term)
                title, body = title + in_title, body + in_body
            self._frequencies["title", term], self._frequencies["body", term] = title, body
            known = title if field == "title" else body
        if known is None:
            known = sum(_live_frequency(shelf, field, term) for shelf in self.shelves)
            self._frequencies[field, term] = known
        return known

    def _having_stem(self, reader: IndexReader, stem: str, deadline: Deadline) -> Iterator[I64]:
        for shelf in self.shelves:
            deadline.check()
            yield shelf.base + shelf.having_stem(stem).docs

    def beginning(self, reader: IndexReader, field: str, prefix: str, deadline: Deadline) -> Iterator[str]:
        wanted = prefix.encode("utf-8", "surrogatepass")
        if field in FIELD_BITS and not any(self.with_deleted):
            return self._counted(field, wanted, deadline)
        found: set[bytes] = set()
        for file, _ in self.files:
            deadline.check()
            found.update(_words_beginning(file, field, wanted))
        return (word.decode("utf-8", "surrogatepass") for word in sorted(found))

    def _counted(self, field: str, prefix: bytes, deadline: Deadline) -> Iterator[str]:
        """The words of title or body that begin so, in order; how many articles have each is then known."""
        counts = self._counts(prefix, deadline)
        column = FIELD_COLUMNS[field]
        for word in sorted(counts):
            row = counts[word]
            if row[column]:
                text = word.decode("utf-8", "surrogatepass")
                self._frequencies["title", text], self._frequencies["body", text] = row
                yield text

    def _counts(self, prefix: bytes, deadline: Deadline) -> dict[bytes, list[int]]:
        """How many articles have each word that begins so in the title and in the body, where none are deleted."""
        counts: dict[bytes, list[int]] = {}
        for file, _ in self.files:
            deadline.check()
            low, high = prefix_range(file.terms, prefix)
            rows = file.numbers[low:high, :2].tolist()
            for word, row in zip(_between(file.terms, low, high), rows, strict=True):
                known = counts.setdefault(word, row)
                if known is not row:
                    known[0] += row[0]
                    known[1] += row[1]
        return counts

    def fitting(self, reader: IndexReader, fields: Sequence[str], pattern: str, deadline: Deadline) -> Iterator[str]:
        prefix = literal_prefix(pattern).encode("utf-8", "surrogatepass")
        return self._chosen(fields, prefix, partial(fitting_numbers, pattern), deadline)

    def close_to(
        self, reader: IndexReader, fields: Sequence[str], word: str, distance: int, deadline: Deadline
    ) -> Iterator[str]:
        return self._chosen(fields, b"", partial(close_numbers, word, distance), deadline)

    def _chosen(
        self, fields: Sequence[str], prefix: bytes, choose: Callable[..., I64], deadline: Deadline
    ) -> Iterator[str]:
        """The words of some fields that `choose` finds in the dictionaries among those that begin so, in order."""
        found: set[bytes] = set()
        columns = [FIELD_COLUMNS[field] for field in fields if field in FIELD_COLUMNS]
        named = [bytes([FIELD_NUMBERS[field]]) for field in fields if field not in FIELD_COLUMNS]
        for file, _ in self.files:
            deadline.check()
            if columns:  # title and body share a dictionary
                numbers = choose(file.terms, *prefix_range(file.terms, prefix))
                there = file.numbers[numbers][:, columns].any(axis=1)
                found.update(term(file.terms, number) for number in numbers[there].tolist())
            for name in named:
                numbers = choose(file.fields, *prefix_range(file.fields, name + prefix), len(name))
                found.update(term(file.fields, number)[len(name) :] for number in numbers.tolist())
        return (word.decode("utf-8", "surrogatepass") for word in sorted(found))

    def bounds(self, reader: IndexReader, words: Sequence[str], fields: Sequence[str], deadline: Deadline) -> I64:
        if not FIELD_BITS.keys() >= set(fields):
            return super().bounds(reader, words, fields, deadline)
        wanted = terms_of([word.encode("utf-8", "surrogatepass") for word in words])
        found, numbers = np.zeros((len(words), 2), np.int64), np.empty(len(words), np.int64)
        for file, _ in self.files:
            deadline.check()
            find_all(file.terms.text, file.terms.ends, wanted.text, wanted.ends, numbers)
            found[numbers >= 0] += file.numbers[numbers[numbers >= 0], :2]
        most: I64 = found[:, [FIELD_COLUMNS[field] for field in fields]].max(axis=1)
        return most

    def expansion(self, prefixes: Sequence[str], fields: Sequence[str], deadline: Deadline) -> Expansion | None:
        if any(self.with_deleted):
            return None
        columns = [FIELD_COLUMNS[field] for field in fields]
        found = {
            word: row
            for prefix in prefixes
            for word, row in self._counts(prefix.encode("utf-8", "surrogatepass"), deadline).items()
            if any(row[column] for column in columns)
        }
        if len(found) > MAX_EXPANSIONS:
            return None
        words = tuple(word.decode("utf-8", "surrogatepass") for word in sorted(found))
        return Expansion(words, sum(map(max, found.values())))

    @cached_property
    def formula(self) -> Formula:
        """The scoring formula with this snapshot's mean lengths."""
        title, body = (self.mean(lengths) or 1.0 for lengths in (self.title_length, self.body_length))
        return Formula(K1, TITLE_WEIGHT, 1 - TITLE_B, TITLE_B, title, BODY_WEIGHT, 1 - BODY_B, BODY_B, body)

    @cached_property
    def _bases(self) -> list[int]:
        return [base for _, base in self.files]

    @cached_property
    def shelves(self) -> list[Shelf]:
        """The segments as the compiled loops read them."""
        inverses = inverses_of(self.formula)
        return [
            Shelf(file, base, self.live[base : base + file.documents], deleted, self.formula, inverses)
            for (file, base), deleted in zip(self.files, self.with_deleted, strict=True)
        ]


def _words_beginning(file: SegmentFile, field: str, prefix: bytes) -> Iterator[bytes]:
    """The words of a field that begin so, in order."""
    if field in FIELD_BITS:
        low, high = prefix_range(file.terms, prefix)
        there = file.numbers[low:high, FIELD_COLUMNS[field]].tolist()
        return (word for word, count in zip(iterate(file.terms, low, high), there, strict=True) if count)
    number = bytes([FIELD_NUMBERS[field]])
    return (word[1:] for word in iterate(file.fields, *prefix_range(file.fields, number + prefix)))


def _between(terms: Terms, low: int, high: int) -> list[bytes]:
    """The terms numbered `low` up to `high`, read at once."""
    ends = terms.ends[low : high + 1].tolist()
    text = terms.text[ends[0] : ends[-1]].tobytes()
    return [text[start - ends[0] : end - ends[0]] for start, end in pairwise(ends)]


class LiveNumbers:
    """The number of each live article, by id."""

    def __init__(self, snapshot: ColumnarSnapshot) -> None:
        self._snapshot = snapshot

    def get(self, id: str) -> int | None:
        for file, base in self._snapshot.files:
            key = file.find_field(FIELD_NUMBERS["id"], id.encode("utf-8", "surrogatepass"))
            for doc in file.field_postings(key).docs.tolist() if key >= 0 else ():
                if self._snapshot.live[base + doc]:
                    return int(base + doc)
        return None


def _column_of(file: SegmentFile, name: str) -> TextColumn:
    column = file.columns[name]
    if not isinstance(column, TextColumn):
        raise TypeError(f"column {name} holds no texts")
    return column


def _live_frequency(shelf: Shelf, field: str, term: str) -> int:
    """How many live articles of a segment have a term in a field."""
    fields = FIELD_BITS.get(field, TITLE | BODY)
    if not shelf.deleted:
        if field in FIELD_BITS:
            return shelf.frequencies(term)[0 if field == "title" else 1]
        return sum(listed.size for listed in shelf.lists(field, term))
    lists = shelf.lists("term" if field in FIELD_BITS else field, term)
    if not lists:
        return 0
    found = reduce(np.bitwise_or, [shelf.bits(listed, fields) for listed in lists])
    return bits.count(found & shelf.live_bits)
