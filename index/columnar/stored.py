"""Stored records: compressed in blocks, any of them read without the others.

    stored.data     the blocks, each a zstd frame of its records behind one another
    stored.blocks   where each block starts in the data, one more at the end
    stored.docs     each block's first record, one more at the end
    stored.sizes    bytes of each record
"""

import threading
from collections import OrderedDict

import numpy as np
import zstandard

from index.columnar.container import Container, ContainerWriter

BLOCK_BYTES = 32 * 1024  # before compression: a hit costs its block
LEVEL = 3
KEPT_BLOCKS = 32


class RecordWriter:
    """Compresses records as they come; the blocks wait in memory for the container."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._blocks: list[bytes] = []
        self._docs = [0]
        self._sizes: list[int] = []

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return self._pending_bytes + sum(map(len, self._blocks))

    def add(self, record: bytes) -> None:
        self._pending.append(record)
        self._pending_bytes += len(record)
        self._sizes.append(len(record))
        if self._pending_bytes >= BLOCK_BYTES:
            self._seal()

    def add_block(self, block: bytes, sizes: list[int]) -> None:
        """Take over a whole block that another segment compressed."""
        self._seal()
        self._blocks.append(block)
        self._sizes += sizes
        self._docs.append(len(self._sizes))

    def write(self, out: ContainerWriter) -> None:
        self._seal()
        out.begin("stored.data", np.dtype(np.uint8))
        for block in self._blocks:
            out.extend(np.frombuffer(block, np.uint8))
        out.end()
        out.add("stored.blocks", np.cumsum([0, *map(len, self._blocks)], dtype=np.int64))
        out.add("stored.docs", np.array(self._docs, np.uint32))
        out.add("stored.sizes", np.array(self._sizes, np.uint32))

    def _seal(self) -> None:
        if self._pending:
            self._blocks.append(self._compressor.compress(b"".join(self._pending)))
            self._docs.append(len(self._sizes))
            self._pending, self._pending_bytes = [], 0


class Records:
    """The records of an open segment. Safe in several threads; the blocks used last are kept."""

    def __init__(self, container: Container) -> None:
        self._data = container.array("stored.data")
        self._blocks = container.array("stored.blocks")
        self._docs = container.array("stored.docs")
        self._sizes = container.array("stored.sizes")
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sizes)

    def record(self, number: int) -> bytes:
        if not 0 <= number < len(self._sizes):
            raise IndexError(f"record {number} of {len(self._sizes)}")
        block = int(np.searchsorted(self._docs, number, side="right")) - 1
        start = int(self._sizes[self._docs[block] : number].sum())
        return self._block(block)[start : start + int(self._sizes[number])]

    def raw_block(self, block: int) -> tuple[bytes, list[int]]:
        """A block as it is compressed, and the sizes of its records."""
        low, high = int(self._blocks[block]), int(self._blocks[block + 1])
        return self._data[low:high].tobytes(), self._sizes[self._docs[block] : self._docs[block + 1]].tolist()

    def block_range(self, block: int) -> tuple[int, int]:
        """The records a block holds: from the first, up to the second."""
        return int(self._docs[block]), int(self._docs[block + 1])

    @property
    def blocks(self) -> int:
        return len(self._docs) - 1

    def _block(self, block: int) -> bytes:
        with self._lock:
            kept = self._kept.get(block)
            if kept is not None:
                self._kept.move_to_end(block)
                return kept
        low, high = int(self._blocks[block]), int(self._blocks[block + 1])
        content = zstandard.ZstdDecompressor().decompress(self._data[low:high])
        with self._lock:
            self._kept[block] = content
            if len(self._kept) > KEPT_BLOCKS:
                self._kept.popitem(last=False)
        return content
