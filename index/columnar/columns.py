"""One value per document: numbers as they are, texts as places in a sorted dictionary, bytes behind one another.

column.NAME             int64, uint32, uint8: the values; text: each document's place in the dictionary
column.NAME.text, .ends text: the dictionary; bytes: every document's bytes
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.columnar.container import Array, Container, ContainerWriter
from index.columnar.dictionary import Terms, iterate, terms_of
from index.schema import FIELDS, UNDATED, ColumnType

Value = int | str | bytes
TYPES: dict[str, ColumnType] = {field.name: field.column for field in FIELDS if field.column}
EMPTY: dict[ColumnType, Value] = {"int64": UNDATED, "uint32": 0, "uint8": 0, "text": "", "bytes": b""}
NUMBERS = {"int64": np.int64, "uint32": np.uint32, "uint8": np.uint8}


def write_column(out: ContainerWriter, name: str, values: Sequence[Value] | Array) -> None:
    """Write one value per document."""
    kind = TYPES[name]
    if kind in NUMBERS:
        out.add(f"column.{name}", np.asarray(values, NUMBERS[kind]))
        return
    encoded = [value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass") for value in values]
    if kind == "text":
        ordered = sorted(set(encoded))
        place = {value: number for number, value in enumerate(ordered)}
        out.add(f"column.{name}", np.array([place[value] for value in encoded], np.uint32))
        encoded = ordered
    write_terms(out, f"column.{name}", terms_of(encoded))


def write_rows(out: ContainerWriter, name: str, rows: Array, there: NDArray[np.bool_]) -> None:
    """Write a column of bytes: a row of numbers for the documents that have one, nothing for the others."""
    ends = np.zeros(len(there) + 1, np.uint32)
    np.cumsum(there * (rows.shape[1] * rows.itemsize), out=ends[1:])
    write_terms(out, f"column.{name}", Terms(rows[there].ravel().view(np.uint8), ends))


def write_terms(out: ContainerWriter, name: str, terms: Terms) -> None:
    out.add(f"{name}.text", terms.text)
    out.add(f"{name}.ends", terms.ends)


def read_terms(container: Container, name: str) -> Terms:
    return Terms(container.array(f"{name}.text"), container.array(f"{name}.ends"))


class TextColumn:
    """A column of texts: `places[doc]` is the place of the document's text in `texts`, which ascend by their bytes."""

    def __init__(self, container: Container, name: str) -> None:
        self.places: NDArray[np.uint32] = container.array(f"column.{name}")
        self.terms = read_terms(container, f"column.{name}")

    def texts(self) -> list[str]:
        return [text.decode("utf-8", "surrogatepass") for text in iterate(self.terms)]

    def __getitem__(self, doc: int) -> str:
        place = self.places[doc]
        low, high = self.terms.ends[place], self.terms.ends[place + 1]
        return self.terms.text[low:high].tobytes().decode("utf-8", "surrogatepass")

    def of(self, docs: NDArray[np.int64]) -> list[str]:
        """The texts of some documents, quicker than one by one."""
        places = self.places[docs]
        if self._of_one_size is not None:
            return [str(text, "utf-8", "surrogatepass") for text in self._of_one_size[places].tolist()]
        ends = zip(self.terms.ends[places].tolist(), self.terms.ends[places + 1].tolist(), strict=True)
        text = self.terms.text.data
        return [str(text[low:high], "utf-8", "surrogatepass") for low, high in ends]

    @cached_property
    def _of_one_size(self) -> NDArray[np.bytes_] | None:
        """The texts as rows of bytes where all have as many, as ids have; None where they do not."""
        text, ends = self.terms
        size = int(ends[1]) if len(ends) > 1 else 0
        if not size or len(text) != size * (len(ends) - 1) or (np.diff(ends) != size).any():
            return None
        if not text[size - 1 :: size].all():  # NumPy drops zeros at the end
            return None
        rows: NDArray[np.bytes_] = np.ascontiguousarray(text).view(f"S{size}")
        return rows


class BytesColumn:
    """A column of bytes."""

    def __init__(self, container: Container, name: str) -> None:
        self.terms = read_terms(container, f"column.{name}")

    def __getitem__(self, doc: int) -> bytes:
        return self.terms.text[self.terms.ends[doc] : self.terms.ends[doc + 1]].tobytes()
