"""The stored records of several segments as those of one: heads as they are, texts in a vocabulary of their own.

A word that only deleted documents had is in no vocabulary behind a merge.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.columnar.chunks import Found
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import gathered
from index.columnar.stored import WHOLE, Records, RecordWriter
from index.columnar.strings import StringTable
from index.columnar.texts import DAMAGED, TextWriter, Vocabulary, count_uses, read_symbols, write_vocabulary
from index.columnar.view import starts_of
from index.errors import IndexCorrupt
from index.machine import entry

PIECE_BYTES = 1 << 21  # of texts read at a time
PIECE_FRAMES = 1 << 14
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
Part = tuple[Records, NDArray[np.bool_]]  # the records of a segment, and which of them stay


def merge_records(out: ContainerWriter, parts: Sequence[Part]) -> None:
    """Write the records that stay, in their order."""
    words, gaps = StringTable(1 << 14), StringTable()
    numbers = [
        tuple(_numbers(table, found) for table, found in zip((words, gaps), part[0].vocabularies(), strict=True))
        for part in parts
    ]
    empty = gaps.number(b"")
    word_uses, gap_uses = np.zeros(len(words), np.int64), np.zeros(len(gaps), np.int64)
    for part, (word_numbers, gap_numbers) in zip(parts, numbers, strict=True):
        if part[1].all():
            word_uses[word_numbers] += _weights(part[0], 0)
            gap_uses[gap_numbers] += _weights(part[0], 1)
            continue
        for found in _pieces(part, word_numbers, gap_numbers, empty):
            count_uses(found.chunks, found.gaps, found.ends, found.spelled, word_uses, gap_uses)
    spellings = (
        write_vocabulary(out, "stored.words", words.strings, word_uses),
        write_vocabulary(out, "stored.gaps", gaps.strings, gap_uses),
    )
    writer = TextWriter(out, *spellings, empty=empty)
    for part, (word_numbers, gap_numbers) in zip(parts, numbers, strict=True):
        for found in _pieces(part, word_numbers, gap_numbers, empty):
            writer.extend(found.chunks, found.gaps, found.ends, found.spelled)
    writer.close()
    _merge_heads(out, parts)


def _weights(records: Records, kind: int) -> I64:
    """About how much each word of a segment's texts weighs, or each gap (kind 1): what the length of its code tells.

    That spares a reading of all texts. Where documents go, uses are counted, for their words alone are to go with them.
    """
    vocabulary = records.vocabularies()[kind]
    symbols = np.arange(len(vocabulary.starts) - 1)
    lengths = np.searchsorted(vocabulary.code.bases[1:], symbols, side="right")
    bytes_ = int(records.sizes[records.sizes[:, 0] != WHOLE].sum(dtype=np.int64))
    return np.maximum(bytes_ >> lengths, 1)


def _numbers(table: StringTable, vocabulary: Vocabulary) -> U32:
    """The numbers of a vocabulary's symbols in a table."""
    return table.numbers(vocabulary.text, vocabulary.starts)


def _pieces(part: Part, words: U32, gaps: U32, empty: int) -> Iterator[Found]:
    """The texts that stay, some at a time, in new numbers."""
    records, live = part
    stay = np.flatnonzero(live)
    sizes = records.sizes[stay].astype(np.int64)
    sizes[sizes[:, 0] == WHOLE] = 0
    numbers = np.concatenate([words, gaps])
    reached = np.cumsum(sizes.sum(axis=1) + 2)
    low = 0
    while low < len(stay):
        base = int(reached[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(reached, base + PIECE_BYTES, side="right")))
        yield _read(records, stay[low:high], sizes[low:high], numbers, empty)
        records.let_go()
        low = high


def _read(records: Records, docs: I64, sizes: I64, numbers: U32, empty: int) -> Found:
    room, runs = int(sizes.sum()), 2 * len(docs)
    found = Found(
        np.empty(room, np.uint32),
        np.empty(room + runs, np.uint32),
        np.zeros(runs + 1, np.int64),
        np.repeat(records.sizes[docs, 0] != WHOLE, 2).astype(np.uint8),
    )
    model = records.model[1:-1]
    symbols = np.empty(2 * int(sizes.max(initial=0)) + 2, np.uint32)
    size = int(
        _read_documents(records.texts, records.starts[docs], sizes.ravel(), model, numbers, empty, found, symbols)
    )
    if size == DAMAGED:
        raise IndexCorrupt("a stored text cannot be read: the segment is damaged; run `dateline index --rebuild PATH`")
    return found._replace(chunks=found.chunks[:size], gaps=found.gaps[: size + runs])


@entry
def _read_documents(
    texts: NDArray[np.uint64],
    starts: I64,
    sizes: I64,
    model: tuple[I64, NDArray[np.uint64], I64, U32],
    numbers: U32,
    empty: int,
    found: Found,
    symbols: U32,
) -> int:
    """Fill `found` with the symbols of some documents, in new numbers; return how many chunks, or DAMAGED."""
    put = 0
    text_starts, limits, shifts, table = model
    for doc in range(len(starts)):
        at = starts[doc]
        for part in range(2):
            run = 2 * doc + part
            count = 0
            if found.spelled[run]:
                count, at = read_symbols(texts, at, sizes[run], text_starts, limits, shifts, table, symbols)
                if count == DAMAGED:
                    return DAMAGED
            for i in range(0, count, 2):
                found.gaps[put + run + (i >> 1)] = numbers[symbols[i]]
            for i in range(1, count, 2):
                found.chunks[put + (i >> 1)] = numbers[symbols[i]]
            if count & 1 == 0:
                found.gaps[put + run + (count >> 1)] = empty
            put += count >> 1
            found.ends[run + 1] = put
    return put


def _merge_heads(out: ContainerWriter, parts: Sequence[Part]) -> None:
    """Frames as they are where they share the largest part's dictionary, else compressed anew."""
    shared = max(parts, key=lambda part: len(part[0]))[0].shared
    sizes = [np.empty(0, np.int64)]
    out.begin("stored.data", np.dtype(np.uint8))
    for records, live in parts:
        stay = np.flatnonzero(live)
        for low in range(0, len(stay), PIECE_FRAMES):
            data, ends = _frames(records, stay[low : low + PIECE_FRAMES], shared)
            out.extend(data)
            sizes.append(np.diff(ends))
        records.let_go()
    out.end()
    out.add("stored.frames", starts_of(np.concatenate(sizes)))
    out.add("stored.sizes", np.concatenate([records.sizes[live].ravel() for records, live in parts]))
    out.add("stored.shared", np.frombuffer(shared, np.uint8))


def _frames(records: Records, numbers: I64, shared: bytes) -> tuple[U8, I64]:
    """Some frames behind one another as compressed with a dictionary, and where each ends, a 0 before."""
    if records.shared == shared:
        found = gathered(*records.frames, numbers)
        return found.text, found.ends.astype(np.int64)
    writer = RecordWriter(shared)
    frames = [writer.compressed(records.frame(number)) for number in numbers.tolist()]
    return np.frombuffer(b"".join(frames), np.uint8), np.cumsum([0, *map(len, frames)], dtype=np.int64)
