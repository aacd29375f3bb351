"""From a folder of news to an index, doing only what changed since the last time.

A run first surveys: it walks the paths, asks the ledger about each file, and finds what is gone; here it may be
refused, with nothing changed. Then it reads the new and changed files one after the other, and last lets go of
what is gone, so that an article whose file moved stays. It commits on the way. Every commit is a true state of index
and ledger, so a run that was killed goes on, when started again, where its last commit stood, and ends with the
same index.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from corpus import FieldMap, walk
from corpus.workers import Readers, Workers
from index import forgotten
from index.address import parse_address
from index.errors import BadAddress
from index.forgotten import Forgotten
from index.gauge import Gauge, OnProgress
from index.interruption import Interruption, Stop
from index.pace import Pace
from index.rebuild import Limits, clear_leftovers, rebuild, recover
from index.reconcile import Reconciler
from index.report import BuildReport, Tally
from index.scope import Root, roots_of
from index.survey import Pile, Surveyor
from index.writer import Writer, open_writer

FILES_A_JOB = 50  # what is worth the start of a process
BYTES_A_JOB = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build.

    prune:           let go of a missing root's files, and of more than half of what stands below a root
    rebuild:         build a fresh index beside the live one, from these paths alone, and exchange them at the end
    commit_articles, commit_s: commit after so many articles or seconds, whichever comes first
    keep_failures:   how many failures, and how many skips, the report holds; it counts them all
    jobs:            how many processes read, at the most; 0 reads in this one, where a page could stop the run;
                     with 1 all writing, too, is done in one thread
    memory_bytes:    how much memory writing may take, about; None leaves it to the engine
    versions:        how many earlier texts of an edited article are kept; None leaves it to the engine, 0 keeps none
    field_map:       which fields of records hold what; files that are unchanged are not read again for its sake
    """

    prune: bool = False
    rebuild: bool = False
    commit_articles: int = 5_000
    commit_s: float = 30.0
    keep_failures: int = 1_000
    jobs: int = 0
    memory_bytes: int | None = None
    versions: int | None = None
    field_map: FieldMap = field(default_factory=FieldMap)

    def __post_init__(self) -> None:
        if self.commit_articles < 1 or self.commit_s < 0 or self.keep_failures < 0 or self.jobs < 0:
            raise ValueError(f"{self}: commit_articles is at least 1, the others at least 0")

    @property
    def limits(self) -> Limits:
        """What `open_writer` is told."""
        return self.memory_bytes, self.jobs or None, self.versions


def build(
    paths: Iterable[str | Path],
    address: str | Path,
    options: BuildOptions | None = None,
    *,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
) -> BuildReport:
    """Bring the index at an address in line with the files at some paths (files, folders, patterns), and report.

    Ctrl-C, SIGTERM and `stop` end the run between two articles: what was done is committed, and the report says
    `interrupted`. A rebuild that is interrupted leaves the live index as it was.

    Raises RefusedBuild and NoSuchPath before anything is changed, and what `open_writer` raises.
    """
    with Interruption(stop) as interruption:
        return run(roots_of(paths), address, options or BuildOptions(), on_progress, interruption)


def run(
    roots: tuple[Root, ...],
    address: str | Path,
    options: BuildOptions,
    on_progress: OnProgress | None,
    stop: Stop,
    changed: frozenset[str] | None = None,
) -> BuildReport:
    """Build as `build` does, under an interruption that stands. `changed`: look at and below these paths alone."""
    folder = parse_address(address).folder

    def fill(writer: Writer) -> BuildReport:
        return _Run(writer, folder, options, on_progress, stop).over(roots, changed)

    if folder is not None:
        recover(folder)
        if not folder.exists():
            _refuse_a_slip(roots)
        elif options.rebuild:
            return rebuild(folder, roots, prune=options.prune, fill=fill, limits=options.limits)
    elif options.rebuild:
        raise BadAddress(f"{address}: only an index in a folder can be rebuilt beside itself; name a new one instead")
    if folder is not None and folder.exists():
        _finish_forgetting(folder)
    with open_writer(address, *options.limits) as writer:
        if folder is not None:
            clear_leftovers(folder)
        return fill(writer)


def _finish_forgetting(folder: Path) -> None:
    """Remove what a crash left of articles that were forgotten, before anything else is written."""
    if forgotten.read(folder).pending:
        import_module("index.forget").finish(folder)  # with the engine behind it, and seldom needed


def _refuse_a_slip(roots: tuple[Root, ...]) -> None:
    """Let `walk` complain about a path that is not there, before an empty index is made for it."""
    for root in roots:
        if root.missing:
            next(iter(walk([root.named])), None)


class _Run:
    """One run over an open writer."""

    def __init__(
        self, writer: Writer, folder: Path | None, options: BuildOptions, on_progress: OnProgress | None, stop: Stop
    ) -> None:
        self._writer = writer
        self._folder = folder
        self._options = options
        self._stop = stop
        self._tally = Tally(options.keep_failures)
        self._gauge = Gauge(self._tally, on_progress)

    def over(self, roots: tuple[Root, ...], changed: frozenset[str] | None) -> BuildReport:
        started = time.monotonic()
        with Pile() as pile:
            surveyor = Surveyor(
                ledger=self._writer.ledger,
                tally=self._tally,
                away=self._folder,
                prune=self._options.prune,
                met=self._met,
            )
            gone = surveyor.survey(roots, pile, changed)
            self._gauge.known(pile)
            self._read(pile, gone)
        generation = self._writer.commit()
        self._gauge.done()
        seconds = time.monotonic() - started
        return self._tally.report(seconds=seconds, generation=generation, interrupted=self._stop.is_set())

    def _met(self, path: str) -> bool:
        self._gauge.show(path)
        return not self._stop.is_set()

    def _read(self, pile: Pile, gone: tuple[str, ...]) -> None:
        pace = Pace(self._writer, self._options.commit_articles, self._options.commit_s)
        reconciler = Reconciler(
            writer=self._writer,
            tally=self._tally,
            pace=pace,
            stop=self._stop,
            gauge=self._gauge,
            gone=frozenset(gone),
            kept_out=forgotten.read(self._folder) if self._folder else Forgotten(),
        )
        prepared = ((seen, seen.to_read) for seen in map(reconciler.prepare, pile))
        with self._readers(pile) as readers:
            for seen, items in readers.over(prepared):
                if self._stop.is_set():
                    return
                reconciler.take(seen, items)
                self._gauge.passed(seen.file)
        reconciler.settle()

    def _readers(self, pile: Pile) -> Readers | Workers:
        """Whoever reads: this process, or as many others as there is work for."""
        jobs = min(self._options.jobs, max(pile.files // FILES_A_JOB, pile.bytes // BYTES_A_JOB) + 1)
        return Workers(jobs, self._options.field_map) if jobs else Readers(self._options.field_map)
