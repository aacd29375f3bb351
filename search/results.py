"""What goes into a search and what comes out: values only, nothing of an engine."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal

from corpus import Article
from search.cursor import Cursor
from search.errors import BadCursor
from search.explanation import Explanation
from search.query import Query

Sort = Literal["relevance", "newest", "oldest"]
FacetField = Literal["source", "section", "author", "agency", "language", "year"]
Versions = Literal["current", "all"]
Interval = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrowing from outside the query box: whole values, folded; several of one filter are OR, different ones AND.

    published: calendar days, inclusive, either end open
    """

    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    published_from: date | None = None
    published_to: date | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to a searcher.

    page, size: 1-based page of `size` hits (1 to 100); a page past the end is empty and keeps its total
    after:      the page's cursor to go on from, instead of a page's number; the rest but size and what is counted must
                be as it was, else BadCursor
    reference:  when this was first asked, aware; the page's cursor keeps it. None where every date is believed
    group:      "story" lists each story once, by the copy that comes first in this order; "off" every copy
    diverse:    whether no outlet may fill the first hits of a ranked list (`diversity.py`)
    half_life:  days in which an article loses half of what its recency adds (`scoring.recency`), counted from the
                newest article that is not of a later day than the one after `reference`; None where age does not count
    matching:   "auto" asks for all bare words and, where nothing has them all, for any
    versions:   "all" searches the earlier texts of edited articles too; each article is listed once, by the text that
                comes first, and what counts articles otherwise counts texts: statistics, `total_articles`, facets
    facets:     the fields to count; histogram: whether to count by date
    snippets:   passages a hit at most (0: none)
    explain:    whether each hit says how its score is made up
    timezone:   IANA name; where day borders lie
    deadline_s: after this the answer holds what was found so far and says so
    """

    query: Query
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    after: Cursor | None = None
    reference: datetime | None = None
    group: Literal["story", "off"] = "off"
    diverse: bool = False
    half_life: float | None = None
    matching: Literal["auto", "all", "any"] = "auto"
    versions: Versions = "current"
    facets: tuple[FacetField, ...] = ()
    facet_size: int = 10
    histogram: bool = False
    snippets: int = 3
    explain: bool = False
    timezone: str = "UTC"
    deadline_s: float = 1.0

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"page {self.page}: pages count from 1")
        if not 1 <= self.size <= 100:
            raise ValueError(f"size {self.size}: a page holds 1 to 100 hits")
        if self.half_life is not None and self.half_life <= 0:
            raise ValueError(f"half_life {self.half_life}: days above 0, or None for none")
        if self.after and self.page > 1:
            raise ValueError(f"page {self.page} after a cursor: give one of the two")
        if self.after and self.after.digest != self.digest:
            raise BadCursor(
                "this cursor was given out for another search; keep the search, or start from its first page"
            )

    @property
    def digest(self) -> bytes:
        """8 bytes that tell this list from any other: what is asked, narrowed and sorted, and how."""
        told = (
            self.query, self.filters, self.sort, self.group, self.diverse, self.half_life, self.matching, self.timezone
        )  # fmt: skip
        if self.versions == "all":
            told = (*told, "all")  # type: ignore[assignment] # one longer
        return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class TotalHits:
    """How many hits match; `exact` is False only when the deadline cut the count short."""

    value: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of one field. `marks` are [start, end) offsets into `text`, in code points, ordered, not overlapping.

    `before` and `after` say whether the field goes on beyond the passage.
    """

    field: Literal["title", "body"]
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that are copies of one text, matching or not.

    id:      that of the article that heads it, the earliest; any copy's id finds it
    size:    how many copies there are; outlets: of how many outlets
    first:   the id of the copy published first, where the dates tell
    agency:  the wire service that most copies credit
    """

    id: str
    size: int
    outlets: int
    first: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a story.

    lag_s:      seconds after the first one; whole days where `lag_exact` is false; None where the dates do not tell
    first:      whether it is surely the first
    uncredited: it credits no wire service, and others of the story do
    """

    article: Article
    lag_s: int | None = None
    lag_exact: bool = False
    first: bool = False
    uncredited: bool = False


@dataclass(frozen=True, slots=True)
class Copies:
    """A story and its copies in order of publication, the undated last; `story.size` says how many there are in all."""

    story: Story
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `rank` is the place shown, from 1; `score` is the engine's true score; `title` carries its marks.

    story:       where the article has copies
    explanation: how the score is made up, where that was asked for and the time sufficed
    present_version: where this is an earlier text of the article, the version of its present one
    """

    article: Article
    score: float
    rank: int
    title: Snippet
    snippets: tuple[Snippet, ...] = ()
    story: Story | None = None
    explanation: Explanation | None = None
    present_version: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of one field among the matches, ignoring that field's own filter; ties by value."""

    field: FacetField
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class DateBucket:
    """`count` matches of `total` articles published in the interval that begins at `start`."""

    start: date
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Matches by date, without gaps; `undated` counts those without a date, or with one coarser than the interval."""

    interval: Interval
    buckets: tuple[DateBucket, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class SearchWarning:
    """What was repaired or ignored in the query box; `at` is an offset into what was typed, in code points."""

    code: str
    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that was probably meant, in the language of the query box, and how many articles it finds."""

    query: str
    total: int


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An outlet that would have had more of the first hits, and how many more hits of it are listed behind them."""

    source: str
    more: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits. It holds no engine object and outlives its searcher.

    total:      what is listed: stories where asked for, else articles
    articles:   how many articles match, where that is not the same question
    spread:     the outlets held back; empty where none was, None where the list is as it was ranked
    matching:   "all", or "any" where nothing had all the words
    warnings:   what the engine had to cut short (a wildcard's expansion)
    suggestion: finds more than the words as typed; where nothing had them all, that is more than nothing
    cursor:     where the next page goes on; None on the last one
    changed:    this page goes on in a later commit than the one its cursor is of: what was added before the place
                where it was left is not shown
    """

    total: TotalHits
    hits: tuple[Hit, ...]
    page: int
    size: int
    matching: Literal["all", "any"]
    sort: Sort
    generation: int
    took_ms: float
    timed_out: bool = False
    facets: tuple[Facet, ...] = ()
    histogram: Histogram | None = None
    warnings: tuple[SearchWarning, ...] = ()
    suggestion: Suggestion | None = None
    cursor: Cursor | None = None
    changed: bool = False
    articles: int | None = None
    spread: tuple[HeldBack, ...] | None = None

    @property
    def total_articles(self) -> int:
        """How many articles match; facets and histogram count these."""
        return self.total.value if self.articles is None else self.articles

    @property
    def pages(self) -> int:
        """How many pages there are; 0 when nothing matches."""
        return -(-self.total.value // self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStats:
    """What a snapshot holds. `bytes` is the size on disk; first and last are days of publication."""

    articles: int
    sources: int
    languages: tuple[str, ...]
    undated: int
    first: date | None
    last: date | None
    segments: int
    bytes: int
    generation: int
