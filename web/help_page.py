"""`/help`: the language of the query box, with searches to try."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, url_for

from web.links import SearchLinks
from web.site import Chrome, this_site

pages = Blueprint("help", __name__)


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to type, what it finds, and the search itself."""

    typed: str
    finds: str
    url: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of examples. `id` is its anchor."""

    id: str
    heading: str
    lead: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class HelpView:
    """What help.html shows."""

    chrome: Chrome
    topics: tuple[Topic, ...]


TOPICS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "words",
        "Words",
        (
            "Type what you remember. An article is found when it has all the words, in its headline or its text; other "
            "forms of a word count too (offensive, offensives). Where no article has them all, those with any are "
            "shown, and the page says so."
        ),
        (
            ("iraqi forces", "both words, anywhere"),
            ("ferry OR bridge", "either; a | b does the same"),
            ("(ferry OR bridge) harbor", "brackets group"),
            ("forces -police", "the first without the second; NOT police and !police do the same"),
            ("=forces", "this very word, no other form of it"),
        ),
    ),
    (
        "phrases",
        "Phrases and neighbors",
        "Quotes ask for words as they stand, one after another.",
        (
            ('"last den"', "these words in this order"),
            ('"forces push"~3', "in this order, with up to three words between"),
            ("euphrates NEAR/5 valley", "within five words of each other, in either order"),
        ),
    ),
    (
        "unsure",
        "When you are not sure of the spelling",
        "",
        (
            ("euph*", "words that begin so"),
            ("harb?r", "? stands for one character, * for any number"),
            ("abadi~", "words that differ by one letter; ~2 by two"),
        ),
    ),
    (
        "fields",
        "Where a word stands",
        (
            "A name and a colon before a word, a phrase or a group in brackets. The names are title, body, author, "
            "source, section, tag, agency, place, lang, url and site."
        ),
        (
            ("title:forces", "in the headline"),
            ("title:(forces push)", "both in the headline"),
            ("agency:reuters", "from that wire service"),
            ("lang:de", "articles in German"),
            ("site:example.org", "from that host or those below it"),
        ),
    ),
    (
        "dates",
        "Dates",
        "A date may be a year, a month or a day; both ends are included. Articles without a date are in no range.",
        (
            ("on:2017-11-03", "published on that day"),
            ("ferry after:2019-05 before:2024", "from May 2019 to the end of 2024"),
            ("date:2018-01..2018-06", "a range"),
            ("election date:7d", "the last seven days; today, yesterday and 2w are known too"),
            ("undated:true", "articles without a date"),
        ),
    ),
    (
        "weight",
        "Order",
        (
            "Results come by relevance: how often and where the words stand, and how rare they are. Newest and oldest "
            "first are a click away."
        ),
        (("iraq^3 offensive", "the first word counts three times"),),
    ),
)


@pages.get("/help")
def page() -> Response:
    """The help page."""
    view = help_view(
        this_site().settings.title, SearchLinks(url_for("results.page"), ()), url_for("help.page", _external=True)
    )
    response = make_response(render_template("help.html", view=view))
    response.cache_control.max_age = 300
    return response


def help_view(site: str, links: SearchLinks, canonical: str = "") -> HelpView:
    """The help page; each example is a link to its search."""
    topics = (
        Topic(id, heading, lead, tuple(Example(typed, finds, links.adding("q", typed)) for typed, finds in examples))
        for id, heading, lead, examples in TOPICS
    )
    return HelpView(Chrome(site, "How to search", indexed=True, canonical=canonical), tuple(topics))
