"""A page of hits as lines for people: values first, so that the dressed and the plain form say the same.

Dressed, for a terminal: the marks are bold, underlined and colored, so that they read without color too. Plain, for
a pipe or a dumb terminal: the marks are **between asterisks**, and lines are as long as they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from rich.console import Console
from rich.text import Text

from cli.terminal import is_styled, one_line
from corpus import Article
from search import Copies, Copy, Hit, ResultPage, Snippet
from web.copies import lag, told
from web.explained import Part, explained
from web.links import safe_url
from web.marking import excerpt
from web.wording import counted, in_passing, printed_date

Role = Literal["rank", "title", "passage", "about", "address", "copy", "score"]

_DRESS: dict[Role, str] = {
    "rank": "dim",
    "title": "bold",
    "passage": "",
    "about": "cyan",
    "address": "dim",
    "copy": "",
    "score": "dim",
}
_MARK: dict[Role, str] = {"title": "bold underline yellow", "passage": "bold underline yellow"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, all of it marked or none of it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says; it may be wrapped. `lead` stands before the first run: the rank before a title."""

    role: Role
    runs: tuple[Run, ...]
    lead: str = ""


def headline(page: ResultPage, interpreted: str) -> str:
    """How much was found, and which part of it follows."""
    number = counted(page.total_articles, "article", "articles")
    if page.total.value < page.total_articles:
        number = f"{counted(page.total.value, 'story', 'stories')} in {number}"
    about = f"{'at least ' if not page.total.exact else ''}{number}"
    asked = f" for {one_line(interpreted)}" if interpreted.strip() else ""
    return f"{about}{asked}{f', page {page.page} of {page.pages}' if page.pages > 1 else ''}"


def hit_lines(hit: Hit, *, timezone: str, rank_width: int = 2, copies: Copies | None = None) -> Iterator[Line]:
    """A hit as lines: title, what is known of it, its passages, where it is, its copies, how its score is made up."""
    yield Line("title", _runs(hit.title), lead=f"{hit.rank:>{rank_width}}. ")
    yield Line("about", (Run(" · ".join(_about(hit, timezone))),))
    for snippet in hit.snippets:
        yield Line("passage", _runs(snippet))
    if address := _address(hit.article):
        yield Line("address", (Run(address),))
    for copy in copies.copies if copies else ():
        yield Line("copy", (Run(_copy(copy, timezone)),), lead=" " * (rank_width + 2))
    if copies and copies.story.size > len(copies.copies):
        yield Line("copy", (Run(f"of {copies.story.size:,} copies"),), lead=" " * (rank_width + 2))
    if hit.explanation:
        yield from _score(explained(hit.explanation), rank_width + 2)


def print_hits(
    page: ResultPage, target: Console, *, timezone: str, copies: Mapping[str, Copies] = MappingProxyType({})
) -> None:
    """Write a page's hits, one under the other, the texts of all in one column; copies: by the ids of articles."""
    width = len(str(page.hits[-1].rank)) if page.hits else 1
    write = _write_dressed if is_styled(target) else _write_plain
    for hit in page.hits:
        target.out("")
        expanded = copies.get(hit.article.id)
        write(hit_lines(hit, timezone=timezone, rank_width=width, copies=expanded), target, indent=width + 2)


def _write_plain(lines: Iterable[Line], target: Console, indent: int) -> None:
    for line in lines:
        text = "".join(f"**{run.text}**" if run.marked else run.text for run in line.runs)
        target.out(f"{line.lead or ' ' * indent}{text}")


def _write_dressed(lines: Iterable[Line], target: Console, indent: int) -> None:
    for line in lines:
        text = Text()
        for run in line.runs:
            text.append(run.text, _MARK[line.role] if run.marked else _DRESS[line.role])
        rows = text.wrap(target, max(20, target.width - indent))
        for at, row in enumerate(rows):
            row.rstrip()
            lead = (line.lead, _DRESS["rank"]) if line.lead and at == 0 else " " * indent
            target.print(Text.assemble(lead, row), soft_wrap=True)


def _runs(snippet: Snippet) -> tuple[Run, ...]:
    """A passage in runs; marks with nothing but a space between them are one mark, as a reader sees them."""
    runs: list[Run] = []
    for piece in excerpt(snippet):
        text = one_line(piece.text)
        gap = len(runs) > 1 and piece.marked and runs[-2].marked and runs[-1].text == " "
        if gap:
            runs[-2:] = [Run(f"{runs[-2].text} {text}", True)]
        else:
            runs.append(Run(text, piece.marked))
    return tuple(runs)


def _about(hit: Hit, timezone: str) -> Iterator[str]:
    article = hit.article
    if article.source:
        yield one_line(article.source)
    if article.published is None:
        yield "undated"
    else:
        yield printed_date(article.published, article.published_precision, timezone)
    if article.agency:
        yield f"by {one_line(article.agency)}"
    if hit.present_version:
        yield f"version {article.version} of {hit.present_version}, an earlier text"
    if hit.story:
        yield in_passing(hit.story)
    yield f"score {hit.score:.2f}"


def _copy(copy: Copy, timezone: str) -> str:
    """When a copy was published, how long after the first, by whom, and under which headline."""
    article = copy.article
    when = printed_date(article.published, article.published_precision, timezone) if article.published else "undated"
    said = (when, lag(copy), *told(copy), article.source, article.title)
    return " · ".join(one_line(text) for text in said if text)


def _score(part: Part, indent: int) -> Iterator[Line]:
    """A tree, each part a step further in than what it is a part of."""
    yield Line("score", (Run(f"{part.value}  {one_line(part.says)}"),), lead=" " * indent)
    for each in part.parts:
        yield from _score(each, indent + 2)


def _address(article: Article) -> str:
    """The original's address; else the file, since on this machine that is where it is."""
    return one_line(safe_url(article.url) or (article.paths[0] if article.paths else ""))
