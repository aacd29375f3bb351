"""How an article is cited, as a reader pastes it into a text."""

from corpus import Article
from web.wording import printed_date

_ENDS = (".", "!", "?", "…")


def citation(article: Article, address: str, timezone: str) -> str:
    """`Ada Marsh and Bo Lind. “Bridge Toll Vote.” The Harbor Gazette, October 26, 2017. https://example.org/toll`

    address: where whoever reads the citation finds the article
    """
    title = article.title.strip()
    quoted = f"“{title}”" if title.endswith(_ENDS) else f"“{title}.”"
    date = article.published
    day = printed_date(date, article.published_precision, timezone) if date else "undated"
    where = ", ".join(part for part in (article.source, day) if part)
    return " ".join(part for part in (_signed(article.authors), quoted, f"{where}.", address) if part)


def _signed(authors: tuple[str, ...]) -> str:
    """`Ada Marsh.`, `Ada Marsh and Bo Lind.`, `Ada Marsh, Bo Lind, and Cy Orr.`; empty where nobody signed."""
    *others, last = authors or ("",)
    comma = "," if len(others) > 1 else ""
    names = f"{', '.join(others)}{comma} and {last}" if others else last
    return names if not names or names.endswith(".") else f"{names}."
