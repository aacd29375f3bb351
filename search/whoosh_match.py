"""Query values to nodes that run over a snapshot: words to terms, patterns to words, everything with its weight."""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from whoosh.reading import IndexReader

from index.analysis import STRAIGHT, fold, fold_value, is_fragment, query_forms, query_words
from index.schema import FACET_FIELDS
from search.deadline import Deadline
from search.expansion import MAX_EXPANSIONS
from search.query import (
    TEXT_FIELDS,
    All,
    And,
    Boost,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Wildcard,
    prefers_spelling,
)
from search.readings import readings, stems_of
from search.results import SearchWarning
from search.scoring import SPELLED, idf
from search.whoosh_nodes import (
    Any,
    Arrangement,
    Boosted,
    Chosen,
    Counter,
    Every,
    Having,
    InOrder,
    Nearby,
    Node,
    Placed,
    Preferring,
    Scored,
    Stems,
    Together,
    TogetherIn,
    Without,
    Words,
)
from search.whoosh_snapshot import Mask, Snapshot

TRUE = ("true", "yes", "1")
FALSE = ("false", "no", "0")
Pattern = Prefix | Wildcard | Fuzzy
MOST_KNOWN = 20_000  # words whose leaves are kept
MOST_PATTERNS = 256


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates the queries of one request; `warnings` says what was cut short."""

    snapshot: Snapshot
    reader: IndexReader
    timezone: str
    deadline: Deadline
    warnings: list[SearchWarning] = field(default_factory=list)

    def node(self, query: Query) -> Node:
        """The query as a node. Raises DeadlinePassed."""
        if isinstance(query, Term):
            known: Node | None = self.snapshot.leaves_known.get((query.word, query.field, query.exact))
            if known is not None:
                return known
        match query:
            case And(clauses):
                return Every(tuple(map(self.node, clauses)))
            case Or(clauses):
                return Any(tuple(map(self.node, clauses)))
            case Not(clause):
                return Without(self.node(clause))
            case Boost(clause, factor):
                boosted = self.node(clause)
                return boosted.boosted(factor) if isinstance(boosted, Preferring) else Boosted(boosted, factor)
            case All():
                return Every(())
            case Range(low, high):
                return Chosen(self.snapshot.periods(self.timezone).within(low, high))
            case Prefix() | Wildcard() | Fuzzy():
                return self._pattern(query)
            case Term(word, "undated" | "edited" as flag):
                return self._flag(word, flag)
            case Term(word, "lang" | "site" as name):
                return Having(name, (fold_value(word),))
            case Term(word, name, exact):
                found = self._in_order(query_words(word), name, 0, stemmed=not exact)
                return self._remembered(query, self._preferring(found, word) if prefers_spelling(query) else found)
            case Phrase(words, name, slop, stemmed):
                return self._known(query, lambda: self._in_order(_split(words), name, slop, stemmed))
            case Near(words, distance, name):
                return self._near(words, distance, name)

    def _remembered(self, query: Term, node: Node) -> Node:
        """A word's leaf, which is the same for every query of the snapshot; one that stands for others is not kept."""
        leaf = node.word if isinstance(node, Preferring) else node
        if isinstance(leaf, Scored) and isinstance(leaf.counter, Stems | Words) and not self.warnings:
            known = self.snapshot.leaves_known
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[query.word, query.field, query.exact] = node
        return node

    # Words

    def _in_order(self, words: Sequence[str], name: str | None, slop: int, stemmed: bool) -> Node:
        if not words:
            return NOTHING
        if not _is_text(name):
            placed = tuple(self._placed(word, str(name), stemmed=False) for word in words)
            if len(placed) == 1:
                return Having(str(name), placed[0].terms)
            return TogetherIn(str(name), InOrder(placed, slop))
        placed = tuple(self._placed(word, name, stemmed) for word in words)
        if len(placed) == 1:
            return self._scored(
                Stems(placed[0].readings) if placed[0].stemmed else Words(placed[0].terms), name, placed
            )
        return self._scored(Together(InOrder(placed, slop)), name, placed)

    def _preferring(self, found: Node, word: str) -> Node:
        """The word, its typed spelling preferred; joined words have none."""
        if not isinstance(found, Scored) or not isinstance(found.counter, Stems):
            return found
        spelling = Scored(Words(query_forms(word)), found.fields, found.weight)
        return Preferring(found, spelling, (1.0, SPELLED))

    def _near(self, words: tuple[str, str], distance: int, name: str | None) -> Node:
        text = _is_text(name)
        first, second = (tuple(self._placed(each, name, text) for each in query_words(word)) for word in words)
        if not first or not second:
            return NOTHING
        arrangement: Arrangement = Nearby(first, second, distance)
        if not text:
            return TogetherIn(str(name), arrangement)
        return self._scored(Together(arrangement), name, arrangement.words)

    def _placed(self, word: str, name: str | None, stemmed: bool) -> Placed:
        if is_fragment(word):
            return Placed(self._expanded(Prefix(word, name)), stemmed=False)
        if stemmed:
            read = readings(word, self.snapshot.spoken)
            return Placed(stems_of(read), stemmed=True, readings=read)
        return Placed(query_forms(word), stemmed=False)

    def _scored(self, counter: Counter, name: str | None, words: Iterable[Placed]) -> Node:
        return Scored(counter, _fields(name), sum(idf(self.frequency(word), self.snapshot.articles) for word in words))

    def frequency(self, word: Placed) -> int:
        """How many articles have the word, as `scoring.py` counts them."""
        if word.stemmed:
            each = (self.snapshot.asked(self.reader, reading, self.deadline) for reading in word.readings)
        else:
            each = (max(self._live(name, term) for name in TEXT_FIELDS) for term in word.terms)
        return min(self.snapshot.articles, sum(each))

    def _live(self, name: str, term: str) -> int:
        return self.snapshot.frequency(self.reader, name, term, self.deadline)

    # Patterns

    def _pattern(self, query: Pattern) -> Node:
        name = query.field
        if name in ("undated", "edited"):
            return NOTHING
        if _is_anything(query) and name != "url" and name != "site":
            return Chosen(self._has_any(name))
        if not _is_text(name):
            return Having(str(name), self._expanded(query))
        return self._known(query, lambda: self._beginning_so(query) or self._any_of(self._expanded(query), name))

    def _known(self, query: Pattern | Phrase, make: Callable[[], Node]) -> Node:
        """What a clause became before in this snapshot, or becomes now."""
        known = self.snapshot.patterns_known
        node: Node | None = known.get(query)
        if node is None:
            told = len(self.warnings)
            node = make()
            if told == len(self.warnings):  # a warning goes with every answer
                if len(known) >= MOST_PATTERNS:
                    known.clear()
                known[query] = node
        return node

    def _any_of(self, words: tuple[str, ...], name: str | None) -> Node:
        return self._scored(Words(words), name, (Placed(words, stemmed=False),))

    def _beginning_so(self, query: Pattern) -> Node | None:
        """A prefix as a leaf of all its words at once, where the snapshot knows them."""
        if not isinstance(query, Prefix):
            return None
        prefixes, fields = tuple(_outermost(query_forms(query.prefix))), _fields(query.field)
        found = self.snapshot.expansion(prefixes, fields, self.deadline)
        if found is None:
            return None
        articles = self.snapshot.articles
        return Scored(Words(found.words, prefixes), fields, idf(min(articles, found.frequency), articles))

    def _has_any(self, name: str | None) -> Mask:
        """The articles that have anything in a field."""
        if _is_text(name):
            lengths = {"title": self.snapshot.title_length, "body": self.snapshot.body_length}
            return sum((lengths[each] for each in _fields(name)), start=self.snapshot.title_length * 0) > 0
        column = f"{name}_value" if name in FACET_FIELDS else str(name)
        return self.snapshot.values(column).present

    def _expanded(self, query: Pattern) -> tuple[str, ...]:
        """The words a pattern stands for, ordered; the most frequent where there are too many."""
        fields = _fields(query.field) if _is_text(query.field) else (str(query.field),)
        scope = TEXT_FIELDS if _is_text(query.field) else fields
        found = set(self._candidates(query, fields))
        if len(found) > MAX_EXPANSIONS:
            return self._most_frequent(query, found, fields, scope)
        return tuple(sorted(word for word in found if self._is_live(word, fields)))

    def _candidates(self, query: Pattern, fields: Sequence[str]) -> Iterable[str]:
        """The words of some fields that a pattern stands for, those of deleted articles among them."""
        match query:
            case Prefix(prefix):
                for name, start in product(fields, _outermost(query_forms(prefix))):
                    yield from self.snapshot.beginning(self.reader, name, start, self.deadline)
            case Wildcard(pattern):
                folded = fold(pattern.translate(STRAIGHT))
                yield from self.snapshot.fitting(self.reader, fields, folded, self.deadline)
            case Fuzzy(word, distance):
                for form in query_forms(word):
                    yield from self.snapshot.close_to(self.reader, fields, form, distance, self.deadline)

    def _most_frequent(
        self, query: Pattern, found: set[str], fields: Sequence[str], scope: Sequence[str]
    ) -> tuple[str, ...]:
        """At most MAX_EXPANSIONS live words, the most frequent, ties in order of the words."""
        best: list[tuple[int, str]] = []
        words = sorted(found)
        bounds = self.snapshot.bounds(self.reader, words, scope, self.deadline)
        for place in np.argsort(-bounds, kind="stable").tolist():
            word = words[place]
            if len(best) > MAX_EXPANSIONS and -bounds[place] > best[-1][0]:
                break
            if self._is_live(word, fields):
                insort(best, (-max(self._live(name, word) for name in scope), word))
                del best[MAX_EXPANSIONS + 1 :]
        if len(best) > MAX_EXPANSIONS:
            self.warnings.append(_capped(query))
        return tuple(sorted(word for _, word in best[:MAX_EXPANSIONS]))

    def _is_live(self, word: str, fields: Sequence[str]) -> bool:
        return any(self._live(name, word) for name in fields)

    def _flag(self, word: str, flag: str) -> Node:
        snapshot = self.snapshot
        yes = snapshot.version > 1 if flag == "edited" else ~snapshot.periods(self.timezone).dated
        if word.lower() in TRUE:
            return Chosen(yes)
        return Chosen(~yes) if word.lower() in FALSE else NOTHING


NOTHING = Any(())


def _is_text(name: str | None) -> bool:
    return name is None or name in TEXT_FIELDS


def _fields(name: str | None) -> Sequence[str]:
    return TEXT_FIELDS if name is None else (name,)


def _split(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for word in words for part in query_words(word))


def _is_anything(query: Pattern) -> bool:
    match query:
        case Prefix(prefix):
            return not prefix
        case Wildcard(pattern):
            return not pattern.strip("*")
        case Fuzzy():
            return False


def _outermost(prefixes: Iterable[str]) -> list[str]:
    """The prefixes that no other one covers."""
    kept: list[str] = []
    for prefix in sorted(prefixes, key=len):
        if not prefix.startswith(tuple(kept)):
            kept.append(prefix)
    return kept


def _capped(query: Pattern) -> SearchWarning:
    typed = {Prefix: "{}*", Wildcard: "{}", Fuzzy: "{}~"}[type(query)].format(_typed(query))
    return SearchWarning(
        "expansion_capped",
        f"{typed} stands for more than {MAX_EXPANSIONS:,} words; only the most frequent were searched: type more",
        0,
    )


def _typed(query: Pattern) -> str:
    match query:
        case Prefix(text) | Wildcard(text) | Fuzzy(text):
            return text
