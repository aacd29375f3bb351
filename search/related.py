"""Articles like one: those that share the words which characterize it, as an ordinary search for these words.

A word characterizes an article by how much it says (its idf) times how much the article makes of it (its saturated
frequency, the title counting more), the formula of `scoring.py`. The search asks for any of the best, each weighted by
its frequency here: Robertson, Walker and Hancock-Beaulieu, "Okapi at TREC-7", 1998, on selecting terms.
"""

from collections import Counter
from heapq import nlargest
from typing import NamedTuple, Protocol

from corpus import Article
from index.analysis import forms, is_fragment, scan
from search.query import Boost, Or, Query, Term
from search.results import Copies, Hit, ResultPage, SearchRequest, Snippet
from search.scoring import idf, leaf_score, weighted_frequency
from search.spelling import Lexicon

TERMS = 25  # more hardly change what is found, and each costs
MOST_WORDS = 500  # distinct words of an article looked at, the most frequent
# An article that scores less than this share of what the article itself does has a word or two in common by chance.
LIKE = 0.1
TIME_S = 0.5


class Searching(Protocol):
    """What is asked of a searcher."""

    def search(self, request: SearchRequest) -> ResultPage: ...

    def copies(self, story: str, most: int = 100, skip: int = 0) -> Copies | None: ...


class Trait(NamedTuple):
    """A word of an article, as written there first, and its saturated frequency there."""

    word: str
    frequency: float


def related(searcher: Searching, id: str, query: Query | None, size: int) -> tuple[Hit, ...]:
    """At most so many of the articles that an article's `likeness` finds, the likest first.

    No copy of the article itself is among them, and of any other story one copy.
    """
    if query is None:
        return ()
    asked = SearchRequest(query, group="story", matching="all", size=min(size + 1, 100), snippets=0, deadline_s=TIME_S)
    found = searcher.search(asked).hits
    own = searcher.copies(id, 1)
    story = own.story.id if own else id
    floor = LIKE * max((hit.score for hit in found), default=0.0)
    others = [hit for hit in found if hit.score >= floor and story != (hit.story.id if hit.story else hit.article.id)]
    return tuple(
        Hit(hit.article, hit.score, rank, Snippet("title", hit.article.title), story=hit.story)
        for rank, hit in enumerate(others[:size], 1)
    )


def likeness(article: Article, lexicon: Lexicon) -> Query | None:
    """The search for articles like this one; None where it shares no word with any."""
    worth: list[tuple[float, str, float]] = []
    for word, frequency in _traits(article):
        articles = lexicon.frequency(word)
        if articles > 1:
            worth.append((idf(articles, lexicon.articles) * frequency, word, frequency))
    best = nlargest(TERMS, worth)
    return Or(tuple(Boost(Term(word), frequency) for _, word, frequency in best)) if best else None


def _traits(article: Article) -> list[Trait]:
    """The words of an article that may characterize it, one for each stem; numbers do not."""
    counts: dict[str, list[int]] = {}
    written: dict[str, str] = {}
    for place, text in enumerate((article.title, article.body)):
        for surface, number in Counter(surface for surface, _, _ in scan(text)).items():
            stem = forms(surface, article.language).stems[0]
            if len(stem) < 2 or stem.isdecimal() or (not surface.isascii() and is_fragment(surface)):
                continue
            # Where it begins a sentence, a capital says nothing; an acronym is one by its capitals.
            written.setdefault(stem, surface if surface.isupper() else surface.lower())
            counts.setdefault(stem, [0, 0])[place] += number
    often = {(title, body) for title, body in counts.values()}  # few, so that the formula runs few times
    saturated = {each: leaf_score(1.0, weighted_frequency(*each, 1.0, 1.0)) for each in often}
    traits = [Trait(written[stem], saturated[title, body]) for stem, (title, body) in counts.items()]
    return nlargest(MOST_WORDS, traits, key=lambda trait: (trait.frequency, trait.word))
