"""`dateline inspect`: what would be read of some files, and how, before anything is indexed."""

from collections.abc import Iterator
from typing import Any

import click

from cli.options import json_option
from cli.reading import map_option
from cli.report import place_of
from cli.terminal import json_text, one_line
from corpus import FieldMap
from corpus.inspection import Inspection, Recognized, Sample, inspect
from web.wording import counted

NOTHING_FOUND = 1
SHOWN_CHARACTERS = 80


@click.command(name="inspect")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@map_option
@click.option("--files", metavar="N", type=click.IntRange(1), default=1_000, help="Look at N files.  [default: 1000]")
@click.option("--items", metavar="N", type=click.IntRange(1), default=20, help="And N items of each.  [default: 20]")
@json_option
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], field_map: FieldMap, files: int, items: int, as_json: bool
) -> None:
    """Show what would be read of PATH: formats, fields, and a sample article with the origin of each fact."""
    inspection = inspect(paths, field_map, files=files, items=items)
    if as_json:
        click.echo(json_text(inspection_object(inspection)))
    else:
        for line in inspection_lines(inspection):
            click.echo(line)
    if not any(recognized.articles for recognized in inspection.formats.values()):
        ctx.exit(NOTHING_FOUND)


def inspection_object(inspection: Inspection) -> dict[str, Any]:
    """The inspection as JSON values."""
    return {
        "files": inspection.files,
        "more": inspection.more,
        "cut_short": inspection.cut_short,
        "formats": [_format_object(recognized) for recognized in inspection.formats.values()],
        "failures_total": inspection.failures_total,
        "failures": [
            {"path": failure.path, "item": failure.item, "kind": failure.kind, "reason": failure.reason,
             "remedy": failure.remedy}
            for failure in inspection.failures
        ],
    }  # fmt: skip


def inspection_lines(inspection: Inspection) -> Iterator[str]:
    """The inspection for people."""
    more = "; there are more (--files)" if inspection.more else ""
    yield f"{counted(inspection.files, 'file', 'files')} looked at{more}"
    if inspection.cut_short:
        yield f"{counted(inspection.cut_short, 'file has', 'files have')} more items than were looked at (--items)"
    for recognized in inspection.formats.values():
        yield ""
        yield from _format_lines(recognized)
    if inspection.failures:
        yield ""
        yield f"{counted(inspection.failures_total, 'file or item', 'files or items')} without an article:"
    for failure in inspection.failures:
        yield f"  {failure.kind}: {place_of(failure)}: {one_line(failure.reason)}; {one_line(failure.remedy)}"
    if inspection.failures_total > len(inspection.failures):
        yield f"  and {inspection.failures_total - len(inspection.failures):,} more"


def _format_object(recognized: Recognized) -> dict[str, Any]:
    sample = recognized.sample
    return {
        "format": recognized.format,
        "files": recognized.files,
        "articles": recognized.articles,
        "fields": {fact: dict(names.most_common()) for fact, names in recognized.fields.items()},
        "sample": sample
        and {
            "path": sample.article.paths[0],
            "facts": {fact: {"value": value, "origin": origin} for fact, (value, origin) in _facts(sample)},
        },
    }


def _format_lines(recognized: Recognized) -> Iterator[str]:
    articles = counted(recognized.articles, "article", "articles")
    yield f"{recognized.format}: {articles} in {counted(recognized.files, 'file', 'files')}"
    if recognized.sample is None:
        return
    for fact, names in recognized.fields.items():
        found = ", ".join(f"{one_line(name)} ({count:,})" for name, count in names.most_common(4))
        yield f"  {fact:<10} {found}"
    yield f"  for example {one_line(recognized.sample.article.paths[0])}"
    for fact, (value, origin) in _facts(recognized.sample):
        shown = one_line(value)
        cut = f"{shown[:SHOWN_CHARACTERS]}…" if len(shown) > SHOWN_CHARACTERS else shown
        yield f"    {fact:<10} {cut}  [{one_line(origin)}]"


def _facts(sample: Sample) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each fact as printed, with its origin."""
    for fact, origin in sample.origins.items():
        value = getattr(sample.article, fact)
        if fact == "published":
            digits = {"year": 4, "month": 7, "day": 10}.get(sample.article.published_precision or "", 16)
            value = value.isoformat()[:digits]
        elif fact == "updated":
            value = value.isoformat()
        yield fact, (", ".join(value) if isinstance(value, tuple) else str(value), origin)
