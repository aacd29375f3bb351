"""Text to terms, the same for indexing, queries, passages and suggestions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ANALYZER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One word where it stands.

    surface:    as written, without a possessive ending
    exact:      the folded forms at this position, the main one first (`o'neill`, `oneill`)
    stems:      the folded stems at this position, the main one first
    position:   from 0, one more for each token
    start, end: offsets into the text, in code points
    """

    surface: str
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    position: int
    start: int
    end: int


def tokenize(text: str, language: str | None = None) -> Iterator[Token]:
    """Split a text into tokens, each with its forms in that language (ISO 639-1; None or unknown: no stemming)."""
    raise NotImplementedError


def query_forms(word: str) -> tuple[str, ...]:
    """The exact terms that a typed word may match, the main one first."""
    raise NotImplementedError


def query_stems(word: str, languages: Iterable[str | None]) -> tuple[str, ...]:
    """The distinct stems of a typed word over the languages present, in their order."""
    raise NotImplementedError


def fold(text: str) -> str:
    """Lower case without accents."""
    raise NotImplementedError


def fold_value(text: str) -> str:
    """A whole value as a term: folded, white space collapsed."""
    raise NotImplementedError
