"""The ledger as documents of the index, so that what was read is committed together with what it gave.

An entry is one head, found by its path, and any number of parts. A part holds a stretch of the entry's ids, or of its
failures, and is not touched again while the file is read on; the head holds the rest, at most TAIL of each. So a commit
in the middle of a file costs the same near its end as near its start. Each of these documents has the ids it holds as
terms of `delivers`: which files deliver an article is one look-up.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar, cast

from whoosh.reading import IndexReader

from corpus import Failure
from index.schema import LEDGER
from index.whoosh_batch import Batch, Key
from index.whoosh_directory import translated
from index.whoosh_schema import values
from index.writer import LedgerEntry

TAIL = 500
LONGEST_PART = 5_000

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sequence(Generic[Item]):
    """The ids or the failures of an entry as its documents hold them: those of each part, then those of the head."""

    parts: tuple[tuple[Item, ...], ...]
    tail: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for part in (*self.parts, self.tail) for item in part)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it stands in documents."""

    entry: LedgerEntry
    ids: Sequence[str]
    failures: Sequence[Failure]


class WhooshLedger:
    """The ledger of an index, the changes of the batch included."""

    def __init__(self, batch: Batch, location: str) -> None:
        self._batch = batch
        self._location = location
        batch.on_begin = self._begin
        self._delivering: dict[str, set[Key]] = defaultdict(set)  # the documents of this batch that name an article
        self._latest: Written | None = None  # the file being read is put again and again

    def get(self, path: str) -> LedgerEntry | None:
        with translated(self._location):
            written = self._written(path)
        return written.entry if written else None

    def under(self, root: str) -> Iterator[LedgerEntry]:
        """As the port says, of the moment when the first entry is asked for; what is removed meanwhile is left out."""
        with translated(self._location):
            found = self._found(root)
            reader = self._batch.reader
        for path, number in found:
            with translated(self._location):
                # What was found stays true while neither a commit nor a change of this path came between.
                fresh = number is not None and self._batch.reader is reader and not self._batch.is_removed(number)
                written = self._assembled(_record(reader, cast(int, number))) if fresh else self._written(path)
            if written:
                yield written.entry

    def delivering(self, id: str) -> tuple[str, ...]:
        with translated(self._location):
            reader = self._batch.reader
            committed = {_record(reader, number)["path"] for number in self._batch.containing("delivers", id)}
        added = {term.partition("\x00")[0] for _, term in self._delivering.get(id, ())}
        return tuple(sorted(committed | added))

    def put(self, entry: LedgerEntry) -> None:
        with translated(self._location):
            self._write(entry)

    def remove(self, path: str) -> None:
        with translated(self._location):
            written = self._written(path)
            if written is None:
                return
            self._remove(_head(path))
            for place in range(len(written.ids.parts)):
                self._remove(_part(path, "ids", place))
            for place in range(len(written.failures.parts)):
                self._remove(_part(path, "failures", place))
            self._latest = None

    def _found(self, root: str) -> list[tuple[str, int | None]]:
        """The paths at and below a root, ordered, each with its document in the last commit if it is still there."""
        below = root if root.endswith(os.sep) else root + os.sep
        found: dict[str, int | None] = {
            path: number
            for path, number in _heads(self._batch.reader, root, below)
            if not self._batch.is_removed(number)
        }
        for path in self._batch.added_terms("ledger_path"):
            if path == root or path.startswith(below):
                found[path] = None
        return sorted(found.items(), key=lambda each: each[0])

    def _write(self, entry: LedgerEntry) -> None:
        before = self._written(entry.path)
        ids = self._put_parts(entry.path, "ids", before.ids if before else None, entry.ids)
        failures = self._put_parts(entry.path, "failures", before.failures if before else None, entry.failures)
        record = {
            "size": entry.size,
            "mtime_ns": entry.mtime_ns,
            "digest": entry.digest,
            "complete": entry.complete,
            "ids": list(ids.tail),
            "id_parts": len(ids.parts),
            "failures": _plain(failures.tail),
            "failure_parts": len(failures.parts),
        }
        self._put(_head(entry.path), entry.path, record)
        self._latest = Written(entry, ids, failures)

    def _begin(self, committed: bool) -> None:
        """Start over behind a commit or a roll-back."""
        self._delivering.clear()
        if not committed:
            self._latest = None

    def _put_parts(
        self, path: str, kind: str, before: Sequence[Item] | None, items: tuple[Item, ...]
    ) -> Sequence[Item]:
        """Write what is new of a sequence where it is too long for the head, and drop parts no longer true."""
        old = before.parts if before else ()
        kept = _still_true(old, items)
        rest = items[sum(map(len, kept)) :]
        added = _parts(rest) if len(rest) > TAIL else ()
        for place in range(len(kept), len(old)):
            self._remove(_part(path, kind, place))
        for place, part in enumerate(added, start=len(kept)):
            self._put(_part(path, kind, place), path, {kind: _plain(part)})
        return Sequence((*kept, *added), () if added else rest)

    def _written(self, path: str) -> Written | None:
        if self._latest is not None and self._latest.entry.path == path:
            return self._latest
        record = self._record(_head(path))
        return self._assembled(record) if record else None

    def _assembled(self, record: dict[str, Any]) -> Written:
        path = record["path"]
        ids = Sequence(
            tuple(tuple(self._part(path, "ids", place)) for place in range(record["id_parts"])), tuple(record["ids"])
        )
        failures = Sequence(
            tuple(ledger_failures(self._part(path, "failures", place)) for place in range(record["failure_parts"])),
            ledger_failures(record["failures"]),
        )
        entry = LedgerEntry(
            path=path,
            size=record["size"],
            mtime_ns=record["mtime_ns"],
            digest=record["digest"],
            complete=record["complete"],
            ids=ids.items,
            failures=failures.items,
        )
        return Written(entry, ids, failures)

    def _part(self, path: str, kind: str, place: int) -> list[Any]:
        record = self._record(_part(path, kind, place))
        if record is None:
            raise EOFError(f"part {place} of the {kind} of ledger entry {path!r} is missing")
        return cast("list[Any]", record[kind])

    def _record(self, key: Key) -> dict[str, Any] | None:
        added = self._batch.added(key)
        if added is not None:
            return cast("dict[str, Any]", added)
        number = self._batch.committed(key)
        return None if number is None else _record(self._batch.reader, number)

    def _put(self, key: Key, path: str, record: dict[str, Any]) -> None:
        self._forget(key)
        record = {"path": path} | record
        ids = record.get("ids", [])
        terms = values({"kind": (LEDGER,), key[0]: (key[1],), "delivers": ids})
        self._batch.put(key, terms | {"record": record}, record)
        for id in ids:
            self._delivering[id].add(key)

    def _remove(self, key: Key) -> None:
        self._forget(key)
        self._batch.remove(key)

    def _forget(self, key: Key) -> None:
        """Take back what a document of this batch said to deliver."""
        record = cast("dict[str, Any]", self._batch.added(key) or {})
        for id in record.get("ids", ()):
            self._delivering[id].discard(key)


