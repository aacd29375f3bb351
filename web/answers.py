"""The answers of the endpoint, declared once: the type checker holds the code to them, openapi.json describes them.

Keys come in the order they stand here and are always present. The sentence below a key is its description. Those of one
article and of a story are in `web.article_answers`.
"""

from typing import Annotated, Literal

from pydantic import Field

# pydantic reads `typing.TypedDict` from Python 3.12 on only.
from typing_extensions import TypedDict

from web.article_answers import ArticleMetadata, CopyAnswer, StoryAnswer
from web.declared import Count, Day, described
from web.params import FacetName


@described
class ErrorAnswer(TypedDict):
    """What went wrong and what to do."""

    status: Literal["error"]
    code: str
    """for programs; docs/api.md has the table"""
    message: str
    """what happened, with the value"""
    hint: str
    """what to do"""


@described
class WarningAnswer(TypedDict):
    """What was repaired or ignored in the query."""

    code: str
    """for programs"""
    message: str
    """for people"""
    at: Count
    """the place in `query`, in code points"""


@described
class SnippetAnswer(TypedDict):
    """A passage of one field."""

    field: Literal["title", "body"]
    text: str
    marks: list[tuple[Count, Count]]
    """where the matches stand in `text`: start and end, in code points"""
    html: str
    """the same, escaped, the matches in mark elements"""


@described
class ExplanationAnswer(TypedDict):
    """A number that a score is made of, and what it is made of itself."""

    value: float
    """in full precision"""
    says: str
    """what it is, for people"""
    joined: Literal["sum", "product", "saturation"] | None
    """how `parts` make `value`: added, multiplied, or the only one f as f / (f + 1.2); null where there are none"""
    parts: list["ExplanationAnswer"]


@described
class HitAnswer(ArticleMetadata):
    """One result."""

    score: float
    """comparable within one answer only"""
    rank: Count
    """the place in the whole list, from 1"""
    snippets: list[SnippetAnswer]
    story: StoryAnswer | None
    """null where the article has no copies"""
    copies: list[CopyAnswer] | None
    """the copies of its story in order of publication, the undated last, ten at most; null where it has none, and
    without `expand=true`"""
    explanation: ExplanationAnswer | None
    """how the score is made up; null where not asked for, or where the time limit cut it short"""
    present_version: Count | None
    """where this is an earlier text of the article, the version of the present one; else null"""


@described
class RelatedArticle(ArticleMetadata):
    """An article like another."""

    score: float
    """how like it is; comparable within one answer only"""
    rank: Count
    """from 1, the likest first"""
    story: StoryAnswer | None
    """null where the article has no copies"""


@described
class RelatedAnswer(TypedDict):
    """The articles most like one, of each story one copy."""

    results: list[RelatedArticle]
    """five at most; empty where no article shares what characterizes it"""


@described
class CompletionAnswer(TypedDict):
    """One way to go on with what is being typed."""

    kind: Literal["word", "source", "author", "title"]
    text: str
    """what to offer: a word without its accents, an outlet, an author, a headline"""
    query: str
    """what the box holds once it is taken"""
    articles: Count
    """how many articles have it"""
    id: str | None
    """of a headline's article, else null"""
    url: str
    """the article of a headline, else the search for `query`"""


@described
class SuggestAnswer(TypedDict):
    """How the text in the box may go on."""

    query: str
    suggestions: list[CompletionAnswer]
    """words first, then outlets, authors and headlines; eight at most"""


@described
class FacetValue(TypedDict):
    """One value of a facet."""

    value: str
    count: Count
    """matching articles that have it, whatever else of this facet is selected"""
    selected: bool
    """whether the search is narrowed by it"""
    url: str
    """the search with the value switched"""


@described
class BucketAnswer(TypedDict):
    """One interval of the histogram."""

    start: Day
    """its first day"""
    count: Count
    """matches published in it"""
    total: Count
    """articles published in it"""
    share: Annotated[float, Field(json_schema_extra={"minimum": 0, "maximum": 1})]
    """`count` of `total`"""


