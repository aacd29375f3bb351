"""`dateline check`: proves an index whole, or says what is damaged, and repairs it where asked to."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from cli.building import note
from cli.options import index_option, json_option, settings_for
from cli.progress import counting
from cli.stats import printed_size
from cli.terminal import json_text, one_line
from index.check import CheckReport, check
from index.repair import repair
from index.saved import Saved
from web.wording import counted

DAMAGED = 1


@click.command(name="check")
@index_option
@click.option("--repair", "repairing", is_flag=True, help="Build what is damaged anew, from what is whole.")
@json_option
@click.pass_context
def command(ctx: click.Context, address: str | None, repairing: bool, as_json: bool) -> None:
    """Read every byte of the index and hold all its parts against each other.

    Ends with 0 where it is sound, 1 where it is damaged, 2 where it cannot be told.
    """
    where = settings_for({"index": address}).index
    with counting("checking") as on_file:
        report = check(where, on_file)
    saved = None
    if repairing and not report.sound:
        tell(report, as_json=False, to_stderr=True)
        with counting("saving articles") as on_article:
            saved = repair(where, lambda articles: on_article("", 1))
        report = check(where)
    tell(report, as_json, saved)
    if not report.sound or (saved is not None and not saved.whole):
        ctx.exit(DAMAGED)


def tell(report: CheckReport, as_json: bool, saved: Saved | None = None, *, to_stderr: bool = False) -> None:
    """Print a report, and what a repair saved."""
    if as_json:
        click.echo(json_text(check_object(report, saved)))
        return
    for line in (*(saved_lines(saved) if saved else ()), *check_lines(report)):
        click.echo(line, err=to_stderr)
    for remark in report.notes:
        note(one_line(remark))


def check_object(report: CheckReport, saved: Saved | None = None) -> dict[str, object]:
    """The report as JSON values: its fields, `sound`, and `repaired` (null where nothing was)."""
    repaired = {**asdict(saved), "whole": saved.whole} if saved else None
    return {"sound": report.sound, **asdict(report), "repaired": repaired}


def check_lines(report: CheckReport) -> Iterator[str]:
    """The report for people: what was read, each fault with what it costs, and what to do."""
    yield (
        f"{counted(report.files, 'file', 'files')}, {printed_size(report.bytes)} read: "
        f"{counted(report.articles, 'article', 'articles')} in {counted(report.segments, 'segment', 'segments')}, "
        f"commit {report.generation}"
    )
    if report.sound:
        yield "Every byte is as it was written, and all parts agree."
        return
    for fault in report.faults:
        yield f"damaged: {one_line(fault.file)}: {one_line(fault.what)}"
        yield f"    at stake: {one_line(fault.lost)}"
    yield "Run `dateline check --repair` to build it anew from what is whole, beside the old one until it is done."


def saved_lines(saved: Saved) -> Iterator[str]:
    """What a repair saved, from where, and what it could not."""
    yield f"repaired: {counted(saved.articles, 'article', 'articles')} saved"
    if saved.older:
        yield f"    {saved.older:,} of them from segments that the newest readable commit does not name"
    if saved.reread:
        yield f"    {saved.reread:,} of them read again from the news"
    if saved.unread:
        yield f"    {counted(saved.unread, 'file', 'files')} to be read again: run `dateline index PATH` as before"
    if saved.unknown:
        yield (
            f"not saved: {counted(saved.unknown, 'document', 'documents')} of which not even the id is known, articles "
            "or entries of the ledger: run `dateline index PATH` as before"
        )
    for id in saved.lost:
        yield f"not saved: article {id}, whose text is nowhere whole: run `dateline index PATH` as before"
