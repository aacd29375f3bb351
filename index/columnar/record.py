"""A document's stored record as bytes: what describes it as JSON, then title and body as they are.

    JSON without title and body, NUL, title, NUL, body

No text has a NUL: control characters never leave `corpus`. Where one does, all is JSON and no NUL follows.
"""

import json

from index.schema import Plain, Record


def record_of(stored: bytes) -> Record:
    """The record that was stored. Raises ValueError where it is damaged."""
    head, *texts = stored.decode("utf-8", "surrogatepass").split("\0")
    record: dict[str, Plain] = json.loads(head)
    if len(texts) == 2:
        record["title"], record["body"] = texts
    return record


def whole_head(record: Record) -> bytes:
    """A head that holds all of a record; lone surrogates survive."""
    return _encode(record).encode("ascii")


def head_of(told: str, version: int, paths: list[str]) -> bytes:
    """A head of what `document.told_of` tells of an article, and what that leaves out."""
    return f'{told[:-1]},"version":{version},"paths":{_encode(paths)}}}'.encode("ascii")


_encode = json.JSONEncoder(separators=(",", ":")).encode
