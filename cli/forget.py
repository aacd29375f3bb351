"""`dateline forget`: removes articles for good and keeps them out, or lets them in again."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from cli.options import index_option, json_option, settings_for
from cli.progress import counting
from cli.terminal import json_text, one_line
from index.forget import Forgetting, Undoing, forget, undo
from web.wording import counted

NOTHING = 1


@click.command(name="forget")
@click.argument("names", metavar="ID|URL...", nargs=-1)
@index_option
@click.option("--undo", "undoing", is_flag=True, help="Let the articles in again, at the next `dateline index`.")
@json_option
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], address: str | None, undoing: bool, as_json: bool) -> None:
    """Remove articles for good, from every file of the index, and keep them out of later runs.

    Without an ID or URL, finish what was interrupted.
    """
    if undoing and not names:
        raise click.UsageError("--undo needs an ID or URL", ctx)
    where = settings_for({"index": address}).index
    done: Forgetting | Undoing
    if undoing:
        done = undo(where, names)
        lines = undo_lines(done)
    else:
        with counting("keeping articles") as on_article:
            done = forget(where, names, lambda articles: on_article("", 1))
        lines = forget_lines(done)
    click.echo(json_text(asdict(done)) if as_json else "\n".join(map(one_line, lines)))
    if isinstance(done, Undoing) and not done.let_in:
        ctx.exit(NOTHING)


def forget_lines(done: Forgetting) -> Iterator[str]:
    """What was removed, and what was not there."""
    if not done.removed and not done.absent:
        yield "Nothing was left unfinished." if not done.articles else "What was interrupted is finished."
    yield from (f"removed: article {id}" for id in done.removed)
    yield from (f"not in the index: article {id}; kept out from now on" for id in done.absent)
    yield f"{counted(done.kept_out, 'article', 'articles')} kept out."


def undo_lines(done: Undoing) -> Iterator[str]:
    """What is let in again, and how it comes back."""
    yield from (f"let in again: article {id}" for id in done.let_in)
    yield from (f"not kept out: article {id}" for id in done.unknown)
    if done.let_in:
        files = counted(done.files, "file", "files")
        yield f"Run `dateline index PATH` as before; {files} will be read again."
