"""The check of a columnar index: its certificate, its tables of contents, their segments, and the ledger.

The newest sound generation is what searches answer from, and is checked to the last cross-reference. So are the
segments that only the generation before it names: it is what is fallen back to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index import certificate, forgotten, successors
from index.check import CheckReport, Fault, OnFile
from index.columnar.columns import TextColumn
from index.columnar.container import Container
from index.columnar.record import record_of
from index.columnar.segment import SegmentFile
from index.columnar.soundness import complaints
from index.columnar.stories_file import stories_path
from index.columnar.whoosh_codec import ColumnarSegment
from index.columnar.whoosh_index import OURS, generations_of, is_signed, read_table, table_path
from index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from index.whoosh_directory import LOCK, TrackedStorage, translated
from index.whoosh_schema import whoosh_schema

SEARCHES = "searches fail, or answer from the generation before"
FALLBACK = "there is less to fall back to, should the newest generation be damaged"
SHOWN = 20  # of faults that are alike
ATTEMPTS = 3  # a commit may remove files while they are checked


def check_index(location: str, on_file: OnFile) -> CheckReport:
    """Check the index in a directory; see `index.check.check`."""
    with translated(location):
        if not Path(location).is_dir():
            certificate.check(Path(location))
        for _ in range(ATTEMPTS - 1):
            before = generations_of(TrackedStorage(location))
            report = _Check(Path(location), on_file).report()
            if report.sound or generations_of(TrackedStorage(location)) == before:
                return report
        return _Check(Path(location), on_file).report()


@dataclass
class _Ledger:
    """Live documents of the newest generation, as the ledger and the articles tell of them."""

    articles: Counter[str] = field(default_factory=Counter)
    heads: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, record: dict[str, Any]) -> None:
        if "size" in record:
            self.heads.append(record)
        else:
            self.parts[record["path"]].append(record)


class _Check:
    """One check, as it goes."""

    def __init__(self, folder: Path, on_file: OnFile) -> None:
        self._folder, self._on_file = folder, on_file
        self._faults: list[Fault] = []
        self._notes: list[str] = []
        self._named: set[str] = {certificate.NAME, LOCK, forgotten.NAME, successors.NAME}
        self._sound: dict[str, bool] = {}  # segments checked so far
        self._articles = self._segments = self._files = self._bytes = 0

    def report(self) -> CheckReport:
        self._certificate()
        self._forgotten()
        newest = self._generations()
        self._strays()
        return CheckReport(
            generation=newest,
            articles=self._articles,
            segments=self._segments,
            files=self._files,
            bytes=self._bytes,
            faults=tuple(self._faults),
            notes=tuple(self._notes),
        )

    def _certificate(self) -> None:
        """Check the certificate. Raises IndexMismatch where it is intact, and another program's."""
        try:
            certificate.check(self._folder)
            intact = certificate.is_intact(self._folder)
        except IndexMismatch:
            if certificate.is_legible(self._folder):
                raise
            intact = False
        except IndexMissing:
            if not any(self._folder.glob("*.toc")):
                raise
            self._fault(certificate.NAME, "it is missing", "the index is not recognized as one")
            return
        self._reading(self._folder / certificate.NAME)
        if not intact:
            self._fault(certificate.NAME, "it is not as it was written", "the index may be refused")

    def _forgotten(self) -> None:
        if not (self._folder / forgotten.NAME).exists():
            return
        self._reading(self._folder / forgotten.NAME)
        try:
            if forgotten.read(self._folder).pending:
                what = "traces of articles are still to be removed; `dateline forget` without an ID does it"
                self._fault(forgotten.NAME, what, "the text of articles that were to be forgotten may be in files")
        except IndexCorrupt as exc:
            self._fault(forgotten.NAME, str(exc), "which articles are to be kept out; nothing can be written")

    def _generations(self) -> int:
        """Check all generations, the newest first; return the newest sound one."""
        newest = -1
        for generation in sorted(generations_of(TrackedStorage(str(self._folder))), reverse=True):
            path = table_path(self._folder, generation)
            self._named.add(path.name)
            named = self._table(path, generation)
            if named is None:
                continue
            segments, older = named
            unsound = sum(not self._segment(segment, path.name, newest < 0) for segment in (*segments, *older))
            self._stories(generation, segments)
            if newest < 0 and not unsound:
                newest = generation
                self._contents(segments, path.name)
        return newest

    def _stories(self, generation: int, segments: list[ColumnarSegment]) -> None:
        """Check which articles a generation says are copies of one another; it need not say so."""
        path = stories_path(self._folder, generation)
        self._named.add(path.name)
        if not path.exists():
            return
        self._reading(path)
        files = [segment.file_name() for segment in segments]
        documents = sum(segment.documents for segment in segments)
        try:
            file = Container(path)
            damaged = ", ".join(file.verify())
            heads, ranks = file.array("heads").astype(np.int64), file.array("ranks").astype(np.int64)
            fits = file.meta.get("segments") == files and len(heads) == documents > heads.max(initial=-1)
            whole = fits and np.array_equal(np.sort(ranks), np.arange(documents))
        except Exception as exc:  # whatever reading stumbles over is damage
            damaged, whole = f"{type(exc).__name__}: {exc}", True
        if damaged or not whole:
            what = f"its bytes are not those written ({damaged})" if damaged else "it is not of these segments"
            self._fault(path.name, what, "time: who opens the index groups the copies again")

    def _table(self, path: Path, generation: int) -> tuple[list[ColumnarSegment], list[ColumnarSegment]] | None:
        """The segments that a table names, those of earlier texts apart; None where it is damaged."""
        self._reading(path)
        try:
            contents = read_table(path, generation, whoosh_schema())
        except PermissionError:
            raise
        except Exception as exc:  # whatever reading stumbles over is damage
            self._fault(path.name, f"it cannot be read ({exc})", "what was committed after the generation before it")
            return None
        ours = [segment for segment in contents.segments if isinstance(segment, ColumnarSegment)]
        if len(ours) < len(contents.segments):
            self._notes.append(f"{path.name}: segments of Whoosh's own codec, which have no checksums, are not checked")
            self._named.update(p.name for p in self._folder.glob("*.seg"))
        elif not is_signed(path.read_bytes()):
            self._fault(path.name, "it has no checksum", "nothing, as long as it is understood")
        return ours, contents.older

    def _segment(self, segment: ColumnarSegment, table: str, newest: bool) -> bool:
        name = segment.file_name()
        self._named.add(name)
        if name not in self._sound:
            lost = f"{segment.doc_count():,} documents; {SEARCHES}" if newest else FALLBACK
            before = len(self._faults)
            self._segment_file(name, lost)
            self._sound[name] = len(self._faults) == before
        return self._sound[name] and self._fits(segment, table)

    def _segment_file(self, name: str, lost: str) -> None:
        path = self._folder / name
        try:
            self._reading(path)
            bad = Container(path).verify()
            found = [f"bytes of {section} are not those written" for section in bad] or complaints(SegmentFile(path))
            for what in found:
                self._fault(name, what, lost)
        except FileNotFoundError:
            self._fault(name, "it is missing", lost)
        except (IndexMismatch, PermissionError):
            raise
        except Exception as exc:  # whatever reading stumbles over is damage
            self._fault(name, f"it cannot be read ({type(exc).__name__}: {exc})", lost)

    def _fits(self, segment: ColumnarSegment, table: str) -> bool:
        """Whether what a table says of a segment can be true of its file."""
        documents = SegmentFile(self._folder / segment.file_name()).documents
        deleted = segment.deleted_numbers().astype(np.int64)
        before = len(self._faults)
        if documents != segment.documents:
            self._fault(table, f"it gives {segment.file_name()} {segment.documents} documents of {documents}", SEARCHES)
        if bool((np.diff(deleted) <= 0).any()) or int(deleted.max(initial=-1)) >= documents:
            self._fault(table, f"the deleted documents of {segment.file_name()} are not its own", SEARCHES)
        return len(self._faults) == before

    def _contents(self, segments: list[ColumnarSegment], table: str) -> None:
        """Articles and ledger of the newest sound generation."""
        ledger = _Ledger()
        for segment in segments:
            file = SegmentFile(self._folder / segment.file_name())
            ids = file.columns["id"]
            for number in live_numbers(segment, file):
                id = ids[number] if isinstance(ids, TextColumn) else ""
                if id:
                    ledger.articles[id] += 1
                else:
                    ledger.take(record_of(file.records.record(number)))
        self._articles, self._segments = len(ledger.articles), len(segments)
        lost = "these articles are not counted, found or updated as they should be"
        found = list(ledger_faults(ledger.articles, ledger.heads, ledger.parts, self._notes))
        for what in found[:SHOWN]:
            self._fault(table, what, lost)
        if len(found) > SHOWN:
            self._fault(table, f"{len(found) - SHOWN:,} more like these", lost)

    def _strays(self) -> None:
        for path in sorted(self._folder.iterdir()):
            if path.name in self._named:
                continue
            ours = OURS.match(path.name) is not None
            self._notes.append(
                f"{path.name}: left by a writer that was killed; the next commit removes it"
                if ours
                else f"{path.name}: not a file of an index; nothing reads it"
            )

    def _reading(self, path: Path) -> None:
        size = path.stat().st_size
        self._on_file(path.name, size)
        self._files += 1
        self._bytes += size

    def _fault(self, file: str, what: str, lost: str) -> None:
        self._faults.append(Fault(file=file, what=what, lost=lost))


