"""What joins the words of a segment to its terms and stems."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import Terms

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class View:
    """Terms and stems of a segment, and the words of each.

    word_terms[word_term_first[w]:word_term_first[w + 1]]: a word's terms, the main one first; so for stems
    term_words[term_first[t]:term_first[t + 1]]: the words that have a term; so for stems
    """

    terms: Terms
    stems: Terms
    word_terms: U32
    word_term_first: I64
    word_stems: U32
    word_stem_first: I64
    term_words: U32
    term_first: I64
    stem_words: U32
    stem_first: I64

    def write(self, out: ContainerWriter) -> None:
        for name, terms in (("terms", self.terms), ("stems", self.stems)):
            write_terms(out, name, terms)
        joins = {
            "word_terms": (self.word_terms, self.word_term_first),
            "word_stems": (self.word_stems, self.word_stem_first),
            "term_words": (self.term_words, self.term_first),
            "stem_words": (self.stem_words, self.stem_first),
        }
        for name, (members, first) in joins.items():
            out.add(name, members)
            out.add(f"{name}.first", first.astype(np.uint32))


def view_of(terms: Terms, stems: Terms, of_terms: tuple[U32, I64], of_stems: tuple[U32, I64]) -> View:
    """The view of words of which the terms and the stems are known: the rows of each, and where each word's start."""
    return View(
        terms, stems, *of_terms, *of_stems,
        *_inverted(*of_terms, len(terms.ends) - 1), *_inverted(*of_stems, len(stems.ends) - 1),
    )  # fmt: skip


def starts_of(sizes: I64) -> I64:
    """Where rows of these sizes start, one more at the end."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def permuted(values: U32, first: I64, order: I64) -> tuple[U32, I64]:
    """Rows of varying length in another order."""
    sizes = np.diff(first)[order]
    starts = starts_of(sizes)
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    return values[np.repeat(first[:-1][order], sizes) + inside], starts


def _inverted(values: U32, first: I64, size: int) -> tuple[U32, I64]:
    """For each value the rows that hold it, ascending, and where each value's rows start."""
    rows = np.repeat(np.arange(len(first) - 1, dtype=np.uint32), np.diff(first))
    return rows[np.argsort(values, kind="stable")], starts_of(np.bincount(values, minlength=size))
