"""What cannot be read as a request is answered by the application all the same, in its own words.

waitress would answer with a line of plain text, without the headers that every response has.
"""

import re
from typing import Any, cast

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, InternalServerError

from web.errors import AddressTooLong, BadParameter, BodyTooLarge, HeadersTooLarge, WebError
from web.limits import MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_REQUEST_LINE_BYTES
from web.security import UNREAD

_PATH = re.compile(rb"[A-Z]+ (?:https?://[^/? ]*)?(/[^ ?#]*)")


class Parser(HTTPRequestParser):
    """Reads requests as waitress does, but for three things.

    Letters beyond ASCII in an address, which browsers escape and people at a command line do not, are escaped. A body
    with two lengths is refused, for a proxy before us may have believed the other one. A length of thousands of
    digits, which Python reads as no number, is refused and not a fault.
    """

    # What the application is told of a request whose first line means nothing.
    command: Any = "GET"
    path = request_uri = "/"
    query = fragment = ""
    url_scheme = "http"
    begun = b""  # what came first, of which a head over its bound leaves nothing else

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request. Raises ParsingError."""
        self.begun = self.header_plus or header_plus
        line, end, headers = header_plus.partition(b"\r\n")
        try:
            super().parse_header(escaped(line) + end + headers)
        except ValueError as exc:
            raise ParsingError("Content-Length is no number") from exc
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding contradict each other")


class Refusal(WSGITask, ErrorTask):
    """Has the application answer what could not be read, and hangs up."""

    complete = False  # before the application has begun to answer

    def execute(self) -> None:
        """Answer. Where the application itself failed, in the words of waitress."""
        self.set_close_on_finish()
        if isinstance(self._unread.error, InternalServerError):
            self.complete = True
            ErrorTask.execute(self)
        else:
            super().execute()

    def get_environment(self) -> dict[str, Any]:
        """The environment of a request for what was asked, as far as that can be told, with the reason."""
        unread = self._unread
        found = _PATH.match(unread.begun)
        environ: dict[str, Any] = super().get_environment()
        environ["PATH_INFO"] = found[1].decode("latin-1") if found else "/"
        environ[UNREAD] = explained(cast(Error, unread.error), unread.begun)
        return environ

    @property
    def _unread(self) -> Parser:
        return cast(Parser, self.request)  # which the published stubs take for the error in it


def escaped(line: bytes) -> bytes:
    """The first line of a request in ASCII.

    >>> escaped("GET /search?q=é HTTP/1.1".encode())
    b'GET /search?q=%C3%A9 HTTP/1.1'
    """
    return re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % found[0][0], line)


def explained(error: Error, begun: bytes) -> WebError:
    """Why a request could not be read, in our words. `begun`: what came of it first."""
    if error.code == 413:
        message = f"The request's body is longer than {MAX_BODY_BYTES:,} bytes."
        return BodyTooLarge("body_too_large", message, "Nothing here reads a body; send none.")
    if error.code == 431 and len(begun.partition(b"\r\n")[0]) > MAX_REQUEST_LINE_BYTES:
        message = f"The address is longer than {MAX_REQUEST_LINE_BYTES:,} bytes."
        return AddressTooLong("address_too_long", message, "Ask for less in one search.")
    if error.code == 431:
        message = f"The request's headers are longer than {MAX_HEADER_BYTES:,} bytes."
        return HeadersTooLarge("headers_too_large", message, "Send fewer; no cookie is wanted here.")
    # Some reasons end in what was sent.
    reason = error.body.partition(' "')[0].rstrip(".")
    return BadParameter("bad_request", f"This is no request that can be read: {reason}.", "Ask by HTTP/1.1.")
