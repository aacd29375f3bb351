"""One file against the index: what it delivers now, and what the ledger says it delivered before.

The rules, whatever happens to the file or to the run:

- An article goes when its file no longer delivers it and no other entry does; and only when all files are read, so that
  one that moved from file to file never vanishes. Until then its file counts as incomplete, should the run be killed.
- Nothing goes because of a bad read: a file that fails as a whole, or that changes under the reading, keeps what it
  delivered before.
- Within one file the first of several items with one id stands, unless a later one is dated newer. So
  reading a file again changes nothing, however often, wherever the last reading stopped.
- At every commit the ledger names all that the file delivered so far beside all it delivered before, and says that it
  is incomplete; whoever reads it next reads it whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus import Article, Failure, SourceFile
from index.forgotten import FURTHER, Forgotten, note_of
from index.gauge import Gauge
from index.interruption import Stop
from index.pace import Pace
from index.report import Tally, whole_file
from index.sighting import Sighting, changed_since, sight
from index.writer import LedgerEntry, Writer

BATCH = 64  # articles handed to the engine at a time
KEEP_FAILURES = 1_000  # of one file, in the ledger


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Brings the index in line with one file after the other.

    gone:     the paths that will be let go at the end of this run
    kept_out: the ids of articles that are not let in
    dropping: what a file that was read no longer delivers, by path, to be let go at the end too
    """

    writer: Writer
    tally: Tally
    pace: Pace
    stop: Stop
    gauge: Gauge
    gone: frozenset[str]
    kept_out: Forgotten = field(default_factory=Forgotten)
    dropping: dict[str, frozenset[str]] = field(default_factory=dict)

    def prepare(self, file: SourceFile) -> "Prepared":
        """Look at a file that is new or changed, before it is read; nothing is brought anywhere yet."""
        try:
            taken = sight(file.path, self.stop.is_set)
        except OSError as exc:
            return Prepared(file, None, exc)
        if taken is None:
            return Prepared(file, None, None)
        before = self.writer.ledger.get(file.path)
        known = before is not None and before.complete and before.digest == taken.digest
        return Prepared(file, taken, None, None if known else replace(file, size=taken.size, mtime_ns=taken.mtime_ns))

    def take(self, prepared: "Prepared", items: Iterable[Article | Failure]) -> None:
        """Bring the index in line with a file, given what was read of it."""
        path, taken = prepared.file.path, prepared.taken
        before = self.writer.ledger.get(path)
        if prepared.error is not None:
            self._unreadable(path, prepared.error)
            return
        if taken is None:
            return
        if prepared.to_read is not None:
            _Reading(self, path, taken, before).run(items)
        elif before is not None:
            self.writer.ledger.put(replace(before, size=taken.size, mtime_ns=taken.mtime_ns))
            self.tally.unread(before, "touched")
        self.pace.step()

    def settle(self) -> None:
        """Let go, once all files are read, of what vanished: articles from their files, and whole files."""
        for path, ids in self.dropping.items():
            if self.stop.is_set():
                return
            self._let_articles_go(path, ids)
        for path in sorted(self.gone):
            if self.stop.is_set():
                return
            self._let_file_go(path)

    def delivered_elsewhere(self, id: str, path: str) -> bool:
        """Whether another file, one that stays and keeps it, delivers an article too."""
        others = (other for other in self.writer.ledger.delivering(id) if other != path and other not in self.gone)
        return any(id not in self.dropping.get(other, ()) for other in others)

    def _let_articles_go(self, path: str, ids: frozenset[str]) -> None:
        entry = self.writer.ledger.get(path)
        if entry is not None:
            still = tuple(id for id in entry.ids if id not in ids)
            self.writer.ledger.put(replace(entry, ids=still, complete=True))
            self._drop(ids, path)
            self.pace.step()

    def _let_file_go(self, path: str) -> None:
        entry = self.writer.ledger.get(path)
        if entry is not None:
            self.writer.ledger.remove(path)
            self._drop(entry.ids, path)
            self.tally.gone += 1
            self.pace.step()

    def _drop(self, ids: Iterable[str], path: str) -> None:
        """Delete the articles that no entry delivers but that of `path`."""
        orphans = [id for id in ids if not set(self.writer.ledger.delivering(id)) - {path}]
        if orphans:
            self.tally.deleted(self.writer.delete(orphans))

    def _unreadable(self, path: str, error: OSError) -> None:
        # Not in the ledger: the door may open without the file's time moving, and every run shall try it.
        self.tally.file("failed")
        remedy = "check that it is there and may be read, and run again"
        self.tally.remember((Failure(path=path, reason=error.strerror or str(error), remedy=remedy),))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was looked at.

    taken:   None where it could not be, or the run was stopped meanwhile
    to_read: the file as it was seen then; None where there is nothing to read
    """

    file: SourceFile
    taken: Sighting | None
    error: OSError | None
    to_read: SourceFile | None = None


class _Reading:
    """One file while it is read."""

    def __init__(self, reconciler: Reconciler, path: str, taken: Sighting, before: LedgerEntry | None) -> None:
        self._to = reconciler
        self._path = path
        self._taken = taken
        self._before: tuple[str, ...] = before.ids if before is not None else ()
        self._earlier = frozenset(self._before)
        self._dated: dict[str, float | None] = {}  # every id so far, in order, with its date
        self._failures: list[Failure] = []
        self._unkept = 0
        self._batch: list[Article] = []
        self._repeats: list[bool] = []

    def run(self, items: Iterable[Article | Failure]) -> None:
        for item in items:
            if isinstance(item, Failure):
                self._failed(item)
            else:
                self._met(item)
            self._to.gauge.show(self._path)
            if self._to.stop.is_set():
                self._flush()
                self._to.writer.ledger.put(self._entry(complete=False))
                return
        self._flush()
        self._finish()

    def _met(self, article: Article) -> None:
        """Take an article, or merge it where it repeats one of this file that is not older."""
        if article.id in self._to.kept_out:
            self._failed(note_of(self._path, article.id))
            return
        stamp = _stamp(article)
        repeats = article.id in self._dated
        if repeats:
            held = self._dated[article.id]
            if held is None or stamp is None or stamp <= held:
                self._to.tally.article("merged")
                return
            self._flush()  # one article at most once in a batch
        self._dated[article.id] = stamp
        self._batch.append(article)
        self._repeats.append(repeats)
        if len(self._batch) >= min(BATCH, self._to.pace.articles_left):
            self._flush()

    def _flush(self) -> None:
        if not self._batch:
            return
        outcomes = self._to.writer.upsert(self._batch)
        for article, outcome, repeats in zip(self._batch, outcomes, self._repeats, strict=True):
            merged = repeats or (outcome != "added" and self._is_a_further_one(article.id))
            self._to.tally.article("merged" if merged else outcome)
            # What a reading before the last commit brought in already is nothing to commit again.
            self._to.pace.count(outcome != "unchanged" or article.id not in self._earlier)
        self._batch, self._repeats = [], []
        if self._to.pace.due:
            self._to.writer.ledger.put(self._entry(complete=False))
            self._to.pace.commit()

    def _is_a_further_one(self, id: str) -> bool:
        """Whether this file comes to an article that another delivers already."""
        return id not in self._earlier and self._to.delivered_elsewhere(id, self._path)

    def _failed(self, failure: Failure) -> None:
        if failure.item is None:
            self._to.tally.remember((failure,))
        else:
            self._to.tally.item_failed(failure)
        if failure.item is None or len(self._failures) < KEEP_FAILURES:
            self._failures.append(failure)
        else:
            self._unkept += 1

    def _finish(self) -> None:
        state = whole_file(self._failures, self._dated)
        torn = changed_since(self._path, self._taken)
        dropped = frozenset() if torn or state == "failed" else self._earlier - self._dated.keys()
        if dropped:
            self._to.dropping[self._path] = dropped
        self._to.writer.ledger.put(self._entry(complete=not torn and not dropped, read=True))
        self._to.tally.file(state or "read")
        self._to.tally.bytes += self._taken.size

    def _entry(self, *, complete: bool, read: bool = False) -> LedgerEntry:
        """The file as read so far; what it delivered before stays its, until it is let go.

        Read to its end, it has its articles in their order; until then new ones are appended, for a ledger to add to.
        """
        ids = (*self._dated, *self._before) if read else (*self._before, *self._dated)
        return LedgerEntry(
            path=self._path,
            size=self._taken.size,
            mtime_ns=self._taken.mtime_ns,
            digest=self._taken.digest,
            ids=tuple(dict.fromkeys(ids)),
            failures=self._noted(),
            complete=complete,
        )

    def _noted(self) -> tuple[Failure, ...]:
        if not self._unkept:
            return tuple(self._failures)
        more = Failure(
            path=self._path,
            item=FURTHER,
            reason=f"{self._unkept:,} more gave no article",
            remedy=f"see the first {KEEP_FAILURES:,}, and mend the file",
        )
        return (*self._failures, more)


def _stamp(article: Article) -> float | None:
    """What orders the versions of an article: when it was updated, else published."""
    dated = article.updated or article.published
    return dated.timestamp() if dated is not None else None
