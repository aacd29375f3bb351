"""Where a list was left, so that it goes on from there: after the last hit shown, not after so many hits.

As text a cursor is opaque: base64url of a version, the fields and a checksum, which finds slips of copying. It is no
secret and no permission: whoever forges one gets a list that starts elsewhere.

    byte 0      version, 1
    8 bytes     generation, unsigned, big-endian, as all numbers
    8 bytes     reference, seconds since 1970, signed; the least number for none
    8 bytes     key, a double
    8 bytes     digest
    any         id, UTF-8
    4 bytes     BLAKE2b-32 of all before
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from math import isnan

from index.schema import EPOCH, ONE_SECOND, UNDATED, seconds
from search.errors import BadCursor

VERSION = 1
MOST_CHARACTERS = 600  # an id has at most 255 bytes
_FIELDS = struct.Struct(">BQqd8s")
_CHECK_BYTES = 4


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page, and the search it belongs to.

    generation: of the snapshot that showed it
    reference:  when the search was first asked, to the second; relative dates count from then on every page
    key, id:    what the hit sorts by, ascending: the score or the seconds of publication, negated where high ones come
                first, infinite for the undated; and the id, for ties
    digest:     8 bytes of the request (`SearchRequest.digest`)
    """

    generation: int
    reference: datetime | None
    key: float
    id: str
    digest: bytes


def write_cursor(cursor: Cursor) -> str:
    """The cursor as text that is safe in an address."""
    fixed = _FIELDS.pack(VERSION, cursor.generation, seconds(cursor.reference), cursor.key, cursor.digest)
    body = fixed + cursor.id.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(body + _check(body)).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so. Raises BadCursor."""
    raw = _bytes(text)
    body, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if len(body) < _FIELDS.size or check != _check(body) or body[0] != VERSION:
        raise _bad(text)
    _, generation, reference, key, digest = _FIELDS.unpack_from(body)
    try:
        when = None if reference == UNDATED else (EPOCH + reference * ONE_SECOND).astimezone(UTC)
        id = body[_FIELDS.size :].decode("utf-8", "surrogatepass")
    except (OverflowError, UnicodeDecodeError) as error:
        raise _bad(text) from error
    if isnan(key) or not id:
        raise _bad(text)
    return Cursor(generation, when, key, id, digest)


def _bytes(text: str) -> bytes:
    if len(text) > MOST_CHARACTERS:
        raise _bad(text)
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise _bad(text) from error
    # The decoder skips what is not of its alphabet; a cursor has one spelling.
    if urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise _bad(text)
    return raw


def _check(body: bytes) -> bytes:
    return blake2b(body, digest_size=_CHECK_BYTES).digest()


def _bad(text: str) -> BadCursor:
    return BadCursor(f"cursor {text[:40]!r} is none that was given out; copy it whole, or start from the first page")
