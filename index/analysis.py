"""Text to terms, the same for indexing, queries, passages and suggestions."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """One word where it stands.

    exact: the folded forms at this position, the main one first (`o'neill`, `oneill`)
    stems: the folded stems at this position, the main one first
    start, end: offsets into the text, in code points
    """

    surface: str
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    position: int
    start: int
    end: int


def tokenize(text: str, language: str | None = None) -> Iterator[Token]:
    """Split a text into tokens, each with its forms in that language."""
    raise NotImplementedError
