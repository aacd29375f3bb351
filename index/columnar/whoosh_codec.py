"""The codec that shows a columnar segment to Whoosh: terms, matchers, columns, stored fields.

`whoosh.index.open_dir` finds it through the segment's class, which the table of contents names. It only reads: segments
are written by the bulk writer, and a writer of Whoosh's own is told so.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.matching.mcore import LeafMatcher, NullMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.columnar.columns import EMPTY, TYPES, BytesColumn, TextColumn
from index.columnar.dictionary import find, lower, prefix_range, term
from index.columnar.opened import opened
from index.columnar.record import record_of
from index.columnar.segment import SUFFIX, SegmentFile
from index.schema import FIELDS
from index.whoosh_schema import OCCURRENCES, PLACES

KINDS = {field.name: field.kind for field in FIELDS}
FIELD_NUMBERS = {field.name: number for number, field in enumerate(FIELDS)}
INDEXED = sorted(name for name, kind in KINDS.items() if kind != "column")


class ColumnarSegment(base.Segment):  # type: ignore[misc] # Whoosh has no types
    """What a table of contents says of a segment: its name, its size, and which of its documents are deleted.

    deleted: their numbers, ascending, as little-endian uint32
    """

    def __init__(self, indexname: str, documents: int = 0, segid: str | None = None) -> None:
        self.indexname = indexname
        self.segid = segid or self._random_id()
        self.documents = documents
        self.deleted = b""
        self.compound = False

    def codec(self) -> "ColumnarCodec":
        return ColumnarCodec()

    def file_name(self) -> str:
        return str(self.make_filename(SUFFIX))

    def set_doc_count(self, count: int) -> None:
        self.documents = count

    def doc_count_all(self) -> int:
        return self.documents

    def deleted_numbers(self) -> np.ndarray[Any, np.dtype[np.uint32]]:
        return np.frombuffer(self.deleted, "<u4")

    def deleted_count(self) -> int:
        return len(self.deleted) // 4

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted_numbers().tolist())

    def with_deleted(self, numbers: "np.ndarray[Any, np.dtype[np.integer[Any]]]") -> "ColumnarSegment":
        """The same segment with these documents deleted too."""
        other = ColumnarSegment(self.indexname, self.documents, self.segid)
        other.deleted = np.union1d(self.deleted_numbers(), numbers).astype("<u4").tobytes()
        return other

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        numbers = set(self.deleted_numbers().tolist())
        (numbers.add if delete else numbers.discard)(docnum)
        self.deleted = np.array(sorted(numbers), "<u4").tobytes()

    def is_deleted(self, docnum: int) -> bool:
        numbers = self.deleted_numbers()
        at = int(np.searchsorted(numbers, docnum))
        return at < len(numbers) and int(numbers[at]) == docnum

    def should_assemble(self) -> bool:
        return False


class ColumnarCodec(base.Codec):  # type: ignore[misc] # Whoosh has no types
    """Reads columnar segments."""

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> "TermsReader":
        return TermsReader(opened(storage, segment.file_name()))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> "DocumentReader":
        return DocumentReader(opened(storage, segment.file_name()), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        _refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        _refuse()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        _refuse()

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> NoReturn:
        raise NotImplementedError("postings of a columnar segment are read through its terms reader")

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        _refuse()


def file_of(reader: Any) -> SegmentFile | None:
    """The file behind a reader of one segment; None where it is a segment of Whoosh's own codec."""
    terms = getattr(reader, "_terms", None)
    return terms.file if isinstance(terms, TermsReader) else None


def _refuse() -> NoReturn:
    raise NotImplementedError("a columnar index is written by `index.open_writer` alone; use that, or `dateline index`")


