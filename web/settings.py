"""What an operator may choose, in one frozen value, read from the environment only when asked.

Each field is the environment variable DATELINE_<NAME> and a row of docs/settings.md; a test keeps the three together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

PREFIX = "DATELINE_"


class BadSetting(ValueError):
    """A setting that cannot be used: which one, its value, and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the page and its server go by.

    index:         address of the index: a path or a URL such as whoosh:///var/lib/dateline
    host, port:    where the server listens; port 0 takes any free one
    title:         the name in the masthead
    timezone:      IANA name; where "today" and the borders of a day lie
    page_size:     hits on a page where the address does not say, 1 to 100
    facet_size:    values shown of each facet, 1 to 100
    time_limit_s:  a search that runs longer returns what it has and says so
    trusted_hosts: names a request may address this server by, without port; `.example.org` includes subdomains
    threads:       requests answered at the same time
    cors_origins:  sites whose scripts may read the endpoint, as https://example.org; `*` for any
    """

    index: str = ".dateline"
    host: str = "127.0.0.1"
    port: int = 8000
    title: str = "Dateline"
    timezone: str = "UTC"
    page_size: int = 10
    facet_size: int = 10
    time_limit_s: float = 1.0
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    threads: int = 8
    cors_origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.index), "index", self.index, "a path or an address")
        _require(bool(self.host), "host", self.host, "a name or an IP address to listen on")
        _require(0 <= self.port <= 65535, "port", self.port, "a number from 0 (any free port) to 65535")
        _require(_is_zone(self.timezone), "timezone", self.timezone, "an IANA name such as Europe/Paris")
        _require(1 <= self.page_size <= 100, "page_size", self.page_size, "a number from 1 to 100")
        _require(1 <= self.facet_size <= 100, "facet_size", self.facet_size, "a number from 1 to 100")
        _require(0 < self.time_limit_s <= 60, "time_limit_s", self.time_limit_s, "seconds, above 0, at most 60")
        _require(bool(self.trusted_hosts), "trusted_hosts", "", "host names, separated by commas")
        _require(1 <= self.threads <= 256, "threads", self.threads, "a number from 1 to 256")
        for origin in self.cors_origins:
            _require(is_origin(origin), "cors_origins", origin, "origins such as https://example.org, or *")


def from_environment(environ: Mapping[str, str]) -> Settings:
    """The settings given as DATELINE_* variables, defaults for the rest; an empty variable counts as not given.

    Raises BadSetting for a value of the wrong kind. Variables that name no setting are left alone: DATELINE_ may
    be used by others.
    """
    return with_values(
        Settings(), {f.name: environ[key] for f in fields(Settings) if environ.get(key := variable(f.name))}
    )


def with_values(settings: Settings, texts: Mapping[str, str]) -> Settings:
    """The same settings with some replaced by what an operator typed. Raises BadSetting."""
    values = {f.name: getattr(settings, f.name) for f in fields(Settings)}
    values |= {name: _read(name, text, values[name]) for name, text in texts.items()}
    return Settings(**values)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _read(name: str, text: str, default: object) -> object:
    """A setting's value from text, of the kind its default has."""
    kind = type(default)
    if kind is tuple:
        return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)
    try:
        return kind(text) if kind is str else {int: int, float: float}[kind](text)
    except ValueError:
        raise BadSetting(_message(name, text, "a whole number" if kind is int else "a number")) from None


def _require(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:
        raise BadSetting(_message(name, value, allowed))


def _message(name: str, value: object, allowed: str) -> str:
    return f"setting {name} ({variable(name)}) is {str(value)!r}; it takes {allowed}"


def is_origin(text: str) -> bool:
    """Whether a text is an origin as browsers write it, or `*`."""
    return text == "*" or re.fullmatch(r"https?://[a-z0-9.\[\]:-]+", text) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
