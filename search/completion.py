"""What a reader may be about to type: words, outlets, authors and headlines that go on as the text in the box ends.

The last word of the box is completed by real words of titles and bodies, the whole of it by outlets and authors of
which a word begins so, and by headlines that have all its words. The most used come first, words that nearly every
article has behind them: use counts times idf. Of words that a search does not tell apart (bank, banks) the most used
one stands for all.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple, Protocol

from corpus import Article
from index.analysis import fold_value, query_forms, query_stems, query_words
from search.interpret import spaced
from search.query import And, Or, Query, Term
from search.scoring import lucene_idf

Kind = Literal["word", "source", "author", "title"]
LONGEST = 100  # characters of the box looked at: what is longer is not being typed
LOOKED_AT = 50  # words of one beginning, the most used
LIKELY = 12  # words that headlines are looked for first
FEW = 3  # values of a kind, and headlines, shown beside the words
KEPT = 1 << 14  # words whose stems are kept
FIELDS: dict[str, Kind] = {"source": "source", "author": "author", "by": "author"}
TEXTS = ("title", "body", "intitle")
_LAST = re.compile(
    r'(?P<head>.*?)(?P<sign>[-+!=(]*)(?:(?P<field>[A-Za-z]+):)?(?P<open>"?)(?P<word>[^\s"()|:*?~^]+)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on.

    text:     what is offered: a word (as it is usually written), an outlet, an author, a headline
    query:    what the box holds once it is taken
    articles: how many have it; 1 for a headline, whose article is `id`
    """

    kind: Kind
    text: str
    query: str
    articles: int
    id: str | None = None


class Vocabulary(Protocol):
    """What a snapshot knows of its words."""

    @property
    def articles(self) -> int: ...

    @property
    def languages(self) -> Sequence[str | None]: ...

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        """The real words of title and body that begin so, and how many articles have each in the title or in the
        body, whichever are more: the most used first, then in order.
        """

    def values(self, field: Literal["source", "author"], prefix: str) -> Iterable[tuple[str, int]]:
        """The values of which a word begins so (folded), and how many articles have each, the most used first."""

    def newest(self, query: Query, size: int) -> Iterable[Article]:
        """The newest articles that a query finds."""

    def written(self, words: Sequence[str]) -> Sequence[str]:
        """Words that `beginning` gave, as each is usually written."""


class Typed(NamedTuple):
    """The box: what stands before the word being typed, its field, and the word; `whole` is all of it."""

    head: str
    field: str | None
    word: str
    whole: str


def completed(text: str, vocabulary: Vocabulary, size: int) -> tuple[Completion, ...]:
    """At most so many ways to go on: words, then outlets, authors and headlines, a part of the places for each."""
    typed = read_typed(text)
    if typed is None or size < 1:
        return ()
    if typed.field in FIELDS:
        return tuple(islice(_values(typed, FIELDS[typed.field], vocabulary), size))
    if typed.field is not None and typed.field not in TEXTS:
        return ()
    words = sorted(
        _words(typed, vocabulary), key=lambda word: (-word[1] * lucene_idf(word[1], vocabulary.articles), word)
    )
    others = list(_others(typed, words, vocabulary)) if typed.field is None and len(typed.whole) > 1 else []
    kept = others[: size - min(len(words), (size + 1) // 2)]
    return (*_offered(typed, words[: size - len(kept)], vocabulary), *kept)


def read_typed(text: str) -> Typed | None:
    """The box as it is being typed; None where no word is."""
    found = _LAST.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    field = found["field"]
    head = (
        found["head"]
        + found["sign"]
        + ("" if field is None or field.lower() in FIELDS else f"{field}:")
        + (found["open"] if field is None or field.lower() not in FIELDS else "")
    )
    return Typed(head, field.lower() if field else None, found["word"], " ".join(text.split()))


def _words(typed: Typed, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """The words that go on, one of those that share a stem, none that shares one with what is typed."""
    prefix = query_forms(typed.word)[0] if query_words(typed.word) == (typed.word,) else ""
    if not prefix:
        return
    languages: tuple[str | None, ...] = tuple(language for language in vocabulary.languages if language) or (None,)
    seen = set(query_stems(typed.word.lower(), languages))
    for word, articles in islice(vocabulary.beginning(prefix), LOOKED_AT):
        stems = _stems(word, languages)
        if word[-1] != "." and seen.isdisjoint(stems):
            seen.update(stems)
            yield word, articles


_stems = lru_cache(KEPT)(query_stems)


def _offered(typed: Typed, words: Sequence[tuple[str, int]], vocabulary: Vocabulary) -> Iterator[Completion]:
    spellings = vocabulary.written([word for word, _ in words])
    for written, (_, articles) in zip(spellings, words, strict=True):
        yield Completion("word", written, typed.head + written, articles)


def _others(typed: Typed, words: Sequence[tuple[str, int]], vocabulary: Vocabulary) -> Iterator[Completion]:
    whole = typed._replace(head="", word=typed.whole)
    for kind in ("source", "author"):
        yield from islice(_values(whole, kind, vocabulary), FEW)
    for article in _headlines(typed, [word for word, _ in words], vocabulary):
        yield Completion("title", article.title, f'title:"{spaced(query_words(article.title))}"', 1, article.id)


def _headlines(typed: Typed, words: Sequence[str], vocabulary: Vocabulary) -> Sequence[Article]:
    """The newest headlines with one of the likeliest words; with any of them where these are too few."""
    found: Sequence[Article] = ()
    for ends in (words[:LIKELY], words) if len(words) > LIKELY else (words,):
        query = _title_query(typed, ends)
        found = tuple(vocabulary.newest(query, FEW)) if query else ()
        if len(found) >= FEW:
            break
    return found


def _values(typed: Typed, kind: Kind, vocabulary: Vocabulary) -> Iterator[Completion]:
    if kind not in ("source", "author"):
        return
    for label, articles in vocabulary.values(kind, fold_value(typed.word)):
        quoted = label.replace('"', " ")
        yield Completion(kind, label, f'{typed.head}{kind}:"{quoted}"', articles)


def _title_query(typed: Typed, words: Sequence[str]) -> Query | None:
    """Headlines with all the words typed, the last of them as begun; None for a single short one."""
    before = query_words(typed.head)
    if not before and len(typed.word) < FEW:
        return None
    ends = Or(tuple(Term(word, "title") for word in dict.fromkeys((typed.word, *words))))
    return And((*(Term(word, "title") for word in before), ends))
