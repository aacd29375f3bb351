"""Tantivy from Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from bench.engine import NOTHING, SINCE_S, TOP, Answer, Engine, seconds
from bench.queries import Question
from corpus import Article

BUDGET = 512_000_000  # bytes, as Dateline's default


@dataclass
class Tantivy(Engine):
    name: str = "Tantivy"
    note: str = "English stemmer, one indexing thread; phrases by stem"
    index: str = "tantivy"

    def build(self, articles: Iterable[Article], home: Path) -> None:
        home.mkdir(parents=True)
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("title", stored=True, tokenizer_name="en_stem")
        schema.add_text_field("body", stored=True, tokenizer_name="en_stem")
        schema.add_integer_field("published", stored=True, indexed=True, fast=True)
        writer = tantivy.Index(schema.build(), str(home)).writer(heap_size=BUDGET, num_threads=self.cores)
        for article in articles:
            writer.add_document(
                tantivy.Document(id=article.id, title=article.title, body=article.body, published=seconds(article))
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, home: Path) -> None:
        self._index: Any = tantivy.Index.open(str(home))
        self._searcher: Any = self._index.searcher()

    def answer(self, question: Question) -> Answer:
        query = self._query(question)
        if question.kind == "newest":
            found = self._searcher.search(query, TOP, count=True, order_by_field="published")
        else:
            found = self._searcher.search(query, TOP, count=True)
        return found.count, [self._searcher.doc(address)["id"][0] for _, address in found.hits]

    def _query(self, question: Question) -> Any:
        words = question.words
        if question.kind == "prefix":
            pattern = words[0] + ".*"
            each = [tantivy.Query.regex_query(self._index.schema, name, pattern) for name in ("title", "body")]
            return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])
        text = {
            "union": " OR ".join(words),
            "phrase": f'"{" ".join(words)}"',
            "filtered": " AND ".join((*words, f"published:[{SINCE_S} TO 9999999999]")),
        }.get(question.kind, " AND ".join(words))
        return self._index.parse_query(text, ["title", "body"])


ENGINES = [
    Tantivy(),
    Tantivy(name="Tantivy again", note="the same index once more: how far two runs differ", builds=False),
    Tantivy(name="Tantivy, all cores", note="its default of threads", index="tantivy_all", cores=0, kinds=NOTHING),
]