def live_numbers(segment: ColumnarSegment, file: SegmentFile) -> list[int]:
    """The documents of a segment that are not deleted, ascending."""
    live = np.ones(file.documents, np.bool_)
    live[segment.deleted_numbers()] = False
    return [int(number) for number in np.flatnonzero(live)]


def ledger_faults(
    articles: Counter[str], heads: list[dict[str, Any]], parts: dict[str, list[dict[str, Any]]], notes: list[str]
) -> Iterator[str]:
    """Where the ledger and the articles contradict each other; what is odd and harmless goes to `notes`."""
    yield from (f"article {id} stands {count} times" for id, count in articles.items() if count > 1)
    delivered: set[str] = set()
    for head in heads:
        own = parts.get(head["path"], [])
        for kind in ("ids", "failures"):
            held = sum(1 for part in own if kind in part)
            if held != head[f"{kind.removesuffix('s')}_parts"]:
                yield f"the ledger's entry of {head['path']} has {held} of {head[kind[:-1] + '_parts']} parts of {kind}"
        ids = [*head["ids"], *(id for part in own for id in part.get("ids", ()))]
        delivered.update(ids)
        yield from (f"{head['path']} delivers article {id}, which is not there" for id in ids if id not in articles)
    paths = {head["path"] for head in heads}
    yield from (f"the ledger has parts of {path} and no entry" for path in parts if path not in paths)
    unread = sum(1 for id in articles if id not in delivered)
    if unread:
        notes.append(f"{unread:,} of {len(articles):,} articles were not read from a file that the ledger knows")
