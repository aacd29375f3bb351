"""The hits of one page over the files of a segment, each read when it is looked at.

Titles and passages are read for all hits of the page at once, at the first look at one of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from corpus import Article
from index.columnar.columns import TextColumn
from index.columnar.record import record_of
from index.schema import article_from_record, told_by_record
from index.whoosh_directory import damage_is_corruption
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.columnar.spelled import Showing, Shown, Spelling
from search.marking import Marker, marker
from search.query import Query
from search.results import Hit, Story
from search.snippets import passages, title_of
from search.unread import ARTICLE_FIELDS, unread_article, unread_hit
from search.whoosh_postings import Documents
from search.whoosh_stories import story_of

BATCH_BYTES = 1 << 20  # of texts walked at once


class Reading:
    """Reads for one page. It holds the files, so that the page may be looked at when the searcher is closed.

    most: passages a hit at most
    """

    def __init__(
        self, snapshot: ColumnarSnapshot, location: str, query: Query, most: int, documents: Documents
    ) -> None:
        self._snapshot, self._location, self._query, self._most = snapshot, location, query, most
        self._documents = documents

    def hits(self, scores: Sequence[float], rank: int) -> tuple[Hit, ...]:
        """The hits of the page, the first of that rank."""
        rows = zip(self._documents.tolist(), self._snapshot.ids_of(self._documents), scores, strict=True)
        return tuple(self._hit(number, id, score, place) for place, (number, id, score) in enumerate(rows, rank))

    def _hit(self, number: int, id: str, score: float, rank: int) -> Hit:
        article = unread_article(id, partial(self._fields, number))
        return unread_hit(article, score, rank, partial(self._story, number), partial(self._told, number))

    @cached_property
    def _marks(self) -> Marker:
        return marker(self._query, self._snapshot.languages)

    @cached_property
    def _shown(self) -> dict[int, Shown]:
        """What each document shows, of those whose texts are spelled."""
        grouped: dict[tuple[int, str | None], list[int]] = defaultdict(list)
        for number in self._documents.tolist():
            shelf = self._snapshot.shelf_of(number)
            if shelf.file.records.is_spelled(number - shelf.base):
                grouped[shelf.base, _language(shelf, number - shelf.base)].append(number - shelf.base)
        found: dict[int, Shown] = {}
        for (base, language), docs in grouped.items():
            shelf = self._snapshot.shelf_of(base)
            showing = Showing(_spelling(self._snapshot, shelf), language, self._marks, self._most)
            for batch in _batches(docs, shelf):
                told = zip(batch, showing.shown(batch), strict=True)
                found |= {base + doc: shown for doc, shown in told if shown is not None}
        return found

    def _fields(self, number: int, name: str) -> Mapping[str, object]:
        """A field of an article, and those that are read with it."""
        with damage_is_corruption(self._location):
            shelf = self._snapshot.shelf_of(number)
            records, doc = shelf.file.records, number - shelf.base
            if name == "title" and number in self._shown:
                return {"title": self._shown[number].title.text}
            if name in ("title", "body") or not records.is_spelled(doc):
                article = self._article(number)
                return {each: getattr(article, each) for each in ARTICLE_FIELDS}
            return told_by_record(json.loads(records.frame(doc)))

    def _article(self, number: int) -> Article:
        shelf = self._snapshot.shelf_of(number)
        return article_from_record(record_of(shelf.file.records.record(number - shelf.base)))

    def _story(self, number: int) -> Story | None:
        with damage_is_corruption(self._location):
            return story_of(self._snapshot, number)

    def _told(self, number: int) -> Shown:
        with damage_is_corruption(self._location):
            known = self._shown.get(number)
            if known is not None:
                return known
            article = self._article(number)
            return Shown(title_of(article, self._marks), passages(article, self._marks, self._most))


def _spelling(snapshot: ColumnarSnapshot, shelf: Shelf) -> Spelling:
    return snapshot.kept("spelling", str(shelf.base), lambda: Spelling(shelf.file.records))


def _language(shelf: Shelf, doc: int) -> str | None:
    column = shelf.file.columns["lang"]
    if not isinstance(column, TextColumn):
        raise TypeError("column lang holds no texts")
    return column[doc] or None


def _batches(docs: Sequence[int], shelf: Shelf) -> Iterator[list[int]]:
    """The documents by batches of texts that fit into memory together; one at least."""
    batch: list[int] = []
    size = 0
    for doc in docs:
        batch.append(doc)
        size += int(shelf.file.records.sizes[doc].sum(dtype="int64"))
        if size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
