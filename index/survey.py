"""What a run has to do, found out before anything is changed: which files to read, and which are gone."""

import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import dumps, loads
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import Failure, SourceFile, walk
from index.errors import RefusedBuild
from index.report import Tally
from index.scope import Root
from index.writer import Ledger, LedgerEntry

IN_MEMORY = 8 << 20


class Pile:
    """The files to read, in order; beyond some megabytes on disk, for ten million files are too many to hold."""

    def __init__(self) -> None:
        self.files = 0
        self.bytes = 0
        self._lines = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="ascii")  # noqa: SIM115

    def add(self, file: SourceFile) -> None:
        self.files += 1
        self.bytes += file.size
        self._lines.write(dumps([file.path, file.size, file.mtime_ns]) + "\n")

    def __iter__(self) -> Iterator[SourceFile]:
        self._lines.seek(0)
        for line in self._lines:
            path, size, mtime_ns = loads(line)
            yield SourceFile(path=path, size=size, mtime_ns=mtime_ns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Finds out what a run has to do.

    away:  a folder never to be read: the index's own
    prune: accept missing roots, and that most of a root's files are gone
    met:   called with each path found
    """

    ledger: Ledger
    tally: Tally
    away: Path | None
    prune: bool
    met: Callable[[str], bool]

    def survey(self, roots: tuple[Root, ...], pile: Pile, changed: frozenset[str] | None = None) -> tuple[str, ...]:
        """Pile up the files that are new or changed, and return the recorded paths that vanished.

        changed: look only at these paths and below them; all of them where None.
        Stops early, with nothing gone, where `met` returns False. Raises RefusedBuild, NoSuchPath.
        """
        changed = None if changed is None else _outermost(changed)
        present = self._present(roots) if changed is None else self._standing(roots, changed)
        seen = set[str]()
        if present and not self._look(present, pile, seen):
            return ()
        return tuple(dict.fromkeys(self._gone(roots, changed, seen)))

    def _present(self, roots: tuple[Root, ...]) -> list[str]:
        """The roots to walk. One that is missing but recorded is refused, or left out; else `walk` complains."""
        present = []
        for root in roots:
            recorded = sum(1 for _ in root.entries(self.ledger)) if root.missing else 0
            if recorded and not self.prune:
                raise RefusedBuild(
                    f"{root.named}: no longer there, and {_files(recorded)} below it stand in the index; "
                    "is a volume not mounted? To let them go, run again with --prune"
                )
            if not recorded:
                present.append(root.named)
        return present

    def _look(self, present: list[str], pile: Pile, seen: set[str]) -> bool:
        for found in walk(present):
            if not self.met(found.path):
                return False
            if isinstance(found, Failure):
                self.tally.file(found.kind)
                self.tally.remember((found,))
            elif self.away is None or not Path(found.path).is_relative_to(self.away):
                self._sort(found, pile, seen)
        return True

    def _sort(self, found: SourceFile, pile: Pile, seen: set[str]) -> None:
        entry = self.ledger.get(found.path)
        if entry is not None:
            seen.add(found.path)
        if entry is not None and is_current(entry, found):
            self.tally.unread(entry, "unchanged")
        else:
            pile.add(found)

    def _standing(self, roots: tuple[Root, ...], changed: frozenset[str]) -> list[str]:
        return [path for path in sorted(changed) if Path(path).exists() and any(root.reaches(path) for root in roots)]

    def _gone(self, roots: tuple[Root, ...], changed: frozenset[str] | None, seen: set[str]) -> Iterator[str]:
        for root in roots:
            gone = [entry for entry in self._recorded(root, changed) if self._is_gone(entry, seen)]
            lost = sum(1 for entry in gone if entry.ids)
            if lost and not self.prune:
                self._refuse_a_landslide(root, lost)
            yield from (entry.path for entry in gone)

    def _recorded(self, root: Root, changed: frozenset[str] | None) -> Iterator[LedgerEntry]:
        if changed is None:
            yield from root.entries(self.ledger)
        else:
            for path in sorted(changed):
                yield from (entry for entry in self.ledger.under(path) if root.covers(entry.path))

    def _is_gone(self, entry: LedgerEntry, seen: set[str]) -> bool:
        return entry.path not in seen and has_vanished(entry.path)

    def _refuse_a_landslide(self, root: Root, lost: int) -> None:
        """Only files that deliver articles count: a thousand pictures beside them weigh nothing."""
        delivering = sum(1 for entry in root.entries(self.ledger) if entry.ids)
        if lost * 2 > delivering:
            raise RefusedBuild(
                f"{root.named}: {lost:,} of the {_files(delivering)} whose articles stand in the index are gone, more "
                "than half; is a volume not mounted? To let them go, run again with --prune"
            )


def is_current(entry: LedgerEntry, found: SourceFile) -> bool:
    """Whether a file is still as it was read."""
    return entry.complete and entry.size == found.size and entry.mtime_ns == found.mtime_ns


def has_vanished(path: str) -> bool:
    """Whether there is no file at a path any more. One behind a closed door, or a broken disk, has not vanished."""
    try:
        return not stat.S_ISREG(Path(path).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _outermost(paths: frozenset[str]) -> frozenset[str]:
    """The paths without those that lie below another one, so that nothing is met twice."""
    return frozenset(path for path in paths if paths.isdisjoint(map(str, Path(path).parents)))


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"
