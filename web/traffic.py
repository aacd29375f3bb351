"""Counts and logs each request as it leaves, whatever became of it."""

import time

from flask import Flask, Response, g, request

from web.logs import log_request
from web.metrics import Metrics
from web.settings import Settings

# Whatever else is sent as a method is counted as one, so that nobody can make the counters grow.
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def watch(app: Flask, metrics: Metrics, settings: Settings) -> None:
    """Observe the requests of an application; to be called first, so that nothing is refused unseen."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        metrics.at_work.inc()

    @app.after_request
    def note(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        method = request.method if request.method in _METHODS else "other"
        metrics.answered(request.url_rule.rule if request.url_rule else "none", method, response.status_code, seconds)
        if settings.access_log == "on":
            client, size = request.remote_addr or "", response.content_length
            log_request(client, request.method, request.path, response.status_code, size, 1000 * seconds)
        return response

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        if g.pop("began", None) is not None:
            metrics.at_work.dec()
