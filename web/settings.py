"""What an operator may choose, in one frozen value, read from a file and the environment only when asked.

Each field is a key of the file, the environment variable DATELINE_<NAME> and a row of docs/settings.md; a test keeps
them together.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo

PREFIX = "DATELINE_"
ON_LINES = {"searches"}  # settings of several texts that may have commas: one a line


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
    half_life_days: days in which an article loses half of what its recency adds to its rank; 0 where age never counts
    synonyms:      path of a file of words that mean the same; empty for none
    trusted_hosts: names a request may address this server by, without port; `.example.org` includes subdomains
    workers:       processes that answer; 0 for one a processor, four at most (one where the system cannot fork safely)
    threads:       requests that a process answers at the same time
    cors_origins:  sites whose scripts may read the endpoint, as https://example.org; `*` for any
    queue:         requests that may wait for a thread of a process; those beyond are refused
    cache_mb:      megabytes of answers that a process keeps until the next commit; 0 for none
    rate_per_minute: requests a minute that one client may make in the long run; 0 for any number
    rate_burst:    requests a client may make at once before its rate counts
    trusted_proxies: how many proxies stand before the server and are believed about the client
    sign_in:       `name:password` that readers must give; empty for none
    token:         what programs may give instead, at least 16 characters; empty for none
    metrics:       who may read /metrics: off (nobody), local (this machine) or all
    export:        off, or on: whether a whole result may be had at /api/v1/export.jsonl and .csv
    access_log:    off, or on: one line a request on stderr, without the query
    log_format:    text, or json: one object a line
    searches:      what `dateline watch` watches: `name: query` each, in the file a table of names and queries
    """

    index: str = ".dateline"
    host: str = "127.0.0.1"
    port: int = 8000
    title: str = "Dateline"
    timezone: str = "UTC"
    page_size: int = 10
    facet_size: int = 10
    time_limit_s: float = 1.0
    half_life_days: float = 180.0
    synonyms: str = ""
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    workers: int = 0
    threads: int = 8
    cors_origins: tuple[str, ...] = ()
    queue: int = 32
    cache_mb: int = 32
    rate_per_minute: int = 0
    rate_burst: int = 30
    trusted_proxies: int = 0
    sign_in: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    metrics: str = "local"
    export: str = "off"
    access_log: str = "off"
    log_format: str = "text"
    searches: tuple[str, ...] = ()

    @property
    def saved_searches(self) -> tuple[tuple[str, str], ...]:
        """Names and queries."""
        return tuple((name, query.strip()) for name, _, query in (each.partition(":") for each in self.searches))

    def __post_init__(self) -> None:
        _require(bool(self.index), "index", self.index, "a path or an address")
        _require(bool(self.host), "host", self.host, "a name or an IP address to listen on")
        _require(0 <= self.port <= 65535, "port", self.port, "a number from 0 (any free port) to 65535")
        _require(_is_zone(self.timezone), "timezone", self.timezone, "an IANA name such as Europe/Paris")
        _require(1 <= self.page_size <= 100, "page_size", self.page_size, "a number from 1 to 100")
        _require(1 <= self.facet_size <= 100, "facet_size", self.facet_size, "a number from 1 to 100")
        _require(0 < self.time_limit_s <= 60, "time_limit_s", self.time_limit_s, "seconds, above 0, at most 60")
        days = self.half_life_days
        _require(
            0 <= days <= 100_000, "half_life_days", days, "days, above 0, at most 100000; 0 where age never counts"
        )
        _require(bool(self.trusted_hosts), "trusted_hosts", "", "host names, separated by commas")
        _require(0 <= self.workers <= 64, "workers", self.workers, "a number of processes, 0 (by processors) to 64")
        _require(1 <= self.threads <= 256, "threads", self.threads, "a number from 1 to 256")
        _require(0 <= self.queue <= 1000, "queue", self.queue, "a number from 0 to 1000")
        _require(0 <= self.cache_mb <= 4096, "cache_mb", self.cache_mb, "megabytes, 0 (none) to 4096")
        _require(0 <= self.rate_per_minute <= 60_000, "rate_per_minute", self.rate_per_minute, "0 (any) to 60000")
        _require(1 <= self.rate_burst <= 10_000, "rate_burst", self.rate_burst, "a number from 1 to 10000")
        _require(0 <= self.trusted_proxies <= 10, "trusted_proxies", self.trusted_proxies, "a number from 0 to 10")
        _require(
            _is_sign_in(self.sign_in), "sign_in", "(hidden)", "name:password, the password of 8 characters or more"
        )
        _require(len(self.token) == 0 or len(self.token) >= 16, "token", "(hidden)", "16 characters or more")
        _require(self.metrics in ("off", "local", "all"), "metrics", self.metrics, "off, local or all")
        _require(self.export in ("off", "on"), "export", self.export, "off or on")
        _require(self.access_log in ("off", "on"), "access_log", self.access_log, "off or on")
        _require(self.log_format in ("text", "json"), "log_format", self.log_format, "text or json")
        for search in self.searches:
            saved = re.fullmatch(r"[\w -]{1,60}:\s*\S.*", search) is not None
            _require(saved, "searches", search, "a name of letters, digits, spaces and dashes, a colon, and a query")
        for origin in self.cors_origins:
            _require(is_origin(origin), "cors_origins", origin, "origins such as https://example.org, or *")


