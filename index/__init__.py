"""Turns Articles into an inverted index. Imports corpus."""

from index.address import Address, parse_address
from index.errors import (
    BadAddress,
    DatelineIndexError,
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    RefusedBuild,
)
from index.writer import Ledger, LedgerEntry, Outcome, Writer, open_writer

__all__ = [
    "Address",
    "BadAddress",
    "DatelineIndexError",
    "IndexBusy",
    "IndexCorrupt",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnavailable",
    "Ledger",
    "LedgerEntry",
    "Outcome",
    "RefusedBuild",
    "Writer",
    "open_writer",
    "parse_address",
]
