"""What a build did, in words and as JSON."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from cli.terminal import one_line
from corpus import Failure
from index.report import ArticleCounts, BuildReport, FileCounts
from web.wording import counted

EXAMPLES = 3
REASONS = 5


def report_object(report: BuildReport) -> dict[str, object]:
    """The report as JSON values; its keys are the report's fields, `files.found`, `changed` and `idle` beside them."""
    values = asdict(report)
    values["files"]["found"] = report.files.found
    return {**values, "changed": report.changed, "idle": report.idle}


def report_lines(report: BuildReport, *, where: str, verbose: bool = False) -> Iterator[str]:
    """The report for people: what was done, what not and why.

    where: the index's address; verbose: every reason and every file, instead of the first few of each
    """
    yield _summary(report)
    yield f"files: {_files(report.files)}"
    if report.items_skipped or report.items_failed:
        yield f"items: {report.items:,} read, {_left_out(report)}"
    yield from _reasons("failed", report.failures, report.failures_total, verbose)
    yield from _reasons("skipped", report.skips, report.skips_total, verbose)
    if report.interrupted:
        yield f"Stopped before the end. What was done is kept in {where}; run the same command again to go on."
    else:
        yield f"The index at {where} is at commit {report.generation}, after {report.seconds:.1f} s."


def came_to_nothing(report: BuildReport) -> bool:
    """Whether the paths held no news at all: none now, and none before."""
    files = report.files
    return not (report.articles.delivered or files.unchanged or files.touched or files.gone or report.interrupted)


def reason_for_nothing(report: BuildReport, paths: Iterable[str]) -> str:
    """Why a build found no news, and what to do, in one line."""
    named = one_line(", ".join(paths))
    first = next(iter((*report.failures, *report.skips)), None)
    if first is None:
        return f"no files under {named}; name a folder with news in it"
    more = report.failures_total + report.skips_total - 1
    others = f" ({counted(more, 'more like it', 'more')}: --verbose shows all)" if more else ""
    return f"no news in {named}: {place_of(first)}: {one_line(first.reason)}; {one_line(first.remedy)}{others}"


def _summary(report: BuildReport) -> str:
    if report.idle and not report.interrupted:
        return "Nothing changed since the last time."
    parts = list(_articles(report.articles))
    return f"{counted(report.articles.delivered, 'article', 'articles')} read" + (
        f": {', '.join(parts)}" if parts else ""
    )


def _articles(counts: ArticleCounts) -> Iterator[str]:
    for number, what in (
        (counts.added, "added"),
        (counts.updated, "updated"),
        (counts.unchanged, "unchanged"),
        (counts.merged, "merged with one that was there"),
        (counts.deleted, "removed"),
    ):
        if number:
            yield f"{number:,} {what}"


def _files(counts: FileCounts) -> str:
    named = (
        (counts.read, "read"),
        (counts.unchanged, "unchanged"),
        (counts.touched, "with a new time but the same content"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (counts.gone, "gone"),
    )
    return ", ".join(f"{number:,} {what}" for number, what in named if number) or "none"


def _left_out(report: BuildReport) -> str:
    named = ((report.items_skipped, "skipped"), (report.items_failed, "failed"))
    return ", ".join(f"{number:,} {what}" for number, what in named if number)


def _reasons(kind: str, failures: tuple[Failure, ...], total: int, verbose: bool) -> Iterator[str]:
    """One paragraph a reason: how often, an example or three, and the remedy."""
    groups: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.reason, failure.remedy), []).append(failure)
    shown = sorted(groups.items(), key=lambda group: -len(group[1]))[: None if verbose else REASONS]
    for (reason, remedy), members in shown:
        yield f"{kind}: {len(members):,} × {one_line(reason)}; {one_line(remedy)}"
        examples = members if verbose else members[:EXAMPLES]
        yield from (f"    {place_of(failure)}" for failure in examples)
        if len(members) > len(examples):
            yield f"    and {len(members) - len(examples):,} more: --verbose shows all"
    rest = total - sum(len(members) for _, members in shown)
    if rest:
        yield f"{kind}: {rest:,} more for other reasons{'' if verbose else ': --verbose shows all'}"


def place_of(failure: Failure) -> str:
    """Which file, relative to here where it is below here, and which part of it."""
    path = Path(failure.path)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    name = one_line(os.fspath(shown))
    return f"{name}, {one_line(failure.item)}" if failure.item else name
