"""What can still be read of a segment's file, whatever is wrong with the rest: its stored records, each one proved.

A record of an article is proved by the digest in its column, or by the checksums of all stored text; any other by
these. A table of sections whose checksum fails is looked for by its beginning, and believed where it can be parsed: the
sections prove themselves. What a segment of an older format stored is read as it was then (`format1.py`).
"""

import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.columnar.columns import BytesColumn, TextColumn, read_terms
from index.columnar.container import DTYPES, FOOTER, HEADER, MAGIC, Array, Section, mapped
from index.columnar.dictionary import term
from index.columnar.format1 import SECTION, Records1
from index.columnar.record import record_of
from index.columnar.segment import united
from index.columnar.stored import Records
from index.columnar.stream import read_lists
from index.document import imprint
from index.errors import IndexCorrupt
from index.schema import FIELDS, Record, article_from_record

TABLE = b'{"meta":'
STORED = "stored."
LEAVES = ("stored.data", "stored.texts")  # damage there costs the documents it is in; elsewhere, no loop may trust it


@dataclass(frozen=True, slots=True)
class Salvaged:
    """One document.

    record: None where it is lost
    id:     an article's; empty for an entry of the ledger, None where it is not known which it was
    proved: whether the record is certainly the one that was written; one of an article that is not is lost
    """

    number: int
    record: Record | None
    id: str | None
    proved: bool = True


def format_of(path: Path) -> int:
    """The format a segment's file says it has; 0 where it does not say."""
    with path.open("rb") as file:
        head = file.read(HEADER.size)
    magic, version = HEADER.unpack(head) if len(head) == HEADER.size else (b"", 0)
    return int(version) if magic == MAGIC else 0


class Remains:
    """A segment's file, read without trust. Raises IndexCorrupt where not even its sections are known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data = mapped(path)
        table = self._table()
        self.name = str(table["meta"].get("name", path.name))
        self._sections = _sections(table)

    def array(self, name: str) -> Array:
        """A section as it is there. Raises IndexCorrupt where it is not."""
        section = self._sections.get(name)
        if section is None or section.offset + section.size > len(self._data):
            raise IndexCorrupt(f"{self.path} has no whole section {name}")
        kind = DTYPES[section.dtype]
        return np.frombuffer(self._data, kind, section.size // np.dtype(kind).itemsize, section.offset)

    def is_sound(self, prefix: str, but: tuple[str, ...] = ()) -> bool:
        """Whether there are sections of this beginning, all of them, but for some, as they were written."""
        named = [section for name, section in self._sections.items() if name.startswith(prefix) and name not in but]
        return bool(named) and all(self._crc(section) == section.crc for section in named)

    def documents(self) -> Iterator[Salvaged]:
        """Every document, deleted ones too, in order. Raises IndexCorrupt where their number is not known."""
        ids, digests = self._column("id", TextColumn), self._column("digest", BytesColumn)
        proved = self.is_sound(STORED)
        try:
            records: Any = self._records()
            count = len(records)
        except Exception as exc:
            if ids is None:
                raise IndexCorrupt(f"{self.path}: its stored text cannot be found ({exc})") from exc
            records, count = None, len(ids.places)
        for number in range(count):
            record = _read(records, number)
            if record is None:
                yield Salvaged(number, None, _at(ids, number))
            elif "title" not in record:
                yield Salvaged(number, record, "", proved)
            elif proved or _is_as_indexed(record, number, digests):
                yield Salvaged(number, record, str(record["id"]))
            else:
                yield Salvaged(number, None, _at(ids, number))

    def _records(self) -> Any:
        """The stored records, by the format that its sections are of."""
        return Records1(self.array) if SECTION in self._sections else NewestRecords(self)

    def deliveries(self) -> dict[str, set[str]]:
        """The articles that files delivered, by path, as the terms of the ledger's documents say; empty if unsound."""
        if not self.is_sound("fields."):
            return {}
        terms, lists = read_terms(self, "fields"), read_lists(self, "fields")  # type: ignore[arg-type] # as above
        paths: dict[int, str] = {}
        ids: dict[int, set[str]] = defaultdict(set)
        for number in range(len(terms.ends) - 1):
            key = term(terms, number)
            name = FIELDS[key[0]].name
            if name not in ("ledger_path", "ledger_part", "delivers"):
                continue
            text = key[1:].decode("utf-8", "surrogatepass")
            for doc in united(lists, np.array([number], np.uint32)).docs.tolist():
                if name == "delivers":
                    ids[doc].add(text)
                else:
                    paths[doc] = text.partition("\0")[0]
        found: dict[str, set[str]] = defaultdict(set)
        for doc, path in paths.items():
            found[path] |= ids[doc]
        return dict(found)

    def _column(self, name: str, kind: Any) -> Any:
        """A column whose bytes are sound; None where they are not."""
        if not self.is_sound(f"column.{name}"):
            return None
        return kind(self, name)

    def _crc(self, section: Section) -> int:
        return zlib.crc32(memoryview(self._data)[section.offset : section.offset + section.size])

    def _table(self) -> dict[str, Any]:
        try:
            start, size, _, _, _ = FOOTER.unpack(self._data[-FOOTER.size :])
            return _parsed(self._data[start : start + size])
        except (ValueError, KeyError, TypeError, IndexError, struct.error):
            pass
        try:
            return _parsed(self._data[self._data.rfind(TABLE) :])
        except (ValueError, KeyError, TypeError, IndexError) as exc:
            raise IndexCorrupt(f"{self.path}: its table of sections cannot be read") from exc


class NewestRecords:
    """The records of a file of the format that this program writes."""

    def __init__(self, remains: Remains) -> None:
        if not remains.is_sound(STORED, LEAVES):
            raise IndexCorrupt(f"{remains.path}: what its stored text is read by is damaged")
        self._records = Records(remains)  # type: ignore[arg-type] # asks for arrays alone

    def __len__(self) -> int:
        return len(self._records)

    def record(self, number: int) -> Record:
        """A record. Raises whatever decoding stumbles over."""
        return record_of(self._records.record(number))


def _parsed(table: bytes) -> dict[str, Any]:
    """A table and whatever stands behind it. Raises ValueError, KeyError or TypeError where it is none."""
    found: dict[str, Any] = json.JSONDecoder().raw_decode(table.decode("utf-8", "replace"))[0]
    _sections(found)
    found["meta"].get("name")
    return found


def _sections(table: dict[str, Any]) -> dict[str, Section]:
    found = {name: Section(*row) for name, row in table["sections"].items()}
    if not all(isinstance(each.offset, int) and isinstance(each.size, int) for each in found.values()):
        raise ValueError("offsets are numbers")
    return found


def _read(records: Any, number: int) -> Record | None:
    try:
        record = records.record(number)
    except Exception:  # whatever decoding stumbles over, the record is lost
        return None
    return record if isinstance(record, dict) else None


def _is_as_indexed(record: Record, number: int, digests: BytesColumn | None) -> bool:
    """Whether an article's record is the one whose digest stands in its column."""
    try:
        return digests is not None and digests[number] == imprint(article_from_record(record)).content
    except (KeyError, ValueError, TypeError, IndexError):
        return False


def _at(ids: TextColumn | None, number: int) -> str | None:
    return ids[number] if ids is not None and number < len(ids.places) else None
