"""Lists of postings on their way into a container: encoded piece by piece, whatever their size."""

import numpy as np
from numpy.typing import NDArray

from index.columnar.container import Container, ContainerWriter
from index.columnar.postings import CORNERS, Lists, Sink, Source, encode

ROOM = 1 << 20  # words of the buffer: 8 MB
NO_LENGTHS = np.empty(0, np.uint32)


class ListsWriter:
    """Writes the lists of one view as sections `name.*`, in the order they come.

    lists, rows: at most so many lists and skip rows will come
    lengths:     title and body length of each article by turns, where bounds are wanted
    """

    def __init__(
        self,
        out: ContainerWriter,
        name: str,
        lists: int,
        rows: int,
        lengths: NDArray[np.uint32] = NO_LENGTHS,
        places: bool = False,
    ) -> None:
        self._out, self._name, self._lengths, self._places = out, name, lengths, places
        bounds = np.zeros(rows * CORNERS if len(lengths) else 0, np.uint32)
        self._df = np.zeros(lists, np.uint32)
        self._sink = Sink(
            np.zeros(ROOM, np.uint64),
            np.zeros(lists, np.uint32),
            np.zeros(lists + 1, np.uint32),
            np.zeros(rows, np.uint32),
            np.zeros(rows, np.uint32),
            bounds,
        )
        self._state = np.zeros(3, np.int64)
        self._base = 0
        self._pivot = float(lengths[1::2].mean()) / 3 if len(lengths) else 1.0
        out.begin(f"{name}.words", np.dtype(np.uint64))

    def extend(self, source: Source) -> None:
        """Encode more lists."""
        count = len(source.first) - 1
        done = 0
        while done < count:
            rest = _rest(source, done) if done else source
            took = int(
                encode(
                    rest,
                    self._sink,
                    self._state,
                    count - done,
                    self._lengths,
                    self._pivot,
                    self._places,
                    self._base,
                )
            )
            number = int(self._state[0])
            self._df[number - took : number] = np.diff(source.first[done : done + took + 1])
            done += took
            if done < count:
                self._flush(_need(source, done))

    def _flush(self, need: int) -> None:
        """Send the full words on, keeping the one begun, and make room for `need` more."""
        full = int(self._state[2]) >> 6
        words = self._sink.words
        self._out.extend(words[:full])
        begun = words[full]
        room = max(ROOM, need)
        if room > len(words):
            words = np.zeros(room, np.uint64)
            self._sink = self._sink._replace(words=words)
        else:
            words[: full + 1] = 0
        words[0] = begun
        self._base += full * 8
        if self._base + room * 8 >= 1 << 32:
            raise OverflowError(f"{self._name}: a segment's postings reach 4 GB; write smaller segments")
        self._state[2] &= 63

    def close(self) -> None:
        """Write what is left and the tables."""
        full = (int(self._state[2]) + 63 >> 6) + 1
        self._out.extend(self._sink.words[:full])
        self._out.end()
        lists, rows = int(self._state[0]), int(self._state[1])
        self._sink.skips[lists] = rows
        self._out.add(f"{self._name}.starts", self._sink.starts[:lists])
        self._out.add(f"{self._name}.df", self._df[:lists])
        self._out.add(f"{self._name}.skips", self._sink.skips[: lists + 1])
        self._out.add(f"{self._name}.skip_doc", self._sink.skip_doc[:rows])
        self._out.add(f"{self._name}.skip_at", self._sink.skip_at[:rows])
        self._out.add(f"{self._name}.bounds", self._sink.bounds[: rows * CORNERS])


def read_lists(container: Container, name: str) -> Lists:
    """The lists that a ListsWriter wrote."""
    return Lists(*(container.array(f"{name}.{part}") for part in Lists._fields))


def _need(source: Source, number: int) -> int:
    """Words enough for one list, as `encode` reckons."""
    postings = int(source.first[number + 1] - source.first[number])
    places = int(source.place_first[number + 1] - source.place_first[number]) if len(source.place_first) else 0
    return (postings * 98 + places * 33 + 2048) // 64 + 8


def _rest(source: Source, done: int) -> Source:
    return source._replace(
        first=source.first[done:], place_first=source.place_first[done:] if len(source.place_first) else source.first
    )
