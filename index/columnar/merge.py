"""Segments to one segment, array by array: dictionaries merged, postings copied, deleted documents left out.

Documents keep their order: those of the first segment, then those of the second. Postings travel in pieces of bounded
size, so that a merge needs memory for the dictionaries and for one piece, however large the segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columnar.builder import View, row_count, starts_of, view_of
from index.columnar.columns import NUMBERS, TYPES, BytesColumn, TextColumn, write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import Terms, merge_terms, term, terms_of
from index.columnar.postings import Lists, Source, append_live, count_live
from index.columnar.segment import Members, SegmentFile
from index.columnar.stored import RecordWriter
from index.columnar.stream import NO_LENGTHS, ListsWriter
from index.schema import FIELDS

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

PIECE = 1 << 20  # postings, or places, that travel together


@dataclass(frozen=True, slots=True)
class Part:
    """A segment to merge. new_docs: each document's number in the merged segment; -1 where it is deleted."""

    segment: SegmentFile
    new_docs: I64

    @property
    def live(self) -> Mask:
        return self.new_docs >= 0


def merge(segments: Sequence[tuple[SegmentFile, U32]], path: Path) -> int:
    """Merge segments, each with the numbers of its deleted documents; return how many documents the result has."""
    parts, documents = [], 0
    for segment, deleted in segments:
        live = np.ones(segment.documents, np.bool_)
        live[deleted] = False
        new_docs = np.where(live, documents + np.cumsum(live) - 1, -1)
        parts.append(Part(segment, new_docs))
        documents += int(live.sum())
    with ContainerWriter(path) as out:
        lengths = np.concatenate([part.segment.lengths.reshape(-1, 2)[part.live].ravel() for part in parts])
        _merge_text(out, parts, lengths)
        _merge_fields(out, parts)
        for name in TYPES:
            _merge_column(out, parts, name)
        out.add("lengths", lengths)
        _merge_records(out, parts)
        out.close({"documents": documents})
    return documents


@dataclass(frozen=True, slots=True)
class Joined:
    """Lists of several parts that become one set of lists.

    new:    for each part the new number of each of its lists; -1 for those that go
    counts: for each part the live postings and places of each of its lists
    placed: whether a new list keeps places
    """

    lists: list[Lists]
    new: list[I64]
    counts: list[tuple[I64, I64]]
    placed: Mask


def _live_counts(lists: Lists, new_docs: I64) -> tuple[I64, I64]:
    postings, places = np.zeros(len(lists.df), np.int64), np.zeros(len(lists.df), np.int64)
    count_live(lists, new_docs, postings, places)
    return postings, places


def _merge_text(out: ContainerWriter, parts: list[Part], lengths: U32) -> None:
    words = [part.segment.words for part in parts]
    counts = [_live_counts(lists, part.new_docs) for lists, part in zip(words, parts, strict=True)]
    alive = [postings > 0 for postings, _ in counts]
    terms, term_numbers = joined_terms([part.segment.terms for part in parts])
    stems, stem_numbers = joined_terms([part.segment.stems for part in parts])
    view, word_numbers = _joined_words(parts, alive, terms, term_numbers, stems, stem_numbers)
    view.write(out)
    places = np.ones(int(max((numbers.max(initial=-1) for numbers in word_numbers), default=-1)) + 1, np.bool_)
    _write_joined(out, "words", Joined(words, word_numbers, counts, places), parts, NO_LENGTHS)
    stem_lists = [part.segment.stem_lists for part in parts]
    stem_counts = [_live_counts(lists, part.new_docs) for lists, part in zip(stem_lists, parts, strict=True)]
    kept_stems = _kept_numbers(stem_numbers, stems, view.stems)
    joined = Joined(stem_lists, kept_stems, stem_counts, np.zeros(len(view.stems), np.bool_))
    _write_joined(out, "stems", joined, parts, lengths, occurrences=True)
    numbers = np.zeros((len(view.terms), 4), np.uint32)
    for part, kept in zip(parts, _kept_numbers(term_numbers, terms, view.terms), strict=True):
        there = kept >= 0
        np.add.at(numbers, kept[there], _live_numbers(part)[there])
    out.add("terms.numbers", numbers.ravel())


