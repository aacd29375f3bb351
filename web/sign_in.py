"""Whether a request may enter a private archive: a name and password for readers, or a token for programs."""

from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import sha256
from hmac import compare_digest

from web.settings import Settings


def may_enter(authorization: str, settings: Settings) -> bool:
    """Whether an Authorization header opens a site that asks for one; a site that asks for none is open."""
    if not settings.sign_in and not settings.token:
        return True
    scheme, _, given = authorization.partition(" ")
    match scheme.lower():
        case "basic":
            return bool(settings.sign_in) and _same(_decoded(given.strip()), settings.sign_in.encode())
        case "bearer":
            return bool(settings.token) and _same(given.strip().encode("latin-1", "replace"), settings.token.encode())
        case _:
            return False


def challenge(settings: Settings) -> str:
    """What a refusal asks for, the WWW-Authenticate header."""
    asked = ['Basic realm="Dateline", charset="UTF-8"'] if settings.sign_in else []
    return ", ".join([*asked, *(['Bearer realm="Dateline"'] if settings.token else [])])


def _same(given: bytes, expected: bytes) -> bool:
    # Digests are of one length, so that the time taken tells nothing, the length of the secret included.
    return compare_digest(sha256(given).digest(), sha256(expected).digest())


def _decoded(given: str) -> bytes:
    try:
        return b64decode(given, validate=True)
    except (NotBase64, ValueError):
        return b""
