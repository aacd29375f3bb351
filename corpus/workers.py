"""Reading in several processes, so that one page can neither stop nor slow the rest, and all cores have work.

Files go to the workers in order, a few at a time, and what they give comes back in that same order, however long each
took. A worker that says nothing for too long, or dies, costs the file it was at: a Failure stands in its place, and a
fresh worker goes on. One that is far ahead of the others waits, as its pipe is not emptied, so that memory is bounded.

Workers are programs of their own and not forks, since whoever calls may have threads, and no copies of the caller's
main module, which may not expect to be started twice. They never look for modules in the working folder.
"""

import contextlib
import os
import pickle
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

import corpus  # its readers are loaded at first use
from corpus.article import Article, Failure
from corpus.field_map import FieldMap
from corpus.walk import SourceFile
from corpus.worker import DONE, HEADER, READY

ITEM_S = 60.0
START_S = 120.0  # for a worker to load its libraries, on a machine as busy as can be
MEMORY_BYTES = 2_000_000_000
QUEUED = 8  # files a worker has before it, so that it never waits for the next one
AHEAD = 256  # items of a worker that wait for their turn
READER = "corpus.reader:read_file"
_CHUNK = 1 << 18

Task = TypeVar("Task")


class Readers:
    """Reads in this process, when asked for the items."""

    def __init__(self, field_map: FieldMap) -> None:
        self._field_map = field_map

    def over(
        self, tasks: Iterable[tuple[Task, SourceFile | None]]
    ) -> Iterator[tuple[Task, Iterator[Article | Failure]]]:
        """Give each task with what its file holds; nothing for one without a file."""
        for task, file in tasks:
            yield task, corpus.read_file(file, self._field_map) if file else iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


@dataclass(slots=True, eq=False)
class _Job:
    """A file, and what came of it so far."""

    file: SourceFile | None
    items: deque[Article | Failure] = field(default_factory=deque)
    done: bool = False


class Workers:
    """Reads in other processes, and gives what they read in the order of the files.

    item_s: how long a worker may take for one item, in seconds; memory_bytes: how much memory for all it does
    reader: the function that reads a file, as `module:name`
    """

    def __init__(
        self,
        jobs: int,
        field_map: FieldMap | None = None,
        *,
        item_s: float = ITEM_S,
        memory_bytes: int = MEMORY_BYTES,
        reader: str = READER,
    ) -> None:
        self._field_map = field_map or FieldMap()
        self._item_s = item_s
        self._selector = selectors.DefaultSelector()
        self._workers = [_Worker(reader, memory_bytes) for _ in range(jobs)]
        self._waiting: deque[_Job] = deque()

    def over(
        self, tasks: Iterable[tuple[Task, SourceFile | None]]
    ) -> Iterator[tuple[Task, Iterator[Article | Failure]]]:
        """Give each task with what its file holds; nothing for one without a file.

        tasks: taken a few ahead of what is given. The items of a task are to be taken before the next task is.
        """
        source = iter(tasks)
        pending: deque[tuple[Task, _Job]] = deque()
        while True:
            while len(pending) < QUEUED * len(self._workers) and (following := next(source, None)) is not None:
                task, file = following
                job = _Job(file, done=file is None)
                pending.append((task, job))
                if file is not None:
                    self._waiting.append(job)
                self._assign()
            if not pending:
                return
            task, job = pending.popleft()
            yield task, self._items(job)
            for _ in self._items(job):
                pass

    @staticmethod
    def by_default() -> int:
        """How many are worth starting here: one for each core; none where pipes cannot be waited for (Windows)."""
        return 0 if sys.platform == "win32" else os.cpu_count() or 1

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for worker in self._workers:
            worker.end()
        self._selector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _items(self, job: _Job) -> Iterator[Article | Failure]:
        while job.items or not job.done:
            if job.items:
                yield job.items.popleft()
            else:
                self._wait(job)

    def _assign(self) -> None:
        """Hand files to the workers that have the least before them, in order."""
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.jobs))
            if len(worker.jobs) >= QUEUED:
                return
            worker.take(self._waiting.popleft(), self._field_map)

    def _wait(self, wanted: _Job) -> None:
        """Wait until one of the workers says something, or one has been silent for too long."""
        blocked = wanted in self._waiting
        listening = [worker for worker in self._workers if worker.jobs and (blocked or worker.is_wanted(wanted))]
        for worker in listening:
            self._selector.register(worker.output, selectors.EVENT_READ, worker)
        try:
            until = min(map(self._silent_until, listening))
            ready = {key.data for key, _ in self._selector.select(max(0.0, until - time.monotonic()))}
        finally:
            for worker in listening:
                self._selector.unregister(worker.output)
        now = time.monotonic()
        for worker in self._workers:
            if worker in ready:
                self._hear(worker, now)
            elif worker not in listening:
                worker.heard = now  # nobody listened, so that its silence says nothing
            elif now >= self._silent_until(worker):
                limit = f"took longer than {self._item_s:g} s for one item"
                self._lose(worker, f"{limit}, and was given up", "take that item out of the file")
        self._assign()

    def _silent_until(self, worker: "_Worker") -> float:
        return worker.heard + (self._item_s if worker.ready else START_S)

    def _hear(self, worker: "_Worker", now: float) -> None:
        worker.heard = now
        if not worker.hear():
            self._lose(worker, "ended the process that read it, by its memory perhaps", "take the file apart")

    def _lose(self, worker: "_Worker", reason: str, remedy: str) -> None:
        """Give up a worker: the file it was at has failed, those it had before it go to a fresh one."""
        left = worker.restart()
        if left:
            lost, *others = left
            path = lost.file.path if lost.file else ""
            lost.items.append(Failure(path=path, reason=reason, remedy=f"{remedy}; the others are read"))
            lost.done = True
            self._waiting.extendleft(reversed(others))


