"""Did you mean: a query of the corpus's own words instead of one with words that it hardly has.

Only plain words are looked at, each by itself; what was typed with an operator was meant as it stands. A word is
doubtful where hardly an article has it in any form. What may have been meant are real words of titles and bodies within
an edit or two (`expansion.py`), and the word itself; each is worth the articles that have it, divided by RATIO for each
edit. A suggestion is worth more than what was typed, and always finds more.

This is the noisy channel of Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model",
COLING 1990, with two prices for slips instead of a table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import combinations, pairwise, product, takewhile
from math import prod
from typing import NamedTuple, Protocol

from index.analysis import query_forms
from search.query import And, Boost, Query, Term, bare_words

# An edit must buy a word that a hundred times as many articles have: iraq for iran never does, the right spelling of
# a slip that got into print mostly does. What so many articles have is no slip, nor what one in ten thousand has.
RATIO = 100
MEANT, MEANT_SHARE = 5, 10_000
# Words of so many letters have few neighbors by chance, and their slips get into print again and again (goverment).
NO_CHANCE, RATIO_OF_LONG, MEANT_SHARE_OF_LONG = 8, 30, 1_000
LONG = 6  # letters from which a word may have two slips; one of three to five has one, a shorter one none
MAX_DOUBTFUL = 3  # a query of which more is unknown is of another corpus
CANDIDATES, COMBINATIONS = 3, 8
UNLIKELY = 4
_BESIDE = "qwertyuiop asdfghjkl zxcvbnm"
_ALIKE = "iy ck cs sz td pb gk vf mn"
CONFUSED = set(map(frozenset, (*pairwise(_BESIDE), *combinations("aeiou", 2), *_ALIKE.split())))


class Lexicon(Protocol):
    """The words of a snapshot."""

    @property
    def articles(self) -> int: ...

    def frequency(self, word: str) -> int:
        """How many articles have a typed word in any form, as it is searched for."""

    def close(self, word: str, distance: int) -> Iterable[tuple[str, int]]:
        """The real words of title and body within so many edits, and how many articles have each."""

    def written(self, words: Sequence[str]) -> Sequence[str]:
        """Real words that begin alike, as each is usually written."""


class Candidate(NamedTuple):
    """What may have been meant by a word; the best sorts first."""

    badness: float
    edits: int
    word: str


def suggested(query: Query, lexicon: Lexicon, found: int, count: Callable[[Query], int]) -> tuple[Query, int] | None:
    """The likeliest query that finds more than `found` articles, and how many; None where none is likely.

    count: how many articles a query finds
    """
    for meant in _readings(query, lexicon):
        number = count(meant)
        if number > found:
            return meant, number
    return None


def _readings(query: Query, lexicon: Lexicon) -> Iterable[Query]:
    """The query with its doubtful words replaced, the likeliest first."""
    doubtful = doubtful_words(query, lexicon)
    if not 0 < len(doubtful) <= MAX_DOUBTFUL:
        return []
    meant = [_candidates(word, lexicon) for word in doubtful]
    ways = nsmallest(COMBINATIONS, product(*meant), key=lambda way: (prod(one.badness for one in way), way))
    words = ({old: new.word for old, new in zip(doubtful, way, strict=True) if old != new.word} for way in ways)
    likelier = takewhile(bool, words)  # than what was typed
    return (_replaced(query, _as_written(each, lexicon)) for each in likelier)


def _as_written(words: Mapping[str, str], lexicon: Lexicon) -> dict[str, str]:
    """The words that are put in, as they are usually written."""
    return {old: lexicon.written([new])[0] for old, new in words.items()}


def doubtful_words(query: Query, lexicon: Lexicon) -> list[str]:
    """The plain words of a query that hardly an article has, each once, as typed."""
    typed = dict.fromkeys(word for clause in bare_words(query) if (word := _word(clause)) is not None)
    return [word for word in typed if _doubtful(word, lexicon)]


def _word(clause: Query) -> str | None:
    match clause:
        case Boost(inner):
            return _word(inner)
        case Term(word):
            return word
        case _:
            return None


def _doubtful(word: str, lexicon: Lexicon) -> bool:
    folded = query_forms(word)[0]
    if not folded.isalpha() or not _slips(folded):
        return False
    share = MEANT_SHARE if len(folded) < NO_CHANCE else MEANT_SHARE_OF_LONG
    return lexicon.frequency(word) <= max(MEANT, lexicon.articles // share)


def _slips(folded: str) -> int:
    return 0 if len(folded) < 3 else 1 if len(folded) < LONG else 2


def _candidates(word: str, lexicon: Lexicon) -> list[Candidate]:
    """What may have been meant by a word, the word itself among it."""
    folded = query_forms(word)[0]
    edits: dict[str, int] = {}
    frequencies: dict[str, int] = {}
    for distance in range(1, _slips(folded) + 1):
        for close, frequency in lexicon.close(folded, distance):
            if close != folded and close.isalpha() and frequency:
                edits.setdefault(close, distance)
                frequencies[close] = frequency
    ratio = RATIO if len(folded) < NO_CHANCE else RATIO_OF_LONG
    found = [
        Candidate(ratio ** edits[close] * unlikelihood(folded, close) / frequencies[close], edits[close], close)
        for close in edits
    ]
    # Unknown, it is worth less than whatever the corpus has.
    itself = Candidate(1 / (lexicon.frequency(word) or 1 / RATIO**3), 0, word)
    return nsmallest(CANDIDATES, [itself, *found])


def unlikelihood(typed: str, meant: str) -> int:
    """How many times less likely a slip is than the commonest of as many edits: those leave the first letter alone, and
    exchange letters only for what lies beside them or sounds alike.

    >>> unlikelihood("giv", "give"), unlikelihood("conr", "corn"), unlikelihood("conr", "conn")
    (1, 1, 4)
    """
    begins = typed[0] == meant[0] or typed[1::-1] == meant[:2]
    differing = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    exchanged = len(typed) == len(meant) and len(differing) == 1 and frozenset(differing[0]) not in CONFUSED
    return (1 if begins else UNLIKELY) * (UNLIKELY if exchanged else 1)


def _replaced(query: Query, words: Mapping[str, str]) -> Query:
    """The query with those of its plain words exchanged."""
    bare = bare_words(query)

    def changed(clause: Query) -> Query:
        match clause:
            case Boost(inner, factor):
                return Boost(changed(inner), factor)
            case Term(word) if word in words:
                return replace(clause, word=words[word])
            case _:
                return clause

    if isinstance(query, And):
        return And(tuple(changed(clause) if clause in bare else clause for clause in query.clauses))
    return changed(query)
