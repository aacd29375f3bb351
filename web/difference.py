"""What changed between two texts, word by word: Myers' problem as the standard library's difflib solves it.

Paragraphs are set against each other first, and within those that differ the words. Of texts that differ in very much,
whole paragraphs are told, so that no text takes longer than a page may.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["kept", "gone", "new"]
MOST_PAIRS = 25_000_000  # of words set against each other
SMALL = 5  # characters of a word that is kept by chance
_TOKEN = re.compile(r"(\n\n+|\w+(?:['’.,]\w+)*|[^\w\s])((?:[^\S\n]|\n(?!\n))*)")
_BREAK = re.compile(r"\n\n+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that both texts have, or one of them."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> tuple[tuple[Run, ...], ...]:
    """The paragraphs of two texts as one, in runs, none empty.

    Those kept and new are the new text, those kept and gone the old one, but for blanks between paragraphs.

    >>> difference("The toll rises.", "The toll falls.")[0][:3]
    (Run(kind='kept', text='The toll '), Run(kind='gone', text='rises'), Run(kind='new', text='falls'))
    """
    before, after = _paragraphs(old), _paragraphs(new)
    told: list[tuple[Run, ...]] = []
    for tag, low, high, start, end in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            told += [(Run("kept", text),) for text in after[start:end]]
        else:
            told += _replaced(before[low:high], after[start:end])
    return tuple(told)


def changed_words(told: Sequence[Sequence[Run]], kind: Kind) -> int:
    """How many words of a difference are of a kind."""
    return sum(
        bool(_WORD.match(token)) for runs in told for run in runs if run.kind == kind for token, _ in _tokens(run.text)
    )


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in _BREAK.split(text.strip()) if paragraph.strip()]


def _tokens(text: str) -> list[tuple[str, str]]:
    """Words, signs and breaks between paragraphs, each with the blank behind it."""
    return _TOKEN.findall(text)


def _replaced(before: list[str], after: list[str]) -> list[tuple[Run, ...]]:
    """Paragraphs that were replaced by others."""
    old, new = _tokens("\n\n".join(before)), _tokens("\n\n".join(after))
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return [*((Run("gone", text),) for text in before), *((Run("new", text),) for text in after)]
    runs = list(_joined(_readable(list(_words(old, new)))))
    return [paragraph for paragraph in _cut(runs) if paragraph]


def _words(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[Run]:
    words = [word for word, _ in old], [word for word, _ in new]
    for tag, low, high, start, end in SequenceMatcher(None, *words).get_opcodes():
        if tag == "equal":
            yield Run("kept", _text(new[start:end]))
            continue
        if low < high:
            yield Run("gone", _text(old[low:high]))
        if start < end:
            yield Run("new", _text(new[start:end]))


def _text(tokens: Sequence[tuple[str, str]]) -> str:
    return "".join(word + blank for word, blank in tokens)


def _readable(runs: list[Run]) -> Iterator[Run]:
    """The same with what is kept by chance, a sign or a small word between two changes, told as changed too."""
    for at, run in enumerate(runs):
        inside = 0 < at < len(runs) - 1 and run.kind == "kept" and not _BREAK.search(run.text)
        if inside and sum(bool(_WORD.match(word)) for word, _ in _tokens(run.text)) < 2 and len(run.text) < SMALL:
            yield Run("gone", run.text)
            yield Run("new", run.text)
        else:
            yield run


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Between two kept runs what is gone first, in one run, then what is new."""
    for is_kept, group in groupby(runs, lambda run: run.kind == "kept"):
        listed = list(group)
        kinds: tuple[Kind, ...] = ("kept",) if is_kept else ("gone", "new")
        for kind in kinds:
            text = "".join(run.text for run in listed if run.kind == kind)
            if text:
                yield Run(kind, text)


def _cut(runs: list[Run]) -> Iterator[tuple[Run, ...]]:
    """The runs by paragraphs: where either text has a break."""
    paragraph: list[Run] = []
    for run in runs:
        first, *others = _BREAK.split(run.text)
        for text in [first, *(part for each in others for part in (None, each))]:
            if text is None:
                yield tuple(paragraph)
                paragraph = []
            elif text:
                paragraph.append(Run(run.kind, text))
    yield tuple(paragraph)
