"""The log: what happened as lines for people or objects for programs, and one line a request where that is wanted.

What was searched for is nobody's business: a line has the path of an address, never its query.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from web.settings import Settings

access = logging.getLogger("dateline.access")
_FIELDS = ("client", "method", "path", "status", "bytes", "took_ms")


class JsonLines(logging.Formatter):
    """Each record as one line of JSON: time, level, logger, message, and a request's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


class TextLines(logging.Formatter):
    """Each record on one line, control characters escaped, so that no request can forge a second one."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        text = f"{moment} {record.levelname.lower()} {record.name} {one_line(record.getMessage())}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def one_line(text: str) -> str:
    """The text with everything unprintable written as an escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


@contextmanager
def logging_to(stream: TextIO, settings: Settings) -> Iterator[None]:
    """Send the program's log to a stream, in the format of the settings, for the length of a block."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    log = logging.getLogger("dateline")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


def log_request(client: str, method: str, path: str, status: int, size: int | None, took_ms: float) -> None:
    """Write the line of one request."""
    values = (client, method, path, status, size, round(took_ms, 1))
    access.info("%s %s %s %s %s %s ms", *values, extra=dict(zip(_FIELDS, values, strict=True)))
