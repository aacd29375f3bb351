"""The results page as values: what is shown, in words, with every address ready. No engine, no framework."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus import Article
from search import Facet, Histogram, Hit, ResultPage
from search.results import Interval
from web.asking import FACET_NAMES, Answer
from web.links import SearchLinks
from web.marking import Piece, joined, pieces
from web.site import Chrome
from web.wording import MONTHS, byline, counted, iso_date, language_name, printed_date, printed_day

LABELS = {
    "source": "Outlet",
    "section": "Section",
    "author": "Author",
    "agency": "Agency",
    "place": "Place",
    "tag": "Tag",
    "year": "Year",
    "lang": "Language",
    "from": "From",
    "to": "Until",
}
ORDERS = {"relevance": "Most relevant", "newest": "Newest", "oldest": "Oldest"}
SIZES = (10, 25, 50, 100)
FACET_ORDER = ("source", "section", "year", "lang", "agency", "author")


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go. `current` is where the reader is; `count` how much is there, empty where not counted."""

    text: str
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class HitView:
    """One result.

    title, passage: in pieces, the matches marked
    published: for machines, printed: for people, both empty for the undated
    """

    url: str
    rank: int
    lang: str
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    source: str
    published: str
    printed: str
    place: str
    section: str
    agency: str
    byline: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """The values of one property among the matches; following one narrows the search, or widens it again."""

    heading: str
    rows: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval of the histogram: its place in a drawing 100 high, what it says, and the search within it."""

    x: float
    height: float
    width: float
    text: str
    count: str
    share: str
    url: str
    empty: bool


@dataclass(frozen=True, slots=True)
class HistogramView:
    """When the matches were published. `width` is the drawing's, 10 a bar; `undated` a sentence, or empty."""

    heading: str
    width: int
    bars: tuple[Bar, ...]
    first: str
    last: str
    undated: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form that narrows by date: what stands in it, and what it carries on."""

    published_from: str
    published_to: str
    carried: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What results.html shows.

    status:      how much was found, in words, announced to screen readers
    shown:       which of it this page shows; empty for none
    interpreted: the query as understood, empty where there was none
    notes:       what the reader should know of this answer: repairs, the fallback, a time limit
    elsewhere:   on a page past the end, the way back to the last one
    chips:       the filters in force; following one removes it; `unfiltered` removes all
    sizes:       how many results a page may show; empty where all fit on the smallest
    numbers:     pages to go to; None where some are left out
    json, csv:   the same answer for programs and for spreadsheets
    """

    chrome: Chrome
    status: str
    shown: str
    interpreted: str
    notes: tuple[str, ...]
    hits: tuple[HitView, ...]
    elsewhere: Link | None
    chips: tuple[Link, ...]
    unfiltered: str
    orders: tuple[Link, ...]
    facets: tuple[FacetView, ...]
    histogram: HistogramView | None
    dates: Form
    previous: str | None
    next: str | None
    numbers: tuple[Link | None, ...]
    sizes: tuple[Link, ...]
    json: str
    csv: str
    took: str


def results_view(
    answer: Answer,
    links: SearchLinks,
    site: str,
    timezone: str,
    article_url: Callable[[str, str], str],
    canonical: str = "",
) -> ResultsView:
    """The page of an answer.

    article_url: gives an article's address for its id and the query to mark in it
    canonical:   this page's own address, absolute
    """
    page, query = answer.page, answer.parameters.q.strip()
    title = query or "All articles"
    return ResultsView(
        chrome=Chrome(
            site,
            title,
            query,
            links.hidden("q"),
            canonical=canonical,
            # A feed is read for what is new, whatever the order of the page.
            feed=links.on(f"{links.path}.atom").sort("newest"),
        ),
        status=_status(page),
        shown=_shown(page),
        interpreted=answer.parsed.interpreted if query else "",
        notes=_notes(answer),
        hits=tuple(hit_view(hit, article_url(hit.article.id, query), timezone) for hit in page.hits),
        elsewhere=_elsewhere(page, links),
        chips=_chips(links),
        unfiltered=links.unfiltered(),
        orders=tuple(Link(text, links.sort(order), order == page.sort) for order, text in ORDERS.items()),
        facets=_facets(page.facets, links),
        histogram=histogram_view(page.histogram, links) if page.histogram else None,
        dates=_form(links),
        previous=links.page(min(page.page - 1, page.pages)) if page.page > 1 and page.pages else None,
        next=links.page(page.page + 1) if page.page < page.pages else None,
        numbers=tuple(_number(n, page.page, links) for n in page_numbers(page.page, page.pages)),
        sizes=_sizes(page, links),
        json=links.on(f"{links.path}.json").here(),
        csv=links.on(f"{links.path}.csv").here(),
        took=f"{page.took_ms:,.1f} ms",
    )


def hit_view(hit: Hit, url: str, timezone: str) -> HitView:
    """One result."""
    article: Article = hit.article
    date_ = article.published
    return HitView(
        url=url,
        rank=hit.rank,
        lang=article.language or "",
        title=pieces(hit.title.text, hit.title.marks),
        passage=joined(tuple(snippet for snippet in hit.snippets if snippet.field == "body")),
        source=article.source or "",
        published=iso_date(date_, article.published_precision) or "",
        printed=printed_date(date_, article.published_precision, timezone) if date_ else "",
        place=article.place or "",
        section=article.section or "",
        agency=article.agency or "",
        byline=byline(article),
    )


