"""One copy of a story as a page shows it: where and when it was published, and how long after the first."""

from dataclasses import dataclass

from search import Copy
from web.wording import counted, iso_date, printed_date


@dataclass(frozen=True, slots=True)
class CopyView:
    """One copy.

    lag:  how long after the first, as `+14 min`; empty where the dates do not tell
    told: what else is to be said of it
    """

    url: str
    title: str
    lang: str
    source: str
    published: str
    printed: str
    lag: str
    told: tuple[str, ...]


def copy_view(copy: Copy, url: str, timezone: str) -> CopyView:
    """A copy; url: the address of its article."""
    article = copy.article
    return CopyView(
        url=url,
        title=article.title,
        lang=article.language or "",
        source=article.source or "",
        published=iso_date(article.published, article.published_precision) or "",
        printed=printed_date(article.published, article.published_precision, timezone) if article.published else "",
        lag=lag(copy),
        told=told(copy),
    )


def told(copy: Copy) -> tuple[str, ...]:
    """What is to be said of a copy beside where and when it was published."""
    said = []
    if copy.first:
        said.append("first")
    if copy.article.agency:
        said.append(f"credits {copy.article.agency}")
    elif copy.uncredited:
        said.append("credits no wire service")
    if copy.article.version > 1:
        said.append("edited")
    return tuple(said)


def lag(copy: Copy) -> str:
    """How long after the first one, rounded down.

    >>> from corpus import Article
    >>> article = Article(id="a", title="", body="")
    >>> [lag(Copy(article, seconds, True)) for seconds in (30, 840, 9000, 200_000)]
    ['at once', '+14 min', '+2 h 30 min', '+2 days']
    """
    if copy.lag_s is None:
        return ""
    minutes = copy.lag_s // 60
    if minutes < 1:
        return "at once"
    if minutes < 60:
        return f"+{minutes} min"
    if minutes < 48 * 60 and copy.lag_exact:
        hours, rest = divmod(minutes, 60)
        return f"+{hours} h {rest} min" if rest else f"+{hours} h"
    return f"+{counted(minutes // 1440, 'day', 'days')}"
