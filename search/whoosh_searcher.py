"""The searching port over a Whoosh index: translate the request, match it window by window, sort, show a page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from time import perf_counter
from types import TracebackType
from typing import Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from corpus import Article
from index.analysis import fold_value
from index.schema import UNDATED, article_from_record
from index.whoosh_directory import damage_is_corruption, inventory
from search.completion import Completion, completed
from search.cursor import Cursor
from search.deadline import Deadline, DeadlinePassed
from search.diversity import REGION, is_spread, spread
from search.facets import facet, histogram, year_facet
from search.interpret import write
from search.marking import Marker, marker
from search.periods import day_of
from search.query import Query, scored
from search.related import likeness, related
from search.relax import any_of
from search.results import (
    Copies,
    Facet,
    FacetField,
    Filters,
    HeldBack,
    Histogram,
    Hit,
    IndexStats,
    ResultPage,
    SearchRequest,
    SearchWarning,
    Story,
    Suggestion,
    TotalHits,
)
from search.snippets import body_of, passages, title_of
from search.spelling import suggested
from search.whoosh_completion import WhooshVocabulary
from search.whoosh_explaining import Explaining
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_match import Translator
from search.whoosh_postings import WINDOW, Segment, Window
from search.whoosh_snapshot import Mask, Snapshot, leaves, stored
from search.whoosh_stories import copies_of, outlets_of, story_of, told_back

Numbers = NDArray[np.int64]
COLUMNS: dict[FacetField, str] = {
    "source": "source_value",
    "section": "section_value",
    "author": "author_value",
    "agency": "agency_value",
    "language": "lang",
}
FILTERS = COLUMNS | {"place": "place_value", "tag": "tag_value"}
SCAN_BATCH = 100
KEYSTROKE_S = 0.1  # what takes longer comes after the next letter
SUGGESTION_S = 0.5  # reading a large vocabulary is cut short then, and goes on with the next slip


class Found(NamedTuple):
    """What a query matched before any filter: documents, ascending, and their scores."""

    documents: Numbers
    scores: NDArray[np.float64]
    complete: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request matched, in no order yet.

    kept:  for each filter, by name, which documents pass it
    """

    query: Query
    found: Found
    kept: dict[str, Mask]
    matching: Literal["all", "any"]
    warnings: tuple[SearchWarning, ...]

    def passing(self, without: str | None = None) -> Mask:
        """Which of `found.documents` pass all filters, or all but one."""
        masks = [mask[self.found.documents] for name, mask in self.kept.items() if name != without]
        return reduce(np.logical_and, masks, np.ones(len(self.found.documents), np.bool_))


class Ordered(NamedTuple):
    """Hits in their order, what each sorts by, and how many of the list stand before the first."""

    documents: Numbers
    scores: NDArray[np.float64]
    keys: NDArray[np.float64]
    before: int


Shown = tuple[Article, float, int, Story | None]


