"""An index is named by an address: a path, or a URL whose scheme names the engine."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.errors import BadAddress


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

    Raises BadAddress for `whoosh://relative`, whose first segment a URL reads as a host.
    """
    raw = str(text)
    if "://" not in raw:
        return Address("whoosh", str(Path(raw).absolute()))
    parts = urlsplit(raw)
    if parts.scheme != "whoosh":
        return Address(parts.scheme, raw.split("://", 1)[1])
    if parts.netloc or not parts.path.startswith("/"):
        raise BadAddress(
            f"{raw}: a whoosh:// address needs an absolute path; write whoosh:///{raw.split('://', 1)[1]} "
            "or just the path"
        )
    return Address("whoosh", unquote(parts.path))