def joined_terms(dictionaries: list[Terms]) -> tuple[list[bytes], list[I64]]:
    """The distinct terms of several dictionaries in order, and the new number of each term of each."""
    sizes = [len(terms.ends) - 1 for terms in dictionaries]
    text = np.concatenate([np.empty(0, np.uint8), *(terms.text for terms in dictionaries)])
    shifts = np.cumsum([0, *(len(terms.text) for terms in dictionaries)])
    ends = np.concatenate(
        [
            np.zeros(1, np.int64),
            *(terms.ends[1:].astype(np.int64) + shift for terms, shift in zip(dictionaries, shifts, strict=False)),
        ]
    )
    firsts = np.cumsum([0, *sizes], dtype=np.int64)
    order, numbers = np.empty(sum(sizes), np.int64), np.empty(sum(sizes), np.int64)
    distinct = int(merge_terms(text, ends, firsts, order, numbers))
    whole = text.tobytes()
    found = [whole[ends[at] : ends[at + 1]] for at in order[:distinct].tolist()]
    return found, [numbers[low:high] for low, high in zip(firsts[:-1].tolist(), firsts[1:].tolist(), strict=True)]


def _kept_numbers(numbers: list[I64], before: list[bytes], after: list[bytes]) -> list[I64]:
    """New numbers among those terms that stay; -1 for the rest."""
    place = {text: number for number, text in enumerate(after)}
    kept = np.array([place.get(text, -1) for text in before] or [-1], np.int64)
    return [kept[part] for part in numbers]


def _joined_words(
    parts: list[Part],
    alive: list[Mask],
    terms: list[bytes],
    term_numbers: list[I64],
    stems: list[bytes],
    stem_numbers: list[I64],
) -> tuple[View, list[I64]]:
    """The words that stay, in order, and the new number of each word of each part."""
    known: dict[tuple[bytes, bytes], int] = {}
    rows: list[tuple[U32, U32]] = []
    new: list[I64] = []
    for part, living, term_map, stem_map in zip(parts, alive, term_numbers, stem_numbers, strict=True):
        numbers = np.full(len(living), -1, np.int64)
        of_terms = _rows(part.segment.word_terms, term_map)
        of_stems = _rows(part.segment.word_stems, stem_map)
        for word in np.flatnonzero(living).tolist():
            row = of_terms(word), of_stems(word)
            key = row[0].tobytes(), row[1].tobytes()
            number = known.setdefault(key, len(rows))
            if number == len(rows):
                rows.append(row)
            numbers[word] = number
        new.append(numbers)
    view, order = _view(rows, terms, stems)
    rank = np.empty(len(rows) + 1, np.int64)
    rank[order] = np.arange(len(rows))
    rank[-1] = -1
    return view, [rank[numbers] for numbers in new]


def _rows(members: Members, numbers: I64) -> "_Row":
    return _Row(numbers[members.values].astype(np.uint32), members.first.tolist())


@dataclass(frozen=True, slots=True)
class _Row:
    values: U32
    first: list[int]

    def __call__(self, row: int) -> U32:
        return self.values[self.first[row] : self.first[row + 1]]


def _view(rows: list[tuple[U32, U32]], terms: list[bytes], stems: list[bytes]) -> tuple[View, I64]:
    main = np.array([row[0][0] for row in rows], np.int64)
    root = np.array([row[1][0] for row in rows], np.int64)
    order = np.lexsort((root, main))
    ordered = [rows[number] for number in order.tolist()]
    of_terms, term_texts = _compact([row[0] for row in ordered], terms)
    of_stems, stem_texts = _compact([row[1] for row in ordered], stems)
    term_first = starts_of(np.array([len(row[0]) for row in ordered], np.int64))
    stem_first = starts_of(np.array([len(row[1]) for row in ordered], np.int64))
    return view_of(term_texts, stem_texts, of_terms, term_first, of_stems, stem_first), order


def _compact(rows: list[U32], texts: list[bytes]) -> tuple[U32, list[bytes]]:
    """The numbers of all rows among the texts that are used, and those texts."""
    flat = np.concatenate([np.empty(0, np.uint32), *rows])
    used, places = np.unique(flat, return_inverse=True)
    return places.astype(np.uint32), [texts[number] for number in used.tolist()]


def _live_numbers(part: Part) -> U32:
    """Four numbers a term, counting the documents that stay."""
    segment, live = part.segment, part.live
    if live.all():
        return segment.numbers
    counted = np.zeros_like(segment.numbers)
    for number in range(len(counted)):
        found = segment.term_postings(number)
        stays = live[found.docs]
        title, body = found.title[stays], found.body[stays]
        counted[number] = (title > 0).sum(), (body > 0).sum(), title.sum(), body.sum()
    return counted


