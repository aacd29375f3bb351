"""Puts the application together: its pages, its guards, its errors."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from web.addresses import file_addresses, page_addresses
from web.admission import admit
from web.advanced import pages as advanced
from web.api import pages as api
from web.api_page import pages as api_page
from web.around import pages as around
from web.article import pages as article
from web.asking import understood
from web.export import pages as export
from web.formats import pages as formats
from web.front import pages as front
from web.gate import Gate, streams
from web.help_page import pages as help_page
from web.kept_answers import KeptAnswers
from web.limits import MAX_BODY_BYTES
from web.marking import as_markup
from web.metrics import Metrics, attach_metrics
from web.metrics import pages as metrics
from web.refusals import answer_errors
from web.results import pages as results
from web.robots import pages as robots
from web.security import guard
from web.settings import Settings
from web.site import Site, attach
from web.snapshots import Searchers
from web.story import pages as story
from web.templating import Templates
from web.traffic import watch
from web.versions import pages as versions

STATIC_AGE_S = 31_536_000  # a year: addresses of static files change with their content
PAGES = (
    front,
    results,
    article,
    help_page,
    robots,
    api,
    api_page,
    formats,
    export,
    metrics,
    advanced,
    story,
    around,
    versions,
)


class _Json(DefaultJSONProvider):
    """Keys in the order of the contract; everything but ASCII escaped, so that no byte of it can be read as markup."""

    sort_keys = False
    compact = True


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    searchers: Searchers,
    settings: Settings | None = None,
    clock: Callable[[], datetime] = _now,
    counters: str = "",
) -> Flask:
    """The WSGI application that answers from the snapshots of `searchers`.

    clock:    the current moment, aware; what relative dates count from
    counters: a folder in which several processes with this application count together; empty where it is but one
    """
    settings = settings or Settings()
    understood("", settings, clock())  # a file of synonyms that is none is told of now, not to a reader
    app = Flask("web")
    app.json = _Json(app)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE_S)
    # A redirect to an address with its double slashes merged would carry whatever the asker put there.
    app.url_map.merge_slashes = False
    _set_up_templates(app)
    _believe_proxies(app, settings.trusted_proxies)
    kept, whole_results = KeptAnswers(settings.cache_mb * 1_000_000), Gate(streams(settings), 0)
    attach(app, Site(searchers, settings, clock, kept, whole_results))
    counted = Metrics(searchers, counters)
    attach_metrics(app, counted)
    watch(app, counted, settings)
    guard(app, settings)
    admit(app, settings)
    answer_errors(app)
    for page in PAGES:
        app.register_blueprint(page)
    return app


def _set_up_templates(app: Flask) -> None:
    app.jinja_environment = Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["address_of"] = page_addresses()
    app.jinja_env.globals["address_of_file"] = file_addresses(Path(app.root_path) / "static")
    app.jinja_env.filters["marked"] = as_markup


def _believe_proxies(app: Flask, hops: int) -> None:
    """Let so many proxies say who asks, and for which address."""
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)  # type: ignore[method-assign] # Flask's documented way
