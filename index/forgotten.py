"""The list of articles that were forgotten, and are kept out of every later run.

A JSON file beside the index's own: digests of the articles' ids, salted, so that the list does not tell what was
forgotten, but answers whether one article was. It goes with the index through every rebuilding. A damaged list is an
error, never an empty one: what was forgotten must not come back by accident.

    {"format": "dateline forgotten", "salt": …, "pending": …, "keys": [… ascending …], "digest": of the rest}

pending: the files may still hold what was forgotten; whoever opens the index to write finishes that first
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import Failure
from index.errors import IndexCorrupt, IndexUnavailable
from index.whole_file import replace_file

NAME = "dateline.forgotten.json"
FORMAT = "dateline forgotten"
REASON = "kept out: the article was removed for good"
REMEDY = "`dateline forget --undo` lets it in again"
FURTHER = "further items"  # of a file with more failures than its entry keeps


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is kept out: `id in forgotten`."""

    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    keys: frozenset[str] = frozenset()
    pending: bool = False

    def __contains__(self, id: str) -> bool:
        return bool(self.keys) and self._key(id) in self.keys

    def __len__(self) -> int:
        return len(self.keys)

    def adding(self, ids: Iterable[str]) -> "Forgotten":
        """With these articles too, their traces still to be removed."""
        return replace(self, keys=self.keys | {self._key(id) for id in ids}, pending=True)

    def without(self, ids: Iterable[str]) -> "Forgotten":
        return replace(self, keys=self.keys - {self._key(id) for id in ids})

    def done(self) -> "Forgotten":
        """With nothing left to be removed."""
        return replace(self, pending=False)

    def _key(self, id: str) -> str:
        told = id.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, key=bytes.fromhex(self.salt), digest_size=16).hexdigest()


def item_of(id: str) -> str:
    """What stands for an article that is kept out in its file's entry."""
    return f"article {id}"


def note_of(path: str, id: str) -> Failure:
    """What a file's entry says of an article that is kept out."""
    return Failure(path=path, reason=REASON, remedy=REMEDY, kind="skipped", item=item_of(id))


def read(folder: Path) -> Forgotten:
    """The list of an index's directory, an empty one where there is none. Raises IndexCorrupt, IndexUnavailable."""
    path = folder / NAME
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Forgotten()
    except OSError as exc:
        told = f"{path} cannot be read: {exc.strerror}: give yourself the permission, or check the disk, and run again"
        raise IndexUnavailable(told) from exc
    try:
        content = json.loads(text)
        found = Forgotten(content["salt"], frozenset(content["keys"]), content["pending"])
        bytes.fromhex(found.salt)
        whole = _text(found).encode() == text
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise IndexCorrupt(
            f"{path} is damaged, so that it is not known which articles are to be kept out: put it back from a "
            "backup, or remove it and run `dateline forget` for them again"
        )
    return found


def write(folder: Path, forgotten: Forgotten) -> None:
    """Put the list in place at one stroke, synced before and after. Raises OSError."""
    replace_file(folder / NAME, _text(forgotten))


def carry_over(live: Path, fresh: Path) -> None:
    """Take the list along to the index that takes the place of this one."""
    found = read(live)
    if found.keys or (live / NAME).exists():
        write(fresh, found.done())  # a fresh index has no traces


def _text(forgotten: Forgotten) -> str:
    told: dict[str, object] = {
        "format": FORMAT,
        "salt": forgotten.salt,
        "pending": forgotten.pending,
        "keys": sorted(forgotten.keys),
    }
    digest = hashlib.blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()
    return json.dumps(told | {"digest": digest}, indent=1)