class _Field:
    """The terms of one field as a range of a dictionary, and what is known of each.

    shift: bytes before the term in the dictionary's own form
    """

    def __init__(self, segment: SegmentFile, name: str) -> None:
        self.segment, self.name, self.kind = segment, name, KINDS[name]
        self.part = {"title": 0, "body": 1}.get(name)
        if self.part is not None:
            self.terms, self.prefix = segment.terms, b""
        elif self.kind == "stems":
            self.terms, self.prefix = segment.stems, b""
        else:
            self.terms, self.prefix = segment.fields, bytes([FIELD_NUMBERS[name]])
        self.start, self.end = prefix_range(self.terms, self.prefix) if self.prefix else (0, len(self.terms.ends) - 1)

    def find(self, text: bytes) -> int:
        """The term's number, or -1."""
        number = find(self.terms, self.prefix + text)
        return number if number >= 0 and self._has(number) else -1

    def text(self, number: int) -> bytes:
        return term(self.terms, number)[len(self.prefix) :]

    def numbers(self, text: bytes = b"") -> Iterator[int]:
        """The terms from `text` on."""
        for number in range(max(self.start, lower(self.terms, self.prefix + text)), self.end):
            if self._has(number):
                yield number

    def df(self, number: int) -> int:
        if self.part is not None:
            return int(self.segment.numbers[number, self.part])
        lists = self.segment.stem_lists if self.kind == "stems" else self.segment.field_lists
        return int(lists.df[number])

    def postings(self, number: int) -> "Found":
        segment = self.segment
        if self.part is not None:
            found = segment.term_postings(number)
            counts = found.title if self.part == 0 else found.body
            has = counts > 0
            words, part = segment.term_words[number], self.part
            return Found(found.docs[has], counts[has], lambda doc: PLACES.encode(segment.word_places(words, doc)[part]))
        if self.kind == "stems":
            found = segment.stem_postings(number)
            words = segment.stem_words[number]
            return Found(
                found.docs, found.title + found.body, lambda doc: OCCURRENCES.encode(*segment.word_places(words, doc))
            )
        found = segment.field_postings(number)
        if self.kind == "values":
            return Found(found.docs, np.ones(len(found.docs), np.int64), lambda doc: b"")
        return Found(found.docs, found.body, lambda doc: PLACES.encode(segment.field_places(number, doc)))

    def info(self, number: int) -> "Info":
        return Info(self, number)

    def _has(self, number: int) -> bool:
        return self.part is None or bool(self.segment.numbers[number, self.part])


class Found:
    """A term's postings in one field, and how to make a posting's value."""

    __slots__ = ("docs", "value", "weights")

    def __init__(self, docs: Any, weights: Any, value: Callable[[int], bytes]) -> None:
        self.docs, self.weights, self.value = docs, weights, value


class Info(TermInfo):  # type: ignore[misc] # Whoosh has no types
    """A term's statistics; what needs its postings is read when asked for."""

    def __init__(self, field: _Field, number: int) -> None:
        self._field, self._number = field, number
        self._df, self._minlength, self._maxlength = field.df(number), 1, 2**31 - 1

    def __getattr__(self, name: str) -> Any:
        """The rest of what Whoosh keeps of a term, all of it from one reading of the postings."""
        if name not in ("_weight", "_maxweight", "_minid", "_maxid"):
            raise AttributeError(name)
        found = self._field.postings(self._number)
        self._weight, self._maxweight = float(found.weights.sum()), float(found.weights.max(initial=0))
        self._minid, self._maxid = int(found.docs[0]), int(found.docs[-1])
        return self.__dict__[name]


