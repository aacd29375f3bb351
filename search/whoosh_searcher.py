"""The searching port over a Whoosh index: translate the request, match it window by window, sort, show a page."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from corpus import Article
from index import successors
from index.schema import article_from_record
from index.whoosh_directory import damage_is_corruption, inventory
from search.completion import Completion, completed
from search.deadline import Deadline, DeadlinePassed
from search.did_you_mean import SUGGESTION_S, suggestion
from search.facets import facet, histogram, year_facet
from search.marking import Markers
from search.periods import day_of
from search.query import Query
from search.related import Trait, likeness, related, traits_of
from search.results import (
    Copies,
    Facet,
    FacetField,
    Histogram,
    Hit,
    IndexStats,
    ResultPage,
    SearchRequest,
    Story,
    Suggestion,
    TotalHits,
)
from search.snippets import body_of, passages, title_of
from search.usual_spelling import usual_spellings
from search.whoosh_answer import COLUMNS, Answer, Answering, Numbers
from search.whoosh_completion import WhooshVocabulary
from search.whoosh_explaining import Explaining
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_match import Translator
from search.whoosh_order import held_back, next_cursor, ordered, turned
from search.whoosh_postings import WINDOW, Segment, Window
from search.whoosh_snapshot import Snapshot, leaves, stored
from search.whoosh_stories import copies_of, story_of

SCAN_BATCH = 100
KEYSTROKE_S = 0.1  # what takes longer comes after the next letter
MOST_SUGGESTED = 5000  # answers kept, of some kilobytes each

Shown = tuple[Article, float, int, Story | None]


class WhooshSearcher:
    """A snapshot of one commit of the index in a directory."""

    def __init__(self, location: str) -> None:
        self._location = location
        with damage_is_corruption(location):
            self._snapshot = self._open(location)
        held = inventory(location)
        self._bytes = held.bytes
        self._suggested: dict[tuple[str, int], tuple[Completion, ...]] = {}

    @staticmethod
    def _open(location: str) -> Snapshot:
        return Snapshot(location)

    @property
    def generation(self) -> int:
        return self._snapshot.generation

    def search(self, request: SearchRequest) -> ResultPage:
        began = perf_counter()
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            deadline = Deadline(request.deadline_s)
            answering = self._answering(reader, request, deadline)
            answer = answering.answer()
            listed = turned(ordered(self._snapshot, answer, request, request.page * request.size), request)
            shown = self._hits(reader, listed.documents, listed.scores, listed.before + 1)
            hits = tuple(self._marked_hits(shown, answer.query, request.snippets))
            if request.explain:
                translator = Translator(self._snapshot, reader, request.timezone, deadline)
                explaining = Explaining(
                    self._snapshot, translator, answer.query, partial(self._alone, reader, deadline)
                )
                hits = explaining.explained(hits, listed.documents, request)
            suggestion = self._suggestion(answering, answer)
        matching = answer.found.documents[answer.passing()]
        total = self._snapshot.stories.count(matching) if request.group == "story" else len(matching)
        return ResultPage(
            total=TotalHits(total, answer.found.complete),
            hits=hits,
            page=listed.before // request.size + 1 if request.after else request.page,
            size=request.size,
            matching=answer.matching,
            sort=request.sort,
            generation=self.generation,
            took_ms=(perf_counter() - began) * 1000,
            timed_out=not answer.found.complete,
            facets=tuple(self._facet(field, answer, request) for field in request.facets),
            histogram=self._histogram(answer, request) if request.histogram else None,
            warnings=answer.warnings,
            suggestion=suggestion,
            cursor=next_cursor(self._snapshot, listed, hits, request, total),
            changed=request.after is not None and request.after.generation != self.generation,
            articles=len(matching) if request.group == "story" else None,
            spread=held_back(self._snapshot, answer, request),
        )

    def article(self, id: str, version: int | None = None) -> Article | None:
        if version is not None:
            return next((text for text in self.versions(id) if text.version == version), None)
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            number = self._snapshot.numbers.get(id)
            return None if number is None else _article(reader, number)

    def versions(self, id: str) -> tuple[Article, ...]:
        present = self.article(id)
        return () if present is None else (present,)

    def marked(self, id: str, request: SearchRequest, version: int | None = None) -> Hit | None:
        article = self.article(id, version)
        if article is None:
            return None
        marks = Markers(request.query, self._snapshot.spoken).of(article.language)
        return Hit(article, 0.0, 1, title_of(article, marks), (body_of(article, marks),))

    def copies(self, story: str, most: int = 100, skip: int = 0) -> Copies | None:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            numbers = self._snapshot.numbers
            number = numbers.get(story)
            if number is None:
                number = successors.follow(self._successors, story, numbers.get)
            if number is None:
                return None
            wanted = slice(skip, skip + most)
            return copies_of(self._snapshot, number, wanted, lambda document: self._articles(reader, [document])[0])

    @cached_property
    def _successors(self) -> dict[str, str]:
        return successors.read(Path(self._location))

    def related(self, id: str, size: int = 5) -> tuple[Hit, ...] | None:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            number = self._snapshot.numbers.get(id)
            if number is None:
                return None
            deadline = Deadline(None)
            lexicon = WhooshLexicon(self._snapshot, reader, deadline, partial(self._written, reader, deadline))
            query = likeness(self._traits(reader, number), lexicon)
            story = story_of(self._snapshot, number)
        return related(self, story.id if story else id, query, size)

    def _traits(self, reader: IndexReader, number: int) -> list[Trait]:
        """The words that may characterize an article."""
        return traits_of(self._articles(reader, [number])[0])

    def suggest(self, typed: str, size: int = 8) -> tuple[Completion, ...]:
        """What many readers type is answered once: the snapshot never changes."""
        known = self._suggested.get((typed, size))
        if known is not None:
            return known
        deadline = Deadline(KEYSTROKE_S)
        found = self._suggestions(typed, size, deadline)
        with contextlib.suppress(DeadlinePassed):
            deadline.check()
            if len(self._suggested) >= MOST_SUGGESTED:
                self._suggested.clear()
            self._suggested[typed, size] = found
        return found

    def _suggestions(self, typed: str, size: int, deadline: Deadline) -> tuple[Completion, ...]:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            newest = partial(self._newest_articles, reader, deadline)
            written = partial(self._written, reader, deadline)
            return completed(typed, WhooshVocabulary(self._snapshot, reader, deadline, newest, written), size)

    def _written(self, reader: IndexReader, deadline: Deadline, words: Sequence[str]) -> list[str]:
        """Folded words that begin alike, as each is usually written."""
        return usual_spellings(words, partial(self._newest_articles, reader, deadline))

    def _newest_articles(self, reader: IndexReader, deadline: Deadline, query: Query, size: int) -> list[Article]:
        """The newest articles that a query finds; none where there was no time to find them all."""
        request = SearchRequest(query, sort="newest", matching="all", size=size)
        return list(self._articles(reader, self._newest(reader, request, deadline)))

    def _newest(self, reader: IndexReader, request: SearchRequest, deadline: Deadline) -> list[int]:
        """The first documents of a request; none where there was no time to find them all."""
        answer = self._answering(reader, request, deadline).answer()
        found: list[int] = ordered(self._snapshot, answer, request, request.size).documents.tolist()
        return found if answer.found.complete else []

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            answer = self._answering(reader, request, Deadline(None)).answer()
            documents, scores, _, first_rank = ordered(self._snapshot, answer, request, None)
        marks = Markers(answer.query, self._snapshot.spoken)
        # A reader is lent for a batch, not for as long as the caller takes.
        for first in range(0, len(documents), SCAN_BATCH):
            batch = slice(first, first + SCAN_BATCH)
            with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
                hits = list(self._hits(reader, documents[batch], scores[batch], first_rank + first + 1))
            for article, score, rank, story in hits:
                yield Hit(article, score, rank, title_of(article, marks.of(article.language)), story=story)

    def stats(self) -> IndexStats:
        snapshot = self._snapshot
        periods = snapshot.periods("UTC")
        dated = snapshot.live & periods.dated
        return IndexStats(
            articles=snapshot.articles,
            sources=len(snapshot.values("source_value").labels),
            languages=tuple(language for language in snapshot.languages if language),
            undated=int((snapshot.live & ~periods.dated).sum()),
            first=day_of(int(periods.first[dated].min())) if dated.any() else None,
            last=day_of(int(periods.last[dated].max())) if dated.any() else None,
            segments=snapshot.segments,
            bytes=self._bytes,
            generation=self.generation,
        )

    def close(self) -> None:
        self._snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Matching

    def _answering(self, reader: IndexReader, request: SearchRequest, deadline: Deadline) -> Answering:
        return Answering(self._snapshot, reader, request, deadline, self._windows)

    def _windows(self, reader: IndexReader, deadline: Deadline) -> Iterator[Window]:
        for leaf in leaves(reader):
            segment = Segment(self._snapshot, leaf, deadline)
            for low in range(0, segment.size, WINDOW):
                deadline.check()
                yield Window(segment, low, min(low + WINDOW, segment.size))

    def _alone(self, reader: IndexReader, deadline: Deadline, number: int) -> Window:
        """The window that holds one document alone."""
        leaf = [leaf for leaf in leaves(reader) if leaf.base <= number][-1]
        at = number - leaf.base
        return Window(Segment(self._snapshot, leaf, deadline), at, at + 1)

    def _suggestion(self, answering: Answering, answer: Answer) -> Suggestion | None:
        if not answer.found.complete:
            return None
        request = answering.request
        soon = replace(answering, deadline=answering.deadline.within(SUGGESTION_S))

        def count(query: Query) -> int:
            found = soon.matched(query, "all", answer.kept)
            return int(found.passing().sum()) if found.found.complete else 0

        written = partial(self._written, answering.reader, soon.deadline)
        lexicon = WhooshLexicon(self._snapshot, answering.reader, soon.deadline, written)
        return suggestion(request, answer.matching, int(answer.passing().sum()), lexicon, count)

    # Showing

    def _hits(self, reader: IndexReader, documents: Numbers, scores: NDArray[np.float64], rank: int) -> Iterator[Shown]:
        for place, (document, score) in enumerate(zip(documents.tolist(), scores.tolist(), strict=True)):
            yield _article(reader, document), score, rank + place, story_of(self._snapshot, document)

    def _marked_hits(self, hits: Iterable[Shown], query: Query, most: int) -> Iterator[Hit]:
        markers = Markers(query, self._snapshot.spoken)
        for article, score, rank, story in hits:
            marks = markers.of(article.language)
            yield Hit(article, score, rank, title_of(article, marks), passages(article, marks, most), story)

    def _articles(self, reader: IndexReader, numbers: Sequence[int]) -> Sequence[Article]:
        """Some articles."""
        return [_article(reader, number) for number in numbers]

    def _facet(self, field: FacetField, answer: Answer, request: SearchRequest) -> Facet:
        documents = answer.found.documents[answer.passing(without=field)]
        if field == "year":
            return year_facet(self._snapshot.periods(request.timezone), documents, request.facet_size)
        return facet(field, self._snapshot.values(COLUMNS[field]), documents, request.facet_size)

    def _histogram(self, answer: Answer, request: SearchRequest) -> Histogram:
        documents = answer.found.documents[answer.passing()]
        return histogram(self._snapshot.periods(request.timezone), documents, self._snapshot.live)


def _article(reader: IndexReader, number: int) -> Article:
    return article_from_record(stored(reader, number)["record"])
