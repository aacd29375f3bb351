"""The process that reads files for another: paths in, one after the other; articles and failures out, each as it comes.

It is started by `corpus.workers`, which watches it. It gives each item away at once, so that nothing is lost of what it
read before it hangs, and has a limit of memory, so that a page ends it rather than the machine.
"""

import contextlib
import ctypes
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from corpus.article import Article, Failure

HEADER = struct.Struct(">I")
READY = True  # said once, when everything is loaded; what is read comes after it
DONE = None  # said after each file
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG on Linux

Read = Callable[..., Iterator[Article | Failure]]


def main(reader: str, memory_bytes: int) -> None:
    """Read files until there are no more.

    reader:       the function that reads, as `module:name`
    memory_bytes: how much address space the work may take beyond that of the program
    """
    tasks, results = _channels()
    _die_with_parent()
    module, _, name = reader.partition(":")
    read: Read = getattr(import_module(module), name)
    _limit_memory(memory_bytes)
    _give(results, READY)
    while True:
        try:
            # Only ever from the process that started this one, over a pipe that nobody else has.
            file, field_map = pickle.load(tasks)  # noqa: S301
        except EOFError:
            return
        for item in read(file, field_map):
            _give(results, item)
        _give(results, DONE)


def _channels() -> tuple[BinaryIO, int]:
    """Give stdin, and a private copy of stdout, so that nothing a library prints gets among the results."""
    results = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, results


def _give(results: int, item: Article | Failure | bool | None) -> None:
    data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
    view = memoryview(HEADER.pack(len(data)) + data)
    while view:
        view = view[os.write(results, view) :]


def _die_with_parent() -> None:
    """End with the process that started this one, however that ends, and whatever this one is caught in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _limit_memory(memory_bytes: int) -> None:
    try:
        resource: Any = import_module("resource")
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return  # no such limit on this system
    limit = pages * resource.getpagesize() + memory_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
