"""CSV and TSV with a header whose names are known; other tables are not news."""

import csv
import io
from collections.abc import Iterator

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import encoding_of
from corpus.errors import Unreadable
from corpus.field_map import FACTS, FieldMap
from corpus.fields import draft_of, is_article_field, is_known_field

_SEPARATORS = ",;\t|"
_MAX_HEADER_CHARACTERS = 10_000
_REST = "more"


def separator_of(text: str, field_map: FieldMap) -> str | None:
    """Give the character that parts the columns, told by the header: the one that leaves the most known names.

    None where the first line is no header: it needs a title or text column, and one more that is known.
    """
    line = text.split("\n", 1)[0].strip("\r\ufeff")
    if len(line) > _MAX_HEADER_CHARACTERS:
        return None
    known = {mark: _known(_names(line, mark), field_map) for mark in _SEPARATORS if mark in line}
    best = max(known, key=lambda mark: known[mark], default=None)
    return best if best and known[best] > 1 else None


def read_table(content: Content) -> Iterator[Draft | Failure]:
    """Read one record a row; rows are numbered from 1 below the header."""
    encoding, mark = encoding_of(content.head)
    content.stream.seek(mark)
    text = io.TextIOWrapper(content.stream, encoding, errors="replace", newline="")
    try:
        yield from _rows(content, text)
    finally:
        text.detach()


def _rows(content: Content, text: io.TextIOWrapper) -> Iterator[Draft | Failure]:
    # The limit belongs to the csv module, not to a reader of it; ours only ever raises it.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_PAGE_BYTES))
    lines = _lines(text)
    header = next(lines, "")
    separator = separator_of(header, content.field_map) or ","
    rows = csv.DictReader(lines, fieldnames=_names(header, separator), delimiter=separator, restkey=_REST)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"row {number}: {error}", "correct the quotes of this row; the rows before it are read"
            ) from error
        yield _draft(content, f"row {number}", row)


def _draft(content: Content, item: str, row: dict[str, str | list[str] | None]) -> Draft | Failure:
    surplus = row.pop(_REST, None)
    if surplus:
        reason = f"has {len(surplus)} more columns than the header"
        return Failure(
            path=content.path, item=item, reason=reason, remedy="quote the fields that contain the separator"
        )
    return draft_of(row, item, content.field_map)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_PAGE_BYTES):
        if len(line) >= MAX_PAGE_BYTES:
            raise Unreadable("a line longer than 10 MB", "split the file into lines of one row each")
        yield line


def _names(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), []) if line.strip() else []
    except csv.Error:  # a lone carriage return: no header has one
        return []


def _known(names: list[str], field_map: FieldMap) -> int:
    """Count the names that mean something; none where there is neither a title nor a text."""
    mapped = {name for fact in FACTS for name in field_map.names(fact)}
    stories = {*field_map.names("title"), *field_map.names("body")}
    if not any(is_article_field(name) or name in stories for name in names):
        return 0
    return sum(is_known_field(name) or name in mapped for name in names)
