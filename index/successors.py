"""Where the story of an article is found that is gone: another of its copies.

A story is named by the id of its first copy, and every copy's id leads to it. When a copy is deleted, its id goes on
leading there by this list, a JSON file beside the index's own: `{"format": …, "of": {gone: another copy}}`, the
latest last. It is asked only for ids that no article has, so that a commit writes it before it takes effect: what it
says too early, nobody asks. A missing or damaged list costs old addresses, and nothing else.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from index.forgotten import Forgotten
from index.whole_file import replace_file

NAME = "dateline.successors.json"
FORMAT = "dateline successors"
MOST = 100_000  # of which the latest are kept


def read(folder: Path) -> dict[str, str]:
    """The list of an index's directory: another copy by the id of each that is gone; empty where there is none."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        return {str(gone): str(other) for gone, other in told["of"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def add(folder: Path, more: Mapping[str, str]) -> None:
    """Add to the list. Raises OSError."""
    if more:
        kept = {gone: other for gone, other in read(folder).items() if gone not in more}
        _write(folder, {**kept, **more})


def carry_over(live: Path, fresh: Path, kept_out: Forgotten) -> None:
    """Take the list along to the index that takes the place of this one, without what was forgotten. Raises OSError."""
    found = {gone: other for gone, other in read(live).items() if gone not in kept_out and other not in kept_out}
    if found:
        _write(fresh, found)


def follow(successors: Mapping[str, str], id: str, number_of: Callable[[str], int | None]) -> int | None:
    """The number of the copy that an id leads to which no article has any more; None where it leads nowhere."""
    met: set[str] = set()
    while (other := successors.get(id)) is not None and other not in met:
        number = number_of(other)
        if number is not None:
            return number
        met.add(other)
        id = other
    return None


def _write(folder: Path, successors: Mapping[str, str]) -> None:
    latest = list(successors.items())[-MOST:]
    replace_file(folder / NAME, json.dumps({"format": FORMAT, "of": dict(latest)}, indent=0))
