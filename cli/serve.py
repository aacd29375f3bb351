"""`dateline serve`: brings the index up to date, then serves the page until it is stopped."""

import os
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from ipaddress import ip_address

import click
from flask import Flask

import web
from cli.building import Emit, build_once, keep_following, note
from cli.errors import explain
from cli.index import INTERRUPTED, print_report
from cli.options import index_option, settings_for
from cli.reading import jobs_option, map_option
from corpus import FieldMap
from index import IndexMissing
from index.build import BuildOptions
from search import open_searcher
from web import Settings, Snapshots, create_app
from web import serve as serve_until_stopped
from web.beside import beside
from web.freshness import keeping_fresh, prepare
from web.logs import logging_to
from web.templating import compile_all
from web.verification import verifying
from web.wording import counted

MOST_BY_ITSELF = 4  # processes, each of which takes a hundred megabytes or more


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
@click.option(
    "--workers",
    metavar="N",
    help="How many processes answer, 0 for one a processor, 4 at most.  [default: DATELINE_WORKERS, else 0]",
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
    workers: str | None,
    follow: bool,
) -> None:
    """Index what is new under PATH, then serve the search page and the JSON endpoint until Ctrl-C.

    Without PATH the index is served as it is.
    """
    if follow and not paths:
        raise click.UsageError("--follow needs a PATH to watch", ctx)
    settings = settings_for({"index": address, "host": host, "port": port, "workers": workers}, config)
    options = BuildOptions(jobs=jobs, field_map=field_map)
    tell = partial(print_report, address=settings.index, to_stderr=True)
    if paths:
        report = build_once(paths, settings.index, options, may_be_empty=follow)
        tell(report)
        if report.interrupted:
            ctx.exit(INTERRUPTED)
    watching = partial(following, paths, settings.index, tell, options) if follow else nullcontext
    _serve(settings, watching, is_desktop() if opening is None else opening)


def following(
    paths: Sequence[str], address: str, emit: Emit, options: BuildOptions | None = None
) -> AbstractContextManager[None]:
    """Index what changes, in a thread of its own, for the length of a `with` block. Its errors are noted on stderr."""

    def run(stop: threading.Event) -> None:
        try:
            keep_following(paths, address, emit, options, stop)
        except Exception as error:  # whoever is served meanwhile goes on being served
            note(f"no longer watching: {explain(error)}")

    return beside(run, "dateline-follow")


def _serve(settings: Settings, watching: Callable[[], AbstractContextManager[None]], opening: bool) -> None:
    """Serve until SIGINT or SIGTERM, and watch as long."""
    searchers = Snapshots(settings.index, prepare=partial(prepare, settings=settings))
    ready = partial(_tell_ready, settings, articles_held(settings.index), opening)
    kept = partial(_keeping, searchers, settings.index)
    count = processes(settings.workers, sys.platform, processors())
    try:
        with logging_to(sys.stderr, settings):
            if count == 1:
                with watching(), kept():
                    serve_until_stopped(_app(searchers, settings), settings, ready)
                return
            duties = web.Duties(each=kept, one=watching)
            with web.counters_folder() as counters:
                app = _app(searchers, settings, counters)
                web.serve_by_workers(app, settings, count, ready, duties, counters)
    finally:
        searchers.close()


def _app(searchers: Snapshots, settings: Settings, counters: str = "") -> Flask:
    app = create_app(searchers, settings, counters=counters)
    compile_all(app.jinja_env)
    return app


@contextmanager
def _keeping(searchers: Snapshots, address: str) -> Iterator[None]:
    """Keep what is served fresh, and verify it."""
    with keeping_fresh(searchers), verifying(searchers, address):
        yield


def _tell_ready(settings: Settings, held: int, opening: bool, url: str) -> None:
    """Say where the page is, and open it if wanted."""
    click.echo(f"Serving {counted(held, 'article', 'articles')} at {url} (Ctrl-C stops)")
    sys.stdout.flush()
    if not is_loopback(settings.host) and settings.trusted_hosts == Settings().trusted_hosts:
        names = ", ".join(settings.trusted_hosts)
        note(f"only requests to {names} are answered; DATELINE_TRUSTED_HOSTS names others")
    if opening:
        webbrowser.open(url)


def processes(asked: int, platform: str, processors: int) -> int:
    """How many processes serve: as many as asked for, or by processors where 0 is.

    Windows cannot fork, and macOS not safely.
    """
    if platform == "win32":
        return 1
    return asked or (min(processors, MOST_BY_ITSELF) if platform.startswith("linux") else 1)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
