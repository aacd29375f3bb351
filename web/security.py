"""What stands at every door: which requests are let in, and the headers that every response leaves with."""

from flask import Flask, Request, Response, request
from werkzeug.sansio.utils import host_is_trusted

from web.errors import AddressTooLong, BodyTooLarge, UntrustedHost, WebError
from web.limits import MAX_BODY_BYTES, MAX_REQUEST_LINE_BYTES
from web.settings import Settings

# The one script that runs is our file; none within a page does, so that none of an article's could slip in.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


UNREAD = "dateline.unread"  # in the environment of what could not be read as a request: the WebError to answer with


def guard(app: Flask, settings: Settings) -> None:
    """Check each request before it is answered and put the headers on each response, errors and files included."""

    @app.before_request
    def check() -> None:
        check_request(request, settings)

    @app.after_request
    def armor(response: Response) -> Response:
        response.headers.pop("Accept-Ranges", None)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.cache_control.no_store = True
        if settings.cors_origins and is_for_programs(request.path):
            share(response, request.headers.get("Origin", ""), settings.cors_origins)
        return response


def share(response: Response, origin: str, origins: tuple[str, ...]) -> None:
    """Let the scripts of a listed origin read a response; never with the reader's credentials."""
    anyone = "*" in origins
    if not anyone:
        response.vary.add("Origin")
    if anyone or origin in origins:
        response.headers["Access-Control-Allow-Origin"] = "*" if anyone else origin
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"


def is_for_programs(path: str) -> bool:
    """Whether an address is answered for programs, errors too."""
    return path.startswith("/api/") or path.endswith((".json", ".csv", ".atom"))


def check_request(asked: Request, settings: Settings) -> None:
    """Let a request pass, or raise UntrustedHost, AddressTooLong, BodyTooLarge or why it could not be read.

    A foreign Host is how a rebound name reads a server on the reader's own machine, and how caches are poisoned. It is
    not repeated in the message.
    """
    unread = asked.environ.get(UNREAD)
    if isinstance(unread, WebError):
        raise unread
    # Nothing here is worth sending in parts. To ignore a range is always right, and one that cannot be had is no error.
    asked.environ.pop("HTTP_RANGE", None)
    if not is_trusted(asked.environ.get("HTTP_HOST", ""), settings.trusted_hosts):
        hint = "If it is yours, add its name to the setting trusted_hosts (DATELINE_TRUSTED_HOSTS)."
        raise UntrustedHost("untrusted_host", "This server does not answer for the host you asked for.", hint)
    if _target_bytes(asked) > MAX_REQUEST_LINE_BYTES:
        message = f"The address is longer than {MAX_REQUEST_LINE_BYTES:,} bytes."
        raise AddressTooLong("address_too_long", message, "Ask for less in one search.")
    if (asked.content_length or 0) > MAX_BODY_BYTES:
        message = f"The request's body is longer than {MAX_BODY_BYTES:,} bytes."
        raise BodyTooLarge("body_too_large", message, "Nothing here reads a body; send none.")


def is_trusted(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header, with or without port, is one of the trusted names; `.example.org` trusts subdomains."""
    address, bracket, _ = host.removeprefix("[").partition("]")
    if host.startswith("[") and bracket:
        return address.lower() in (name.strip("[]").lower() for name in trusted)
    return host_is_trusted(host.lower(), [name.lower() for name in trusted if ":" not in name])


def _target_bytes(asked: Request) -> int:
    target = asked.environ.get("REQUEST_URI") or asked.environ.get("RAW_URI")
    if target is not None:
        return len(target)
    return len(asked.environ.get("PATH_INFO", "")) + len(asked.environ.get("QUERY_STRING", ""))
