"""From the parameters of an address to an answer: the one path that the page and the API share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from search import (
    Copies,
    ParsedQuery,
    ResultPage,
    Searcher,
    SearchRequest,
    SearchWarning,
    Synonyms,
    parse,
    read_cursor,
    read_synonyms,
)
from search.errors import BadCursor
from search.results import FacetField
from web.errors import BadParameter
from web.params import FacetName, SearchParameters
from web.settings import Settings

# What a facet is called in an address, and what the searcher counts for it. `date` is the histogram.
FACETS: dict[FacetName, FacetField] = {
    "source": "source",
    "section": "section",
    "author": "author",
    "agency": "agency",
    "lang": "language",
    "year": "year",
}
FACET_NAMES: dict[FacetField, FacetName] = {field: name for name, field in FACETS.items()}
PASSAGES = 3  # of a hit's text, for programs
EXPANDED = 10  # copies of a story that are listed with it


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, how it was understood, and what was found.

    copies: the stories of the hits by the ids of their articles, each with its first copies; none where not asked for
    """

    parameters: SearchParameters
    parsed: ParsedQuery
    page: ResultPage
    copies: Mapping[str, Copies] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[SearchWarning, ...]:
        """The parser's and the engine's, in the order of the text."""
        return tuple(sorted((*self.parsed.warnings, *self.page.warnings), key=lambda warning: warning.at))


def ask(
    searcher: Searcher, parameters: SearchParameters, settings: Settings, now: datetime, passages: int = PASSAGES
) -> Answer:
    """Answer a search. `now` is aware; relative dates in the query box count from it.

    Behind a cursor they count from when its list was first asked for. Raises BadParameter for a cursor that is none.
    """
    try:
        after = read_cursor(parameters.cursor) if parameters.cursor else None
        first_asked = (after and after.reference) or now
        parsed = understood(parameters.q, settings, first_asked)
        request = replace(request_for(parsed, parameters, settings, passages), after=after, reference=first_asked)
    except (BadCursor, ValueError) as error:
        hint = "Give a cursor just as an answer had it, with the same search and without page; or leave it out."
        raise BadParameter("invalid_cursor", str(error), hint) from error
    page = searcher.search(request)
    return Answer(parameters, parsed, page, _copies(searcher, page) if parameters.expand == "true" else {})


def _copies(searcher: Searcher, page: ResultPage) -> dict[str, Copies]:
    told = {hit.article.id: searcher.copies(hit.article.id, EXPANDED) for hit in page.hits if hit.story}
    return {id: copies for id, copies in told.items() if copies}


def understood(text: str, settings: Settings, now: datetime) -> ParsedQuery:
    """What stands in the query box, read with the site's time zone and synonyms. `now` is aware.

    Raises BadSynonyms at the first use of a file that is none.
    """
    return parse(text, now=now, timezone=settings.timezone, synonyms=_synonyms(settings.synonyms))


@cache
def _synonyms(path: str) -> Synonyms:
    """Those of a file, read once; none without one."""
    return read_synonyms(Path(path)) if path else Synonyms()


def request_for(
    parsed: ParsedQuery, parameters: SearchParameters, settings: Settings, passages: int = PASSAGES
) -> SearchRequest:
    """The request that parameters make of a parsed query."""
    facets = parameters.facet or (*FACETS, "date")
    return SearchRequest(
        query=parsed.query,
        filters=parameters.filters(),
        sort=parameters.sort,
        group=parameters.group,
        versions=parameters.versions,
        diverse=parameters.diversity == "on",
        half_life=(settings.half_life_days or None) if parameters.recency == "on" else None,
        page=parameters.page,
        size=parameters.size or settings.page_size,
        facets=tuple(FACETS[name] for name in dict.fromkeys(facets) if name in FACETS),
        facet_size=settings.facet_size,
        histogram="date" in facets,
        snippets=passages,
        explain=parameters.explain == "true",
        timezone=settings.timezone,
        deadline_s=settings.time_limit_s,
    )
