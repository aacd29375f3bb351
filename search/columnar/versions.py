"""Earlier texts of edited articles: held open beside the snapshot of the present ones, and searched together with them.

The normal search never meets them. One for `versions="all"` is a search of a snapshot of its own, made when first asked
for: the segments of the present texts and those of the earlier ones behind them. There the texts of one article, or of
the copies of one story, are grouped as a story is, so that each is listed once.
"""

from pathlib import Path

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from corpus import Article
from index.columnar.dictionary import prefix_range
from index.columnar.opened import opened
from index.columnar.record import record_of
from index.columnar.segment import SegmentFile
from index.columnar.whoosh_codec import FIELD_NUMBERS, ColumnarSegment
from index.columnar.whoosh_index import older_segments
from index.errors import IndexUnavailable
from index.schema import UNDATED, VALUE_SEPARATOR, article_from_record
from search.columnar.snapshot import ColumnarSnapshot
from search.stories import Stories
from search.whoosh_snapshot import READERS, leaves


class CommittedMeanwhile(IndexUnavailable):
    """The table of contents is gone that the snapshot was opened by."""


class EarlierTexts:
    """The earlier texts of one commit. Their files are open from the start: a later commit may remove them."""

    def __init__(self, snapshot: ColumnarSnapshot, location: str) -> None:
        self._snapshot, self._location = snapshot, location
        self._storage = self._schema = None
        self._files: list[tuple[SegmentFile, ColumnarSegment]] = []
        with snapshot.borrow() as reader:
            present = leaves(reader) if snapshot.documents else []
            self._segments = [leaf.reader.segment() for leaf in present]
            if not present:
                return
            self._storage, self._schema = present[0].reader.storage(), present[0].reader.schema
        try:
            older = older_segments(Path(location), snapshot.generation)
            self._files = [(opened(self._storage, segment.file_name()), segment) for segment in older]
        except FileNotFoundError as exc:
            told = f"index at {location}: a commit came while it was opened: try again"
            raise CommittedMeanwhile(told) from exc

    def of(self, present: Article) -> tuple[Article, ...]:
        """Those of an article, newest first."""
        found = [text for file, segment in self._files for text in _texts_of(file, segment, present.id)]
        return tuple(sorted(found, key=lambda text: -text.version))

    def __bool__(self) -> bool:
        return bool(self._files)

    def joined(self, *, by_story: bool) -> "JoinedSnapshot":
        """A snapshot of every text, those of one article together, or those of one story."""
        return JoinedSnapshot(self._location, [self._reader() for _ in range(READERS)], self._snapshot, by_story)

    def _reader(self) -> IndexReader:
        segments = [*self._segments, *(segment for _, segment in self._files)]
        return FileIndex._reader(self._storage, self._schema, segments, self._snapshot.generation)


class JoinedSnapshot(ColumnarSnapshot):
    """Present texts, numbered as in their own snapshot, and earlier ones behind them."""

    def __init__(
        self, location: str, readers: list[IndexReader], present: ColumnarSnapshot, by_story: bool
    ) -> None:  # fmt: skip
        self._present, self._by_story = present, by_story
        super().__init__(location, readers)
        self.generation = present.generation

    def _grouped(self) -> Stories:
        present = self._present
        heads = np.arange(self.documents, dtype=np.int64)
        if self._by_story:
            heads[: present.documents] = present.stories.heads
        for number in (np.flatnonzero(self.live[present.documents :]) + present.documents).tolist():
            of = present.numbers.get(article_of(self.id_of(number)))
            heads[number] = number if of is None else heads[of]
        moments = np.where(self.published == UNDATED, np.iinfo(np.int64).max, self.published)
        ranks = np.empty(self.documents, np.int64)
        ranks[np.lexsort((self.id_rank, moments))] = np.arange(self.documents)
        return Stories(heads, ranks)


def article_of(id: str) -> str:
    """The id of the article that a text is of, by the text's own."""
    return id.partition(VALUE_SEPARATOR)[0]


def _texts_of(file: SegmentFile, segment: ColumnarSegment, id: str) -> list[Article]:
    prefix = bytes([FIELD_NUMBERS["id"]]) + (id + VALUE_SEPARATOR).encode("utf-8", "surrogatepass")
    documents = [
        document
        for key in range(*prefix_range(file.fields, prefix))
        for document in file.field_postings(key).docs.tolist()
        if not segment.is_deleted(document)
    ]
    return [article_from_record(record_of(file.records.record(document))) for document in documents]
