"""A reader for tests of workers: the name of a file says what it does to the process that reads it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article, Failure
from corpus.field_map import FieldMap
from corpus.walk import SourceFile


def read_file(file: SourceFile, field_map: FieldMap) -> Iterator[Article | Failure]:
    """Give two articles; between them hang, die, take all memory, print or say much, where the name wants that."""
    name = Path(file.path).name
    yield Article(id=f"{name} 1", title=name, body="")
    if name.startswith("hang"):
        time.sleep(600)
    elif name.startswith("die"):
        os._exit(1)
    elif name.startswith("eat"):
        yield _eaten(file.path)
    elif name.startswith("print"):
        sys.stdout.write("noise")
        sys.stdout.flush()
    elif name.startswith("many"):
        yield from (Article(id=f"{name} item {number}", title=name, body="x" * 1_000) for number in range(2_000))
    elif name.startswith("pid"):
        yield Article(id=str(os.getpid()), title=name, body="")
    yield Article(id=f"{name} 2", title=name, body=str(field_map.names("title")))


def _eaten(path: str) -> Failure:
    try:
        bytearray(8_000_000_000)
    except MemoryError:
        return Failure(path=path, reason="no memory", remedy="none")
    return Failure(path=path, reason="all the memory there is", remedy="none")
