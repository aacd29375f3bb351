"""Articles like one: those that share the words which characterize it, as an ordinary search for these words.

A word characterizes an article by how much it says (its idf) times how much the article makes of it (its saturated
frequency, the title counting more), the formula of `scoring.py`. The search asks for any of the best, each weighted by
its frequency here: Robertson, Walker and Hancock-Beaulieu, "Okapi at TREC-7", 1998, on selecting terms.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from typing import NamedTuple, Protocol

from corpus import Article
from index.analysis import forms, is_fragment, scan
from search.query import Boost, Or, Query, Term
from search.results import Hit, ResultPage, SearchRequest, Snippet
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


Trait = tuple[str, float]
"""A word of an article, as written there first, and its saturated frequency there."""

_weight = lru_cache(1 << 16)(idf)


def related(searcher: Searching, story: str, query: Query | None, size: int) -> tuple[Hit, ...]:
    """At most so many of the articles that an article's `likeness` finds, the likest first.

    No copy of the article itself is among them, and of any other story one copy. story: the id of its story, or its own
    """
    if query is None:
        return ()
    asked = SearchRequest(query, group="story", matching="all", size=min(size + 1, 100), snippets=0, deadline_s=TIME_S)
    found = searcher.search(asked).hits
    floor = LIKE * max((hit.score for hit in found), default=0.0)
    others = [hit for hit in found if hit.score >= floor and story != (hit.story.id if hit.story else hit.article.id)]
    return tuple(
        Hit(hit.article, hit.score, rank, Snippet("title", hit.article.title), story=hit.story)
        for rank, hit in enumerate(others[:size], 1)
    )


def likeness(traits: Iterable[Trait], lexicon: Lexicon) -> Query | None:
    """The search for articles like one of these traits; None where it shares no word with any."""
    worth: list[tuple[float, str, float]] = []
    every, having = lexicon.articles, lexicon.frequency
    for word, frequency in traits:
        articles = having(word)
        if articles > 1:
            worth.append((_weight(articles, every) * frequency, word, frequency))
    best = nlargest(TERMS, worth)
    return Or(tuple(Boost(Term(word), frequency) for _, word, frequency in best)) if best else None


def traits_of(article: Article) -> list[Trait]:
    """The words of an article that may characterize it."""
    found = Traits()
    for place, text in enumerate((article.title, article.body)):
        for surface, number in Counter(surface for surface, _, _ in scan(text)).items():
            root = root_of(surface, article.language)
            if root is not None:
                found.add(root, number, place)
    return found.best()


class Root(NamedTuple):
    """The stem of a word, and the word as it is asked for."""

    stem: str
    word: str


def root_of(surface: str, language: str | None) -> Root | None:
    """The root of a word; None where it characterizes nothing, as a number does."""
    return root_by(surface, forms(surface, language).stems[0])


def root_by(surface: str, stem: str) -> Root | None:
    """The root of a word of that stem."""
    if len(stem) < 2 or stem.isdecimal() or (not surface.isascii() and is_fragment(surface)):
        return None
    # Where it begins a sentence, a capital says nothing; an acronym is one by its capitals.
    return Root(stem, surface if surface.isupper() else surface.lower())


class Traits:
    """Gathers the words of an article, one for each stem."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self._written: dict[str, str] = {}

    def add(self, root: Root, number: int, place: int) -> None:
        """Count a word in the title (place 0) or in the body (1)."""
        stem, word = root
        counts = self._counts.get(stem)
        if counts is None:
            counts = self._counts[stem] = [0, 0]
            self._written[stem] = word
        counts[place] += number

    def best(self) -> list[Trait]:
        """The most frequent."""
        saturated: dict[tuple[int, int], float] = {}  # few, so that the formula runs few times
        traits: list[Trait] = []
        for stem, (title, body) in self._counts.items():
            frequency = saturated.get((title, body))
            if frequency is None:
                frequency = leaf_score(1.0, weighted_frequency(title, body, 1.0, 1.0))
                saturated[title, body] = frequency
            traits.append((self._written[stem], frequency))
        if len(traits) <= MOST_WORDS:
            return traits
        return nlargest(MOST_WORDS, traits, key=itemgetter(1, 0))
