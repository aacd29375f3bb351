"""A document's stored record as bytes: what describes it as JSON, then title and body as they are.

    JSON without title and body, NUL, title, NUL, body

No text has a NUL: control characters never leave `corpus`. Where one does, all is JSON and no NUL follows.
"""

import json

from index.schema import Plain, Record


def record_bytes(record: Record) -> bytes:
    """The record as bytes; lone surrogates survive."""
    texts = [record.get("title"), record.get("body")]
    if all(isinstance(text, str) and "\0" not in text for text in texts):
        rest = {name: value for name, value in record.items() if name not in ("title", "body")}
        return "\0".join([_json(rest), *map(str, texts)]).encode("utf-8", "surrogatepass")
    return _json(record).encode("utf-8")


def record_of(stored: bytes) -> Record:
    """The record that `record_bytes` wrote. Raises ValueError where it is damaged."""
    rest, *texts = stored.decode("utf-8", "surrogatepass").split("\0")
    record: dict[str, Plain] = json.loads(rest)
    if len(texts) == 2:
        record["title"], record["body"] = texts
    return record


def _json(value: Record) -> str:
    return json.dumps(value, separators=(",", ":"))
