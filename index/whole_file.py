"""A small file put in place at one stroke, so that no half of one is ever seen."""

import contextlib
import os
from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """Write a file, synced before it takes its place and behind it. Raises OSError, and leaves what was there."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
