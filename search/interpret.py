"""A query written back as a reader could have typed it, in full syntax; parsing it gives the same query."""

import re
from itertools import pairwise

from index.analysis import is_fragment
from search.days import write_days
from search.query import (
    VALUE_FIELDS,
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
)
from search.words import split

_OPERATORS = ("AND", "OR", "NOT")
_SAFE_VALUE = re.compile(r"[\w./:%&=+#~-]+")


def write(query: Query, *, brackets: bool = True) -> str:
    """The query as text; every article is the empty text.

    brackets: put them around `a b` in `(a b) OR c`, where they are not needed but say what binds tighter
    """
    return _Writer(brackets).write(query, None)


class _Writer:
    def __init__(self, brackets: bool) -> None:
        self.brackets = brackets

    def write(self, query: Query, parent: type[And | Or | Not | Boost] | None) -> str:
        match query:
            case All():
                return ""
            case And(clauses):
                text = " ".join(filter(None, (self.write(clause, And) for clause in clauses)))
                several = sum(not isinstance(clause, All) for clause in clauses) > 1
                return f"({text})" if self._encloses(parent, several) else text
            case Or(clauses):
                text = " OR ".join(self.write(clause, Or) for clause in clauses)
                return f"({text})" if parent else text
            case Not(clause):
                return f"-{self.write(clause, Not)}"
            case Boost(clause, factor):
                return f"{self.write(clause, Boost)}^{factor:g}"
            case Near():
                return self._near(query, parent)
            case Range():
                return write_days(query)
            case _:
                return write_leaf(query)

    def _encloses(self, parent: type[And | Or | Not | Boost] | None, several: bool) -> bool:
        """Whether an And in that parent stands in brackets."""
        return parent in (Not, Boost) or (parent is Or and self.brackets and several)

    def _near(self, near: Near, parent: type[And | Or | Not | Boost] | None) -> str:
        one, other = (write_leaf(Term(word, None if self.brackets else near.field)) for word in near.words)
        text = f"{one} NEAR/{near.distance} {other}"
        if not self.brackets:
            return f"({text})" if parent is Boost else text
        if near.field:
            return f"{near.field}:({text})"
        return f"({text})" if parent else text


def write_leaf(leaf: Term | Phrase | Prefix | Wildcard | Fuzzy) -> str:
    """A clause without clauses, its field and plus before it."""
    text = _leaf_text(leaf)
    if leaf.field:
        return f"{leaf.field}:{text}"
    return f"+{text}" if isinstance(leaf, Term | Phrase) and leaf.required else text


def _leaf_text(leaf: Term | Phrase | Prefix | Wildcard | Fuzzy) -> str:
    match leaf:
        case Term(word, field) if field in VALUE_FIELDS:
            return word if _SAFE_VALUE.fullmatch(word) else f'"{word}"'
        case Term(word, exact=True):
            return f'"{word}"'
        case Term(word):
            return f"\\{word}" if word in _OPERATORS else word
        case Phrase(words, stemmed=True):
            return joined(words)
        case Phrase(words, slop=slop):
            return f'"{spaced(words)}"' + (f"~{slop}" if slop else "")
        case Prefix(prefix):
            return f"{prefix}*"
        case Wildcard(pattern):
            return pattern
        case Fuzzy(word, distance):
            return f"{word}~" + ("" if distance == 1 else str(distance))


def joined(words: tuple[str, ...]) -> str:
    """Words as one that the tokenizer splits into them again: bigrams laid over each other, a dash between others."""
    overlaid = _overlaid(words, "-")
    return overlaid if split(overlaid) == words else "-".join(words)


def spaced(words: tuple[str, ...]) -> str:
    """Words as a text, bigrams laid over each other where the tokenizer splits them again."""
    text = " ".join(words)
    overlaid = _overlaid(words, " ")
    return overlaid if len(overlaid) < len(text) and split(overlaid) == words else text


def _overlaid(words: tuple[str, ...], gap: str) -> str:
    """Pairs laid over each other; the single character at the end of a run is in its last pair already."""
    text = words[0]
    for last, word in pairwise(words):
        if len(last) == 2 and last[1] == word[0] and len(word) < 3 and is_fragment(word[0]):
            text += word[1:]
        else:
            text += gap + word
    return text
