"""Finds new commits in a thread, and makes them ready before a reader asks for them.

A search is quick because much is worked out once for a commit: which values an outlet or an author has, when articles
appeared, what a word weighs. Here the first search of a commit is not a reader's.
"""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from index import DatelineIndexError
from search import Searcher
from web.asking import request_for, understood
from web.beside import beside
from web.params import SearchParameters
from web.settings import Settings
from web.snapshots import Snapshots

ASKED = ("*", "the")  # every article, and a word, that scores are worked out for
PATIENCE_S = 60.0
LOOK_EVERY_S = 0.5  # more often than requests do, so that none of them finds a commit


def prepare(searcher: Searcher, settings: Settings) -> None:
    """Ask for what a page of results shows, for the sake of what it leaves behind. Raises what searching raises."""
    for text in ASKED:
        request = request_for(
            understood(text, settings, datetime.now(UTC)), SearchParameters.model_validate({}), settings
        )
        searcher.search(replace(request, deadline_s=PATIENCE_S))


@contextmanager
def keeping_fresh(snapshots: Snapshots, every_s: float = LOOK_EVERY_S) -> Iterator[None]:
    """Open what is there now, and every newer commit soon after it was made, for the length of a `with` block.

    What cannot be opened is left to requests to find out, which tell their readers.
    """
    _renew(snapshots)
    with beside(partial(_run, snapshots, every_s), "dateline-fresh"):
        yield


def _run(snapshots: Snapshots, every_s: float, stop: threading.Event) -> None:
    while not stop.wait(every_s):
        _renew(snapshots)


def _renew(snapshots: Snapshots) -> None:
    with contextlib.suppress(DatelineIndexError):
        snapshots.renew()
