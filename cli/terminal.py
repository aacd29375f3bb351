"""What may be written to a terminal, and in which dress: styled on a terminal, plain everywhere else."""

import codecs
import json
import re
import sys
from typing import TextIO

from rich.console import Console

# Bidirectional overrides reorder what stands around them on the line; a headline has no business doing that.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class PipeConsole(Console):
    """A console that lets a closed pipe be an error like any other; rich's own ends the program with 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(stream: TextIO) -> Console:
    """A console that writes text as it is: no markup, no guessing at numbers and paths."""
    return PipeConsole(file=stream, markup=False, highlight=False, emoji=False)


def is_styled(target: Console) -> bool:
    """Whether bold and underline show. NO_COLOR takes only the colors; a pipe and a dumb terminal take all."""
    return target.color_system is not None


def one_line(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey."""
    return _UNSAFE.sub(REPLACEMENT, re.sub(r"\s+", " ", text))


def json_text(value: object, indent: int | None = 2) -> str:
    """JSON for stdout: readable where stdout is UTF-8, as JSON must be; elsewhere escaped, which is ASCII.

    indent: of each level, in blanks; None for all of it on one line
    """
    readable = json.dumps(value, ensure_ascii=False, indent=indent)
    if codecs.lookup(sys.stdout.encoding).name == "utf-8" and not _SURROGATE.search(readable):
        return readable
    return json.dumps(value, indent=indent)
