"""The page of one request by the compiled loops: its list, and what stands around it, from one set of matches."""

from collections.abc import Callable, Sequence
from functools import cached_property

from search.columnar.counting import facet_of, histogram_of, story_count
from search.columnar.listing import Listing
from search.columnar.matches import Asking, Matches
from search.columnar.reading import Reading
from search.did_you_mean import SUGGESTION_S, suggestion
from search.query import Query
from search.results import Hit, ResultPage, Suggestion, TotalHits
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_order import Ordered, next_cursor, turned
from search.whoosh_postings import Documents


class Paging:
    """Makes the page of what a request matched.

    location: of the index, for messages
    written:  gives words that begin alike as each is usually written
    """

    def __init__(
        self, asking: Asking, found: Matches, location: str, written: Callable[[Sequence[str]], Sequence[str]]
    ) -> None:
        self._asking, self._found, self._location, self._written = asking, found, location, written
        self._snapshot, self._request = asking.snapshot, asking.request

    def page(self) -> ResultPage | None:
        """The page, its articles not read yet; None where its cursor stands too deep for the loops."""
        request, found = self._request, self._found
        listing = Listing(self._snapshot, found, request, self._asking.deadline)
        best = listing.page()
        if best is None:
            return None
        listed = turned(best, request)
        hits = self._hits(listed)
        spread = listing.held_back(self._documents)
        grouped = request.group == "story"
        total = story_count(self._snapshot, self._documents) if grouped else found.total
        return ResultPage(
            total=TotalHits(total, found.complete),
            hits=hits,
            page=listed.before // request.size + 1 if request.after else request.page,
            size=request.size,
            matching=found.words,
            sort=request.sort,
            generation=self._snapshot.generation,
            took_ms=0.0,
            timed_out=not (found.complete and listing.complete),
            facets=tuple(
                facet_of(self._snapshot, field, self._without(field), request.facet_size, request.timezone)
                for field in request.facets
            ),
            histogram=histogram_of(self._snapshot, self._documents, request.timezone) if request.histogram else None,
            warnings=found.warnings,
            suggestion=self._suggestion() if found.complete else None,
            cursor=next_cursor(self._snapshot, listed, hits, request, total),
            changed=request.after is not None and request.after.generation != self._snapshot.generation,
            articles=found.total if grouped else None,
            spread=spread,
        )

    @cached_property
    def _documents(self) -> Documents:
        return self._found.documents()

    def _without(self, field: str) -> Documents:
        """What passes all filters but a field's own."""
        narrowed = any(field in part.kept for part in self._found.parts)
        return self._found.documents(without=field) if narrowed else self._documents

    def _hits(self, listed: Ordered) -> tuple[Hit, ...]:
        reading = Reading(self._snapshot, self._location, self._found.query, self._request.snippets, listed.documents)
        return reading.hits(listed.scores.tolist(), listed.before + 1)

    def _suggestion(self) -> Suggestion | None:
        soon = self._asking.within(SUGGESTION_S)
        kept = [part.kept for part in self._found.parts]

        def count(query: Query) -> int:
            found = soon.matched(query, "all", kept, scoring=False)
            return found.total if found.complete else 0

        lexicon = WhooshLexicon(self._snapshot, soon.reader, soon.deadline, self._written)
        return suggestion(self._request, self._found.words, self._found.total, lexicon, count)
