"""Verifies what is served, once for each commit, in a thread of the lowest priority."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from index import DatelineIndexError
from index.verify import verify
from search import fingerprint
from web.beside import beside
from web.snapshots import Snapshots

LOWEST = 19
PAUSE_S = 0.01  # between two sections, so that searches come first
LOOK_EVERY_S = 10.0  # for a commit that was not verified yet
log = logging.getLogger("dateline.web")


@contextmanager
def verifying(snapshots: Snapshots, address: str, look: Callable[[str], str] = fingerprint) -> Iterator[None]:
    """Verify every commit that is served, for the length of a `with` block."""
    with beside(partial(_run, snapshots, address, look), "dateline-verify"):
        yield


def _run(snapshots: Snapshots, address: str, look: Callable[[str], str], stop: threading.Event) -> None:
    with contextlib.suppress(OSError, AttributeError):  # where threads have no priority of their own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
    verified = ""
    while not stop.is_set():
        try:
            seen = look(address)
            if seen != verified and verify_once(snapshots, address, stop):
                verified = seen
        except DatelineIndexError as error:
            log.warning("cannot verify the index: %s", error)
        stop.wait(LOOK_EVERY_S)


def verify_once(snapshots: Snapshots, address: str, stop: threading.Event) -> bool:
    """Verify the newest commit, and serve the one before where it is damaged; False where it was stopped."""
    snapshots.integrity = "unverified"
    faults = verify(address, lambda: stop.wait(PAUSE_S))
    if faults is None:
        return False
    for fault in faults:
        log.error(
            "%s in %s is damaged: %s; at stake: %s; run `dateline check`", fault.file, address, fault.what, fault.lost
        )
    snapshots.integrity = "damaged" if faults else "sound"
    if faults:
        snapshots.reopen()
    else:
        log.info("every byte of the index at %s is as it was written", address)
    return True
