"""What a batch has added since the last commit, by key: a million articles may come before one."""

from collections.abc import Collection
from struct import Struct
from typing import NamedTuple

from index.whoosh_batch import Key

AT = Struct("<II")  # which segment of the batch, which document in it


class Place(NamedTuple):
    """Where an added document is: the place of its segment in the batch, and its number there."""

    fresh: int
    number: int


class Added:
    """Added documents by key. Each field has a table of its own, and a note of bytes is one value with the place.

    So an article is some 300 bytes, less than half of what a key, a place and a note are as objects.
    """

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, bytes]] = {}
        self._notes: dict[Key, object] = {}  # of another type than bytes

    def __len__(self) -> int:
        return sum(map(len, self._fields.values()))

    def terms(self, field: str) -> Collection[str]:
        return self._fields.get(field, {}).keys()

    def put(self, key: Key, place: Place, note: object) -> None:
        field, term = key
        packed = AT.pack(*place)
        if isinstance(note, bytes):
            packed += note
            self._notes.pop(key, None)
        else:
            self._notes[key] = note
        self._fields.setdefault(field, {})[term] = packed

    def place(self, key: Key) -> Place | None:
        """Where a document is that was added; None where none was."""
        packed = self._packed(key)
        return None if packed is None else Place(*AT.unpack_from(packed))

    def note(self, key: Key) -> object | None:
        """What was noted of it."""
        packed = self._packed(key)
        if packed is None:
            return None
        return self._notes[key] if key in self._notes else packed[AT.size :]

    def pop(self, key: Key) -> Place:
        """Take a document out. Raises KeyError where there is none."""
        field, term = key
        self._notes.pop(key, None)
        return Place(*AT.unpack_from(self._fields.get(field, {}).pop(term)))

    def _packed(self, key: Key) -> bytes | None:
        field, term = key
        return self._fields.get(field, {}).get(term)
