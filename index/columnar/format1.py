"""Stored records as format 1 kept them, for indexes that are carried over. Frozen: nothing writes it any more.

    stored.data     zstd frames behind one another
    stored.frames   where each frame starts in the data, one more at the end
    stored.docs     each frame's first record, one more at the end
    stored.sizes    bytes of each record
    stored.shared   the dictionary all frames were compressed with; empty for none

A record is JSON without title and body, NUL, title, NUL, body; or JSON alone.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import zstandard

from index.columnar.container import Array
from index.schema import Record

SECTION = "stored.docs"  # which later formats have not


class Records1:
    """The records of a segment, by number. `array` gives a section."""

    def __init__(self, array: Callable[[str], Array]) -> None:
        self._data, self._frames = array("stored.data"), array("stored.frames")
        self._docs, self._sizes = array(SECTION), array("stored.sizes")
        shared = array("stored.shared").tobytes()
        data = zstandard.ZstdCompressionDict(shared) if shared else None
        self._decompressor = zstandard.ZstdDecompressor(dict_data=data)

    def __len__(self) -> int:
        return len(self._sizes)

    def record(self, number: int) -> Record:
        """A record. Raises whatever decoding stumbles over."""
        frame = int(np.searchsorted(self._docs, number, side="right")) - 1
        first = int(self._docs[frame])
        low, high = int(self._frames[frame]), int(self._frames[frame + 1])
        content = self._decompressor.decompress(self._data[low:high].tobytes())
        start = int(self._sizes[first:number].sum())
        return _record_of(content[start : start + int(self._sizes[number])])


def _record_of(stored: bytes) -> Record:
    rest, *texts = stored.decode("utf-8", "surrogatepass").split("\0")
    record: dict[str, Any] = json.loads(rest)
    if len(texts) == 2:
        record["title"], record["body"] = texts
    return record
