"""JSON Lines and JSON: one record, a list of them, or an object with the list somewhere inside."""

import json
from collections.abc import Iterator

from corpus.article import Failure
from corpus.content import MAX_DOCUMENT_BYTES, MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import decode, wide_encoding
from corpus.errors import Unreadable
from corpus.fields import draft_of, items_of
from corpus.shapes import not_an_article

_REMEDY = "correct it in the file; everything else in it is read"


def read_json_lines(content: Content) -> Iterator[Draft | Failure]:
    """Read one record a line; a line that is no JSON is a failure of its own."""
    for number, line in _lines(content):
        item = f"line {number}"
        if line is None:
            reason = f"longer than {MAX_PAGE_BYTES // 1_000_000} MB, the most that one article may have"
            yield Failure(path=content.path, item=item, reason=reason, remedy="shorten or split it")
        elif line.strip():
            yield from _line(content, item, line)


def read_json(content: Content) -> Iterator[Draft | Failure]:
    """Read one JSON document."""
    text = decode(content.whole(MAX_DOCUMENT_BYTES))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {_why(error)}", "correct it, or write one record a line") from error
    yield from _drafts(content, None, value)


def _line(content: Content, item: str, line: bytes) -> Iterator[Draft | Failure]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = decode(line)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Failure(path=content.path, item=item, reason=f"not JSON: {_why(error)}", remedy=_REMEDY)
        return
    yield from _drafts(content, item, value)


def _drafts(content: Content, item: str | None, value: object) -> Iterator[Draft | Failure]:
    items = items_of(value, content.field_map)
    if items is None:
        yield _draft(content, item, value)
        return
    for number, inner in enumerate(items, start=1):
        yield _draft(content, f"{item}, item {number}" if item else f"item {number}", inner)


def _draft(content: Content, item: str | None, value: object) -> Draft | Failure:
    if not isinstance(value, dict):
        reason = f"not a record but {type(value).__name__}"
        remedy = "write an object with a title or a text"
        return Failure(path=content.path, item=item, kind="skipped", reason=reason, remedy=remedy)
    if kind := not_an_article(value):
        reason = f"a record of the type {kind}, not an article"
        return Failure(path=content.path, item=item, kind="skipped", reason=reason, remedy="nothing to do")
    return draft_of(value, item, content.field_map)


def _lines(content: Content) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines by number, None for one too long, which is passed over without holding it."""
    if wide := wide_encoding(content.head) or _marked_wide(content.head):
        data = content.whole(MAX_DOCUMENT_BYTES).decode(wide, "replace").removeprefix("\ufeff")
        yield from enumerate((line.encode("utf-8", "replace") for line in data.split("\n")), start=1)
        return
    number = 0
    while line := content.stream.readline(MAX_PAGE_BYTES):
        number += 1
        if line == b"\n":
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.endswith(b"\n") or len(line) < MAX_PAGE_BYTES:
            yield number, line
            continue
        while (rest := content.stream.readline(MAX_PAGE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _marked_wide(head: bytes) -> str | None:
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def _why(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
