"""The hits of one page over the files of a segment, each read when it is looked at.

Titles and passages are read for all hits of the page at once, at the first look at one of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from corpus import Article
from index.columnar.record import record_of
from index.schema import article_from_record, told_by_record
from index.whoosh_directory import damage_is_corruption
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.columnar.spelled import Showing, Shown, Spelling
from search.marking import Markers
from search.query import Query
from search.results import Hit, Story
from search.snippets import passages, title_of
from search.unread import ARTICLE_FIELDS, unread_hit
from search.whoosh_postings import Documents
from search.whoosh_stories import story_of

BATCH_BYTES = 1 << 20  # of texts walked at once
_decoded = json.JSONDecoder().decode


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
        return tuple(unread_hit(self, number, id, score, place) for place, (number, id, score) in enumerate(rows, rank))

    def article(self, number: int, name: str) -> Mapping[str, object]:
        """A field of an article, and those that are read with it."""
        if name != "body" and number not in self._placed:
            name = "body"  # its texts are in no other place than its other fields
        if name == "title":
            return {"title": self.texts(number).title.text}
        if name != "body":
            return self._heads[number]
        with damage_is_corruption(self._location):
            read = self._article(number)
        return {each: getattr(read, each) for each in ARTICLE_FIELDS}

    def story(self, number: int) -> Story | None:
        """The story of a hit."""
        with damage_is_corruption(self._location):
            return story_of(self._snapshot, number)

    def texts(self, number: int) -> Shown:
        """The marked title and the passages of a hit."""
        known = self._shown.get(number)
        if known is not None:
            return known
        with damage_is_corruption(self._location):
            article = self._article(number)
            marks = self._marks.of(article.language)
            return Shown(title_of(article, marks), passages(article, marks, self._most))

    @cached_property
    def _marks(self) -> Markers:
        return Markers(self._query, self._snapshot.spoken)

    @cached_property
    def _placed(self) -> dict[int, tuple[Shelf, int]]:
        """The segment of each document whose texts are spelled, and its number there."""
        placed = {}
        for number in self._documents.tolist():
            shelf = self._snapshot.shelf_of(number)
            if shelf.file.records.is_spelled(number - shelf.base):
                placed[number] = shelf, number - shelf.base
        return placed

    @cached_property
    def _heads(self) -> dict[int, Mapping[str, object]]:
        """All fields of these documents but title and body."""
        with damage_is_corruption(self._location):
            return {
                number: told_by_record(_decoded(shelf.file.records.frame(doc).decode()))
                for number, (shelf, doc) in self._placed.items()
            }

    @cached_property
    def _shown(self) -> dict[int, Shown]:
        """What each of these documents shows, but for those that the loops cannot show."""
        found: dict[int, Shown] = {}
        with damage_is_corruption(self._location):
            for (base, language), docs in self._grouped().items():
                shelf = self._snapshot.shelf_of(base)
                showing = Showing(spelling_of(self._snapshot, shelf), language, self._marks.of(language), self._most)
                for batch in _batches(docs, shelf):
                    told = zip(batch, showing.shown(batch), strict=True)
                    found |= {base + doc: shown for doc, shown in told if shown is not None}
        return found

    def _grouped(self) -> dict[tuple[int, str | None], list[int]]:
        """These documents by segment, told by its base, and language."""
        grouped: dict[tuple[int, str | None], list[int]] = defaultdict(list)
        for shelf, doc in self._placed.values():
            grouped[shelf.base, shelf.language(doc)].append(doc)
        return grouped

    def _article(self, number: int) -> Article:
        shelf = self._snapshot.shelf_of(number)
        return article_from_record(record_of(shelf.file.records.record(number - shelf.base)))


def spelling_of(snapshot: ColumnarSnapshot, shelf: Shelf) -> Spelling:
    """The spelled texts of a segment, described at the first need."""
    return snapshot.kept("spelling", str(shelf.base), lambda: Spelling(shelf.file.records))


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
