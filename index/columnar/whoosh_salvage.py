"""Everything of a columnar index that can still be read, poured into a fresh one: articles, ledger, and no doubt.

Articles come, in this order, from the live documents of the newest table of contents that can be read; where a
newer one cannot, from the segments that no table names, which may be what it committed; and those that are missing
then, from older segments, and from the files that the ledger says delivered them. The earlier texts of edited articles
come last, from the segments that hold nothing else. The analysis is done anew, so that it
matters not by what rules the old index was built, nor what else of it is damaged.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Article, Failure, FieldMap, SourceFile
from corpus.workers import Workers
from index.columnar.salvage import Remains, Salvaged
from index.columnar.segment import SUFFIX
from index.columnar.whoosh_codec import ColumnarSegment
from index.columnar.whoosh_index import Contents, generations_of, read_table, table_path
from index.errors import IndexCorrupt, IndexMismatch
from index.forgotten import Forgotten, note_of
from index.saved import OnProgress, Saved
from index.schema import EARLIER, VALUE_SEPARATOR, article_from_record
from index.whoosh_directory import TrackedStorage
from index.whoosh_ledger import ledger_failures
from index.whoosh_schema import whoosh_schema
from index.writer import LedgerEntry, Writer


def salvage(folder: Path, writer: Writer, forgotten: Forgotten, on_progress: OnProgress) -> Saved:
    """Pour what is in an index's directory into an empty writer; the caller commits.

    Raises IndexMismatch where segments are of Whoosh's own codec.
    """
    return _Salvage(folder, writer, forgotten, on_progress).run()


@dataclass
class _Entries:
    """The ledger's documents: the newest head of each path, and its parts.

    before: ids that earlier heads named
    """

    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    before: set[str] = field(default_factory=set)

    def take(self, record: dict[str, Any], proved: bool) -> None:
        """Take a document; of one that is not proved only what it delivers, so that its file is read again."""
        path = record["path"]
        if "size" not in record:
            if proved:
                self.parts[path].append(record)
            return
        if path in self.heads:
            self.before.update(self.ids(path))
        self.heads[path] = record if proved else record | {"complete": False, "proved": False}

    def named(self, *, trusted: bool = False) -> set[str]:
        """What the files deliver now. trusted: as far as that is certain"""
        paths = [path for path, head in self.heads.items() if not trusted or head.get("proved", True)]
        return {id for path in paths for id in self.ids(path)}

    def ids(self, path: str) -> Iterator[str]:
        for part in (*self.parts.get(path, ()), self.heads[path]):
            yield from part.get("ids", ())

    def delivering(self, ids: set[str]) -> Iterator[str]:
        return (path for path in self.heads if not ids.isdisjoint(self.ids(path)))

    def entry(self, path: str, held: set[str], forgotten: Forgotten) -> LedgerEntry:
        """An entry, complete only if nothing of it is missing."""
        head, parts = self.heads[path], self.parts.get(path, [])
        ids = tuple(dict.fromkeys(id for id in self.ids(path) if id not in forgotten))
        failures = [failure for part in (*parts, head) for failure in part.get("failures", ())]
        out = dict.fromkeys(id for id in self.ids(path) if id in forgotten)
        kept_out = (note_of(path, id) for id in out)
        counted = {kind: sum(1 for part in parts if kind in part) for kind in ("ids", "failures")}
        whole = (counted["ids"], counted["failures"]) == (head["id_parts"], head["failure_parts"])
        return LedgerEntry(
            path=path,
            size=head["size"],
            mtime_ns=head["mtime_ns"],
            digest=head["digest"] if whole and held.issuperset(ids) else "",
            complete=bool(head["complete"]) and whole and held.issuperset(ids),
            ids=tuple(id for id in ids if id in held),
            failures=(*ledger_failures(failures), *kept_out),
        )


class _Salvage:
    def __init__(self, folder: Path, writer: Writer, forgotten: Forgotten, on_progress: OnProgress) -> None:
        self._folder, self._writer, self._forgotten = folder, writer, forgotten
        self._on_progress = on_progress
        self._entries = _Entries()
        self._held: set[str] = set()
        self._missing: set[str] = set()
        self._unknown = self._unread = self._older = self._reread = self._versions = self._versions_lost = 0

    def run(self) -> Saved:
        tables, hidden = self._tables()
        files = self._files()
        newest, beside = (tables[0].segments, tables[0].older) if tables else ([], [])
        apart = {segment.file_name() for table in tables for segment in table.older}
        current, older = (
            {segment.file_name(): set(segment.deleted_docs()) for segment in each} for each in (newest, beside)
        )
        named = {segment.file_name() for table in tables for segment in table.segments} | apart
        for name, deleted in current.items():
            self._take(files.get(name), deleted)
        if hidden:
            for name in [name for name in files if name not in named]:
                self._older += self._take(files[name], set())
            self._drop(self._entries.before - self._entries.named())
        self._missing |= self._entries.named(trusted=True)
        self._missing = {id for id in self._missing - self._held if id not in self._forgotten}
        for name in [name for name in files if name not in current and name not in apart]:
            self._older += self._take_missing(files[name])
        self._reread += self._read_again(files.values())
        for name, deleted in older.items():
            self._take_earlier(files.get(name), deleted)
        for name in [name for name in files if hidden and name not in named]:
            self._take_earlier(files[name], set(), doubtful=True)
        return self._finished()

    def _files(self) -> dict[str, Remains]:
        """The segments' files by the names they were written under, the oldest first."""
        found: dict[str, Remains] = {}
        for path in sorted(self._folder.glob(f"*{SUFFIX}"), key=_age):
            try:
                remains = Remains(path)
            except (IndexCorrupt, OSError):
                continue
            if remains.name not in found or remains.name == path.name:
                found[remains.name] = remains
        return found

    def _tables(self) -> tuple[list[Contents], bool]:
        """Every readable table, the newest first; and whether a newer one cannot be read."""
        found: list[Contents] = []
        hidden = False
        generations = sorted(generations_of(TrackedStorage(str(self._folder))), reverse=True)
        for generation in generations:
            try:
                contents = read_table(table_path(self._folder, generation), generation, whoosh_schema())
            except Exception:  # whatever reading stumbles over is damage
                hidden |= not found
                continue
            if not all(isinstance(segment, ColumnarSegment) for segment in contents.segments):
                raise IndexMismatch(
                    f"index at {self._folder} has segments of Whoosh's own codec, whose stored text is not read "
                    "without running it: run `dateline index --rebuild PATH`, PATH being the news it was built from"
                )
            found.append(contents)
        return found, hidden or not found

    def _take(self, remains: Remains | None, deleted: set[int]) -> int:
        """Take the documents of a file but those deleted; return how many articles are new."""
        before = len(self._held)
        for document in self._documents(remains):
            if document.number in deleted or _is_earlier(document):
                continue
            if document.record is None:
                self._lose(document)
            elif "title" in document.record:
                self._put(article_from_record(document.record))
            else:
                self._entries.take(document.record, document.proved)
        return len(self._held) - before

    def _take_missing(self, remains: Remains) -> int:
        """Take those articles of a file that are missing; return how many there were."""
        before = len(self._held)
        for document in self._documents(remains) if self._missing else ():
            if document.record is None or _is_earlier(document):
                continue
            if document.id in self._missing:
                self._put(article_from_record(document.record))
        return len(self._held) - before

    def _take_earlier(self, remains: Remains | None, deleted: set[int], *, doubtful: bool = False) -> None:
        """Take the earlier texts of a file but those deleted. doubtful: it may have none, and nothing is lost then"""
        for document in self._documents(remains):
            if document.number in deleted or (doubtful and not _is_earlier(document)):
                continue
            if document.record is None:
                self._versions_lost += (document.id or "").partition(VALUE_SEPARATOR)[0] not in self._forgotten
            elif str(document.record["id"]) not in self._forgotten:
                self._versions += self._writer.keep([article_from_record(document.record)])

    def _documents(self, remains: Remains | None) -> Iterator[Salvaged]:
        """What a file holds; where that cannot even be counted, one document of which nothing is known."""
        try:
            if remains is not None:
                yield from remains.documents()
                return
        except IndexCorrupt:
            pass
        yield Salvaged(0, None, None)

    def _lose(self, document: Salvaged) -> None:
        if document.id:
            self._missing.add(document.id)
        elif document.id is None:
            self._unknown += 1
        else:
            self._unread += 1

    def _put(self, article: Article) -> None:
        if article.id not in self._forgotten:
            self._writer.upsert([article])
            self._held.add(article.id)
            self._missing.discard(article.id)
            self._on_progress(len(self._held))

    def _drop(self, ids: set[str]) -> None:
        """Let go of what a later reading of its file no longer found."""
        gone = ids & self._held
        self._writer.delete(gone)
        self._held -= gone
        self._older -= len(gone)

    def _read_again(self, segments: Iterable[Remains]) -> int:
        """Read the files that delivered what is missing; return how many articles that gave."""
        if not self._missing:
            return 0
        told = (each for remains in segments for each in remains.deliveries().items())
        paths = [path for path, ids in told if not self._missing.isdisjoint(ids)]
        files = list(_files(dict.fromkeys((*self._entries.delivering(self._missing), *paths))))
        before = len(self._held)
        if files:
            with Workers(1, FieldMap()) as workers:
                for _, items in workers.over((file.path, file) for file in files):
                    self._put_missing(items)
        return len(self._held) - before

    def _put_missing(self, items: Iterable[Article | Failure]) -> None:
        for item in items:
            if isinstance(item, Article) and item.id in self._missing:
                self._put(item)

    def _finished(self) -> Saved:
        unread = self._unread
        for path in self._entries.heads:
            entry = self._entries.entry(path, self._held, self._forgotten)
            unread += not entry.complete
            self._writer.ledger.put(entry)
        return Saved(
            articles=len(self._held),
            older=self._older,
            reread=self._reread,
            lost=tuple(sorted(self._missing)),
            unknown=self._unknown,
            files=len(self._entries.heads),
            unread=unread,
            damaged=self._unread > 0,
            versions=self._versions,
            versions_lost=self._versions_lost,
        )


def _is_earlier(document: Salvaged) -> bool:
    """Whether a document is an earlier text of an article."""
    if document.record is None:
        return VALUE_SEPARATOR in (document.id or "")
    return bool(document.record.get(EARLIER))


def _age(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def _files(paths: Iterable[str]) -> Iterator[SourceFile]:
    for path in paths:
        try:
            stat = Path(path).stat()
        except OSError:
            continue
        yield SourceFile(path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
