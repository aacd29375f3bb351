"""The fields of `schema.py` in Whoosh's terms.

Whoosh asks a field for its terms by handing it a value; here the value is the list of ready terms that `document.py`
made, so that nothing can fail half-way through a document. What a posting carries is bytes of our own, not a pickle:

    words    Places       the positions, ascending, each a little-endian uint32
    stems    Occurrences  the number of positions in the title, those positions, then those in the body; all
                          little-endian uint32
    values   nothing

A posting's weight is the number of its positions.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from whoosh import columns, fields, formats

from index.document import Document
from index.schema import FIELDS, UNDATED, ColumnType, Field

Posting: TypeAlias = tuple[bytes, int, float, bytes]  # term, frequency, weight, value


def _pack(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _unpack(value: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(value) // 4}I", value)


class Places(formats.Positions):  # type: ignore[misc] # Whoosh has no types
    """Positions as flat integers; everything Whoosh does with positions works on them."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        return _pack(list(poslist))

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(_unpack(valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4

    def decode_weight(self, valuestring: bytes) -> float:
        return float(self.decode_frequency(valuestring))


class Occurrences(formats.Format):  # type: ignore[misc] # Whoosh has no types
    """Where a stem stands in the title and where in the body."""

    def encode(self, title: Sequence[int], body: Sequence[int]) -> bytes:
        return _pack((len(title), *title, *body))

    def decode_occurrences(self, valuestring: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The positions in the title and those in the body, each ascending."""
        count, *places = _unpack(valuestring)
        return tuple(places[:count]), tuple(places[count:])

    def decode_frequencies(self, valuestring: bytes) -> tuple[int, int]:
        """How often in the title and how often in the body."""
        title = int.from_bytes(valuestring[:4], "little")
        return title, len(valuestring) // 4 - 1 - title

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4 - 1

    def decode_weight(self, valuestring: bytes) -> float:
        return float(self.decode_frequency(valuestring))

    def combine(self, vs: Iterable[bytes]) -> bytes:
        decoded = [self.decode_occurrences(value) for value in vs]
        title, body = (sorted({place for pair in decoded for place in pair[part]}) for part in (0, 1))
        return self.encode(title, body)


class ReadyTerms(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field that is given its postings, and a column's value beside them, instead of making them from text.

    Terms are UTF-8; a lone surrogate (an undecodable byte of a file's name) is kept as one, in code point order.
    """

    def __init__(self, format: formats.Format, column: columns.Column | None = None, unique: bool = False) -> None:
        super().__init__(format=format, analyzer=None, unique=unique, sortable=column or False)

    def index(self, value: Iterable[Posting]) -> Iterator[Posting]:
        return iter(value)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else _bytes(value)

    def from_bytes(self, bs: bytes) -> str:
        return bytes(bs).decode("utf-8", "surrogatepass")


COLUMNS: dict[ColumnType, columns.Column] = {
    "int64": columns.NumericColumn("q", default=UNDATED),
    "uint32": columns.NumericColumn("I", default=0),
    "uint8": columns.NumericColumn("B", default=0),
    "text": columns.VarBytesColumn(),
    "bytes": columns.VarBytesColumn(),
}
PLACES, OCCURRENCES, EXISTENCE = Places(), Occurrences(), formats.Existence()


def _field(field: Field) -> fields.FieldType:
    column = COLUMNS[field.column] if field.column else None
    match field.kind:
        case "words":
            return ReadyTerms(PLACES, column)
        case "stems":
            return ReadyTerms(OCCURRENCES, column)
        case "values":
            return ReadyTerms(EXISTENCE, column, unique=field.unique)
        case "column":
            return fields.COLUMN(column)


def whoosh_schema() -> fields.Schema:
    """Whoosh's schema of the fields in `schema.py`, and the stored field `record`."""
    schema = fields.Schema(**{field.name: _field(field) for field in FIELDS})
    schema.add("record", fields.STORED())
    return schema


def values(fields_: Mapping[str, Iterable[str]]) -> dict[str, list[Posting]]:
    """The postings of fields whose terms are values."""
    return {name: [(_bytes(term), 1, 1.0, b"") for term in terms] for name, terms in fields_.items()}


def fields_of(document: Document) -> dict[str, Any]:
    """What Whoosh's `add_document` takes for an article: postings, columns and the record."""
    ready: dict[str, Any] = {
        name: [(_bytes(term), len(at), float(len(at)), _pack(at)) for term, at in words.items()]
        for name, words in document.words.items()
    }
    ready["stem"] = [
        (_bytes(term), len(title) + len(body), float(len(title) + len(body)), OCCURRENCES.encode(title, body))
        for term, (title, body) in document.stems.items()
    ]
    ready |= values(document.values)
    for name, value in document.columns.items():
        # Beside postings a column's value goes by another name; alone it is the field's value.
        cell = value.encode("utf-8", "replace") if isinstance(value, str) else value
        ready[f"_stored_{name}" if name in ready else name] = cell
    return ready | {"record": document.record}


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
