"""Text with marked spans, cut into pieces a template can write, or written as escaped HTML for the API."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from markupsafe import Markup

from search import Snippet
from web.escaping import escaped

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, all of it marked or none of it; `number` is a marked one's place on the page, 0 where not told."""

    text: str
    marked: bool
    number: int = 0


def pieces(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[Piece, ...]:
    """The text in runs, none empty; joined they are the text again.

    marks: [start, end) in code points, ordered; what overlaps or leaves the text is cut to fit
    """
    runs = []
    at = 0
    for start, end in marks:
        low, high = max(at, start), min(end, len(text))
        if low >= high:
            continue
        runs += [Piece(text[at:low], False), Piece(text[low:high], True)]
        at = high
    runs.append(Piece(text[at:], False))
    return tuple(run for run in runs if run.text)


def paragraphs(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[tuple[Piece, ...], ...]:
    """A body's paragraphs, each in pieces; they are separated by blank lines."""
    return tuple(pieces(text[low:high], _within(marks, low, high)) for low, high in _paragraph_spans(text))


def numbered(runs: tuple[Piece, ...], first: int = 1) -> tuple[Piece, ...]:
    """The pieces with the marked ones numbered in their order, from `first` on."""
    numbers = count(first)
    return tuple(replace(run, number=next(numbers)) if run.marked else run for run in runs)


def excerpt(snippet: Snippet) -> tuple[Piece, ...]:
    """A passage in pieces, an ellipsis where its field goes on."""
    before = (Piece(f"{ELLIPSIS} ", False),) if snippet.before else ()
    after = (Piece(f" {ELLIPSIS}", False),) if snippet.after else ()
    return before + pieces(snippet.text, snippet.marks) + after


def joined(snippets: tuple[Snippet, ...]) -> tuple[Piece, ...]:
    """Several passages of one text in pieces, in a row, one ellipsis wherever something is left out."""
    runs: list[Piece] = []
    for place, snippet in enumerate(snippets):
        left_out = snippet.before or (place > 0 and snippets[place - 1].after)
        lead = (" " if place else "") + (f"{ELLIPSIS} " if left_out else "")
        runs += [Piece(lead, False)] if lead else []
        runs += pieces(snippet.text, snippet.marks)
    return (*runs, Piece(f" {ELLIPSIS}", False)) if snippets and snippets[-1].after else tuple(runs)


def as_html(runs: tuple[Piece, ...]) -> str:
    """The pieces as HTML, everything escaped but the <mark> elements; a numbered one has an id, `m7`."""
    return "".join(_mark(run) if run.marked else escaped(run.text) for run in runs)


def as_markup(runs: tuple[Piece, ...]) -> Markup:
    """The same for a template, which then leaves it as it is."""
    return Markup(as_html(runs))  # noqa: S704 # escaped piece by piece


def _mark(run: Piece) -> str:
    number = f' id="m{run.number}"' if run.number else ""
    return f"<mark{number}>{escaped(run.text)}</mark>"


def _paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield at, at + len(paragraph)
        at += len(paragraph) + 2


def _within(marks: tuple[tuple[int, int], ...], low: int, high: int) -> tuple[tuple[int, int], ...]:
    return tuple((max(start, low) - low, min(end, high) - low) for start, end in marks if start < high and end > low)