class TermsReader(base.TermsReader):  # type: ignore[misc] # Whoosh has no types
    """The terms of every field, in the order of field names and bytes."""

    def __init__(self, segment: SegmentFile) -> None:
        self.file = segment
        self._fields = {name: _Field(segment, name) for name in INDEXED}

    def __contains__(self, wanted: tuple[str, bytes]) -> bool:
        field = self._fields.get(wanted[0])
        return field is not None and field.find(wanted[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return [name for name, field in self._fields.items() if next(field.numbers(), None) is not None]

    def cursor(self, fieldname: str, fieldobj: Any) -> "Cursor":
        return Cursor(self._fields[fieldname], fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (key for key, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (key for key, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Info]]:
        for name, field in self._fields.items():
            for number in field.numbers():
                yield (name, field.text(number)), field.info(number)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Info]]:
        for name, field in self._fields.items():
            if name >= fieldname:
                for number in field.numbers(prefix if name == fieldname else b""):
                    yield (name, field.text(number)), field.info(number)

    def term_info(self, fieldname: str, text: bytes) -> Info:
        field, number = self._found(fieldname, text)
        return field.info(number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field, number = self._found(fieldname, text)
        return field.df(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> "PostingMatcher":
        try:
            field, number = self._found(fieldname, text)
        except KeyError as exc:
            raise TermNotFound(f"no term {fieldname}:{text!r}") from exc
        return PostingMatcher((fieldname, text), field.postings(number), format_, scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[_Field, int]:
        field = self._fields.get(fieldname)
        number = field.find(text) if field else -1
        if field is None or number < 0:
            raise KeyError(f"no term {fieldname}:{text!r}")
        return field, number


class Cursor(base.FieldCursor):  # type: ignore[misc] # Whoosh has no types
    """A place in a field's terms, moved by the automata of fuzzy search."""

    def __init__(self, field: _Field, fieldobj: Any) -> None:
        self._field, self._fieldobj = field, fieldobj
        self._rest = field.numbers()
        self._number: int | None = None
        self.next()

    def first(self) -> str | None:
        self._rest = self._field.numbers()
        return self.next()

    def find(self, wanted: str | bytes) -> str | None:
        self._rest = self._field.numbers(wanted if isinstance(wanted, bytes) else self._fieldobj.to_bytes(wanted))
        return self.next()

    def next(self) -> str | None:
        self._number = next(self._rest, None)
        return self.text()

    def text(self) -> str | None:
        return None if self._number is None else self._fieldobj.from_bytes(self._field.text(self._number))

    def term_info(self) -> Info | None:
        return None if self._number is None else self._field.info(self._number)

    def is_valid(self) -> bool:
        return self._number is not None


class PostingMatcher(LeafMatcher):  # type: ignore[misc] # Whoosh has no types
    """Steps through one term's postings; the whole list is one block in Whoosh's sense."""

    def __init__(self, key: tuple[str, bytes], found: Found, format_: Any, scorer: Any, at: int = 0) -> None:
        self._term, self._found, self.format, self.scorer = key, found, format_, scorer
        self._ids: list[int] = found.docs.tolist()
        self._at = at

    def is_active(self) -> bool:
        return self._at < len(self._ids)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> "PostingMatcher":
        return PostingMatcher(self._term, self._found, self.format, self.scorer, self._at)

    def replace(self, minquality: float = 0) -> Any:
        if not self.is_active():
            return NullMatcher()
        if minquality and self.supports_block_quality() and self.max_quality() < minquality:
            return NullMatcher()
        return self

    def id(self) -> int:
        return self._ids[self._at]

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids[self._at :])

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        if id > self._ids[self._at]:
            self._at += int(np.searchsorted(self._found.docs[self._at :], id))

    def weight(self) -> float:
        return float(self._found.weights[self._at])

    def value(self) -> bytes:
        return self._found.value(self._ids[self._at])

    def block_max_weight(self) -> float:
        return float(self._found.weights.max(initial=0))

    def block_min_length(self) -> int:
        return 1

    def block_max_length(self) -> int:
        return 2**31 - 1

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() <= minquality:
            self._at = len(self._ids)
            return 1
        return 0


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc] # Whoosh has no types
    """What a segment holds of each document."""

    def __init__(self, file: SegmentFile, segment: ColumnarSegment) -> None:
        self._file, self._segment = file, segment
        self._deleted = frozenset(segment.deleted_docs())

    def doc_count(self) -> int:
        return self._file.documents - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._file.documents

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in TYPES

    def list_columns(self) -> list[str]:
        return list(TYPES)

    def column_reader(self, fieldname: str, column: Any) -> "Values":
        return Values(self._file, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if fieldname == "stem":
            return int(self._file.lengths[2 * docnum : 2 * docnum + 2].sum())
        part = {"title": 0, "body": 1}.get(fieldname)
        return default if part is None else int(self._file.lengths[2 * docnum + part])

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=2**31 - 1))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {"record": record_of(self._file.records.record(docnum))}

    def _lengths(self, fieldname: str) -> Any:
        both = self._file.lengths.reshape(-1, 2).astype(np.int64)
        parts = {"title": both[:, 0], "body": both[:, 1], "stem": both.sum(axis=1)}
        return parts.get(fieldname, np.zeros(1, np.int64))


class Values(ColumnReader):  # type: ignore[misc] # Whoosh has no types
    """A column as Whoosh reads it: numbers, or bytes."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._column, self._count = file.columns[name], file.documents
        self._default = EMPTY[TYPES[name]]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, docnum: int) -> int | bytes:
        column = self._column
        if isinstance(column, TextColumn):
            return term(column.terms, int(column.places[docnum]))
        return column[docnum] if isinstance(column, BytesColumn) else int(column[docnum])

    def __iter__(self) -> Iterator[int | bytes]:
        return (self[docnum] for docnum in range(self._count))

    def sort_key(self, docnum: int) -> int | bytes:
        return self[docnum]

    def default_value(self, reverse: bool = False) -> Any:
        return self._default