@described
class HistogramAnswer(TypedDict):
    """When the matches were published."""

    interval: Literal["day", "week", "month", "year"]
    undated: Count
    """matches without a date"""
    buckets: list[BucketAnswer]
    """without gaps, the earliest first"""


@described
class SuggestionAnswer(TypedDict):
    """A query of the corpus's own words that finds more than the words as typed."""

    query: str
    """in the language of the query box"""
    url: str
    """the same search for it"""


@described
class HeldBackAnswer(TypedDict):
    """An outlet that would have had more of the first results."""

    source: str
    more: Count
    """how many more results of it are listed behind the first ones"""
    url: str
    """the search for its articles alone"""


@described
class DiversityAnswer(TypedDict):
    """That the best results were reordered, so that no outlet fills the first of them."""

    per_outlet: Count
    """results of one outlet at most"""
    within: Count
    """among so many first results"""
    held_back: list[HeldBackAnswer]


@described
class SearchAnswer(TypedDict):
    """One page of a search."""

    query: str
    """what was typed"""
    interpreted: str
    """how it was understood, in full syntax"""
    matching: Literal["all", "any"]
    """`any` where no article has all of the words"""
    warnings: list[WarningAnswer]
    total: Count
    """how many are listed: stories, or articles with `group=off`"""
    total_relation: Literal["eq", "gte"]
    """`gte` (at least) only where `timed_out`"""
    total_articles: Count
    """how many articles match; facets and histogram count these"""
    timed_out: bool
    """whether the time limit cut the search short"""
    generation: Count
    """the number of the index's commit that answered"""
    took_ms: Annotated[float, Field(json_schema_extra={"minimum": 0})]
    """the search itself, in milliseconds"""
    page: Count
    size: Count
    """hits on a page"""
    pages: Count
    next: str | None
    """the address of the next page"""
    prev: str | None
    """the address of the page before"""
    cursor: str | None
    """where the next page goes on, for the parameter of that name; null on the last one"""
    changed: bool
    """whether this page goes on in a later state of the index than the one its cursor is of"""
    results: list[HitAnswer]
    facets: dict[FacetName, list[FacetValue]]
    """for each property the most frequent values"""
    histogram: HistogramAnswer | None
    """null where not asked for"""
    diversity: DiversityAnswer | None
    """null where results are listed as they were ranked, or by date"""
    suggestion: SuggestionAnswer | None
    """what was probably meant; null where the words as typed look right"""


@described
class SourceAnswer(TypedDict):
    """One outlet."""

    source: str
    articles: Count
    url: str
    """the search for its articles"""


@described
class SourcesAnswer(TypedDict):
    """The outlets of the index."""

    total: Count
    """how many outlets there are, also where not all are listed"""
    generation: Count
    sources: list[SourceAnswer]
    """those with the most articles first, 10,000 at most"""


@described
class StatsAnswer(TypedDict):
    """What the index holds."""

    articles: Count
    sources: Count
    """how many outlets"""
    languages: list[str]
    undated: Count
    """articles without a date"""
    first: Day | None
    """the earliest day of publication"""
    last: Day | None
    """the latest day of publication"""
    segments: Count
    """parts the index is made of"""
    bytes: Count
    """on disk"""
    generation: Count
    """the number of the last commit"""


@described
class HealthAnswer(TypedDict):
    """The state of a site that can answer."""

    status: Literal["ok"]
    live: Literal[True]
    ready: Literal[True]
    generation: Count
    articles: Count
    newest: Day | None
    """the day of the newest article"""
    newest_age_days: int | None
    """its age; negative where it is dated ahead"""
    integrity: Literal["unverified", "sound", "damaged"]
    """whether every byte of the newest commit was read and is as it was written; where damaged, the one before is
    served, if it is sound"""


@described
class NotReadyAnswer(ErrorAnswer):
    """The state of a site that cannot answer, and why."""

    live: Literal[True]
    ready: Literal[False]
    generation: None
