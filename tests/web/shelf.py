"""A searcher over a handful of articles, right by inspection: whole words, folded case, scan and filter.

It stands in for an engine where a test is about the page and not about searching.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from corpus import Article
from search import (
    All,
    And,
    Boost,
    Bucket,
    Completion,
    Copies,
    Copy,
    DateBucket,
    Explanation,
    Facet,
    Histogram,
    Hit,
    IndexStats,
    Not,
    Or,
    Phrase,
    Query,
    ResultPage,
    SearchRequest,
    Snippet,
    Story,
    Term,
    TotalHits,
)

VALUES = {
    "source": lambda article: (article.source,),
    "section": lambda article: (article.section,),
    "author": lambda article: article.authors,
    "agency": lambda article: (article.agency,),
    "place": lambda article: (article.place,),
    "tag": lambda article: article.tags,
    "language": lambda article: (article.language,),
    "year": lambda article: (str(article.published.year),) if article.published else (),
}


def story(number: int, **changes: object) -> Article:
    """An article whose id is made from its number: title, body and source are plain unless changed."""
    letters = "".join("abcdefghijklmnopqrstuvwxyz234567"[(number >> shift) & 31] for shift in (10, 5, 0))
    plain = {
        "id": letters.rjust(26, "a"),
        "title": f"Headline {number}",
        "body": f"First paragraph of story {number}.\n\nSecond paragraph.",
        "source": "The Harbor Courier",
        "published": datetime(2017, 10, 1 + number % 28, tzinfo=UTC),
        "published_precision": "day",
        "date_source": "meta",
        "language": "en",
    }
    return Article(**{**plain, **changes})


WHY = Explanation(2.5, "iraqi", (Explanation(1.25, "idf"), Explanation(2.0, "saturated")), "product")


class ShelfSearcher:
    """Searches the articles it is given. `answer` changes each page before it is handed out."""

    def __init__(
        self, articles: Iterable[Article], generation: int = 1, earlier: Iterable[Article] = (), **answer: object
    ) -> None:
        self.articles, self.earlier = tuple(articles), tuple(earlier)
        self.generation = generation
        self.answer = answer
        self.closed = False
        self.requests: list[SearchRequest] = []

    def search(self, request: SearchRequest) -> ResultPage:
        self.requests.append(request)
        every = self._found(request)
        found = self._grouped(every) if request.group == "story" else every
        low = (request.page - 1) * request.size
        page = ResultPage(
            total=TotalHits(len(found)),
            hits=tuple(found[low : low + request.size]),
            page=request.page,
            size=request.size,
            matching="all",
            sort="newest" if request.sort == "relevance" and not words(request.query) else request.sort,
            generation=self.generation,
            took_ms=1.25,
            facets=tuple(self._facet(name, every, request) for name in request.facets),
            histogram=_histogram(self.articles, every) if request.histogram else None,
            articles=len(every),
        )
        return replace(page, **self.answer)

    def article(self, id: str, version: int | None = None) -> Article | None:
        texts = self.versions(id) if version else [article for article in self.articles if article.id == id]
        return next((text for text in texts if version in (None, text.version)), None)

    def versions(self, id: str) -> tuple[Article, ...]:
        present = self.article(id)
        return (present, *(text for text in self.earlier if text.id == id)) if present else ()

    def marked(self, id: str, request: SearchRequest, version: int | None = None) -> Hit | None:
        article = self.article(id, version)
        if article is None:
            return None
        wanted = words(request.query)
        body = Snippet("body", article.body, spans(article.body, wanted))
        return Hit(article, 0.0, 1, Snippet("title", article.title, spans(article.title, wanted)), (body,))

    def copies(self, story: str, most: int = 100, skip: int = 0) -> Copies | None:
        article = self.article(story)
        if article is None:
            return None
        same = [each for each in self.articles if each.body == article.body]
        told = self._story(article) or Story(id=article.id, size=1, outlets=1, first=article.id)
        return Copies(
            told, tuple(Copy(each, first=each.id == told.first and told.size > 1) for each in same[skip : skip + most])
        )

    def related(self, id: str, size: int = 5) -> tuple[Hit, ...] | None:
        if self.article(id) is None:
            return None
        others = [article for article in self.articles if article.id != id][:size]
        return tuple(Hit(each, 1.0, rank, Snippet("title", each.title)) for rank, each in enumerate(others, 1))

    def suggest(self, typed: str, size: int = 8) -> tuple[Completion, ...]:
        titled = [each for each in self.articles if typed and each.title.lower().startswith(typed.lower())]
        made = [Completion("title", each.title, f'title:"{each.title}"', 1, each.id) for each in titled]
        return (*(Completion("word", typed + end, typed + end, 2) for end in ("a", "b") if typed), *made)[:size]

    def _story(self, article: Article) -> Story | None:
        """Those of one and the same body are copies here, the first on the shelf heads them."""
        same = [each for each in self.articles if each.body == article.body]
        outlets = len({each.source for each in same if each.source})
        return Story(same[0].id, len(same), outlets, same[0].id) if len(same) > 1 else None

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        yield from self._found(request)

    def stats(self) -> IndexStats:
        days = sorted(article.published.date() for article in self.articles if article.published)
        return IndexStats(
            articles=len(self.articles),
            sources=len({article.source for article in self.articles if article.source}),
            languages=tuple(sorted({article.language for article in self.articles if article.language})),
            undated=len(self.articles) - len(days),
            first=days[0] if days else None,
            last=days[-1] if days else None,
            segments=1,
            bytes=1000,
            generation=self.generation,
        )

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _found(self, request: SearchRequest) -> list[Hit]:
        wanted = words(request.query)
        found = [article for article in self.articles if matches(request.query, article) and kept(request, article)]
        if request.sort != "relevance":
            oldest = datetime.min.replace(tzinfo=UTC)
            found.sort(key=lambda article: article.published or oldest, reverse=request.sort == "newest")
        hits = [self._hit(article, rank, wanted) for rank, article in enumerate(found, 1)]
        return [replace(hit, explanation=WHY) for hit in hits] if request.explain else hits

    @staticmethod
    def _grouped(every: list[Hit]) -> list[Hit]:
        first: dict[str, Hit] = {}
        for hit in every:
            first.setdefault(hit.story.id if hit.story else hit.article.id, hit)
        return [replace(hit, rank=rank) for rank, hit in enumerate(first.values(), 1)]

    def _hit(self, article: Article, rank: int, wanted: list[str]) -> Hit:
        text = article.body[:200]
        passage = Snippet("body", text, spans(text, wanted), after=len(article.body) > 200)
        title = Snippet("title", article.title, spans(article.title, wanted))
        return Hit(article, 2.5, rank, title, (passage,), self._story(article))

    def _facet(self, name: str, found: list[Hit], request: SearchRequest) -> Facet:
        counts = Counter(value for hit in found for value in VALUES[name](hit.article) if value)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(name, tuple(Bucket(*item) for item in ordered[: request.facet_size]))


def words(query: Query) -> list[str]:
    """The words a query asks for, folded."""
    match query:
        case Term(word, None | "title" | "body"):
            return [word.casefold()]
        case Phrase(parts):
            return [word.casefold() for word in parts]
        case And(clauses) | Or(clauses):
            return [word for clause in clauses for word in words(clause)]
        case Boost(clause):
            return words(clause)
        case _:
            return []


def matches(query: Query, article: Article) -> bool:
    """Whether an article answers a query of whole words."""
    match query:
        case All():
            return True
        case And(clauses):
            return all(matches(clause, article) for clause in clauses)
        case Or(clauses):
            return any(matches(clause, article) for clause in clauses)
        case Not(clause):
            return not matches(clause, article)
        case Boost(clause):
            return matches(clause, article)
        case _:
            text = f"{article.title}\n{article.body}"
            return all(spans(text, [word]) for word in words(query))


def kept(request: SearchRequest, article: Article) -> bool:
    """Whether an article passes the filters of a request."""
    filters = request.filters
    day = article.published.date() if article.published else None
    if filters.published_from and (day is None or day < filters.published_from):
        return False
    if filters.published_to and (day is None or day > filters.published_to):
        return False
    for name, values in VALUES.items():
        wanted = {str(value).casefold() for value in getattr(filters, name)}
        if wanted and not wanted & {value.casefold() for value in values(article) if value}:
            return False
    return True


def spans(text: str, wanted: list[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand in a text."""
    return tuple(match.span() for match in re.finditer(r"\w+", text) if match.group().casefold() in wanted)


def _histogram(articles: tuple[Article, ...], found: list[Hit]) -> Histogram:
    def months(some: Iterable[Article]) -> Counter:
        return Counter(article.published.date().replace(day=1) for article in some if article.published)

    totals, counts = months(articles), months(hit.article for hit in found)
    buckets = tuple(DateBucket(start, counts[start], totals[start]) for start in sorted(totals))
    return Histogram("month", buckets, sum(hit.article.published is None for hit in found))
