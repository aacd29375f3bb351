"""Answers kept as they were sent, so that what many ask is worked out once a commit.

The key names the snapshot, so that nothing of an older commit is ever found again; it is pushed out by what is asked.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from flask import Response

OVERHEAD_BYTES = 1024  # what an entry takes beside its body


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer before the headers that every answer gets."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    def response(self) -> Response:
        """The answer anew."""
        return Response(self.body, headers=list(self.headers))


class KeptAnswers:
    """At most so many bytes of answers, those asked for last; 0 keeps none."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str) -> Response | None:
        """The answer of that key, None where it is not kept."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        return kept.response()

    def keep(self, key: str, response: Response) -> None:
        """Keep a plain answer; what redirects, is streamed or must not be stored is left alone."""
        if response.status_code != 200 or response.is_streamed or response.cache_control.no_store:
            return
        kept = Kept(response.get_data(), tuple(response.headers.items()))
        size = _size(kept)
        if size > self._most_bytes:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._bytes += size - (_size(replaced) if replaced else 0)
            self._kept[key] = kept
            while self._bytes > self._most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(kept: Kept) -> int:
    return len(kept.body) + OVERHEAD_BYTES
