"""A search's results as a table for spreadsheets, of which nothing can run."""

import csv
import io

from web.answers import HitAnswer, SearchAnswer

COLUMNS = (
    "rank", "score", "id", "title", "source", "published", "authors", "section",
    "tags", "agency", "language", "place", "url", "passage", "story", "copies",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(found: SearchAnswer, line_end: str = "\r\n") -> str:
    """The results of a page, a header and a row each; lines end as RFC 4180 has them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(COLUMNS)
    writer.writerows(_row(hit) for hit in found["results"])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(hit: HitAnswer) -> tuple[object, ...]:
    bodies = [snippet["text"] for snippet in hit["snippets"] if snippet["field"] == "body"]
    texts = {
        "id": hit["id"],
        "title": hit["title"],
        "source": hit["source"],
        "published": hit["published"],
        "authors": "; ".join(hit["authors"]),
        "section": hit["section"],
        "tags": "; ".join(hit["tags"]),
        "agency": hit["agency"],
        "language": hit["language"],
        "place": hit["place"],
        "url": hit["url"],
        "passage": bodies[0] if bodies else None,
        "story": hit["story"]["id"] if hit["story"] else None,
    }
    copies = hit["story"]["size"] if hit["story"] else 1
    return (hit["rank"], hit["score"], *(harmless(texts[name] or "") for name in COLUMNS[2:-1]), copies)
