"""The engines side by side, one file each, which imports that engine's library and nothing of the others."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bench.engine import Engine

DEBIAN = Path("/usr/lib/python3/dist-packages")  # where Debian's python3-xapian is, which no wheel brings
PEERS = {
    "bench.peers.dateline_engine": "pip install .",
    "bench.peers.tantivy_engine": "pip install '.[bench]'",
    "bench.peers.fts5_engine": "a Python with sqlite3",
    "bench.peers.xapian_engine": "apt-get install python3-xapian, for Debian's own Python version",
    "bench.peers.bm25s_engine": "pip install '.[bench]'",
    "bench.peers.stock_engine": "pip install .",
}


def available(wanted: str = "") -> tuple[list[Engine], list[str]]:
    """The engines that are installed, in the order of the tables, and what to say of the others.

    wanted: parts of names, separated by commas; all by default
    """
    parts = [part.strip().lower() for part in wanted.split(",") if part.strip()]
    chosen: list[Engine] = []
    missing = []
    for module, remedy in PEERS.items():
        try:
            found = loaded(module)
        except ImportError as error:
            missing.append(f"{module.rpartition('.')[2].removesuffix('_engine')}: {error} ({remedy}); skipped")
            continue
        chosen += [engine for engine in found if not parts or any(part in engine.name.lower() for part in parts)]
    return chosen, missing


def loaded(module: str) -> list[Engine]:
    """The engines of one module. Raises ImportError where their library is missing."""
    if not find_spec("xapian") and DEBIAN.joinpath("xapian").is_dir():
        sys.path.append(str(DEBIAN))
    found: list[Engine] = import_module(module).ENGINES
    return found


def named(module: str, name: str) -> Engine:
    """The engine of that name in a module."""
    return next(engine for engine in loaded(module) if engine.name == name)
