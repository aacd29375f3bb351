"""`dateline index`: builds an index, or brings it up to date, and says what became of every file."""

import json
import sys

import click

from cli.building import build_once, keep_following
from cli.options import index_option, json_option, settings_for
from cli.reading import jobs_option, map_option, memory_option, versions_option
from cli.report import report_lines, report_object
from cli.terminal import json_text
from corpus import FieldMap
from index import parse_address
from index.build import BuildOptions
from index.report import BuildReport
from search import open_searcher

INTERRUPTED = 130


@click.command(name="index")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@index_option
@map_option
@jobs_option
@memory_option
@versions_option
@click.option("--follow", is_flag=True, help="Keep watching, and index what changes, until Ctrl-C.")
@click.option("--prune", is_flag=True, help="Let go of the articles of a missing PATH, or of most files below one.")
@click.option("--rebuild", is_flag=True, help="Build afresh from PATH alone beside the old index, then exchange them.")
@click.option("--verbose", is_flag=True, help="List every file and item that gave no article.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    address: str | None,
    field_map: FieldMap,
    jobs: int,
    memory_bytes: int,
    versions: int | None,
    follow: bool,
    prune: bool,
    rebuild: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Index the news in PATH: files, folders with all that is below them, and patterns like 'news/**/*.html'.

    Run it again and only what is new or changed is read; the articles of files that are gone are let go.
    """
    settings = settings_for({"index": address})

    def emit(report: BuildReport) -> None:
        if as_json:
            click.echo(json.dumps(report_object(report)) if follow else json_text(report_object(report)))
        else:
            print_report(report, settings.index, verbose=verbose)

    options = BuildOptions(
        prune=prune,
        rebuild=rebuild,
        keep_failures=_kept(verbose),
        jobs=jobs,
        memory_bytes=memory_bytes,
        versions=versions,
        field_map=field_map,
    )
    report = build_once(paths, settings.index, options, may_be_empty=follow)
    emit(report)
    if report.interrupted:
        ctx.exit(INTERRUPTED)
    open_searcher(settings.index).close()  # its loops are compiled here once, not at the first search
    if follow:
        keep_following(paths, settings.index, emit, options)


def print_report(report: BuildReport, address: str, *, verbose: bool = False, to_stderr: bool = False) -> None:
    """The report for people, one line after the other."""
    for line in report_lines(report, where=str(parse_address(address)), verbose=verbose):
        click.echo(line, err=to_stderr)


def _kept(verbose: bool) -> int:
    """How many failures the report holds."""
    return sys.maxsize if verbose else BuildOptions().keep_failures
