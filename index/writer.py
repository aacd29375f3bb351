"""The writing port: what every engine can do, and the table that picks one by address."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self, cast

from corpus import Article, Failure
from index.address import parse_address
from index.errors import BadAddress

KEPT_VERSIONS = 10  # earlier texts of an article, where nothing else is asked for
Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One file as it was last read.

    path:     absolute, as the operating system names it (undecodable bytes as surrogate escapes)
    mtime_ns: nanoseconds since the epoch; digest: BLAKE2b-128 of the bytes, hexadecimal
    ids:      the articles it delivered, in order, without repeats
    failures: what in it gave no article
    complete: False while the file is still being read, so that a killed run reads it again
    """

    path: str
    size: int
    mtime_ns: int
    digest: str
    ids: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    complete: bool = True


class Version(NamedTuple):
    """The present text of an article, in brief. body: a digest of it"""

    number: int
    body: bytes


class Ledger(Protocol):
    """What was read from where. Changes become visible, and lasting, with the writer's commit."""

    def get(self, path: str) -> LedgerEntry | None: ...

    def under(self, root: str) -> Iterator[LedgerEntry]:
        """The entry of `root` itself and of every path below it, ordered by path."""

    def delivering(self, id: str) -> tuple[str, ...]:
        """The paths whose entries deliver this article, ordered."""

    def put(self, entry: LedgerEntry) -> None:
        """Record an entry, replacing the one of the same path."""

    def remove(self, path: str) -> None:
        """Forget a path; unknown ones are ignored."""


class Writer(Protocol):
    """One writer at a time per index. Nothing is visible before `commit`; an error rolls back to the last one."""

    @property
    def generation(self) -> int:
        """The number of the last commit; 0 before the first."""

    @property
    def ledger(self) -> Ledger: ...

    def upsert(self, articles: Iterable[Article]) -> list[Outcome]:
        """Add articles, or replace those of the same id; one outcome each, in order. A new one is in its own version.

        The same content again is `unchanged` and costs no write. Another body raises the version by one; the text
        before it is kept beside, outside everything but `versions="all"` of a search, and the last few of them alone
        (`open_writer`). Where what is held is newer (`updated`, else `published`) than what comes, the held text
        stays: `unchanged`.
        """

    def delete(self, ids: Iterable[str]) -> int:
        """Remove articles by id, with their earlier texts, and return how many were there."""

    def keep(self, articles: Iterable[Article]) -> int:
        """Keep earlier texts of articles that are there in a later version; return how many.

        `upsert` keeps the text that it replaces by itself; this is for those of another index. What is no earlier
        version is not kept.
        """

    def version(self, id: str) -> Version | None:
        """The version that an article is in; None where it is not there."""

    def texts(self, id: str) -> tuple[Article, ...]:
        """The present text of an article and the earlier ones that are kept, newest first; none of one not there."""

    def edited(self) -> list[str]:
        """The ids of committed articles, not deleted since, that are in a later version than the first, ordered."""

    def candidates(self, bands: Iterable[str]) -> list[str]:
        """The ids of committed articles, not deleted since, that have any of these bands (`stories`), ordered."""

    def commit(self) -> int:
        """Make everything so far visible and lasting; return the new generation (the old one if nothing changed)."""

    def rollback(self) -> None:
        """Forget everything since the last commit. The writer stays usable."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit on a clean exit, roll back on an error, release the lock either way."""


ENGINES = {"whoosh": ("index.columnar.whoosh_writer", "ColumnarWriter")}


def open_writer(
    address: str | Path, memory_bytes: int | None = None, jobs: int | None = None, versions: int | None = None
) -> Writer:
    """Open the index at an address for writing, creating it where there is none.

    memory_bytes: how much memory writing may take, about; None leaves it to the engine (512 MB)
    jobs: how many cores it may use; None leaves it to the engine (as many as help). The index is the same
    versions: how many earlier texts of an edited article are kept; None for KEPT_VERSIONS, 0 for none

    Raises BadAddress, IndexBusy, IndexMismatch, IndexUnavailable, IndexCorrupt.
    """
    where = parse_address(address)
    if where.scheme not in ENGINES:
        raise BadAddress(f"{address}: no engine is called {where.scheme!r}; known: {', '.join(sorted(ENGINES))}")
    module, name = ENGINES[where.scheme]
    engine = cast(Callable[..., Writer], getattr(import_module(module), name))
    asked = (memory_bytes, jobs, versions)
    return engine(where.location) if asked == (None, None, None) else engine(where.location, *asked)
