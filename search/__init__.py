"""Answers a request with a page of hits. Imports index and corpus."""

from search.cursor import Cursor, read_cursor, write_cursor
from search.query import All, And, Boost, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard
from search.results import (
    Bucket,
    DateBucket,
    Facet,
    Filters,
    Histogram,
    Hit,
    IndexStats,
    ResultPage,
    SearchRequest,
    SearchWarning,
    Snippet,
    Suggestion,
    TotalHits,
)
from search.searcher import Searcher, fingerprint, open_searcher
from search.syntax import ParsedQuery, parse

__all__ = [
    "All",
    "And",
    "Boost",
    "Bucket",
    "Cursor",
    "DateBucket",
    "Facet",
    "Filters",
    "Fuzzy",
    "Histogram",
    "Hit",
    "IndexStats",
    "Near",
    "Not",
    "Or",
    "ParsedQuery",
    "Phrase",
    "Prefix",
    "Query",
    "Range",
    "ResultPage",
    "SearchRequest",
    "SearchWarning",
    "Searcher",
    "Snippet",
    "Suggestion",
    "Term",
    "TotalHits",
    "Wildcard",
    "fingerprint",
    "open_searcher",
    "parse",
    "read_cursor",
    "write_cursor",
]
