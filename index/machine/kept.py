"""The file of machine code: a line that says what it is, a checksum, a table, and an object file as a linker has them.

It is beside this package, or in the user's cache folder where that is read-only. Its name has a digest of what it was
made of and for: the sources that may hold loops, Numba, llvmlite, and the processor's name and features. A file of
another name is not looked at; one that is cut off, or changed, does not bear its checksum and is made anew.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

import llvmlite.binding as llvm  # type: ignore[import-untyped]

MAGIC = b"dateline machine code 1\n"
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MAKERS = ("border.py", "building.py", "primitives.py")
HAS_LOOPS = re.compile(rb"^@(?:entry|kernel|inlined)$", re.MULTILINE)
SOURCES = ("index/columnar", "index/machine", "index/stories", "search/kernels")
SPOTTING = "search/spotting.py"
MODULES: tuple[str, ...] = (
    "index.columnar.chunks",
    "index.columnar.crosscheck",
    "index.columnar.dictionary",
    "index.columnar.english",
    "index.columnar.huffman",
    "index.columnar.merge_texts",
    "index.columnar.plain",
    "index.columnar.postings",
    "index.columnar.sorting",
    "index.columnar.strings",
    "index.columnar.texts",
    "index.stories.grouping",
    "index.stories.signature",
    "index.stories.signing",
    "search.kernels.answers",
    "search.kernels.bits",
    "search.kernels.counts",
    "search.kernels.merging",
    "search.kernels.newest",
    "search.kernels.passages",
    "search.kernels.phrases",
    "search.kernels.shares",
    "search.kernels.spelled",
    "search.kernels.words",
    "search.spotting",
)
"""Where the entries are. Names, for what imports them is not known here: the packages above this one, too."""


class Code(NamedTuple):
    """Machine code.

    symbols: an entry's name, to the function's; outside: functions that it calls and does not have
    """

    symbols: dict[str, str]
    outside: list[str]
    text: bytes


@cache
def digest() -> str:
    """What machine code is made of and for, in hexadecimal digits."""
    made = blake2b(digest_size=16)
    for source in sources():
        text = source.read_bytes()
        if source.name in MAKERS or HAS_LOOPS.search(text):
            made.update(source.name.encode() + b"\0" + text)
    features = llvm.get_host_cpu_features().flatten()
    for each in (version("numba"), version("llvmlite"), sys.platform, llvm.get_host_cpu_name(), features):
        made.update(each.encode() + b"\0")
    return made.hexdigest()


def sources() -> Iterator[Path]:
    """The files that loops may be in."""
    for folder in SOURCES:
        yield from sorted((ROOT / folder).glob("*.py"))
    yield ROOT / SPOTTING


def folders() -> list[Path]:
    """Where the file may be, the best first."""
    own = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):  # a user of a container may have neither HOME nor an entry of its own
        own = own or str(Path.home() / ".cache")
    return [HERE / "__pycache__", *([Path(own) / "dateline"] if own else [])]


def is_writable(folder: Path) -> bool:
    """Whether a folder is there, or can be made, and takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@contextmanager
def alone(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """One process at a time makes code; the others wait for it, which `on_wait` tells. A killed one lets go.

    Where the system has no such locks, two may make the same: each file comes into its place whole.
    """
    if fcntl is None:
        yield
        return
    with (folder / "loops.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def file_name() -> str:
    return f"loops-{digest()}.code"


def read(path: Path) -> Code | None:
    """What a file holds; None where there is none, or where it is not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(MAGIC) + 32
    if not data.startswith(MAGIC) or blake2b(data[start:], digest_size=32).digest() != data[len(MAGIC) : start]:
        return None
    end = data.index(b"\n", start)
    table = json.loads(data[start:end])
    return Code(table["symbols"], table["outside"], data[end + 1 :])


def write(path: Path, code: Code) -> None:
    """Write a file whole or not at all."""
    table = json.dumps({"symbols": code.symbols, "outside": code.outside}).encode()
    data = table + b"\n" + code.text
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".new", delete=False) as file:
        file.write(MAGIC + blake2b(data, digest_size=32).digest() + data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
