"""What can go wrong while reading, drawn as a tree.

    CorpusError                        base, never raised itself
    ├── NoSuchPath                     the reader's: nothing stands at a path that was named        (400)
    ├── BadFieldMap                    the reader's: a mapping of fields that cannot be understood  (400)
    └── Unreadable                     the reader's: one file or page that cannot be read           (400)

`read_file` and `read_articles` never raise Unreadable: they hand out a `Failure` and go on. `extract_article`, which
has one page and nothing to go on to, does.
"""

from typing import Literal


class CorpusError(Exception):
    """Base of the tree; its message says what happened, with the value, and what to do."""


class NoSuchPath(CorpusError):
    """Nothing stands at a path that was named, or a pattern fits no file."""


class BadFieldMap(CorpusError):
    """What was said about the fields of records names no fact, or no field."""


class Unreadable(CorpusError):
    """One file or page that gives no article: why, what to do, and whether anything is wrong with it at all."""

    def __init__(self, reason: str, remedy: str, kind: Literal["skipped", "failed"] = "failed") -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.kind: Literal["skipped", "failed"] = kind