class WhooshSearcher:
    """A snapshot of one commit of the index in a directory."""

    def __init__(self, location: str) -> None:
        self._location = location
        with damage_is_corruption(location):
            self._snapshot = self._open(location)
        held = inventory(location)
        self._bytes = held.bytes

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
            answer = self._answer(reader, request, deadline)
            listed = self._turned(self._sorted(answer, request, request.page * request.size), request)
            shown = self._hits(reader, listed.documents, listed.scores, listed.before + 1)
            hits = tuple(self._marked_hits(shown, answer.query, request.snippets))
            if request.explain:
                translator = Translator(self._snapshot, reader, request.timezone, deadline)
                explaining = Explaining(
                    self._snapshot, translator, answer.query, partial(self._alone, reader, deadline)
                )
                hits = explaining.explained(hits, listed.documents, request.half_life)
            suggestion = self._suggestion(reader, request, answer, deadline)
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
            cursor=self._cursor(hits, listed, request) if listed.before + len(hits) < total else None,
            changed=request.after is not None and request.after.generation != self.generation,
            articles=len(matching) if request.group == "story" else None,
            spread=self._held_back(answer, request),
        )

    def article(self, id: str) -> Article | None:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            number = self._snapshot.numbers.get(id)
            return None if number is None else _article(reader, number)

    def marked(self, id: str, request: SearchRequest) -> Hit | None:
        article = self.article(id)
        if article is None:
            return None
        marks = marker(request.query, self._snapshot.languages)
        return Hit(article, 0.0, 1, title_of(article, marks), (body_of(article, marks),))

    def copies(self, story: str, most: int = 100) -> Copies | None:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            number = self._snapshot.numbers.get(story)
            if number is None:
                return None
            return copies_of(self._snapshot, number, most, lambda document: _article(reader, document))

    def related(self, id: str, size: int = 5) -> tuple[Hit, ...] | None:
        article = self.article(id)
        if article is None:
            return None
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            query = likeness(article, WhooshLexicon(self._snapshot, reader, Deadline(None)))
        return related(self, id, query, size)

    def suggest(self, typed: str, size: int = 8) -> tuple[Completion, ...]:
        deadline = Deadline(KEYSTROKE_S)
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):

            def newest(query: Query, size: int) -> list[Article]:
                request = SearchRequest(query, sort="newest", matching="all", size=size)
                answer = self._answer(reader, request, deadline)
                documents = self._sorted(answer, request, size).documents if answer.found.complete else ()
                return [_article(reader, int(number)) for number in documents]

            return completed(typed, WhooshVocabulary(self._snapshot, reader, deadline, newest), size)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            answer = self._answer(reader, request, Deadline(None))
            documents, scores, _, first_rank = self._sorted(answer, request, None)
        marks = marker(answer.query, self._snapshot.languages)
        # A reader is lent for a batch, not for as long as the caller takes.
        for first in range(0, len(documents), SCAN_BATCH):
            batch = slice(first, first + SCAN_BATCH)
            with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
                hits = list(self._hits(reader, documents[batch], scores[batch], first_rank + first + 1))
            for article, score, rank, story in hits:
                yield Hit(article, score, rank, title_of(article, marks), story=story)

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

    def _answer(self, reader: IndexReader, request: SearchRequest, deadline: Deadline) -> Answer:
        """What matches; any of the words where asked for, or where nothing has them all."""
        kept = self._kept(request.filters, request.timezone)
        relaxed = any_of(request.query) if request.matching != "all" else None
        if request.matching == "any" and relaxed is not None:
            return self._matched(reader, request, relaxed, kept, deadline, "any")
        answer = self._matched(reader, request, request.query, kept, deadline, "all")
        if relaxed is None or not answer.found.complete or answer.passing().any():
            return answer
        return self._matched(reader, request, relaxed, kept, deadline, "any")

    def _matched(
        self,
        reader: IndexReader,
        request: SearchRequest,
        query: Query,
        kept: dict[str, Mask],
        deadline: Deadline,
        matching: Literal["all", "any"],
    ) -> Answer:
        translator = Translator(self._snapshot, reader, request.timezone, deadline)
        parts: list[tuple[Numbers, NDArray[np.float64]]] = []
        complete = True
        try:
            node = translator.node(query)
            for window in self._windows(reader, deadline):
                documents, scores = node.matches(window)
                parts.append((documents + window.segment.base, scores))
        except DeadlinePassed:
            complete = False
        documents = np.concatenate([np.empty(0, np.int64), *(part for part, _ in parts)])
        scores = np.concatenate([np.empty(0), *(scores for _, scores in parts)])
        factors = self._factors(request)
        found = Found(documents, scores if factors is None else scores * factors[documents], complete)
        return Answer(query, found, kept, matching, tuple(dict.fromkeys(translator.warnings)))

    def _factors(self, request: SearchRequest) -> NDArray[np.float64] | None:
        """What each document's score is multiplied by: above 0, at most 1; None for 1."""
        return None if request.half_life is None else self._snapshot.recency(request.half_life)

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

    def _kept(self, filters: Filters, timezone: str) -> dict[str, Mask]:
        kept: dict[str, Mask] = {}
        for name, column in FILTERS.items():
            wanted: tuple[str, ...] = getattr(filters, name)
            if wanted:
                kept[name] = self._snapshot.values(column).having([fold_value(value) for value in wanted])
        if filters.year:
            periods = self._snapshot.periods(timezone)
            kept["year"] = periods.dated & np.isin(periods.years, filters.year)
        if filters.published_from or filters.published_to:
            periods = self._snapshot.periods(timezone)
            kept["published"] = periods.within(filters.published_from, filters.published_to)
        return kept

    def _suggestion(
        self, reader: IndexReader, request: SearchRequest, answer: Answer, deadline: Deadline
    ) -> Suggestion | None:
        if not answer.found.complete:
            return None
        soon = deadline.within(SUGGESTION_S)
        as_typed = answer.matching == "all" or request.matching == "any"

        def count(query: Query) -> int:
            asked = any_of(query) if request.matching == "any" else None
            found = self._matched(reader, request, asked or query, answer.kept, soon, "all")
            return int(found.passing().sum()) if found.found.complete else 0

        lexicon = WhooshLexicon(self._snapshot, reader, soon)
        try:
            better = suggested(request.query, lexicon, int(answer.passing().sum()) if as_typed else 0, count)
        except DeadlinePassed:
            return None
        return Suggestion(write(better[0]), better[1]) if better else None

    # Order

    def _sorted(self, answer: Answer, request: SearchRequest, most: int | None) -> Ordered:
        """The best `most` documents behind the request's cursor, in order."""
        every = self._every(answer, request)
        if is_spread(request, answer.query):
            deep = None if most is None else most + REGION
            listed = self._spread(self._leading(every, deep))
            start = self._place(listed, request.after)
            if start is not None:
                end = None if most is None else start + most
                return Ordered(listed.documents[start:end], listed.scores[start:end], listed.keys[start:end], start)
        before = 0
        if request.after:
            behind = self._behind(every.documents, every.keys, request.after)
            before = len(behind) - int(behind.sum())
            every = Ordered(every.documents[behind], every.scores[behind], every.keys[behind], 0)
        return self._leading(every, most)._replace(before=before)

    def _every(self, answer: Answer, request: SearchRequest) -> Ordered:
        """What is listed, in no order yet: what passes, or of each story the copy that comes first."""
        passing = answer.passing()
        documents, scores = answer.found.documents[passing], answer.found.scores[passing]
        if request.sort == "relevance" and scored(answer.query):
            keys = -scores
        else:
            keys = self._age(documents, oldest=request.sort == "oldest")
        if request.group == "story":
            shown = self._snapshot.stories.best(documents, keys, self._snapshot.id_rank[documents])
            documents, scores, keys = documents[shown], scores[shown], keys[shown]
        return Ordered(documents, scores, keys, 0)

    def _leading(self, every: Ordered, most: int | None) -> Ordered:
        """The first `most` of some hits, in order."""
        documents, scores, keys, _ = every
        if most is not None and most < len(keys):
            best = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
            documents, scores, keys = documents[best], scores[best], keys[best]
        order = np.lexsort((self._snapshot.id_rank[documents], keys))[:most]
        return Ordered(documents[order], scores[order], keys[order], 0)

    def _spread(self, listed: Ordered) -> Ordered:
        """An ordered list, its best hits reordered so that no outlet fills the first of them."""
        order = np.arange(len(listed.documents))
        order[:REGION] = spread(outlets_of(self._snapshot, listed.documents[:REGION]))
        return Ordered(listed.documents[order], listed.scores[order], listed.keys[order], 0)

    def _place(self, listed: Ordered, cursor: Cursor | None) -> int | None:
        """Where a reordered list goes on; None where a cursor stands behind what was reordered."""
        if cursor is None:
            return 0
        number = self._snapshot.numbers.get(cursor.id)
        found = np.flatnonzero(listed.documents[:REGION] == (-1 if number is None else number))
        return int(found[0]) + 1 if len(found) else None

    def _held_back(self, answer: Answer, request: SearchRequest) -> tuple[HeldBack, ...] | None:
        if not is_spread(request, answer.query):
            return None
        every = self._every(answer, request)
        best = self._leading(every, REGION).documents
        return told_back(self._snapshot, every.documents, best)

    def _behind(self, documents: Numbers, keys: NDArray[np.float64], cursor: Cursor) -> Mask:
        """Which documents stand behind a cursor. Its article may be gone; its place is not."""
        number = self._snapshot.numbers.get(cursor.id)
        level = np.flatnonzero(keys == cursor.key)
        behind = keys > cursor.key
        if number is not None:
            behind[level] = self._snapshot.id_rank[documents[level]] > self._snapshot.id_rank[number]
        else:
            ids = self._snapshot.ids
            behind[level] = [ids[document] > cursor.id for document in documents[level].tolist()]
        return behind

    @staticmethod
    def _turned(listed: Ordered, request: SearchRequest) -> Ordered:
        """What a page shows of the best: all behind a cursor, else the last of them."""
        skipped = (request.page - 1) * request.size
        documents, scores, keys, before = listed
        return Ordered(documents[skipped:], scores[skipped:], keys[skipped:], before + skipped)

    def _cursor(self, hits: Sequence[Hit], listed: Ordered, request: SearchRequest) -> Cursor | None:
        if not hits:
            return None
        reference = request.after.reference if request.after else request.reference
        return Cursor(self.generation, reference, float(listed.keys[-1]), hits[-1].article.id, request.digest)

    def _age(self, documents: Numbers, oldest: bool) -> NDArray[np.float64]:
        """What sorts by date of publication, the undated last. Seconds are exact in a double."""
        published = self._snapshot.published[documents]
        return np.where(published == UNDATED, np.inf, published if oldest else -published.astype(np.float64))

    # Showing

    def _hits(self, reader: IndexReader, documents: Numbers, scores: NDArray[np.float64], rank: int) -> Iterator[Shown]:
        for place, (document, score) in enumerate(zip(documents.tolist(), scores.tolist(), strict=True)):
            yield _article(reader, document), score, rank + place, story_of(self._snapshot, document)

    def _marked_hits(self, hits: Iterable[Shown], query: Query, most: int) -> Iterator[Hit]:
        marks: Marker = marker(query, self._snapshot.languages)
        for article, score, rank, story in hits:
            yield Hit(article, score, rank, title_of(article, marks), passages(article, marks, most), story)

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
