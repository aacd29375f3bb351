"""Reads news files into Articles. Imports nothing of ours."""

from corpus.article import Article, Failure

__all__ = ["Article", "Failure"]
