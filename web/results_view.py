"""The results page as values: what is shown, in words, with every address ready. No engine, no framework."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus import Article
from search import Bucket, Copies, Facet, Hit, ResultPage
from web.asking import FACET_NAMES, Answer
from web.copies import CopyView, copy_view
from web.explained import Part, explained
from web.links import SearchLinks
from web.marking import Piece, joined, pieces
from web.site import Chrome
from web.timeline import Timeline, timeline
from web.wording import byline, counted, in_passing, iso_date, language_name, printed_date

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
FACET_ROWS = 5
COUNTING = "Counted here is every article, each copy of a story too."
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
    copies: where it has any, on to them
    listed: the first of them, where that was asked for; more_copies: how many there are in all, where that is not all
    earlier: which text it is, where that is not the present one
    why: how its score is made up, where that was asked for
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
    copies: Link | None = None
    listed: tuple[CopyView, ...] = ()
    more_copies: str = ""
    earlier: str = ""
    why: Part | None = None


@dataclass(frozen=True, slots=True)
class FacetView:
    """The values of one property among the matches; following one narrows the search, or widens it again.

    rows, more: those shown at once, and those a reader opens
    """

    heading: str
    rows: tuple[Link, ...]
    more: tuple[Link, ...] = ()


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
    interpreted: the query as understood, empty where it says no more than what was typed
    meant:       what was probably meant instead, and how much that finds; None where the words look right
    held_back:   on to the other results of outlets of which the first page shows but two
    notes:       what the reader should know of this answer: repairs, the fallback, a time limit
    elsewhere:   on a page past the end, the way back to the last one
    chips:       the filters in force; following one removes it; `unfiltered` removes all
    sizes:       how many results a page may show; empty where all fit on the smallest
    numbers:     pages to go to; None where some are left out
    explaining:  this page with every score explained, or without that where it is so; None where nothing is shown
    expanding:   this page with the copies of its stories, or without; None where there are none
    json, csv:   the same answer for programs and for spreadsheets
    counting:    what the numbers beside the list count, where that is not what the list shows
    whole:       every article of the search at once, where that is enabled
    """

    chrome: Chrome
    status: str
    shown: str
    interpreted: str
    meant: Link | None
    notes: tuple[str, ...]
    held_back: tuple[Link, ...]
    hits: tuple[HitView, ...]
    elsewhere: Link | None
    chips: tuple[Link, ...]
    unfiltered: str
    orders: tuple[Link, ...]
    facets: tuple[FacetView, ...]
    timeline: Timeline | None
    counting: str
    dates: Form
    previous: str | None
    next: str | None
    numbers: tuple[Link | None, ...]
    sizes: tuple[Link, ...]
    explaining: Link | None
    expanding: Link | None
    json: str
    csv: str
    took: str
    whole: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page and what it shows are.

    article:   gives the address of a hit's article, in the text that it lists
    story:     gives the address of an article's story; copy: that of an article by itself
    canonical: the page's own address, absolute
    """

    article: Callable[[Hit], str]
    story: Callable[[str], str]
    copy: Callable[[str], str]
    canonical: str = ""


def results_view(answer: Answer, links: SearchLinks, site: str, timezone: str, addresses: Addresses) -> ResultsView:
    """The page of an answer."""
    page = answer.page
    return ResultsView(
        chrome=_chrome(answer, links, site, addresses.canonical),
        status=_status(page),
        shown=_shown(page),
        interpreted=_interpreted(answer),
        meant=_meant(page, links),
        notes=_notes(answer),
        held_back=_held_back(page, links),
        hits=tuple(_hit(hit, answer, addresses, timezone) for hit in page.hits),
        elsewhere=_elsewhere(page, links),
        chips=_chips(links),
        unfiltered=links.unfiltered(),
        orders=tuple(Link(text, links.sort(order), order == page.sort) for order, text in ORDERS.items()),
        facets=_facets(page, links),
        timeline=timeline(page.histogram, links) if page.histogram else None,
        counting=COUNTING if page.total.value < page.total_articles else "",
        dates=_form(links),
        previous=links.page(min(page.page - 1, page.pages)) if page.page > 1 and page.pages else None,
        next=links.page(page.page + 1) if page.page < page.pages else None,
        numbers=tuple(_number(n, page.page, links) for n in page_numbers(page.page, page.pages)),
        sizes=_sizes(page, links),
        explaining=_explaining(links) if page.hits else None,
        expanding=_expanding(page, links),
        json=links.on(f"{links.path}.json").here(),
        csv=links.on(f"{links.path}.csv").here(),
        took=f"{page.took_ms:,.1f} ms",
    )


def _chrome(answer: Answer, links: SearchLinks, site: str, canonical: str) -> Chrome:
    query = answer.parameters.q.strip()
    # A feed is read for what is new, whatever the order of the page.
    feed = links.on(f"{links.path}.atom").sort("newest")
    return Chrome(site, query or "All articles", query, links.hidden("q"), canonical=canonical, feed=feed)


def _held_back(page: ResultPage, links: SearchLinks) -> tuple[Link, ...]:
    if page.page > 1 or not page.spread:
        return ()
    return tuple(
        Link(f"{held.more:,} more from {held.source}", links.adding("source", held.source)) for held in page.spread
    )


def _hit(hit: Hit, answer: Answer, addresses: Addresses, timezone: str) -> HitView:
    id = hit.article.id
    view = hit_view(hit, addresses.article(hit), timezone, addresses.story(id) if hit.story else "")
    return _expanded(view, answer.copies.get(id), addresses.copy, timezone)


def hit_view(hit: Hit, url: str, timezone: str, copies: str = "") -> HitView:
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
        byline=byline(article, most=3),
        copies=Link(in_passing(hit.story), copies) if hit.story else None,
        earlier=f"Version {article.version} of {hit.present_version}, an earlier text" if hit.present_version else "",
        why=explained(hit.explanation) if hit.explanation else None,
    )


def _expanded(view: HitView, found: Copies | None, copy_url: Callable[[str], str], timezone: str) -> HitView:
    """A result with the copies of its story."""
    if found is None:
        return view
    listed = tuple(copy_view(copy, copy_url(copy.article.id), timezone) for copy in found.copies)
    more = f"All {found.story.size:,} copies" if found.story.size > len(listed) else ""
    return replace(view, listed=listed, more_copies=more)


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


def _interpreted(answer: Answer) -> str:
    typed, understood = answer.parameters.q, answer.parsed.interpreted
    return understood if typed.strip() and typed.split() != understood.split() else ""


def _meant(page: ResultPage, links: SearchLinks) -> Link | None:
    if page.suggestion is None:
        return None
    found = counted(page.suggestion.total, "article", "articles")
    return Link(page.suggestion.query, links.asking(page.suggestion.query), count=found)


def _status(page: ResultPage) -> str:
    if page.total.value == 0:
        return "No article found in the time allowed" if page.timed_out else "No article matches"
    count = counted(page.total_articles, "article", "articles")
    if page.total.value < page.total_articles:
        count = f"{counted(page.total.value, 'story', 'stories')} in {count}"
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


def _explaining(links: SearchLinks) -> Link:
    shown = links.has("explain", "true")
    return Link("Without the scores" if shown else "How each result is scored", links.switching("explain"), shown)


def _expanding(page: ResultPage, links: SearchLinks) -> Link | None:
    if not any(hit.story for hit in page.hits):
        return None
    shown = links.has("expand", "true")
    return Link("Without the copies" if shown else "With the copies of each story", links.switching("expand"), shown)


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


def _facets(page: ResultPage, links: SearchLinks) -> tuple[FacetView, ...]:
    views = {FACET_NAMES[facet.field]: _facet(facet, links) for facet in page.facets if _divides(facet, page, links)}
    return tuple(views[name] for name in FACET_ORDER if name in views)


def _divides(facet: Facet, page: ResultPage, links: SearchLinks) -> bool:
    """Whether a facet can narrow or widen anything: one value that every match has cannot."""
    match facet.buckets:
        case ():
            return False
        case (Bucket(value, count),):
            return count < page.total.value or links.has(FACET_NAMES[facet.field], value)
        case _:
            return True


def _facet(facet: Facet, links: SearchLinks) -> FacetView:
    name = FACET_NAMES[facet.field]
    listed = tuple([_facet_row(name, bucket, links) for bucket in facet.buckets])
    # One value is not worth hiding.
    shown = FACET_ROWS if len(listed) > FACET_ROWS + 1 and not any(row.current for row in listed[FACET_ROWS:]) else None
    return FacetView(LABELS[name], listed[:shown], listed[shown:] if shown else ())


def _facet_row(name: str, bucket: Bucket, links: SearchLinks) -> Link:
    current = links.has(name, bucket.value)
    url = links.removing(name, bucket.value) if current else links.adding(name, bucket.value)
    text = language_name(bucket.value) if name == "lang" else bucket.value
    return Link(text, url, current, f"{bucket.count:,}")


def _form(links: SearchLinks) -> Form:
    given = dict(links.pairs)
    return Form(given.get("from", ""), given.get("to", ""), links.hidden("from", "to"))
