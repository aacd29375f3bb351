"""SQLite's full-text search."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.engine import SINCE_S, TOP, Answer, Engine, seconds
from bench.queries import Question
from corpus import Article


@dataclass
class Fts5(Engine):
    name: str = "SQLite FTS5"
    note: str = "Porter stemmer; the filter and the order by date over a joined table"
    index: str = "fts5"

    def build(self, articles: Iterable[Article], home: Path) -> None:
        home.mkdir(parents=True)
        base = sqlite3.connect(home / "index.db")
        base.execute("CREATE VIRTUAL TABLE text USING fts5(title, body, tokenize='porter unicode61')")
        base.execute("CREATE TABLE article (n INTEGER PRIMARY KEY, id TEXT, published INTEGER)")
        for number, article in enumerate(articles):
            row = (number, article.title, article.body)
            base.execute("INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", row)
            base.execute("INSERT INTO article VALUES (?, ?, ?)", (number, article.id, seconds(article)))
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
            base += f" AND published >= {SINCE_S}"
        order = "published DESC" if question.kind == "newest" else "rank"
        count = self._base.execute(f"SELECT count(*) {base}", (text,)).fetchone()[0]
        rows = self._base.execute(f"SELECT id {base} ORDER BY {order} LIMIT {TOP}", (text,)).fetchall()
        return count, [row[0] for row in rows]


ENGINES = [Fts5()]
