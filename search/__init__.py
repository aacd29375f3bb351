"""Answers a request with a page of hits. Imports index and corpus."""

from search.completion import Completion
from search.cursor import Cursor, read_cursor, write_cursor
from search.explanation import Explanation
from search.query import All, And, Boost, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard
from search.results import (
    Bucket,
    Copies,
    Copy,
    DateBucket,
    Facet,
    Filters,
    HeldBack,
    Histogram,
    Hit,
    IndexStats,
    ResultPage,
    SearchRequest,
    SearchWarning,
    Snippet,
    Story,
    Suggestion,
    TotalHits,
)
from search.searcher import Searcher, fingerprint, open_searcher
from search.synonyms import Synonyms, read_synonyms
from search.syntax import ParsedQuery, parse

__all__ = [
    "All",
    "And",
    "Boost",
    "Bucket",
    "Completion",
    "Copies",
    "Copy",
    "Cursor",
    "DateBucket",
    "Explanation",
    "Facet",
    "Filters",
    "Fuzzy",
    "HeldBack",
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
    "Story",
    "Suggestion",
    "Synonyms",
    "Term",
    "TotalHits",
    "Wildcard",
    "fingerprint",
    "open_searcher",
    "parse",
    "read_cursor",
    "read_synonyms",
    "write_cursor",
]
