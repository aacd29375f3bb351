"""Proves an index whole: every byte of every file, and every cross-reference between them. Changes nothing.

The check returns a value; what it means is said once, here, and printed elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from index.address import parse_address
from index.errors import BadAddress

OnFile = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong.

    file: name within the index's directory
    what: what is wrong with it
    lost: what cannot be answered, or not safely, while it stays so
    """

    file: str
    what: str
    lost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found. Notes tell what is odd and harmless.

    generation: the newest sound one, which is the one that searches answer from; -1 where there is none
    articles:   live articles of that generation
    files, bytes: that were read
    """

    generation: int
    articles: int
    segments: int
    files: int
    bytes: int
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.faults


CHECKS = {"whoosh": ("index.columnar.whoosh_check", "check_index")}


def check(address: str | Path, on_file: OnFile = lambda name, size: None) -> CheckReport:
    """Check the index at an address. on_file: told each file's name and bytes before it is read.

    Raises BadAddress, IndexMissing, IndexMismatch (it is by other rules, which cannot be checked), IndexUnavailable.
    """
    where = parse_address(address)
    if where.scheme not in CHECKS:
        raise BadAddress(f"{address}: only an index in a folder can be checked from here; ask its server")
    module, name = CHECKS[where.scheme]
    engine = cast(Callable[[str, OnFile], CheckReport], getattr(import_module(module), name))
    return engine(where.location, on_file)
