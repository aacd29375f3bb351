"""`dateline stats`: what the index holds."""

import click

from cli.options import index_option, json_option, settings_for
from cli.terminal import json_text
from index import parse_address
from search import IndexStats, open_searcher
from web.json_answer import stats_object
from web.wording import counted, language_name, printed_span


@click.command(name="stats")
@index_option
@json_option
def command(address: str | None, as_json: bool) -> None:
    """Print how many articles, outlets and languages the index holds, its span of dates and its size."""
    settings = settings_for({"index": address})
    with open_searcher(settings.index) as searcher:
        stats = searcher.stats()
    if as_json:
        click.echo(json_text(stats_object(stats)))
        return
    for name, value in rows(stats, str(parse_address(settings.index))):
        click.echo(f"{name:<10} {value}")


def rows(stats: IndexStats, where: str) -> list[tuple[str, str]]:
    """Each figure with its name."""
    dated = printed_span(stats.first, stats.last)
    undated = f"{stats.undated:,} undated" if stats.undated else ""
    return [
        ("articles", f"{stats.articles:,}"),
        ("outlets", f"{stats.sources:,}"),
        ("languages", ", ".join(language_name(code) for code in stats.languages) or "none known"),
        ("published", "; ".join(part for part in (dated, undated) if part) or "nothing yet"),
        ("size", f"{printed_size(stats.bytes)} in {counted(stats.segments, 'segment', 'segments')}"),
        ("commits", f"{stats.generation:,}"),
        ("index", where),
    ]


def printed_size(count: int) -> str:
    """A number of bytes with three figures at most: `812 B`, `41.2 kB`, `1.25 GB`; units of a thousand."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{count} B" if unit == "B" else f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB" if size < 999.5 else f"{size:,.0f} TB"
