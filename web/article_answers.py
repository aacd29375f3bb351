"""What the endpoint answers of articles, their texts and their stories; declared as in `web.answers`."""

from typing import Annotated

from pydantic import Field

# pydantic reads `typing.TypedDict` from Python 3.12 on only.
from typing_extensions import TypedDict

from web.declared import Count, described


@described
class ArticleMetadata(TypedDict):
    """What is known of an article. What is not known is null or empty."""

    id: Annotated[str, Field(json_schema_extra={"pattern": "^[a-z2-7]{26}$"})]
    version: Count
    """counts the texts the article has had, from 1"""
    url: str | None
    """the original, a http or https address"""
    title: str
    source: str | None
    """the outlet"""
    published: str | None
    """as precise as its source: `2017`, `2017-10`, `2017-10-26` or `2017-10-26T14:05:00Z`"""
    date_source: str | None
    """where the date was read"""
    updated: str | None
    """UTC, to the second"""
    authors: list[str]
    section: str | None
    tags: list[str]
    agency: str | None
    """the wire service"""
    language: str | None
    """ISO 639-1"""
    place: str | None
    """from the dateline"""


@described
class ArticleAnswer(ArticleMetadata):
    """One article, whole."""

    body: str
    """with a blank line between paragraphs"""


@described
class VersionsAnswer(TypedDict):
    """The texts of an article that are kept."""

    versions: list[ArticleAnswer]
    """each whole, the present one first, then the earlier ones from the newest to the oldest"""


@described
class StoryAnswer(TypedDict):
    """The articles that are copies of one text."""

    id: Annotated[str, Field(json_schema_extra={"pattern": "^[a-z2-7]{26}$"})]
    """that of the earliest copy; any copy's id finds the story"""
    size: Count
    """how many copies there are, whether they match or not"""
    outlets: Count
    """of how many outlets"""
    first: str | None
    """the id of the copy published first; null where the dates do not tell"""
    agency: str | None
    """the wire service that most copies credit"""


@described
class CopyAnswer(ArticleMetadata):
    """One copy of a story."""

    lag_s: int | None
    """seconds after the first copy, whole days where only days are known; null where the dates do not tell"""
    lag_exact: bool
    """whether the lag is known to the minute"""
    first: bool
    """whether it is surely the first"""
    uncredited: bool
    """whether it credits no wire service, where others of the story do"""


@described
class CopiesAnswer(TypedDict):
    """A story and its copies."""

    story: StoryAnswer
    copies: list[CopyAnswer]
    """in order of publication, the undated last; 100 at most"""
