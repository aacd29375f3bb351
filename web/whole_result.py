"""Every hit of a search as lines of text, one at a time, so that no result is too long for memory."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from search import Hit, ResultPage, Searcher, SearchRequest
from web.csv_table import harmless
from web.json_answer import article_object, story_object
from web.params import Pairs

COLUMNS = (
    "id", "version", "title", "source", "published", "updated", "authors", "section",
    "tags", "agency", "language", "place", "url", "body", "story",
)  # fmt: skip
AS_RANKED = ("group", "diversity")  # off, unless told otherwise: a whole result is for every article


def as_ranked(pairs: Pairs) -> Pairs:
    """The parameters of a search, so that it lists every article in the order of its score."""
    given = {name for name, _ in pairs}
    return (*pairs, *((name, "off") for name in AS_RANKED if name not in given))


def decided(searcher: Searcher, request: SearchRequest) -> tuple[SearchRequest, ResultPage]:
    """The request for all hits, its fallback to any of the words decided, and the page that decided it."""
    bare = replace(request, page=1, size=1, snippets=0, facets=(), histogram=False, explain=False)
    page = searcher.search(bare)
    return replace(bare, matching=page.matching), page


def hit_object(hit: Hit) -> dict[str, object]:
    """A hit with its article's whole text, for JSON."""
    story = story_object(hit.story) if hit.story else None
    return {"rank": hit.rank, "score": round(hit.score, 6), **article_object(hit.article), "story": story}


def table_lines(hits: Iterable[Hit], line_end: str) -> Iterator[str]:
    """A header and a row for each hit; a cell that a spreadsheet would compute is made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(("rank", "score", *COLUMNS))
    yield _taken(out)
    for hit in hits:
        writer.writerow((hit.rank, round(hit.score, 6), *_cells(hit)))
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _cells(hit: Hit) -> Iterator[str]:
    told = dict(article_object(hit.article))
    for name in COLUMNS:
        value = (hit.story.id if hit.story else None) if name == "story" else told[name]
        yield harmless("; ".join(value) if isinstance(value, list) else "" if value is None else str(value))
