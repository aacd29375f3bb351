"""Arrays worth keeping, those asked for least let go where they need more memory than they may.

A new array takes the place of the longest unused one only if it was asked for more often of late. So of words that are
asked for in turn, and have no room together, some are kept, where the order of use alone would keep none. (The idea is
the admission of Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017.)
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
MOST_USES = 8  # that count: the favorites of yesterday are to go some day
MOST_ASKED = 50_000  # keys without an array whose uses are counted


@dataclass(slots=True)
class _Kept:
    array: Array
    uses: int


class KeptArrays:
    """At most so many bytes of arrays, by key. Safe in several threads; nobody writes to what is kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._arrays: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._asked: dict[Hashable, int] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> Array | None:
        with self._lock:
            found = self._arrays.get(key)
            if found is None:
                return None
            found.uses += found.uses < MOST_USES
            self._arrays.move_to_end(key)
            return found.array

    def once(self, key: Hashable, make: Callable[[], Array]) -> Array:
        """The array of that key, made where there is none; two threads may make the same one."""
        found = self.get(key)
        if found is None:
            found = make()
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, array: Array) -> None:
        with self._lock:
            if key in self._arrays:
                return
            uses = self._asked.pop(key, 0) + 1
            if self._has_room(array.nbytes, uses):
                self._arrays[key] = _Kept(array, min(uses, MOST_USES))
                self._bytes += array.nbytes
                return
            if len(self._asked) >= MOST_ASKED:
                self._asked.clear()
            self._asked[key] = uses

    def _has_room(self, size: int, uses: int) -> bool:
        """Whether there is room for an array, once those that are worth less have gone."""
        if size > self._most:
            return False
        while self._bytes + size > self._most:
            key, oldest = next(iter(self._arrays.items()))
            if oldest.uses >= uses:
                oldest.uses -= 1
                self._arrays.move_to_end(key)
                return False
            del self._arrays[key]
            self._bytes -= oldest.array.nbytes
        return True
