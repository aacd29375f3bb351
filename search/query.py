"""What a reader asked, as values: each engine translates them in one `match`.

`field` None means the bare scope: title and body together. Words are as typed (NFC, not folded): the engine analyzes
them, so that one query means the same to every engine and language.
"""

from dataclasses import dataclass
from datetime import date

TEXT_FIELDS = ("title", "body")
WORD_FIELDS = ("source", "author", "section", "tag", "agency", "place")
VALUE_FIELDS = ("lang", "site", "url", "undated", "edited")
FIELDS = TEXT_FIELDS + WORD_FIELDS + VALUE_FIELDS


@dataclass(frozen=True, slots=True)
class Term:
    """One word. `exact` matches it unstemmed. In a VALUE_FIELDS field the word is that field's value."""

    word: str
    field: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order within one field, unstemmed, with up to `slop` other words between neighbours in all.

    `stemmed` is what a joined word becomes (`covid-19`): adjacent words, each by its stem.
    """

    words: tuple[str, ...]
    field: str | None = None
    slop: int = 0
    stemmed: bool = False


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
