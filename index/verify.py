"""Reads every byte of the generation that is served, unhurried, and remembers which files are not as they were written.

Opening an index proves sizes, headers and dictionaries; this proves the rest. A file once found damaged is not opened
again in this process, so that whoever opens the index after that gets the generation before.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from index.address import parse_address
from index.check import Fault

Pause = Callable[[], bool]  # called between two stretches; True to stop

ENGINES = {"whoosh": ("index.columnar.whoosh_verify", "verify_index")}


def verify(address: str | Path, pause: Pause) -> tuple[Fault, ...] | None:
    """What is damaged in the newest sound generation; None where it was stopped, or the engine has no files here.

    Raises IndexMissing, IndexMismatch, IndexUnavailable, and IndexCorrupt where no generation is sound.
    """
    where = parse_address(address)
    if where.scheme not in ENGINES:
        return None
    module, name = ENGINES[where.scheme]
    engine = cast(Callable[[str, Pause], "tuple[Fault, ...] | None"], getattr(import_module(module), name))
    return engine(where.location, pause)
