"""Every error as a response: the same words as a page for people and as JSON for programs."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from index import DatelineIndexError
from web.errors import (
    AddressTooLong,
    BadParameter,
    BodyTooLarge,
    Fault,
    MethodRefused,
    NotFound,
    Overloaded,
    SignInWanted,
    WebError,
    explain_index_error,
)
from web.json_answer import error_object
from web.security import is_for_programs
from web.sign_in import challenge
from web.site import Chrome, this_site

log = logging.getLogger("dateline.web")

_HEADINGS = {
    400: "That address cannot be read",
    401: "This archive is private",
    404: "Nothing is here",
    405: "This site only reads",
    413: "That request is too large",
    414: "That address is too long",
    429: "Not so fast",
    431: "That request is too large",
    503: "The index is not ready",
}


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What error.html shows.

    heading: what happened in a few words; message: with the value; hint: what to do
    """

    chrome: Chrome
    status: int
    heading: str
    message: str
    hint: str


def error_view(error: WebError, site: str) -> ErrorView:
    """The page of an error."""
    heading = _HEADINGS.get(error.status, "Something went wrong on our side")
    if isinstance(error, Overloaded):
        heading = "Too many at once"
    return ErrorView(Chrome(site, heading), error.status, heading, error.message, error.hint)


def answer_errors(app: Flask) -> None:
    """Answer every error of an application in its own words, never with a trace."""

    @app.errorhandler(WebError)
    def refuse(error: WebError) -> Response:
        return respond(error)

    @app.errorhandler(DatelineIndexError)
    def explain(error: DatelineIndexError) -> Response:
        log.error("%s: %s", type(error).__name__, error)
        return respond(explain_index_error(error))

    @app.errorhandler(HTTPException)
    def translate(error: HTTPException) -> Response:
        response = respond(from_http(error))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def confess(error: Exception) -> Response:
        log.error("%s %s", request.method, request.path, exc_info=error)
        return respond(_fault())


def respond(error: WebError) -> Response:
    """An error as JSON below /api and at the endings for programs, as a page elsewhere."""
    if is_for_programs(request.path):
        response = jsonify(error_object(error))
    else:
        response = make_response(render_template("error.html", view=error_view(error, this_site().settings.title)))
    response.status_code = error.status
    if isinstance(error, SignInWanted):
        response.headers["WWW-Authenticate"] = challenge(this_site().settings)
    if error.retry_after_s is not None:
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def from_http(error: HTTPException) -> WebError:
    """What the framework refused, in our words."""
    match error.code:
        case 404:
            return NotFound("not_found", "There is no page at this address.", "Search, or start from the front page.")
        case 405:
            return MethodRefused("method_not_allowed", "Only GET and HEAD are answered here.", "Use GET.")
        case 413:
            return BodyTooLarge("body_too_large", "The request's body is too long.", "Send none.")
        case 414:
            return AddressTooLong("address_too_long", "The address is too long.", "Ask for less in one search.")
        case code if code is not None and 400 <= code < 500:
            return BadParameter("bad_request", "The request cannot be read.", "Check the address.")
        case _:
            return _fault()


def _fault() -> WebError:
    return Fault("internal_error", "The server could not answer; its log says why.", "Try again, or search otherwise.")