def from_environment(environ: Mapping[str, str], config: str | None = None) -> Settings:
    """The settings given as DATELINE_* variables, over those of a file, over the defaults.

    config: path of the file; where None, DATELINE_CONFIG may name one

    An empty variable counts as not given. Variables that name no setting are left alone: DATELINE_ may be used by
    others. Raises BadSetting for a value of the wrong kind, and for a file that cannot be read.
    """
    path = config or environ.get(variable("config"))
    settings = with_values(Settings(), read_file(Path(path))) if path else Settings()
    return with_values(
        settings, {f.name: environ[key] for f in fields(Settings) if environ.get(key := variable(f.name))}
    )


def read_file(path: Path) -> dict[str, str]:
    """The settings of a TOML file, as an operator would type them. Raises BadSetting.

    A key that is no setting is refused: in a file of ours it can only be a slip.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise BadSetting(f"the file of settings {path} cannot be read: {exc.strerror}") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise BadSetting(f"the file of settings {path} is not TOML: {exc}") from exc
    known = [f.name for f in fields(Settings)]
    for name in given:
        if name not in known:
            raise BadSetting(f"{path}: there is no setting {name!r}; known: {', '.join(known)}")
    return {name: _typed(name, value) for name, value in given.items()}


def _typed(name: str, value: object) -> str:
    match value:
        case str() | float():
            return str(value)
        case int() if not isinstance(value, bool):
            return str(value)
        case list() if all(isinstance(part, str) for part in value):
            return ",".join(value)
        case dict() if name in ON_LINES and all(isinstance(query, str) for query in value.values()):
            return "\n".join(f"{key}: {' '.join(query.split())}" for key, query in value.items())
        case _:
            raise BadSetting(_message(name, value, "a text, a number or a list of texts, as docs/settings.md says"))


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
        pieces = text.split("\n" if name in ON_LINES else ",")
        return tuple(part for part in (piece.strip() for piece in pieces) if part)
    try:
        return kind(text) if kind is str else {int: int, float: float}[kind](text)
    except ValueError:
        raise BadSetting(_message(name, text, "a whole number" if kind is int else "a number")) from None


def _require(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:
        raise BadSetting(_message(name, value, allowed))


def _message(name: str, value: object, allowed: str) -> str:
    return f"setting {name} ({variable(name)}) is {str(value)!r}; it takes {allowed}"


def _is_sign_in(text: str) -> bool:
    name, _, password = text.partition(":")
    return not text or (bool(name) and len(password) >= 8)


def is_origin(text: str) -> bool:
    """Whether a text is an origin as browsers write it, or `*`."""
    return text == "*" or re.fullmatch(r"https?://[a-z0-9.\[\]:-]+", text) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
