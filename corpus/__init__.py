"""Reads news files into Articles. Imports nothing of ours."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corpus.article import Article, Failure
from corpus.errors import BadFieldMap, CorpusError, NoSuchPath, Unreadable
from corpus.field_map import FieldMap, parse_field_map
from corpus.walk import SourceFile, walk

if TYPE_CHECKING:
    from corpus.extract import extract_article
    from corpus.reader import read_articles, read_file

# Loaded at first use: the parsers of every format take a second, and a search needs none of them.
LATE = {"extract_article": "corpus.extract", "read_articles": "corpus.reader", "read_file": "corpus.reader"}

__all__ = [
    "Article",
    "BadFieldMap",
    "CorpusError",
    "Failure",
    "FieldMap",
    "NoSuchPath",
    "SourceFile",
    "Unreadable",
    "extract_article",
    "parse_field_map",
    "read_articles",
    "read_file",
    "walk",
]


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module {__name__} has no {name}")
    return getattr(import_module(LATE[name]), name)
