"""Decorators for every compiled loop: the interpreter lock released, the machine code kept on disk.

The code is kept beside the module, or in the user's cache folder where the package's is read-only, or, where neither
can be written, compiled in each process.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.registry import cpu_target

F = TypeVar("F", bound=Callable[..., object])


@cache
def sources_digest(folder: Path) -> bytes:
    """A digest of the modules of `index`, and of those in a folder, that hold compiled loops.

    Numba keeps a function's code by its own file; a loop also holds the code of those it calls, whose files count too.
    """
    digest = blake2b(digest_size=16)
    for file in sorted({*Path(__file__).parent.parent.rglob("*.py"), *folder.glob("*.py")}):
        source = file.read_bytes()
        if b"\n@kernel" in source or b"\n@inlined" in source:
            digest.update(source)
    return digest.digest()


def inlined(function: F) -> F:
    """A piece of compiled loops that is copied into them.

    For what runs once a token or a posting: handing arrays to a call that is not inlined costs more than the work.
    """
    return cast(F, numba.njit(nogil=True, error_model="numpy", inline="always")(function))


def kernel(function: F) -> F:
    """Compile a function of numbers and arrays; its first call per signature compiles, or loads what is kept."""
    try:
        compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep the code in
        return cast(F, numba.njit(nogil=True, error_model="numpy")(function))
    kept = compiled._cache._cache_file
    kept._source_stamp = (kept._source_stamp, sources_digest(Path(function.__code__.co_filename).parent))
    kept._load_index = _sound(kept._load_index)
    return cast(F, compiled)


def _sound(load: Callable[[], dict[object, object]]) -> Callable[[], dict[object, object]]:
    """A reading of kept code that finds none where it cannot be read: an older program kept it, of other types."""

    def read() -> dict[object, object]:
        try:
            return load()
        except Exception:  # unpickling raises whatever it stumbles over
            return {}

    return read


def is_kept(compiled: object) -> bool:
    """Whether a loop's machine code is on the disk, so that its first call loads it in some milliseconds."""
    file = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    return file is not None and bool(file._load_index())


# Numba imports what it knows of NumPy and Python at the first call of any loop. It is an import, so it is made now and
# not within the first search.
cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
