"""The searching port over columnar segments."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.ma  # which `np.unique` imports at its first call, else
from whoosh.reading import IndexReader

import index.machine.loading  # noqa: F401  every opening needs it: imported here, not within the first
from corpus import Article
from index.columnar.stories_file import has_stories
from index.machine import make_ready
from index.whoosh_directory import damage_is_corruption
from search.columnar.listing import Listing
from search.columnar.matches import Asking
from search.columnar.paging import Paging
from search.columnar.reading import Reading, spelling_of
from search.columnar.shelf import Shelf
from search.columnar.snapshot import ColumnarSnapshot, StockSegments
from search.columnar.top import bare_list
from search.columnar.traits import spelled_traits
from search.columnar.usual import Initials, initials_of, spelled_by_far
from search.columnar.versions import CommittedMeanwhile, EarlierTexts
from search.columnar.window import ColumnarWindow, Segment
from search.deadline import Deadline
from search.every_text import of_articles, over_every_text
from search.query import Or
from search.related import Trait
from search.results import Hit, ResultPage, SearchRequest
from search.searcher import Searcher
from search.whoosh_order import ordered, turned
from search.whoosh_postings import Window
from search.whoosh_searcher import WhooshSearcher
from search.whoosh_snapshot import ATTEMPTS, Snapshot
from search.whoosh_stories import story_of

SLICE = 1 << 18  # documents between two looks at the clock
NOTHING = Or(())  # a query that marks nothing


def open_columnar(location: str) -> Searcher:
    """A searcher over the newest commit, whichever codec wrote it."""
    try:
        for _ in range(ATTEMPTS - 1):
            with suppress(CommittedMeanwhile):
                return ColumnarSearcher(location)
        return ColumnarSearcher(location)
    except StockSegments:
        return WhooshSearcher(location)


class ColumnarSearcher(WhooshSearcher):
    """A snapshot of one commit of a columnar index."""

    _snapshot: ColumnarSnapshot

    def __init__(self, location: str) -> None:
        super().__init__(location)
        with damage_is_corruption(location):
            self._earlier = EarlierTexts(self._snapshot, location)
            make_ready()
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

    def _newest(self, reader: IndexReader, request: SearchRequest, deadline: Deadline) -> list[int]:
        found = Asking(self._snapshot, reader, request, deadline).matches()
        listing = Listing(self._snapshot, found, request, deadline, scoring=False)
        listed = listing.page() if found.is_listable else None
        if listed is None:
            return super()._newest(reader, request, deadline)
        documents: list[int] = listed.documents.tolist()
        return documents if found.complete and listing.complete else []

    def _articles(self, reader: IndexReader, numbers: Sequence[int]) -> Sequence[Article]:
        """Some articles, each read when it is looked at."""
        page = Reading(self._snapshot, self._location, NOTHING, 0, np.array(numbers, np.int64))
        return [hit.article for hit in page.hits([0.0] * len(numbers), 1)]

    def _written(self, reader: IndexReader, deadline: Deadline, words: Sequence[str]) -> list[str]:
        known = spelled_by_far(words, map(self._initials, self._snapshot.shelves))
        doubtful = [word for word in words if word not in known]
        known |= zip(doubtful, super()._written(reader, deadline, doubtful), strict=True)
        return [known[word] for word in words]

    def _initials(self, shelf: Shelf) -> Initials:
        model, size = shelf.file.records.model, shelf.documents
        return self._snapshot.kept("initials", str(shelf.base), lambda: initials_of(model, size))

    def _traits(self, reader: IndexReader, number: int) -> list[Trait]:
        shelf = self._snapshot.shelf_of(number)
        if shelf.file.records.is_spelled(number - shelf.base):
            return spelled_traits(spelling_of(self._snapshot, shelf), shelf, number - shelf.base)
        return super()._traits(reader, number)

    def best(self, request: SearchRequest) -> tuple[int, list[str]]:
        """How many articles match, and the ids of a page of the best; nothing is read of the articles themselves."""
        deadline = Deadline(request.deadline_s)
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            bare = None
            if request.group == "off" and not request.diverse and not request.after:
                bare = bare_list(self._snapshot, reader, request, deadline)
            if bare is not None:
                return bare.total, self._snapshot.ids_of(turned(bare.listed, request).documents)
            found = Asking(self._snapshot, reader, request, deadline).matches()
            listed = Listing(self._snapshot, found, request, deadline).page() if found.is_listable else None
            if listed is None:
                answer = self._answering(reader, request, deadline).answer()
                listed = ordered(self._snapshot, answer, request, request.page * request.size)
        return found.total, self._snapshot.ids_of(turned(listed, request).documents)

    def versions(self, id: str) -> tuple[Article, ...]:
        present = self.article(id)
        if present is None:
            return ()
        with self._snapshot.borrow(), damage_is_corruption(self._location):
            return (present, *self._earlier.of(present))

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        if request.versions == "current":
            return super().scan(request)
        hits = self._every(request).scan(over_every_text(request, grouped=bool(self._earlier)))
        return (self._told(hit) for hit in hits)

    def _every(self, request: SearchRequest) -> "ColumnarSearcher":
        """A searcher over every text, present or earlier, which puts those of one article together."""
        if not self._earlier:
            return self
        with self._snapshot.borrow(), damage_is_corruption(self._location):
            return self._snapshot.kept("every text", request.group, lambda: EverySearcher(self, request.group))

    def _told(self, hit: Hit) -> Hit:
        """A hit of `_every` as one of the article it is a text of."""
        with self._snapshot.borrow(), damage_is_corruption(self._location):
            article = hit.article
            version = article.version  # read now, and with it the id of the article itself
            number = self._snapshot.numbers.get(article.id)
            if number is None:
                return hit
            present = int(self._snapshot.version[number])
            told = present if present != version else None
            return replace(hit, story=story_of(self._snapshot, number), present_version=told)

    def search(self, request: SearchRequest) -> ResultPage:
        if request.versions == "all":
            every = self._every(request).search(over_every_text(request, grouped=bool(self._earlier)))
            return of_articles(replace(every, hits=tuple(map(self._told, every.hits))), request)
        began = perf_counter()
        page = None if request.explain else self._quick(request)
        if page is None:
            return super().search(request)
        return replace(page, took_ms=(perf_counter() - began) * 1000)

    def _quick(self, request: SearchRequest) -> ResultPage | None:
        """The page by the compiled loops, its articles not read yet; None where they cannot make it."""
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            asking = Asking(self._snapshot, reader, request, Deadline(request.deadline_s))
            found = asking.matches()
            written = partial(self._written, reader, asking.deadline)
            return Paging(asking, found, self._location, written).page() if found.is_listable else None


class EverySearcher(ColumnarSearcher):
    """The same commit with its earlier texts among the present ones, for `versions="all"`."""

    def __init__(self, present: ColumnarSearcher, group: str) -> None:
        self._location, self._bytes = present._location, present._bytes
        self._snapshot, self._suggested = present._earlier.joined(by_story=group == "story"), {}
