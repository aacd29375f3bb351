"""Sections of a container made side by side: those of the caller wait in a file of their own, and follow a job's.

The loops that sort, merge and encode let go of the interpreter, so that a thread is enough.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from index.columnar.container import ContainerWriter

SUFFIX = ".beside"


def meanwhile(job: Callable[[], None], *, at_once: bool) -> Callable[[], None]:
    """Let a job be done in a thread of its own; return what waits for its end. Without `at_once` it is done before."""
    if not at_once:
        job()
        return lambda: None
    pool = ThreadPoolExecutor(1, "meanwhile")
    running = pool.submit(job)
    pool.shutdown(wait=False)  # the thread ends with the job
    return running.result


@contextmanager
def beside(out: ContainerWriter, job: Callable[[ContainerWriter], None], *, at_once: bool) -> Iterator[ContainerWriter]:
    """Let a job write its sections, and give what the `with` block writes its own to, behind them.

    The file has the same bytes whether both are done `at_once` or one after the other. Raises what the block raised,
    else what the job did.
    """
    if not at_once:
        job(out)
        yield out
        return
    path = out.path.with_name(out.path.name + SUFFIX)
    path.unlink(missing_ok=True)
    with ContainerWriter(path) as own, ThreadPoolExecutor(1, "beside") as pool:
        running = pool.submit(job, out)
        yield own
        running.result()
        out.take(own)
