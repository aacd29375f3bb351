"""Turns Articles into an inverted index. Imports corpus."""

from index.address import Address, parse_address
from index.build import BuildOptions, build
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
from index.follow import FollowOptions, follow
from index.report import ArticleCounts, BuildReport, FileCounts, Progress
from index.writer import Ledger, LedgerEntry, Outcome, Writer, open_writer

__all__ = [
    "Address",
    "ArticleCounts",
    "BadAddress",
    "BuildOptions",
    "BuildReport",
    "DatelineIndexError",
    "FileCounts",
    "FollowOptions",
    "IndexBusy",
    "IndexCorrupt",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnavailable",
    "Ledger",
    "LedgerEntry",
    "Outcome",
    "Progress",
    "RefusedBuild",
    "Writer",
    "build",
    "follow",
    "open_writer",
    "parse_address",
]
