"""The writing port on columnar segments: Whoosh's writer with another batch beneath.

Title and body go to the segment's builder as they are, which analyzes each distinct word once; the small fields are
analyzed as for any engine.
"""

from dataclasses import replace
from typing import cast

from whoosh.index import FileIndex

from corpus import Article
from index.columnar.builder import Entry, Occurrence
from index.columnar.record import record_bytes
from index.columnar.whoosh_batch import BUDGET, ColumnarBatch
from index.columnar.whoosh_index import SafeIndex, sweep
from index.document import Imprint, document_of
from index.schema import article_record
from index.whoosh_batch import Batch
from index.whoosh_directory import translated
from index.whoosh_writer import Held, WhooshWriter, key_of

TEXT = ("title", "body")


class ColumnarWriter(WhooshWriter):
    """The one writer of a columnar index; `budget` bounds its memory, in bytes."""

    def __init__(self, location: str, budget: int = BUDGET) -> None:
        self._budget = budget
        super().__init__(location)

    def _start(self, index: FileIndex) -> Batch:
        safe = cast(SafeIndex, index)
        sweep(safe)
        self._columnar = ColumnarBatch(safe, self._budget)
        return cast(Batch, self._columnar)

    def _put(self, article: Article, marks: Imprint) -> None:
        entry = entry_of(article, marks)
        with translated(self.location):
            self._columnar.put_entry(key_of(article.id), entry, Held(article.version, marks))


def entry_of(article: Article, marks: Imprint) -> Entry:
    """An article as a segment's builder takes it. Raises ValueError where its id or version is none."""
    document = document_of(replace(article, title="", body=""), marks)
    terms: dict[str, list[Occurrence]] = {
        name: [(_bytes(term), places) for term, places in words.items()]
        for name, words in document.words.items()
        if words and name not in TEXT
    }
    terms |= {name: [(_bytes(term), ()) for term in values] for name, values in document.values.items() if values}
    return Entry(
        record=record_bytes(article_record(article)),
        title=article.title,
        body=article.body,
        language=article.language,
        terms=terms,
        columns=document.columns,
    )


def _bytes(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
