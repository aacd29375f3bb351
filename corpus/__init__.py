"""Reads news files into Articles. Imports nothing of ours."""

from corpus.article import Article, Failure
from corpus.errors import BadFieldMap, CorpusError, NoSuchPath, Unreadable
from corpus.extract import extract_article
from corpus.field_map import FieldMap, parse_field_map
from corpus.reader import read_articles, read_file
from corpus.walk import SourceFile, walk

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
