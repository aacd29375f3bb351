"""How a typed word is read: its stem in each language, and of whose articles each stem is asked.

The stems of all languages share one space of terms, and an ending of one language is part of a name in another: German
takes the `er` off `Hunter`, and English `hunt` is found. So a stem is asked of the articles in the languages that read
the word so. Where these are nearly all articles it is asked of all: the few others hardly matter, and the list of the
stem is taken as it is.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis import query_stems

NEARLY_ALL = 0.9
KEPT = 4096  # words whose readings are kept

Spoken = tuple[tuple[str | None, int], ...]
"""How many articles are in each language, by language; None for those in no known one, last."""


class Reading(NamedTuple):
    """A stem of a word, and the languages whose articles are asked for it; None for all articles."""

    stem: str
    languages: frozenset[str | None] | None = None


@lru_cache(KEPT)
def readings(word: str, spoken: Spoken) -> tuple[Reading, ...]:
    """The distinct stems of a word of `query_words`, in the order of the languages that articles are in.

    >>> readings("Hunter", (("de", 10), ("en", 90), (None, 0)))
    (Reading(stem='hunt', languages=frozenset({'de'})), Reading(stem='hunter', languages=None))
    """
    present = {language: count for language, count in spoken if count}
    if not present:
        return tuple(map(Reading, query_stems(word, [language for language, _ in spoken])))
    own = {language: frozenset(query_stems(word, (language,))) for language in present}
    found = []
    for stem in query_stems(word, present):
        languages = frozenset(language for language in present if stem in own[language])
        nearly_all = sum(present[language] for language in languages) >= NEARLY_ALL * sum(present.values())
        found.append(Reading(stem, None if nearly_all else languages))
    return tuple(found)


def asked_of(word: str, spoken: Spoken, language: str | None) -> tuple[str, ...]:
    """The stems of a word that an article in a language is asked for."""
    return stems_of([each for each in readings(word, spoken) if each.languages is None or language in each.languages])


def stems_of(read: Sequence[Reading]) -> tuple[str, ...]:
    return tuple(each.stem for each in read)
