"""What "below a path" means: the paths named in a run decide what it may find gone.

A folder speaks for everything below it, a file for itself. A pattern speaks for what it would match, and for everything
below a folder that it would match, whether or not it is there: `news/2017-*` speaks for `news/2017-03/a.html`
after that folder has vanished, and never for `news/2018-01/a.html`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import has_magic, iglob
from pathlib import Path

from index.writer import Ledger, LedgerEntry


@dataclass(frozen=True, slots=True)
class Root:
    """One path named in a run.

    named:   as it was given
    path:    absolute; of a pattern, the folder before its first wildcard
    pattern: the parts after `path`; empty for a folder or a file
    """

    named: str
    path: str
    pattern: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether nothing stands there: no file or folder, nothing that the pattern matches."""
        if self.pattern:
            return next(iglob(self.named, recursive=True), None) is None  # noqa: PTH207  as `walk` reads a pattern
        return not os.path.lexists(self.path)

    def covers(self, path: str) -> bool:
        """Whether an absolute path is this root's, or below it."""
        if path != self.path and not path.startswith(self.path.rstrip(os.sep) + os.sep):
            return False
        return _fits(Path(path).parts[len(Path(self.path).parts) :], self.pattern)

    def reaches(self, path: str) -> bool:
        """Whether a walk from this root comes to a path: it enters nothing hidden, and follows no link."""
        if not self.covers(path):
            return False
        steps = [Path(path), *Path(path).parents][: len(Path(path).parts) - len(Path(self.path).parts)]
        return not any(step.name.startswith(".") or step.is_symlink() for step in steps)

    def entries(self, ledger: Ledger) -> Iterator[LedgerEntry]:
        """The entries of the ledger this root speaks for, ordered by path."""
        return (entry for entry in ledger.under(self.path) if not self.pattern or self.covers(entry.path))


def roots_of(paths: Iterable[str | Path]) -> tuple[Root, ...]:
    """Read the paths of a run, each once, in the order given. Raises ValueError where there is none."""
    roots = {(root.path, root.pattern): root for root in map(_root_of, paths)}
    if not roots:
        raise ValueError("no path given; name at least one folder or file of news")
    return tuple(roots.values())


def _root_of(path: str | Path) -> Root:
    absolute = os.path.abspath(path)  # noqa: PTH100  Path.absolute leaves `..` in, the ledger's paths have none
    parts = Path(absolute).parts
    wild = next((at for at, part in enumerate(parts) if has_magic(part)), None)
    if wild is None or os.path.lexists(absolute):
        return Root(str(path), absolute)
    return Root(str(path), str(Path(*parts[:wild])), parts[wild:])


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a pattern matches these parts, or the first ones of them."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return _fits(parts, pattern[1:]) or (bool(parts) and _fits(parts[1:], pattern))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
