"""`dateline migrate`: carries an index of an older program over to this one, from its stored text."""

import click

from cli.options import index_option, json_option, settings_for
from cli.progress import counting
from cli.terminal import json_text
from index.repair import migrate
from web.wording import counted


@click.command(name="migrate")
@index_option
@json_option
def command(address: str | None, as_json: bool) -> None:
    """Build the index anew by the rules of this program, from the text it holds; the news itself is not needed."""
    where = settings_for({"index": address}).index
    with counting("carrying articles over") as on_article:
        saved = migrate(where, lambda articles: on_article("", 1))
    if as_json:
        click.echo(json_text({"migrated": saved is not None, "articles": saved.articles if saved else None}))
    elif saved is None:
        click.echo("Nothing to do: the index is by the rules of this program already.")
    else:
        click.echo(f"{counted(saved.articles, 'article', 'articles')} carried over to the rules of this program.")
