"""Arrays worth keeping, the longest unused let go where they need more memory than they may."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


class KeptArrays:
    """At most so many bytes of arrays, by key. Safe in several threads; nobody writes to what is kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._arrays: OrderedDict[Hashable, Array] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Array | None:
        with self._lock:
            found = self._arrays.get(key)
            if found is not None:
                self._arrays.move_to_end(key)
            return found

    def once(self, key: Hashable, make: Callable[[], Array]) -> Array:
        """The array of that key, made where there is none; two threads may make the same one."""
        found = self.get(key)
        if found is None:
            found = make()
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, array: Array) -> None:
        with self._lock:
            before = self._arrays.pop(key, None)
            self._arrays[key] = array
            self._bytes += array.nbytes - (0 if before is None else before.nbytes)
            while self._bytes > self._most and len(self._arrays) > 1:
                _, oldest = self._arrays.popitem(last=False)
                self._bytes -= oldest.nbytes
