"""Reads news files into Articles. Imports nothing of ours."""

from corpus.article import Article, Failure
from corpus.errors import CorpusError, NoSuchPath, Unreadable
from corpus.extract import extract_article
from corpus.reader import read_articles, read_file
from corpus.walk import SourceFile, walk

__all__ = [
    "Article",
    "CorpusError",
    "Failure",
    "NoSuchPath",
    "SourceFile",
    "Unreadable",
    "extract_article",
    "read_articles",
    "read_file",
    "walk",
]