def _write_joined(
    out: ContainerWriter, name: str, joined: Joined, parts: list[Part], lengths: U32, *, occurrences: bool = False
) -> None:
    """Write the lists piece by piece. occurrences: counts stay although no places are kept."""
    size = len(joined.placed)
    postings, places = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for new, (live_postings, live_places) in zip(joined.new, joined.counts, strict=True):
        there = new >= 0
        np.add.at(postings, new[there], live_postings[there])
        np.add.at(places, new[there], live_places[there])
    places[~joined.placed] = 0
    sources = [np.flatnonzero(new >= 0) for new in joined.new]
    sources = [
        numbers[np.argsort(new[numbers], kind="stable")] for numbers, new in zip(sources, joined.new, strict=True)
    ]
    targets = [new[numbers] for numbers, new in zip(sources, joined.new, strict=True)]
    writer = ListsWriter(out, name, size, row_count(postings), lengths, places=not occurrences)
    for low, high in _pieces(postings, places):
        first, place_first = starts_of(postings[low:high]), starts_of(places[low:high])
        docs, title, body = (np.zeros(int(first[-1]), np.uint32) for _ in range(3))
        piece = Source(first, docs, title, body, place_first, np.zeros(int(place_first[-1]), np.uint32))
        at, place_at = first[:-1].copy(), place_first[:-1].copy()
        for lists, numbers, going, part in zip(joined.lists, sources, targets, parts, strict=True):
            begin, end = np.searchsorted(going, [low, high])
            append_live(
                lists, numbers[begin:end], going[begin:end] - low, part.new_docs,
                joined.placed[low:high], occurrences, piece, at, place_at,
            )  # fmt: skip
        writer.extend(piece)
    writer.close()


def _pieces(postings: I64, places: I64) -> list[tuple[int, int]]:
    """Stretches of lists that together hold PIECE postings or places, at least one list each."""
    weight = np.cumsum(postings + places)
    pieces, low = [], 0
    while low < len(weight):
        base = weight[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(weight, base + PIECE, side="right")))
        pieces.append((low, high))
        low = high
    return pieces


def _merge_fields(out: ContainerWriter, parts: list[Part]) -> None:
    lists = [part.segment.field_lists for part in parts]
    counts = [_live_counts(one, part.new_docs) for one, part in zip(lists, parts, strict=True)]
    keys, numbers = joined_terms([part.segment.fields for part in parts])
    alive = np.zeros(len(keys), np.bool_)
    for new, (postings, _) in zip(numbers, counts, strict=True):
        alive[new[postings > 0]] = True
    place = np.where(alive, np.cumsum(alive) - 1, -1)
    kept = [key for key, living in zip(keys, alive.tolist(), strict=True) if living]
    placed = np.array([FIELDS[key[0]].kind == "words" for key in kept], np.bool_)
    write_terms(out, "fields", terms_of(kept))
    _write_joined(out, "fields", Joined(lists, [place[new] for new in numbers], counts, placed), parts, NO_LENGTHS)


def _merge_column(out: ContainerWriter, parts: list[Part], name: str) -> None:
    kind = TYPES[name]
    columns = [part.segment.columns[name] for part in parts]
    live = [part.live for part in parts]
    if kind in NUMBERS:
        out.add(
            f"column.{name}",
            np.concatenate([np.asarray(column)[stays] for column, stays in zip(columns, live, strict=True)]),
        )
    elif kind == "text":
        texts = [column for column in columns if isinstance(column, TextColumn)]
        merged, numbers = joined_terms([column.terms for column in texts])
        places = np.concatenate(
            [new[column.places[stays]] for new, column, stays in zip(numbers, texts, live, strict=True)]
        )
        used, places = np.unique(places, return_inverse=True)
        out.add(f"column.{name}", places.astype(np.uint32))
        write_terms(out, f"column.{name}", terms_of([merged[number] for number in used.tolist()]))
    else:
        held = [column for column in columns if isinstance(column, BytesColumn)]
        kept = [
            term(column.terms, number)
            for column, stays in zip(held, live, strict=True)
            for number in np.flatnonzero(stays).tolist()
        ]
        write_terms(out, f"column.{name}", terms_of(kept))


def _merge_records(out: ContainerWriter, parts: list[Part]) -> None:
    largest = max(parts, key=lambda part: part.segment.documents)
    shared = largest.segment.records.shared
    writer = RecordWriter(shared)
    for part in parts:
        records, live = part.segment.records, part.live
        for frame in range(records.frames):
            low, high = records.frame_range(frame)
            if records.shared == shared and live[low:high].all():
                writer.copy_frame(*records.raw_frame(frame))
                continue
            for number in range(low, high):
                if live[number]:
                    writer.add(records.record(number))
    writer.write(out)
