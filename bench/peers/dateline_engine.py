"""Dateline itself, as a program uses it: the writing and the searching port."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import search.columnar.searcher  # noqa: F401  what the first opening would import
from bench.engine import NOTHING, SINCE, TOP, Answer, Engine
from bench.queries import Question
from corpus import Article
from index import open_writer
from search import And, Filters, Hit, Or, Phrase, Prefix, Query, SearchRequest, Term, open_searcher


@dataclass
class Dateline(Engine):
    name: str = "Dateline"
    note: str = "ten hits as a list shows them: marked titles, sources, dates, addresses"
    index: str = "dateline"
    page: bool = True

    def __post_init__(self) -> None:
        self.builds = self.page

    def build(self, articles: Iterable[Article], home: Path) -> None:
        with open_writer(home) as writer:
            writer.upsert(articles)

    def open(self, home: Path) -> None:
        self._searcher: Any = open_searcher(home)

    def answer(self, question: Question) -> Answer:
        request = asked(question)
        if not self.page:
            total, ids = self._searcher.best(request)
            return int(total), list(ids)
        page = self._searcher.search(request)
        return page.total.value, [hit.article.id for hit in page.hits if looked_at(hit)]


def looked_at(hit: Hit) -> bool:
    """Whether a hit has anything to show; looking makes the searcher read all that a list shows of it.

    That is its title and its passages, marked, its address, source and date; not the whole body.
    """
    article = hit.article
    told = (article.url, article.source, article.published, article.authors)
    return len(hit.title.text) + len(hit.snippets) + sum(each is not None for each in told) > 0


def asked(question: Question) -> SearchRequest:
    """The question as a request for ten hits without passages."""
    return SearchRequest(
        _query(question),
        matching="all",
        sort="newest" if question.kind == "newest" else "relevance",
        filters=Filters(published_from=SINCE) if question.kind == "filtered" else Filters(),
        size=TOP,
        snippets=0,
    )


def _query(question: Question) -> Query:
    words = tuple(Term(word) for word in question.words)
    match question.kind:
        case "term" | "newest":
            return words[0]
        case "union":
            return Or(words)
        case "intersection" | "filtered":
            return And(words)
        case "phrase":
            return Phrase(question.words)
        case "prefix":
            return Prefix(question.words[0])


ENGINES = [
    Dateline(),
    Dateline(name="Dateline, ids only", note="the same without the articles themselves", page=False),
    Dateline(name="Dateline, all cores", note="its default", index="dateline_all", cores=0, kinds=NOTHING),
]
