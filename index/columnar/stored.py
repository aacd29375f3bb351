"""Stored records: what describes a document as a compressed frame, its title and body spelled by a vocabulary.

stored.data     zstd frames, one a document: its head; head, title and body behind NULs where the texts are not spelled
stored.frames   where each frame starts in the data, one more at the end
stored.shared   the dictionary all frames were compressed with; empty where a segment is too small for one
stored.sizes    bytes of title and body of each document, by turns; WHOLE where the frame holds all
stored.texts    the spelled texts (`texts.py`); stored.starts: the bit each document's title begins at
stored.words.*, stored.gaps.*   their vocabularies
"""

import threading
from functools import cached_property

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.columnar.container import Container, ContainerWriter
from index.columnar.texts import DAMAGED, Model, Vocabulary, model_of, read_text, read_vocabulary
from index.errors import IndexCorrupt

LEVEL = 3
SAMPLE_BYTES = 400_000  # a dictionary is made of so much
SHARED_BYTES = 32 * 1024
WHOLE = 0xFFFFFFFF


class RecordWriter:
    """Compresses heads as they come; the frames wait in memory for the container.

    shared: the dictionary of an earlier segment; without one, it is made when there is enough to make it of
    """

    def __init__(self, shared: bytes = b"") -> None:
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._frames: list[bytes] = []
        self._frames_bytes = 0
        self._sizes: list[tuple[int, int]] = []
        self._share(shared)

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return self._pending_bytes + self._frames_bytes + 150 * len(self._sizes)

    def add(self, frame: bytes, title: int = WHOLE, body: int = WHOLE) -> None:
        """Add a document: what its frame holds, and the bytes of title and body where they are spelled elsewhere."""
        self._sizes.append((title, body))
        self._pending.append(frame)
        self._pending_bytes += len(frame)
        if self.shared:
            self._seal()
        elif self._pending_bytes >= SAMPLE_BYTES:
            self._share(_dictionary(self._pending))
            self._seal()

    def compressed(self, frame: bytes) -> bytes:
        """A frame as this writer's dictionary compresses it."""
        return self._compressor.compress(frame)

    def write(self, out: ContainerWriter) -> None:
        self._seal()
        out.begin("stored.data", np.dtype(np.uint8))
        out.extend(np.frombuffer(b"".join(self._frames), np.uint8))
        out.end()
        out.add("stored.frames", np.cumsum([0, *map(len, self._frames)], dtype=np.int64))
        out.add("stored.sizes", np.array(self._sizes, np.uint32).ravel())
        out.add("stored.shared", np.frombuffer(self.shared, np.uint8))

    def _share(self, shared: bytes) -> None:
        self.shared = shared
        data = zstandard.ZstdCompressionDict(shared) if shared else None
        if data is not None:
            data.precompute_compress(level=LEVEL)
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=data, write_dict_id=False)

    def _seal(self) -> None:
        pending, self._pending, self._pending_bytes = self._pending, [], 0
        for content in pending:
            self._keep(self._compressor.compress(content))

    def _keep(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._frames_bytes += len(frame)


def _dictionary(records: list[bytes]) -> bytes:
    try:
        return zstandard.train_dictionary(SHARED_BYTES, list(records), level=LEVEL).as_bytes()
    except zstandard.ZstdError:  # too few records, however long
        return b"".join(records)[-SHARED_BYTES:]


class Records:
    """The records of an open segment. Safe in several threads."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._data = container.array("stored.data")
        self._frames = container.array("stored.frames")
        self.sizes: NDArray[np.uint32] = container.array("stored.sizes").reshape(-1, 2)
        self.texts: NDArray[np.uint64] = container.array("stored.texts")
        self.starts: NDArray[np.int64] = container.array("stored.starts")
        self.shared = container.array("stored.shared").tobytes()
        self._own = threading.local()

    def __len__(self) -> int:
        return len(self.sizes)

    @cached_property
    def model(self) -> Model:
        """How the texts are read."""
        return model_of(*self.vocabularies())

    def vocabularies(self) -> tuple[Vocabulary, Vocabulary]:
        """The words and the gaps that texts are spelled by."""
        words, gaps = (read_vocabulary(self._container, f"stored.{kind}") for kind in ("words", "gaps"))
        return words, gaps

    def record(self, number: int) -> bytes:
        """The record, as `record.record_of` takes it. Raises IndexCorrupt where it is damaged."""
        if not 0 <= number < len(self):
            raise IndexError(f"record {number} of {len(self)}")
        head = self.frame(number)
        title, body = self.sizes[number].tolist()
        if title == WHOLE:
            return head
        text = np.empty(title + body, np.uint8)
        model = self.model[:-1]
        between = read_text(self.texts, int(self.starts[number]), text[:title], *model)
        if between == DAMAGED or read_text(self.texts, between, text[title:], *model) == DAMAGED:
            raise IndexCorrupt(
                f"{self._container.path} is damaged: the text of document {number} cannot be read; "
                "run `dateline index --rebuild PATH`"
            )
        return b"\0".join((head, text[:title].tobytes(), text[title:].tobytes()))

    def is_spelled(self, number: int) -> bool:
        """Whether a document's texts are spelled; else its frame holds them."""
        return int(self.sizes[number, 0]) != WHOLE

    @property
    def frames(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """All frames as they are compressed, and where each ends, a 0 before."""
        return self._data, self._frames

    def let_go(self) -> None:
        """Give the memory back that holds what was read of the file."""
        self._container.let_go()

    def frame(self, number: int) -> bytes:
        """What a document's frame holds."""
        return self._decompressor().decompress(self.raw_frame(number))

    def raw_frame(self, number: int) -> bytes:
        """A document's frame as it is compressed."""
        return self._data[self._frames[number] : self._frames[number + 1]].tobytes()

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        """The decompressor of this thread; making one reads the whole dictionary."""
        held = getattr(self._own, "held", None)
        if held is None:
            data = zstandard.ZstdCompressionDict(self.shared) if self.shared else None
            held = self._own.held = zstandard.ZstdDecompressor(dict_data=data)
        return held
