"""How a word of the index is usually written: Merkel, São, iPhone. The index knows only merkel, sao and iphone.

A few articles that have the word are looked at. A capital at the beginning of a sentence says nothing about the word,
nor do capitals among others, so these spellings count only where there is no other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from corpus import Article
from index.analysis import fold
from index.characters import APOSTROPHES
from search.query import Query, Term

LOOKED_IN = 5  # articles
MOST_SEEN = 20_000  # characters of each body
_BEGINS = re.compile(r"(?:^|[.!?:…。]|\n)[\s\"'“”‘’«»„()\[\]-]*\Z")
_LAST, _FIRST = re.compile(r"[^\W\d_]{2,}(?=\W*\Z)"), re.compile(r"(?:\W*)([^\W\d_]{2,})")
_BEFORE = 12  # characters looked at for the end of a sentence
SURE, UNSURE = 1000, 1


def usual_spellings(words: Iterable[str], newest: Callable[[Query, int], Iterable[Article]]) -> list[str]:
    """Folded words as each is usually written in the newest articles that have it; newest: finds so many at most."""
    return [usual_spelling(word, newest(Term(word, exact=True), LOOKED_IN)) for word in words]


def usual_spelling(word: str, articles: Iterable[Article]) -> str:
    """The spelling of a folded word that some articles have most, in bodies or else in titles; else the word itself."""
    articles = list(articles)
    for texts in ([each.body[:MOST_SEEN] for each in articles], [each.title for each in articles]):
        seen: Counter[str] = Counter()
        for text in texts:
            for spelling, weight in _spellings(word, text):
                seen[spelling] += weight
        if seen:
            return min(seen, key=lambda spelling: (-seen[spelling], spelling != word, spelling))
    return word


def _spellings(word: str, text: str) -> Iterator[tuple[str, int]]:
    """Each occurrence of a word, and how much its spelling says."""
    flat = text.lower() if text.isascii() else text.translate(_letters)
    at = flat.find(word)
    while at >= 0:
        end = at + len(word)
        if not (flat[at - 1 : at].isalnum() or flat[end : end + 1].isalnum()):
            spelling = text[at:end]
            yield spelling, SURE if _says_something(spelling, text, at) else UNSURE
        at = flat.find(word, end)


def _says_something(spelling: str, text: str, at: int) -> bool:
    if spelling.islower():
        return True
    if len(spelling) > 1 and spelling.isupper():
        end = at + len(spelling)
        beside = (_LAST.search(text[max(0, at - _BEFORE) : at]), _FIRST.match(text[end : end + _BEFORE]))
        return not any(word and word[0].isupper() for word in beside)
    return not _BEGINS.search(text[max(0, at - _BEFORE) : at] if at > _BEFORE else "\n" + text[:at])


class _Letters(dict[int, str]):
    """A translation to folded letters, one for one, that learns the characters it meets."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = "'" if letter in APOSTROPHES else fold(letter)
        self[code] = folded = folded if len(folded) == 1 else letter
        return folded


_letters = _Letters()
