"""What a reader asked, as values: each engine translates them in one `match`.

`field` None means the bare scope: title and body together. Words are as typed (NFC, not folded): the engine analyzes
them, so that one query means the same to every engine and language.
"""

from dataclasses import dataclass
from datetime import date

from index.analysis import fold

TEXT_FIELDS = ("title", "body")
WORD_FIELDS = ("source", "author", "section", "tag", "agency", "place")
VALUE_FIELDS = ("lang", "site", "url", "undated", "edited")
FIELDS = TEXT_FIELDS + WORD_FIELDS + VALUE_FIELDS


@dataclass(frozen=True, slots=True)
class Term:
    """One word. `exact` matches it unstemmed. In a VALUE_FIELDS field the word is that field's value.

    `required` was typed with a plus: it stays where other bare words may give way. Matching ignores it.
    """

    word: str
    field: str | None = None
    exact: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order within one field, unstemmed, with up to `slop` other words between neighbours in all.

    `stemmed` is what a joined word becomes (`covid-19`): adjacent words, each by its stem. `required` as in Term.
    """

    words: tuple[str, ...]
    field: str | None = None
    slop: int = 0
    stemmed: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Two words within `distance` words of each other in one field, in either order, by stem."""

    words: tuple[str, str]
    distance: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every exact word that begins so."""

    prefix: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Every exact word of this shape: `?` one character, `*` any number."""

    pattern: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every exact word within `distance` (1 or 2) edits, transpositions counting one."""

    word: str
    distance: int = 1
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Articles whose whole publication period lies from `low` to `high`, calendar days, both included, either open."""

    low: date | None
    high: date | None


@dataclass(frozen=True, slots=True)
class And:
    clauses: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    clauses: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    clause: "Query"


@dataclass(frozen=True, slots=True)
class Boost:
    """The clause, its score multiplied by `factor` (above 0, at most 100)."""

    clause: "Query"
    factor: float


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


Query = Term | Phrase | Near | Prefix | Wildcard | Fuzzy | Range | And | Or | Not | Boost | All


def scored(query: Query) -> bool:
    """Whether any clause contributes a score: words of the text do; metadata fields, ranges, Not and All do not.

    What is not scored has no best match, so it is listed newest first.
    """
    match query:
        case And(clauses) | Or(clauses):
            return any(scored(clause) for clause in clauses)
        case Boost(clause):
            return scored(clause)
        case Not() | Range() | All():
            return False
        case _:
            return query.field is None or query.field in TEXT_FIELDS


def prefers_spelling(query: Query) -> bool:
    """Whether a clause is a word of the text that was typed with a capital or an accent, so most likely a name.

    A word all in capitals may be shouted, or an acronym, which finds its own.

    >>> [prefers_spelling(Term(word)) for word in ("Banks", "banks", "BANKS", "résumé")]
    [True, False, False, True]
    """
    if not isinstance(query, Term) or query.exact or (query.field is not None and query.field not in TEXT_FIELDS):
        return False
    lower = query.word.lower()
    capital = query.word not in (lower, query.word.upper())
    return capital or fold(lower) != lower


def bare_words(query: Query) -> tuple[Query, ...]:
    """The plain words asked for together, in order: clauses of the top level written without any operator but a boost.

    Those are words and joined words (`covid-19`) in no field. What was typed with quotes, `=`, `+`, `*`, `?`, `~`, a
    field, NEAR, OR or brackets around an OR was meant as it stands, and is not among them.
    """
    clauses = query.clauses if isinstance(query, And) else (query,)
    return tuple(clause for clause in clauses if _is_bare(clause))


def _is_bare(clause: Query) -> bool:
    match clause:
        case Boost(inner):
            return _is_bare(inner)
        case Term():
            return clause.field is None and not clause.exact and not clause.required
        case Phrase():
            return clause.field is None and clause.stemmed and not clause.required
        case _:
            return False
