"""The decorators of compiled loops: they only note a loop, so that importing one costs nothing.

Code is loaded, or made, when the first entry is called: see `kept.py` for where it is kept. So the modules that do it
are imported then.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Event, RLock
from typing import Any, TypeVar, cast

from index.machine.border import Held, border_of, caller

F = TypeVar("F", bound=Callable[..., object])
ENTRY, KERNEL, INLINED, PRIMITIVE = "entry", "kernel", "inlined", "primitive"
_lock = RLock()
_made_ready = Event()


class Loop:
    """A compiled function. An entry runs the kept machine code; any other is compiled by Numba when Python calls it."""

    def __init__(self, function: Callable[..., object], kind: str) -> None:
        self.function, self.kind = function, kind
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        self.__module__, self.__qualname__, self.__wrapped__ = function.__module__, function.__qualname__, function
        self._ready: Callable[..., Any] | None = None

    @property
    def name(self) -> str:
        return f"{self.__module__}.{self.__qualname__}"

    def __call__(self, *values: Any) -> Any:
        ready = self._ready
        if ready is None:
            with _lock:
                ready = self._ready = self._made()
        return ready(*values)

    def _made(self) -> Callable[..., Any]:
        if self.kind == ENTRY:
            address = import_module("index.machine.loading").address_of(self)
            if address is not None:
                return caller(border_of(self.function), address)
        by_numba = cast(Callable[..., Any], import_module("index.machine.building").dispatcher(self))
        if self.kind != ENTRY:
            return by_numba
        return lambda *values: by_numba(*(each.values if type(each) is Held else each for each in values))


def entry(function: F) -> F:
    """A loop that Python calls: of numbers, arrays of one dimension, and NamedTuples of these."""
    return cast(F, Loop(function, ENTRY))


def kernel(function: F) -> F:
    """A loop that loops call."""
    return cast(F, Loop(function, KERNEL))


def inlined(function: F) -> F:
    """A piece of loops that is copied into them.

    For what runs once a token or a posting: handing arrays to a call that is not inlined costs more than the work.
    """
    return cast(F, Loop(function, INLINED))


def primitive(function: F) -> F:
    """Something that `primitives.py` has by the same name, which Python has not; the body stands for it in Python."""
    return cast(F, Loop(function, PRIMITIVE))


def make_ready() -> None:
    """Load the code of all entries, or make it: what opens an index does so before the first search."""
    with _lock:
        import_module("index.machine.loading").program()
    _made_ready.set()


def is_ready() -> bool:
    """Whether that was done: whoever can do without an entry asks, before it costs its loading, or its making."""
    return _made_ready.is_set()
