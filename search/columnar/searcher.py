"""The searching port over columnar segments."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from whoosh.reading import IndexReader

from index.columnar.stories_file import has_stories
from index.whoosh_directory import damage_is_corruption
from search.columnar.matches import Asking, Matches
from search.columnar.reading import Reading
from search.columnar.rehearsal import rehearse
from search.columnar.snapshot import ColumnarSnapshot, StockSegments
from search.columnar.top import best_matches
from search.columnar.window import ColumnarWindow, Segment
from search.deadline import Deadline
from search.query import Query
from search.results import Hit, ResultPage, SearchRequest, TotalHits
from search.searcher import Searcher
from search.spelling import doubtful_words
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_order import Ordered, ordered, turned
from search.whoosh_postings import Window
from search.whoosh_searcher import WhooshSearcher
from search.whoosh_snapshot import Snapshot

SLICE = 1 << 18  # documents between two looks at the clock


def open_columnar(location: str) -> Searcher:
    """A searcher over the newest commit, whichever codec wrote it."""
    try:
        return ColumnarSearcher(location)
    except StockSegments:
        return WhooshSearcher(location)


class ColumnarSearcher(WhooshSearcher):
    """A snapshot of one commit of a columnar index."""

    _snapshot: ColumnarSnapshot

    def __init__(self, location: str) -> None:
        super().__init__(location)
        with damage_is_corruption(location):
            rehearse(self._snapshot)
            if not has_stories(Path(location), self.generation):
                self._snapshot.stories.several.any()  # found now, outside the time of any search

    @staticmethod
    def _open(location: str) -> Snapshot:
        return ColumnarSnapshot(location)

    def _windows(self, reader: IndexReader, deadline: Deadline) -> Iterator[Window]:
        for shelf in self._snapshot.shelves:
            segment = Segment(self._snapshot, shelf, deadline)
            for low in range(0, segment.size, SLICE):
                deadline.check()
                yield ColumnarWindow(segment, low, min(low + SLICE, segment.size))  # type: ignore[misc] # same shape

    def _alone(self, reader: IndexReader, deadline: Deadline, number: int) -> Window:
        shelf = self._snapshot.shelf_of(number)
        at = number - shelf.base
        return ColumnarWindow(Segment(self._snapshot, shelf, deadline), at, at + 1)  # type: ignore[return-value] # same shape

    def best(self, request: SearchRequest) -> tuple[int, list[str]]:
        """How many articles match, and the ids of a page of the best; nothing is read of the articles themselves."""
        most, deadline = request.page * request.size, Deadline(request.deadline_s)
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            found = Asking(self._snapshot, reader, request, deadline).matches()
            if found is None:
                answer = self._answering(reader, request, deadline).answer()
                total, listed = int(answer.passing().sum()), ordered(self._snapshot, answer, request, most)
            else:
                total, listed = found.total, best_matches(self._snapshot, found, request, most, deadline)[0]
        return total, [self._snapshot.id_of(number) for number in turned(listed, request).documents.tolist()]

    def search(self, request: SearchRequest) -> ResultPage:
        began = perf_counter()
        deadline = Deadline(request.deadline_s)
        longer = request.facets or request.histogram or request.after or request.diverse or request.explain
        if not longer and request.group == "off":
            with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
                found = Asking(self._snapshot, reader, request, deadline).matches()
                if found is not None and not self._doubtful(reader, request):
                    return self._page(request, found, deadline, began)
        return super().search(request)

    def _unread(self, listed: Ordered, query: Query, most: int) -> tuple[Hit, ...]:
        reading = Reading(self._snapshot, self._location, query, most)
        pairs = zip(listed.documents.tolist(), listed.scores.tolist(), strict=True)
        return tuple(reading.hit(number, score, rank) for rank, (number, score) in enumerate(pairs, listed.before + 1))

    def _doubtful(self, reader: IndexReader, request: SearchRequest) -> bool:
        """Whether another query may have been meant, which takes the longer way to find out."""
        return bool(doubtful_words(request.query, WhooshLexicon(self._snapshot, reader, Deadline(None))))

    def _page(self, request: SearchRequest, found: Matches, deadline: Deadline, began: float) -> ResultPage:
        total = found.total
        best, complete = best_matches(self._snapshot, found, request, request.page * request.size, deadline)
        listed = turned(best, request)
        hits = self._unread(listed, found.query, request.snippets)
        return ResultPage(
            total=TotalHits(total, complete),
            hits=hits,
            page=request.page,
            size=request.size,
            matching=found.words,
            sort=request.sort,
            generation=self.generation,
            took_ms=(perf_counter() - began) * 1000,
            timed_out=not complete,
            warnings=found.warnings,
            cursor=self._cursor(hits, listed, request, total),
        )