class _Worker:
    """One process that reads: the files it has before it, and what it said."""

    def __init__(self, reader: str, memory_bytes: int) -> None:
        self._command = [sys.executable, "-P", "-m", "corpus.worker", reader, str(memory_bytes)]
        self._start()

    def _start(self) -> None:
        self.jobs: deque[_Job] = deque()
        self.heard = time.monotonic()
        self.ready = False
        self._said = bytearray()
        self._process = subprocess.Popen(  # noqa: S603  this very program
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )

    @property
    def output(self) -> int:
        assert self._process.stdout is not None  # noqa: S101  for the types: it is a pipe
        return self._process.stdout.fileno()

    def take(self, job: _Job, field_map: FieldMap) -> None:
        """Put a file before it; where the process has died, that shows when it is listened to."""
        if not self.jobs:
            self.heard = time.monotonic()
        self.jobs.append(job)
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101  for the types: it is a pipe
        with contextlib.suppress(OSError):
            pickle.dump((job.file, field_map), stdin)
            stdin.flush()

    def is_wanted(self, wanted: _Job) -> bool:
        """Whether to listen: it has what is waited for, or is not far ahead."""
        return wanted in self.jobs or len(self.jobs[0].items) < AHEAD

    def hear(self) -> bool:
        """Sort what was said since to the files it belongs to; False where the process has ended."""
        data = os.read(self.output, _CHUNK)
        self._said += data
        start = 0
        while len(self._said) - start >= HEADER.size:
            (size,) = HEADER.unpack_from(self._said, start)
            if len(self._said) - start - HEADER.size < size:
                break
            start += HEADER.size
            # Only ever from the process that this one started, over a pipe that nobody else has.
            item = pickle.loads(self._said[start : start + size])  # noqa: S301
            start += size
            if item is READY:
                self.ready = True
            elif item is DONE:
                self.jobs.popleft().done = True
            else:
                self.jobs[0].items.append(item)
        del self._said[:start]
        return bool(data)

    def restart(self) -> list[_Job]:
        """Begin afresh, and give the files that were before the old process, the one it was at first."""
        left = list(self.jobs)
        self.end()
        self._start()
        return left

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
