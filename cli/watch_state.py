"""What `dateline watch` has seen, in a file that is replaced in one step.

{"format": "dateline watch", "version": 1, "searches": {"<the search as typed>": ["<id>", …]}}
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.whole_file import replace_file

FORMAT, VERSION = "dateline watch", 1


class BadState(Exception):
    """The file cannot be used: why, and what to do."""


@dataclass
class State:
    """seen: for each search as typed the ids that were seen of it."""

    path: Path
    seen: dict[str, list[str]] = field(default_factory=dict)

    def save(self) -> None:
        """Put the file in place in one step, synced to the disk. Raises OSError."""
        replace_file(self.path, json.dumps({"format": FORMAT, "version": VERSION, "searches": self.seen}))


@contextmanager
def held(path: Path) -> Iterator[State]:
    """The state in a file, this process alone holding it; an empty one where there is no file.

    Raises BadState where the file is of another kind or cannot be read, or where another watch holds it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("w")
    except OSError as exc:
        raise BadState(f"{path}: {exc.strerror}; name another file with --state") from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise BadState(f"another watch holds {path}: wait for it, or give each its own --state") from exc
        yield State(path, _read(path))


def _read(path: Path) -> dict[str, list[str]]:
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        raise BadState(f"{path} cannot be read ({exc}): mend it, or remove it to start watching anew") from exc
    if not isinstance(told, dict) or (told.get("format"), told.get("version")) != (FORMAT, VERSION):
        raise BadState(f"{path} is not what `dateline watch` writes: name another file with --state")
    return {str(key): [str(id) for id in ids] for key, ids in told["searches"].items()}
