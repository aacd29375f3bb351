"""What a build tells about itself: its report when it ends, its progress while it runs.

Every file found stands in exactly one of `read`, `unchanged`, `touched`, `skipped` and `failed`, and every item of a
file that was read in exactly one of the articles' counts, `items_skipped` and `items_failed`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus import Failure
from index.writer import LedgerEntry, Outcome

FileState = Literal["read", "unchanged", "touched", "skipped", "failed"]
Merging = Literal["merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a build is. Totals are None while the files are still being looked for; they count the files to be
    read, not those that stand unchanged.
    """

    files_done: int
    files_total: int | None
    bytes_done: int
    bytes_total: int | None
    articles: int
    path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """What became of each file.

    touched: new modification time, same bytes; only the ledger changed
    skipped: not news, or without any; failed: not readable as a whole (its earlier articles stay)
    gone:    recorded earlier, vanished since; not among `found`
    """

    read: int = 0
    unchanged: int = 0
    touched: int = 0
    skipped: int = 0
    failed: int = 0
    gone: int = 0

    @property
    def found(self) -> int:
        return self.read + self.unchanged + self.touched + self.skipped + self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCounts:
    """What became of each article read.

    merged:  the same article came earlier, from another file or from this one
    deleted: no file delivers it any more
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    deleted: int = 0

    @property
    def delivered(self) -> int:
        return self.added + self.updated + self.unchanged + self.merged


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What one build did. `items == articles.delivered + items_skipped + items_failed`.

    failures, skips: the first ones, as many as `BuildOptions.keep_failures`; those that files left unchanged had
        when they were read are among them, and not among the items
    failures_total, skips_total: how many there are
    seconds, bytes: time spent, and size of the files read
    generation:     of the index afterwards
    interrupted:    stopped before the end; what was done is kept, and the next run goes on from there
    """

    files: FileCounts
    articles: ArticleCounts
    items: int
    items_skipped: int
    items_failed: int
    failures: tuple[Failure, ...]
    failures_total: int
    skips: tuple[Failure, ...]
    skips_total: int
    seconds: float
    bytes: int
    generation: int
    interrupted: bool

    @property
    def changed(self) -> bool:
        """Whether articles came, changed or went."""
        return bool(self.articles.added or self.articles.updated or self.articles.deleted)

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do: no file was read, touched or gone."""
        return not (self.items or self.files.read or self.files.touched or self.files.gone)


class Tally:
    """Counts while a build runs; keeps the first `keep` failures and as many skips."""

    def __init__(self, keep: int) -> None:
        self.gone = 0
        self.bytes = 0
        self.items = 0
        self._keep = keep
        self._files: Counter[FileState] = Counter()
        self._articles: Counter[Outcome | Merging] = Counter()
        self._deleted = 0
        self._items_without: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._kept: dict[str, list[Failure]] = {"failed": [], "skipped": []}

    @property
    def articles(self) -> int:
        return self._articles.total()

    def file(self, state: FileState) -> None:
        self._files[state] += 1

    def article(self, outcome: Outcome | Merging) -> None:
        self.items += 1
        self._articles[outcome] += 1

    def deleted(self, count: int) -> None:
        self._deleted += count

    def item_failed(self, failure: Failure) -> None:
        """Count one item of a file that gave no article."""
        self.items += 1
        self._items_without[failure.kind] += 1
        self.remember((failure,))

    def remember(self, failures: Iterable[Failure]) -> None:
        """Keep failures without counting an item: of a whole file, or of one that was read in an earlier run."""
        for failure in failures:
            self._totals[failure.kind] += 1
            if len(self._kept[failure.kind]) < self._keep:
                self._kept[failure.kind].append(failure)

    def unread(self, entry: LedgerEntry, state: Literal["unchanged", "touched"]) -> None:
        """Count a file whose bytes are those of its entry; what was wrong with it still is."""
        whole = whole_file(entry.failures, entry.ids)
        self.file(whole or state)
        self.remember(entry.failures)

    def report(self, *, seconds: float, generation: int, interrupted: bool) -> BuildReport:
        return BuildReport(
            files=FileCounts(gone=self.gone, **{str(state): count for state, count in self._files.items()}),
            articles=ArticleCounts(
                deleted=self._deleted, **{str(outcome): count for outcome, count in self._articles.items()}
            ),
            items=self.items,
            items_skipped=self._items_without["skipped"],
            items_failed=self._items_without["failed"],
            failures=tuple(self._kept["failed"]),
            failures_total=self._totals["failed"],
            skips=tuple(self._kept["skipped"]),
            skips_total=self._totals["skipped"],
            seconds=seconds,
            bytes=self.bytes,
            generation=generation,
            interrupted=interrupted,
        )


def whole_file(failures: Iterable[Failure], ids: Iterable[str]) -> Literal["failed", "skipped"] | None:
    """What a file's failures make of the file: failed, skipped (only where it gave no article), or neither."""
    kinds = {failure.kind for failure in failures if failure.item is None}
    if "failed" in kinds:
        return "failed"
    return "skipped" if kinds and not tuple(ids) else None
