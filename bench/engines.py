"""Dateline and its peers behind one face: build an index, then answer questions with ids and an exact total.

Equal work as far as each engine goes: title and body, stemmed, with positions, the text stored, ten ids and an exact
count. What differs is said in `note`.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from bench.queries import Kind, Question
from corpus import Article
from search import And, Filters, Or, Phrase, Prefix, SearchRequest, Term, open_searcher

TOP = 10
SINCE = date(2016, 1, 1)
Answer = tuple[int, list[str]]


class Engine(Protocol):
    name: str
    note: str
    kinds: frozenset[Kind]

    def build(self, articles: Iterable[Article], home: Path) -> None:
        """Index the articles, lastingly, with one thread where the engine lets itself be told."""

    def open(self, home: Path) -> None: ...

    def answer(self, question: Question) -> Answer:
        """How many articles match, exactly, and the ids of the best ten."""


ALL: frozenset[Kind] = frozenset(("term", "union", "intersection", "phrase", "prefix", "filtered", "newest"))


@dataclass
class Dateline:
    name: str = "Dateline"
    note: str = "ids by the searcher's own loop; `Dateline, whole page` is the same with articles and marked titles"
    kinds: frozenset[Kind] = ALL
    pages: bool = False

    def build(self, articles: Iterable[Article], home: Path) -> None:
        from index.columnar.whoosh_writer import ColumnarWriter

        with ColumnarWriter(str(home)) as writer:
            writer.upsert(articles)

    def open(self, home: Path) -> None:
        self._searcher: Any = open_searcher(home)

    def answer(self, question: Question) -> Answer:
        request = _request(question)
        if self.pages:
            page = self._searcher.search(request)
            return page.total.value, [hit.article.id for hit in page.hits]
        found: Answer = self._searcher.best(request)
        return found


def _request(question: Question) -> SearchRequest:
    words = tuple(Term(word) for word in question.words)
    match question.kind:
        case "term" | "newest":
            query: Any = words[0]
        case "union":
            query = Or(words)
        case "intersection" | "filtered":
            query = And(words)
        case "phrase":
            query = Phrase(question.words)
        case "prefix":
            query = Prefix(question.words[0])
    return SearchRequest(
        query,
        matching="all",
        sort="newest" if question.kind == "newest" else "relevance",
        filters=Filters(published_from=SINCE) if question.kind == "filtered" else Filters(),
        size=TOP,
        snippets=0,
    )


@dataclass
class Tantivy:
    name: str = "Tantivy"
    note: str = "Python binding, English stemmer, one indexing thread; phrases by stem"
    kinds: frozenset[Kind] = ALL
    threads: int = 1

    def build(self, articles: Iterable[Article], home: Path) -> None:
        import tantivy

        home.mkdir(parents=True)
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("title", stored=True, tokenizer_name="en_stem")
        schema.add_text_field("body", stored=True, tokenizer_name="en_stem")
        schema.add_integer_field("published", stored=True, indexed=True, fast=True)
        index = tantivy.Index(schema.build(), str(home))
        writer = index.writer(heap_size=400_000_000, num_threads=self.threads)
        for article in articles:
            published = int(article.published.timestamp()) if article.published else 0
            writer.add_document(
                tantivy.Document(id=article.id, title=article.title, body=article.body, published=published)
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, home: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(home))
        self._searcher = self._index.searcher()

    def answer(self, question: Question) -> Answer:
        import tantivy

        words = question.words
        match question.kind:
            case "term" | "newest":
                text = words[0]
            case "union":
                text = " OR ".join(words)
            case "intersection":
                text = " AND ".join(words)
            case "filtered":
                since = int(datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC).timestamp())
                text = " AND ".join(words) + f" AND published:[{since} TO 9999999999]"
            case "phrase":
                text = f'"{" ".join(words)}"'
            case "prefix":
                text = ""
        if question.kind == "prefix":
            each = [tantivy.Query.regex_query(self._index.schema, name, words[0] + ".*") for name in ("title", "body")]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])
        else:
            query = self._index.parse_query(text, ["title", "body"])
        if question.kind == "newest":
            found = self._searcher.search(query, TOP, count=True, order_by_field="published")
        else:
            found = self._searcher.search(query, TOP, count=True)
        return found.count, [self._searcher.doc(address)["id"][0] for _, address in found.hits]


@dataclass
class Fts5:
    name: str = "SQLite FTS5"
    note: str = "Porter stemmer; the filter and the order by date over a joined table"
    kinds: frozenset[Kind] = ALL

    def build(self, articles: Iterable[Article], home: Path) -> None:
        home.mkdir(parents=True)
        base = sqlite3.connect(home / "index.db")
        base.execute("CREATE VIRTUAL TABLE text USING fts5(title, body, tokenize='porter unicode61')")
        base.execute("CREATE TABLE article (n INTEGER PRIMARY KEY, id TEXT, published INTEGER)")
        for number, article in enumerate(articles):
            published = int(article.published.timestamp()) if article.published else 0
            base.execute(
                "INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", (number, article.title, article.body)
            )
            base.execute("INSERT INTO article VALUES (?, ?, ?)", (number, article.id, published))
        base.commit()
        base.close()

    def open(self, home: Path) -> None:
        self._base = sqlite3.connect(home / "index.db")

    def answer(self, question: Question) -> Answer:
        words = question.words
        text = {
            "union": " OR ".join(words),
            "phrase": f'"{" ".join(words)}"',
            "prefix": f"{words[0]}*",
        }.get(question.kind, " AND ".join(words))
        base = "FROM text JOIN article ON n = text.rowid WHERE text MATCH ?"
        if question.kind == "filtered":
            base += f" AND published >= {int(datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC).timestamp())}"
        order = "published DESC" if question.kind == "newest" else "rank"
        count = self._base.execute(f"SELECT count(*) {base}", (text,)).fetchone()[0]
        rows = self._base.execute(f"SELECT id {base} ORDER BY {order} LIMIT {TOP}", (text,)).fetchall()
        return count, [row[0] for row in rows]


@dataclass
class Bm25s:
    name: str = "bm25s"
    note: str = "numba, in memory, no positions, no text, and no count: union only"
    kinds: frozenset[Kind] = frozenset(("term", "union"))

    def build(self, articles: Iterable[Article], home: Path) -> None:
        import bm25s

        ids, texts = [], []
        for article in articles:
            ids.append(article.id)
            texts.append(f"{article.title}\n{article.body}")
        model = bm25s.BM25(backend="numba")
        model.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        model.save(str(home), corpus=ids)

    def open(self, home: Path) -> None:
        import bm25s

        self._model = bm25s.BM25.load(str(home), load_corpus=True)
        self._model.backend = "numba"
        self._model.activate_numba_scorer()

    def answer(self, question: Question) -> Answer:
        found = self._model.retrieve([list(question.words)], k=TOP, show_progress=False, n_threads=1)
        return -1, [str(hit["text"] if isinstance(hit, dict) else hit) for hit in found.documents[0]]


@dataclass
class StockWhoosh:
    name: str = "whoosh3"
    note: str = "Whoosh's own codec under our schema; only indexing is measured"
    kinds: frozenset[Kind] = frozenset()

    def build(self, articles: Iterable[Article], home: Path) -> None:
        from index.whoosh_writer import WhooshWriter

        with WhooshWriter(str(home)) as writer:
            writer.upsert(articles)

    def open(self, home: Path) -> None:
        pass

    def answer(self, question: Question) -> Answer:
        raise NotImplementedError


def available() -> tuple[list[Engine], list[str]]:
    """The engines that are installed, and what to say of the others."""
    engines: list[Engine] = [Dateline(), Dateline("Dateline, whole page", "articles and marked titles too", ALL, True)]
    missing = []
    for package, engine in (("tantivy", Tantivy()), ("bm25s", Bm25s())):
        if find_spec(package):
            engines.append(engine)
        else:
            missing.append(f"{engine.name}: not installed (pip install {package}), skipped")
    return [*engines, Fts5(), StockWhoosh()], missing


def clear(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    return home
