"""What can go wrong between a browser and a page.

    WebError                       base, never raised itself; carries status, code, message and hint
    ├── BadParameter               the reader's: a parameter that cannot be read                (400)
    ├── UntrustedHost              the reader's: a Host this server does not answer for         (400)
    ├── SignInWanted               the reader's: a private archive, and no name or token given  (401)
    ├── NotFound                   the reader's: no such page or article                        (404)
    ├── MethodRefused              the reader's: anything but reading                           (405)
    ├── BodyTooLarge               the reader's: a request body over its bound                  (413)
    ├── AddressTooLong             the reader's: a request line over its bound                  (414)
    ├── HeadersTooLarge            the reader's: headers over their bound                       (431)
    ├── TooManyRequests            the reader's: faster than a client may ask                   (429)
    ├── Overloaded                 the world's: more is asked than can be answered              (503)
    ├── IndexTrouble               the world's: index missing, of another build, unreachable    (503)
    └── Fault                      ours: what should not have happened, details only in the log (500)

    CannotListen                   the world's: the port is taken or not allowed; no response, the server never started

`explain_index_error` translates the tree of `index.errors`; a corrupt index is a 500 there and here.
"""

from index import (
    BadAddress,
    DatelineIndexError,
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
)


class WebError(Exception):
    """Base of the tree: an HTTP status, a code for programs, a message and a hint for people.

    retry_after_s: when a 429 or a 503 is worth another try
    """

    status = 500

    def __init__(self, code: str, message: str, hint: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.retry_after_s = retry_after_s


class BadParameter(WebError):
    """A parameter that cannot be read."""

    status = 400


class UntrustedHost(WebError):
    """A Host header this server does not answer for."""

    status = 400


class SignInWanted(WebError):
    """A private archive, and nothing given that opens it."""

    status = 401


class NotFound(WebError):
    """No such page or article."""

    status = 404


class MethodRefused(WebError):
    """A method that would write."""

    status = 405


class BodyTooLarge(WebError):
    """A request body over its bound."""

    status = 413


class AddressTooLong(WebError):
    """A request line over its bound."""

    status = 414


class HeadersTooLarge(WebError):
    """Headers over their bound."""

    status = 431


class TooManyRequests(WebError):
    """Faster than a client may ask."""

    status = 429


class Overloaded(WebError):
    """More at a time than can be answered."""

    status = 503


class IndexTrouble(WebError):
    """The index is not there, or not readable by this program."""

    status = 503


class Fault(WebError):
    """Ours; the log has the details."""

    status = 500


class CannotListen(Exception):
    """The server could not start; the message says why and what to do."""


_REBUILD = "Build it again from the news: `dateline index --rebuild PATH`."
_INDEX_ERRORS: dict[type[DatelineIndexError], tuple[type[WebError], str, str]] = {
    IndexMissing: (
        IndexTrouble,
        "index_missing",
        "Run `dateline index PATH` on a folder of news, then load this page again.",
    ),
    IndexMismatch: (IndexTrouble, "index_mismatch", _REBUILD),
    IndexBusy: (IndexTrouble, "index_busy", "Try again in a moment."),
    IndexUnavailable: (IndexTrouble, "index_unavailable", "Check the disk and its permissions, then try again."),
    BadAddress: (IndexTrouble, "index_address", "Start the server with another --index or DATELINE_INDEX."),
    IndexCorrupt: (Fault, "index_corrupt", _REBUILD),
}
_MAY_PASS = (IndexBusy, IndexUnavailable, IndexMissing)


def explain_index_error(error: DatelineIndexError) -> WebError:
    """What a reader is told about an error of the index."""
    kind, code, hint = _INDEX_ERRORS.get(type(error), (IndexTrouble, "index_error", "See the server's log."))
    return kind(code, str(error), hint, retry_after_s=10 if isinstance(error, _MAY_PASS) else None)