def _head(path: str) -> Key:
    return "ledger_path", path


def _part(path: str, kind: str, place: int) -> Key:
    return "ledger_part", f"{path}\x00{kind}\x00{place}"  # no path has a NUL in it


def _still_true(parts: tuple[tuple[Item, ...], ...], items: tuple[Item, ...]) -> tuple[tuple[Item, ...], ...]:
    """The parts that a sequence begins with."""
    reached = 0
    for place, part in enumerate(parts):
        if part != items[reached : reached + len(part)]:
            return parts[:place]
        reached += len(part)
    return parts


def _parts(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], ...]:
    return tuple(items[start : start + LONGEST_PART] for start in range(0, len(items), LONGEST_PART))


def _plain(items: tuple[Any, ...]) -> list[Any]:
    return [asdict(item) if isinstance(item, Failure) else item for item in items]


def ledger_failures(plain: list[dict[str, Any]]) -> tuple[Failure, ...]:
    """Failures as an entry's records hold them."""
    return tuple(Failure(**failure) for failure in plain)


def _record(reader: IndexReader, number: int) -> dict[str, Any]:
    return cast("dict[str, Any]", reader.stored_fields(number)["record"])


def _heads(reader: IndexReader, root: str, below: str) -> Iterator[tuple[str, int]]:
    """The paths of a commit's entries in a folder and of the folder itself, each with its document; in no order."""
    for leaf, base in reader.leaf_readers():
        for path, number in _heads_from(leaf, root):
            if path != root:
                break
            yield path, base + number
        for path, number in _heads_from(leaf, below):
            if not path.startswith(below):
                break
            yield path, base + number


def _heads_from(leaf: IndexReader, start: str) -> Iterator[tuple[str, int]]:
    if "ledger_path" not in leaf.indexed_field_names():
        return
    for (field, term), _ in leaf.iter_from("ledger_path", start.encode("utf-8", "surrogatepass")):
        if field != "ledger_path":
            return
        for number in leaf.postings(field, term).all_ids():
            yield term.decode("utf-8", "surrogatepass"), number
