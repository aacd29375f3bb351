"""An index made whole from what is left of it, or carried over to the rules of this program, from its stored text.

Both pour the old index into a fresh one beside it and exchange the two at one stroke (`rebuild.py`). A crash leaves the
old index as it was, and the next run begins anew.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from index import certificate, forgotten
from index.address import parse_address
from index.columnar.container import OLDEST, VERSION
from index.columnar.salvage import format_of
from index.columnar.segment import SUFFIX
from index.errors import BadAddress, IndexCorrupt, IndexMismatch, IndexMissing
from index.forgotten import Forgotten
from index.rebuild import clear_leftovers, put_in_place, recover
from index.saved import OnProgress, Saved
from index.whoosh_directory import locked, translated
from index.writer import Writer

Salvage = Callable[[Path, Writer, Forgotten, OnProgress], Saved]
ENGINES = {"whoosh": ("index.columnar.whoosh_salvage", "salvage")}


def repair(address: str | Path, on_progress: OnProgress = lambda articles: None) -> Saved:
    """Build the index anew from what of it is whole, and say what is not there any more.

    No article whose stored text is whole is lost; what is not found in any generation is read again from the file that
    the ledger names. The exchange is made even if something is lost, for the rest is sound then. Raises BadAddress,
    IndexMissing, IndexBusy, IndexUnavailable, IndexMismatch, and IndexCorrupt where nothing at all can be read.
    """
    folder = _folder(address)
    with translated(str(folder)), locked(str(folder)):
        clear_leftovers(folder)
        saved = put_in_place(
            folder, salvaging(folder, on_progress), lambda saved: bool(saved.articles or saved.files or saved.whole)
        )
    if not _has_something(saved):
        raise IndexCorrupt(
            f"index at {folder}: nothing of it can be read, and it is left as it is: {certificate.REBUILD}"
        )
    return saved


def migrate(address: str | Path, on_progress: OnProgress = lambda articles: None) -> Saved | None:
    """Carry an index of other rules over to this program's; None where it is of these already.

    All or nothing: where one article's stored text cannot be read the old index stays. Raises IndexCorrupt then, and
    BadAddress, IndexMissing, IndexBusy, IndexUnavailable, IndexMismatch.
    """
    folder = _folder(address)
    with translated(str(folder)), locked(str(folder)):
        clear_leftovers(folder)
        if _is_current(folder):
            return None
        saved = put_in_place(folder, salvaging(folder, on_progress), lambda saved: saved.is_pure)
    if not saved.is_pure:
        missing = len(saved.lost) + saved.unknown + saved.reread + saved.older
        raise IndexCorrupt(
            f"index at {folder}: the stored text of {missing:,} of its documents cannot be read, so it is left as it "
            f"is: run `dateline check --repair` to carry over the rest, or {certificate.REBUILD.removeprefix('run ')}"
        )
    return saved


def _folder(address: str | Path) -> Path:
    where = parse_address(address)
    if where.folder is None or where.scheme not in ENGINES:
        raise BadAddress(f"{address}: only an index in a folder can be built anew from its stored text")
    recover(where.folder)
    if not any(where.folder.glob("*.toc")):
        raise IndexMissing(f"no index at {where.folder} yet: run `dateline index PATH` to build one")
    return where.folder


def _has_something(saved: Saved) -> bool:
    return bool(saved.articles or saved.files or saved.whole)


def salvaging(folder: Path, on_progress: OnProgress) -> Callable[[Writer], Saved]:
    """What pours the index of a directory, but for what is forgotten, into an empty writer."""
    module, name = ENGINES["whoosh"]
    salvage = cast(Salvage, getattr(import_module(module), name))
    return lambda writer: salvage(folder, writer, forgotten.read(folder), on_progress)


def _is_current(folder: Path) -> bool:
    try:
        certificate.check(folder)
    except IndexMismatch:
        return False
    return all(format_of(path) in (0, *range(OLDEST, VERSION + 1)) for path in folder.glob(f"*{SUFFIX}"))
