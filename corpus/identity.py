"""What makes two deliveries the same article: the key, and the id that is its hash."""

from base64 import b32encode
from hashlib import blake2b

from corpus.urls import canonical_url


def key_of(*, url: str | None, record: str | None, source: str | None, path: str, title: str, body: str) -> str:
    """Give the key: the canonical URL; else the record's id within outlet or file; else a digest of the text.

    path: the absolute path of the file, the scope of a record id where the outlet is unknown
    """
    canonical = canonical_url(url) if url else None
    if canonical:
        return canonical
    if record:
        return f"record:{source or _printable(path)}:{record}"
    return f"text:{_digest(chr(0).join((source or '', title, body))).hex()}"


def id_of(key: str) -> str:
    """Give 26 lower-case base32 characters, the BLAKE2b-128 of the key; safe in a URL and a file name.

    >>> id_of("https://example.org/a")
    '55ot5tvbspwxarpn5ojczplmye'
    """
    return b32encode(_digest(key)).decode().rstrip("=").lower()


def _printable(path: str) -> str:
    """Give a path as text that any engine can store: bytes that are not UTF-8 as backslash escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
