"""Topics, judgements and runs in the formats of the TREC conferences, as text to values and back.

topics       `id TAB text`, one a line; or blocks of `<top>` with `<num>` and `<title>`
judgements   `topic 0 article grade`, one a line ("qrels")
run          `topic Q0 article rank score tag`, one a line
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search.errors import BadEvaluation

Judgements = dict[str, dict[str, int]]
Ranking = tuple[tuple[str, float], ...]
Run = dict[str, Ranking]

_TOP = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*(\S+?)\s*(?:</num>|\s|$)", re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(?:Topic:)?\s*([^<]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """A need for information in natural language; its text is never read as query syntax."""

    id: str
    text: str


def read_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of a file, in its order. Raises BadEvaluation."""
    text = _text(path)
    topics = tuple(_tops(path, text) if "<top>" in text.lower() else _lines_of_topics(path, text))
    if not topics:
        raise BadEvaluation(f"{path} holds no topics; write one a line as `id TAB text`")
    repeated = len(topics) - len({topic.id for topic in topics})
    if repeated:
        raise BadEvaluation(f"{path} gives {repeated} topic ids more than once; give each topic an id of its own")
    return topics


def read_judgements(path: Path) -> Judgements:
    """The grade of each judged article by topic; 0 is judged and not relevant. Raises BadEvaluation."""
    judged: Judgements = {}
    for number, (topic, _, article, grade) in _rows(path, 4, "`topic 0 article grade`"):
        try:
            judged.setdefault(topic, {})[article] = int(grade)
        except ValueError as error:
            raise BadEvaluation(f"{path}, line {number}: the grade {grade!r} is no whole number") from error
    if not judged:
        raise BadEvaluation(f"{path} holds no judgements; write one a line as `topic 0 article grade`")
    return judged


def read_run(path: Path) -> Run:
    """The articles found for each topic, best first: by score, equals by rank. Raises BadEvaluation."""
    found: dict[str, list[tuple[float, int, str]]] = {}
    for number, (topic, _, article, rank, score, _) in _rows(path, 6, "`topic Q0 article rank score tag`"):
        try:
            found.setdefault(topic, []).append((-_finite(score), int(rank), article))
        except ValueError as error:
            raise BadEvaluation(f"{path}, line {number}: rank {rank!r} or score {score!r} is no number") from error
    if not found:
        raise BadEvaluation(f"{path} holds no run; write one with `dateline evaluate --save`")
    return {topic: tuple((article, -low) for low, _, article in sorted(rows)) for topic, rows in found.items()}


def write_run(path: Path, run: Run, tag: str = "dateline") -> None:
    """Write a run that `read_run` and other evaluators read. Raises BadEvaluation where that cannot be done."""
    try:
        path.write_text("".join(_run_lines(run, tag)), encoding="utf-8")
    except OSError as error:
        raise BadEvaluation(f"{path} cannot be written: {error.strerror}; name another file") from error


def _run_lines(run: Run, tag: str) -> Iterator[str]:
    for topic, ranking in run.items():
        for rank, (article, score) in enumerate(ranking, 1):
            yield f"{topic} Q0 {article} {rank} {score!r} {tag}\n"


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadEvaluation(f"{path} cannot be read: {error.strerror}; check the path") from error
    except UnicodeDecodeError as error:
        raise BadEvaluation(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _lines_of_topics(path: Path, text: str) -> Iterator[Topic]:
    for number, line in _lines(text):
        name, tab, words = line.partition("\t")
        if not tab or not name.strip() or len(name.split()) > 1:
            raise BadEvaluation(f"{path}, line {number}: {line[:60]!r} is no topic; write `id TAB text`")
        yield Topic(name.strip(), words.strip())


def _tops(path: Path, text: str) -> Iterator[Topic]:
    for place, block in enumerate(_TOP.findall(text), 1):
        number, title = _NUMBER.search(block), _TITLE.search(block)
        if number is None or title is None:
            raise BadEvaluation(f"{path}, topic {place}: no <num> or no <title>; a <top> needs both")
        yield Topic(number[1], " ".join(title[1].split()))


def _rows(path: Path, columns: int, form: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, split at white space."""
    for number, line in _lines(_text(path)):
        row = line.split()
        if len(row) != columns:
            raise BadEvaluation(f"{path}, line {number}: {line[:60]!r} has {len(row)} columns; write {form}")
        yield number, row


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
