"""Xapian, by Debian's binding."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xapian

from bench.engine import SINCE_S, TOP, Answer, Engine, seconds
from bench.queries import Question
from corpus import Article

DATE = 0  # the value slot


@dataclass
class Xapian(Engine):
    name: str = "Xapian"
    note: str = "glass backend, English stemmer; title and body in one; the filter and the order by date over a value"
    index: str = "xapian"

    def build(self, articles: Iterable[Article], home: Path) -> None:
        base = xapian.WritableDatabase(str(home), xapian.DB_CREATE_OR_OVERWRITE)
        terms = xapian.TermGenerator()
        terms.set_stemmer(xapian.Stem("en"))
        for article in articles:
            document = xapian.Document()
            terms.set_document(document)
            terms.index_text(article.title)
            terms.increase_termpos()
            terms.index_text(article.body)
            document.set_data("\n".join((article.id, article.title, article.body)))
            document.add_value(DATE, xapian.sortable_serialise(seconds(article)))
            base.add_document(document)
        base.commit()
        base.close()

    def open(self, home: Path) -> None:
        self._base: Any = xapian.Database(str(home))
        self._parser: Any = xapian.QueryParser()
        self._parser.set_stemmer(xapian.Stem("en"))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_database(self._base)

    def answer(self, question: Question) -> Answer:
        enquire = xapian.Enquire(self._base)
        enquire.set_query(self._query(question))
        if question.kind == "newest":
            enquire.set_sort_by_value(DATE, True)
        found = enquire.get_mset(0, TOP, self._base.get_doccount())
        ids = [hit.document.get_data().split(b"\n", 1)[0].decode() for hit in found]
        return found.get_matches_estimated(), ids

    def _query(self, question: Question) -> Any:
        words = question.words
        if question.kind == "prefix":
            return self._parser.parse_query(words[0] + "*", xapian.QueryParser.FLAG_WILDCARD)
        text = {"union": " OR ".join(words), "phrase": f'"{" ".join(words)}"'}.get(question.kind, " AND ".join(words))
        query = self._parser.parse_query(text)
        if question.kind != "filtered":
            return query
        since = xapian.Query(xapian.Query.OP_VALUE_GE, DATE, xapian.sortable_serialise(SINCE_S))
        return xapian.Query(xapian.Query.OP_FILTER, query, since)


ENGINES = [Xapian()]
