"""The words that may characterize an article, counted among the symbols that its texts are stored as.

As `search.related.traits_of`, which says what they are; what a chunk is to them is found once.
"""

import numpy as np

from index.analysis import scan
from search.columnar.shelf import Shelf
from search.columnar.spelled import Spelling
from search.related import Root, Trait, Traits, root_by, root_of

MOST_ROOTS = 100_000  # chunks of a language whose roots are kept
NO_BEGINNING = np.zeros(1024, np.uint64)


def spelled_traits(spelling: Spelling, shelf: Shelf, doc: int) -> list[Trait]:
    """The words of a document, whose texts are spelled, that may characterize it."""
    language = shelf.language(doc)
    known = spelling.roots.setdefault(language, {})
    if len(known) > MOST_ROOTS:
        known.clear()
    rows = spelling.walked([doc], bodies=True, may=NO_BEGINNING).rows
    found = Traits()
    for place in range(2):
        chunks = rows.symbols[rows.runs[place] + 1 : rows.runs[place + 1] : 2]
        numbers, first, counts = np.unique(chunks, return_index=True, return_counts=True)
        order = np.argsort(first)
        listed = numbers[order].tolist()
        roots = _roots(spelling, language, [chunk for chunk in listed if chunk not in known])
        known |= roots
        for chunk, count in zip(listed, counts[order].tolist(), strict=True):
            for root in roots.get(chunk) or known.get(chunk, ()):
                found.add(root, count, place)
    return found.best()


def _roots(spelling: Spelling, language: str | None, chunks: list[int]) -> dict[int, tuple[Root, ...]]:
    """The roots of the words of some chunks."""
    if not chunks:
        return {}
    meanings, numbers = spelling.meanings(language), np.array(chunks, np.int64)
    plain = meanings.plain(numbers)
    found: dict[int, tuple[Root, ...]] = {}
    for chunk, (_, stem) in zip(numbers[plain].tolist(), meanings.plain_forms(numbers[plain]), strict=True):
        found[chunk] = _there(root_by(spelling.text(chunk), stem))
    for chunk in numbers[~plain].tolist():
        found[chunk] = _there(*(root_of(surface, language) for surface, _, _ in scan(spelling.text(chunk))))
    return found


def _there(*roots: Root | None) -> tuple[Root, ...]:
    return tuple(root for root in roots if root is not None)
