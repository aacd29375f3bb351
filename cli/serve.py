"""`dateline serve`: brings the index up to date, then serves the page until it is stopped."""

import os
import sys
import webbrowser
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from ipaddress import ip_address

import click

from cli.building import build_once, following, note
from cli.index import INTERRUPTED, print_report
from cli.options import index_option, settings_for
from cli.reading import jobs_option, map_option
from corpus import FieldMap
from index import IndexMissing
from index.build import BuildOptions
from search import open_searcher
from web import Server, Settings, Snapshots, create_app
from web import serve as serve_until_stopped
from web.logs import logging_to
from web.verification import verifying
from web.wording import counted


@click.command(name="serve")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@index_option
@map_option
@jobs_option
@click.option("--config", metavar="FILE", help="A file of settings, in TOML.  [default: DATELINE_CONFIG, else none]")
@click.option("--host", metavar="HOST", help="Where to listen.  [default: DATELINE_HOST, else 127.0.0.1]")
@click.option("--port", metavar="PORT", help="Which port, 0 for any free one.  [default: DATELINE_PORT, else 8000]")
@click.option(
    "--open/--no-open",
    "opening",
    default=None,
    help="Open the page in a browser.  [default: from a desktop's terminal]",
)
@click.option("--follow", is_flag=True, help="Keep watching PATH, and index what changes.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    address: str | None,
    field_map: FieldMap,
    jobs: int,
    config: str | None,
    host: str | None,
    port: str | None,
    opening: bool | None,
    follow: bool,
) -> None:
    """Index what is new under PATH, then serve the search page and the JSON endpoint until Ctrl-C.

    Without PATH the index is served as it is.
    """
    if follow and not paths:
        raise click.UsageError("--follow needs a PATH to watch", ctx)
    settings = settings_for({"index": address, "host": host, "port": port}, config)
    options = BuildOptions(jobs=jobs, field_map=field_map)
    tell = partial(print_report, address=settings.index, to_stderr=True)
    if paths:
        report = build_once(paths, settings.index, options, may_be_empty=follow)
        tell(report)
        if report.interrupted:
            ctx.exit(INTERRUPTED)
    watching = following(paths, settings.index, tell, options) if follow else nullcontext()
    _serve(settings, watching, is_desktop() if opening is None else opening)


def _serve(settings: Settings, watching: AbstractContextManager[None], opening: bool) -> None:
    """Serve until SIGINT or SIGTERM, and watch as long."""
    held = articles_held(settings.index)
    searchers = Snapshots(settings.index)

    def ready(server: Server) -> None:
        click.echo(f"Serving {counted(held, 'article', 'articles')} at {server.url} (Ctrl-C stops)")
        sys.stdout.flush()
        if not is_loopback(settings.host) and settings.trusted_hosts == Settings().trusted_hosts:
            names = ", ".join(settings.trusted_hosts)
            note(f"only requests to {names} are answered; DATELINE_TRUSTED_HOSTS names others")
        if opening:
            webbrowser.open(server.url)

    try:
        with watching, logging_to(sys.stderr, settings), verifying(searchers, settings.index):
            serve_until_stopped(create_app(searchers, settings), settings, ready)
    finally:
        searchers.close()


def articles_held(address: str) -> int:
    """How many articles the index has. Raises IndexMissing with what to do about it here."""
    try:
        with open_searcher(address) as searcher:
            return searcher.stats().articles
    except IndexMissing as error:
        raise IndexMissing(
            f"there is no index at {address} yet: run `dateline serve PATH` with a folder of news, "
            "or `dateline index PATH` first"
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_desktop() -> bool:
    """Whether somebody sits at a terminal with a graphical browser; a text browser would take the terminal over."""
    seen = sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return seen and sys.stdout.isatty()
