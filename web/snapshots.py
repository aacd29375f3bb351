"""Hands out the current snapshot of the index, and notices a newer one without dropping a request.

A request borrows a snapshot for as long as it needs it. When a newer commit is found, it is opened first, then takes
the place of the older one, which closes as its last borrower returns it. Only one thread opens; the others go on with
what is there.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_hex
from typing import Literal, Protocol

from index import DatelineIndexError, IndexMissing
from search import Searcher, fingerprint, open_searcher

Integrity = Literal["unverified", "sound", "damaged"]
log = logging.getLogger("dateline.web")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A searcher on loan, and a stamp that no other opened snapshot shares, for validating caches."""

    searcher: Searcher
    stamp: str


class Searchers(Protocol):
    """Whoever lends snapshots to requests. `integrity`: what is known of the files of the newest commit."""

    integrity: Integrity

    def use(self) -> AbstractContextManager[Snapshot]:
        """Lend the current snapshot. Raises what `search.open_searcher` raises."""


@dataclass(slots=True)
class _Lent:
    """A snapshot with its borrowers counted. `retired` ones close with the last borrower."""

    snapshot: Snapshot
    seen: str
    borrowers: int = 0
    retired: bool = False


class FixedSnapshot:
    """Lends one searcher for good: for a program that holds its own, and for tests."""

    integrity: Integrity = "unverified"

    def __init__(self, searcher: Searcher) -> None:
        self._snapshot = Snapshot(searcher, token_hex(8))

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """Lend the one snapshot."""
        yield self._snapshot


class Snapshots:
    """Lends the newest snapshot at an address, looking for a newer one at most every `check_every_s` seconds.

    open, look: how a snapshot is opened, and how what is at the address is recognized without opening it
    prepare:    what is done with an opened one before it is lent; it raises what `open` does
    clock:      seconds, monotonic
    """

    def __init__(
        self,
        address: str,
        *,
        open: Callable[[str], Searcher] = open_searcher,
        look: Callable[[str], str] = fingerprint,
        prepare: Callable[[Searcher], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        check_every_s: float = 1.0,
    ) -> None:
        self._address = address
        self._salt = token_hex(8)
        self._open = open
        self._look = look
        self._prepare = prepare
        self._clock = clock
        self._check_every_s = check_every_s
        self._counting = threading.Lock()  # guards _current, borrowers and retired; held for moments
        self._opening = threading.Lock()  # held while looking and opening, which touch the disk
        self._current: _Lent | None = None
        self.integrity: Integrity = "unverified"
        self._checked_at = float("-inf")

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """Lend the current snapshot. Raises what `search.open_searcher` raises, where none can be had."""
        lent = self._borrow()
        try:
            yield lent.snapshot
        finally:
            self._give_back(lent)

    def renew(self) -> None:
        """Look for a newer commit now. Requests go on with what is there until it is ready. Raises as `use` does."""
        with self._opening:
            self._checked_at = float("-inf")
            self._look_again()

    def reopen(self) -> None:
        """Open what is at the address anew at the next request, though it is the same commit."""
        with self._counting:
            if self._current is not None:
                self._current.seen = ""
        self._checked_at = float("-inf")

    def close(self) -> None:
        """Release the snapshot once nobody uses it; may be repeated, and a later `use` opens anew."""
        self._replace(None)

    def _borrow(self) -> _Lent:
        self._refresh()
        while True:
            with self._counting:
                if self._current is not None:
                    self._current.borrowers += 1
                    return self._current
            with self._opening:
                self._look_again()

    def _give_back(self, lent: _Lent) -> None:
        with self._counting:
            lent.borrowers -= 1
            done = lent.retired and lent.borrowers == 0
        if done:
            lent.snapshot.searcher.close()

    def _refresh(self) -> None:
        """Look for a newer commit if it is time to, unless another thread is at it."""
        if self._current is None or self._clock() - self._checked_at < self._check_every_s:
            return
        if self._opening.acquire(blocking=False):
            try:
                self._look_again()
            finally:
                self._opening.release()

    def _look_again(self) -> None:
        """Open what is at the address if it is not what we have; the caller holds `_opening`."""
        current = self._current
        now = self._clock()
        if current is not None and now - self._checked_at < self._check_every_s:
            return
        self._checked_at = now
        try:
            # Looked at before it is opened: a commit between the two is found at the next look, never missed.
            seen = self._look(self._address)
            if current is None or seen != current.seen:
                self._replace(_Lent(self._opened(seen), seen))
        except IndexMissing:
            self._replace(None)
            raise
        except DatelineIndexError as error:
            if current is None:
                raise
            log.warning("still serving generation %d: %s", current.snapshot.searcher.generation, error)

    def _opened(self, seen: str) -> Snapshot:
        searcher = self._open(self._address)
        if self._prepare is not None:
            try:
                self._prepare(searcher)
            except BaseException:
                searcher.close()
                raise
        # The same commit has the same stamp in every process forked from this one. The generation is told as well: it
        # may be newer than what was seen.
        named = f"{self._salt} {seen} {searcher.generation}"
        return Snapshot(searcher, blake2b(named.encode(), digest_size=8).hexdigest())

    def _replace(self, lent: _Lent | None) -> None:
        with self._counting:
            old, self._current = self._current, lent
            if old is None:
                return
            old.retired = True
            idle = old.borrowers == 0
        if idle:
            old.snapshot.searcher.close()