def page_numbers(page: int, pages: int, around: int = 2) -> tuple[int | None, ...]:
    """Which pages to offer: the first, the last, those around this one; None for what is left out between.

    >>> page_numbers(6, 13)
    (1, None, 4, 5, 6, 7, 8, None, 13)
    """
    if pages <= 1:
        return ()
    near = min(max(page, 1), pages)
    offered = sorted({1, pages, *range(max(1, near - around), min(pages, near + around) + 1)})
    numbers: list[int | None] = []
    for number in offered:
        last = numbers[-1] if numbers else 0
        if last is not None and number - last == 2:
            numbers.append(number - 1)
        elif last is not None and number - last > 2:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)


def histogram_view(histogram: Histogram, links: SearchLinks) -> HistogramView | None:
    """The drawing of a histogram; None where there is nothing to compare."""
    buckets = histogram.buckets
    most = max((bucket.count for bucket in buckets), default=0)
    if len(buckets) < 2 or most == 0:
        return None
    bars = []
    for place, bucket in enumerate(buckets):
        low, high = bucket.start, last_day_of(bucket.start, histogram.interval)
        share = f"{bucket.count / bucket.total:.1%}" if bucket.total else ""
        # A bar that stands for something is never too low to be seen.
        height = max(100 * bucket.count / most, 2) if bucket.count else 0
        text = interval_name(low, histogram.interval)
        url = links.between(low.isoformat(), high.isoformat())
        bars.append(Bar(10 * place + 1, round(height, 1), 8, text, f"{bucket.count:,}", share, url, bucket.count == 0))
    undated = counted(histogram.undated, "match has no date", "matches have no date") if histogram.undated else ""
    return HistogramView(
        f"Matches by {histogram.interval}", 10 * len(bars), tuple(bars), bars[0].text, bars[-1].text, undated
    )


def last_day_of(start: date, interval: Interval) -> date:
    """The last day of the interval that begins at `start`."""
    match interval:
        case "day":
            return start
        case "week":
            return start + timedelta(days=6)
        case "month":
            return start.replace(day=monthrange(start.year, start.month)[1])
        case "year":
            return start.replace(month=12, day=31)


def interval_name(start: date, interval: Interval) -> str:
    """`2017`, `October 2017`, `Week of October 23, 2017` or `October 26, 2017`"""
    match interval:
        case "day":
            return printed_day(start)
        case "week":
            return f"Week of {printed_day(start)}"
        case "month":
            return f"{MONTHS[start.month - 1]} {start.year}"
        case "year":
            return str(start.year)


def _status(page: ResultPage) -> str:
    if page.total.value == 0:
        return "No article found in the time allowed" if page.timed_out else "No article matches"
    count = counted(page.total.value, "article", "articles")
    return count if page.total.exact else f"At least {count}"


def _shown(page: ResultPage) -> str:
    if not page.hits or page.pages == 1:
        return ""
    first = (page.page - 1) * page.size + 1
    return f"{first:,}–{first + len(page.hits) - 1:,}"


def _notes(answer: Answer) -> tuple[str, ...]:
    page = answer.page
    notes = [warning.message for warning in answer.warnings]
    if page.matching == "any" and page.total.value:
        notes.insert(0, "No article has all of these words. Shown are those that have any of them, the closest first.")
    if page.timed_out:
        notes.append("The search ran into its time limit: there may be more than is shown. A narrower one may finish.")
    return tuple(notes)


def _number(number: int | None, here: int, links: SearchLinks) -> Link | None:
    return None if number is None else Link(f"{number:,}", links.page(number), number == here)


def _sizes(page: ResultPage, links: SearchLinks) -> tuple[Link, ...]:
    if page.total.value <= SIZES[0]:
        return ()
    return tuple(Link(str(size), links.sized(size), size == page.size) for size in SIZES)


def _elsewhere(page: ResultPage, links: SearchLinks) -> Link | None:
    if page.hits or not page.pages:
        return None
    pages = counted(page.pages, "page", "pages")
    return Link(
        f"There is no page {page.page:,}: these results fill {pages}. Go to the last one.", links.page(page.pages)
    )


def _chips(links: SearchLinks) -> tuple[Link, ...]:
    chips = []
    for name, value in links.pairs:
        if name in LABELS:
            text = language_name(value) if name == "lang" else value
            chips.append(Link(f"{LABELS[name]}: {text}", links.removing(name, value)))
    return tuple(chips)


def _facets(facets: tuple[Facet, ...], links: SearchLinks) -> tuple[FacetView, ...]:
    views = {FACET_NAMES[facet.field]: _facet(facet, links) for facet in facets}
    return tuple(views[name] for name in FACET_ORDER if name in views and views[name].rows)


def _facet(facet: Facet, links: SearchLinks) -> FacetView:
    name = FACET_NAMES[facet.field]
    rows = (
        Link(
            language_name(bucket.value) if name == "lang" else bucket.value,
            links.toggling(name, bucket.value),
            links.has(name, bucket.value),
            f"{bucket.count:,}",
        )
        for bucket in facet.buckets
    )
    return FacetView(LABELS[name], tuple(rows))


def _form(links: SearchLinks) -> Form:
    given = dict(links.pairs)
    return Form(given.get("from", ""), given.get("to", ""), links.hidden("from", "to"))
