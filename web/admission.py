"""Who is let in: those who may, no faster than they may, and no more at a time than can be served.

In this order, so that who has no business here costs nothing but the look at a header.
"""

import math
import time
from collections.abc import Callable

from flask import Flask, g, request

from web.clients import RateLimit, client_name
from web.errors import Overloaded, SignInWanted, TooManyRequests
from web.gate import Gate
from web.settings import Settings
from web.sign_in import may_enter

# What an error page needs, and what tells an operator of a crowd, must get through the crowd.
_UNGATED = ("static", "api.health", "metrics.metrics")


def admit(app: Flask, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
    """Turn away what is too much. `clock` gives seconds, monotonic."""
    limit = RateLimit(settings.rate_per_minute, settings.rate_burst, clock) if settings.rate_per_minute else None
    gate = Gate(settings.threads, settings.queue)

    @app.before_request
    def check() -> None:
        if request.endpoint == "static":
            return
        if limit is not None:
            _keep_pace(limit, client_name(request.remote_addr))
        if not may_enter(request.headers.get("Authorization", ""), settings):
            raise SignInWanted("sign_in_wanted", "This archive is private.", "Sign in with your name and password.")
        if request.endpoint not in _UNGATED:
            _enter(gate)

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if g.pop("entered", False):
            gate.leave()


def _keep_pace(limit: RateLimit, client: str) -> None:
    wait_s = limit.wait_s(client)
    if wait_s:
        seconds = math.ceil(wait_s)
        hint = f"Wait {seconds} s, then ask more slowly."
        raise TooManyRequests("too_many_requests", "You ask faster than this site allows.", hint, retry_after_s=seconds)


def _enter(gate: Gate) -> None:
    if not gate.enter():
        hint = "Try again in a moment."
        raise Overloaded("overloaded", "More is being asked than this site can answer.", hint, retry_after_s=2)
    g.entered = True
