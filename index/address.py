"""An index is named by an address: a path, or a URL whose scheme names the engine."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.errors import BadAddress

LONGEST_NAME, LONGEST_PATH = 230, 3_900  # bytes: Linux's 255 and 4,096 less what is put beside an index, and into it


@dataclass(frozen=True, slots=True)
class Address:
    """An engine's scheme and what that engine needs to find the index: for `whoosh` an absolute directory."""

    scheme: str
    location: str

    @property
    def folder(self) -> Path | None:
        """Where an engine that lives in files keeps the index; None for a server."""
        return Path(self.location) if self.scheme == "whoosh" else None

    def __str__(self) -> str:
        return self.location if self.scheme == "whoosh" else f"{self.scheme}://{self.location}"


def parse_address(text: str | Path) -> Address:
    """Read `dir`, `/dir`, `whoosh:///dir` or `scheme://rest`.

    Raises BadAddress for `whoosh://relative`, whose first segment a URL reads as a host, and for what no folder can be
    called.
    """
    raw = str(text)
    if "://" not in raw:
        return Address("whoosh", _folder_name(str(Path(raw).absolute())))
    parts = urlsplit(raw)
    if parts.scheme != "whoosh":
        return Address(parts.scheme, raw.split("://", 1)[1])
    if parts.netloc or not parts.path.startswith("/"):
        raise BadAddress(
            f"{raw}: a whoosh:// address needs an absolute path; write whoosh:///{raw.split('://', 1)[1]} "
            "or just the path"
        )
    return Address("whoosh", _folder_name(unquote(parts.path)))


def _folder_name(location: str) -> str:
    if "\0" in location:
        raise BadAddress(f"{location!r}: the name of a folder has no NUL in it: name another one by --index")
    longest = max(Path(location).parts, key=len, default="")
    if len(os.fsencode(longest)) > LONGEST_NAME or len(os.fsencode(location)) > LONGEST_PATH:
        raise BadAddress(
            f"{longest[:40]}…: a folder's name has {LONGEST_NAME} bytes at most here, its whole path {LONGEST_PATH:,}: "
            "name another one by --index"
        )
    return location
