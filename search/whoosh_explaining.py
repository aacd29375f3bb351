"""What the leaves of a query found in single articles of a Whoosh index, for `explanation.py`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from search.deadline import DeadlinePassed
from search.explanation import Evidence, Explanation, Length, Measured, Worth, explain
from search.query import Query
from search.readings import stems_of
from search.results import Hit, SearchRequest
from search.whoosh_match import Translator
from search.whoosh_nodes import Counter, Node, Placed, Preferring, Scored, Stems, Together, Words
from search.whoosh_postings import Documents, Window
from search.whoosh_snapshot import Snapshot

NAMED = 3  # words of an expansion that are told by name


class Explaining:
    """Explains the hits of one request.

    window: the window that holds one document alone, given its number
    """

    def __init__(
        self, snapshot: Snapshot, translator: Translator, query: Query, window: Callable[[int], Window]
    ) -> None:
        self._snapshot, self._translator, self._query, self._window = snapshot, translator, query, window
        self._nodes: dict[Query, Node] = {}

    def explained(self, hits: Sequence[Hit], numbers: Documents, request: SearchRequest) -> tuple[Hit, ...]:
        """The hits, whose documents these are, with their explanations, as far as the time suffices."""
        explained = list(hits)
        try:
            for place, number in enumerate(numbers.tolist()):
                explained[place] = replace(hits[place], explanation=self._explanation(number, request))
        except DeadlinePassed:
            pass
        return tuple(explained)

    def _explanation(self, number: int, request: SearchRequest) -> Explanation | None:
        window = self._window(number)
        measured = self._measured(number, request.reference)
        return explain(self._query, lambda leaf: self._evidence(leaf, window), measured, request.half_life)

    def _evidence(self, leaf: Query, window: Window) -> Evidence | None:
        node = self._nodes.get(leaf)
        if node is None:
            found = self._translator.node(leaf)
            node = self._nodes[leaf] = found.word if isinstance(found, Preferring) else found
        if not isinstance(node, Scored):
            return Evidence() if len(node.matches(window).documents) else None
        documents, title, body = node.counter.count(window, node.fields)
        if not len(documents):
            return None
        words = tuple(Worth(_named(word), self._translator.frequency(word)) for word in _words(node.counter))
        return Evidence(words, int(title[0]), int(body[0]))

    def _measured(self, number: int, now: datetime | None) -> Measured:
        snapshot = self._snapshot
        return Measured(
            snapshot.articles,
            Length(int(snapshot.title_length[number]), snapshot.mean(snapshot.title_length)),
            Length(int(snapshot.body_length[number]), snapshot.mean(snapshot.body_length)),
            snapshot.age_days(number, now),
        )


def _words(counter: Counter) -> tuple[Placed, ...]:
    """The words of a leaf, each with the terms that stand for it."""
    match counter:
        case Stems(read):
            return (Placed(stems_of(read), stemmed=True, readings=read),)
        case Words(words):
            return (Placed(words, stemmed=False),)
        case Together(arrangement):
            return arrangement.words
        case _:
            raise TypeError(f"{type(counter).__name__} counts no words that are known here; add it to _words")


def _named(word: Placed) -> str:
    more = len(word.terms) - NAMED
    return " or ".join(word.terms[:NAMED]) + (f" or {more:,} more" if more > 0 else "")
