"""Segments to one segment, array by array: dictionaries merged, postings copied, deleted documents left out.

Documents keep their order: those of the first segment, then those of the second. Postings travel in pieces of bounded
size, and what was read of the segments is let go behind them, so that a merge needs memory for the dictionaries and for
one piece, however large the segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columnar.beside import beside
from index.columnar.columns import NUMBERS, TYPES, BytesColumn, TextColumn, write_terms
from index.columnar.container import ContainerWriter
from index.columnar.dictionary import Terms, gathered, merge_terms
from index.columnar.fieldterms import PREFIXES
from index.columnar.lists import row_count
from index.columnar.merge_texts import merge_records
from index.columnar.postings import Lists, Source, append_live, count_live
from index.columnar.segment import Members, SegmentFile
from index.columnar.stream import NO_LENGTHS, ListsWriter
from index.columnar.view import permuted, starts_of, view_of
from index.schema import FIELDS

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
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


def merge(segments: Sequence[tuple[SegmentFile, U32]], path: Path, *, at_once: bool = False) -> int:
    """Merge segments, each with the numbers of its deleted documents; return how many documents the result has.

    at_once: whether the stored texts are merged in a thread beside the rest
    Raises IndexCorrupt where a segment is damaged: its bytes would get a new checksum, and pass for sound ever after.
    """
    parts, documents = [], 0
    for segment, deleted in segments:
        segment.container.prove()
        live = np.ones(segment.documents, np.bool_)
        live[deleted] = False
        new_docs = np.where(live, documents + np.cumsum(live) - 1, -1)
        parts.append(Part(segment, new_docs))
        documents += int(live.sum())

    def texts(out: ContainerWriter) -> None:
        merge_records(out, [(part.segment.records, part.live) for part in parts])

    with ContainerWriter(path) as out:
        with beside(out, texts, at_once=at_once) as behind:
            _merge_all_but_texts(behind, parts)
        out.close({"documents": documents})
    return documents


def _merge_all_but_texts(out: ContainerWriter, parts: list[Part]) -> None:
    lengths = np.concatenate([part.segment.lengths.reshape(-1, 2)[part.live].ravel() for part in parts])
    _merge_text(out, parts, lengths)
    _merge_fields(out, parts)
    for name in TYPES:
        _merge_column(out, parts, name)
        _let_go(parts)
    out.add("lengths", lengths)


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


def _live_counts(parts: list[Part], lists: list[Lists], *, with_places: bool = True) -> list[tuple[I64, I64]]:
    found = []
    for part, own in zip(parts, lists, strict=True):
        postings, places = np.zeros(len(own.df), np.int64), np.zeros(len(own.df), np.int64)
        if with_places or not part.live.all():
            count_live(own, part.new_docs, postings, places)
        else:
            postings[:] = own.df
        part.segment.container.let_go()
        found.append((postings, places))
    return found


def _merge_text(out: ContainerWriter, parts: list[Part], lengths: U32) -> None:
    words = [part.segment.words for part in parts]
    counts = _live_counts(parts, words)
    alive = [postings > 0 for postings, _ in counts]
    terms, term_numbers = merged([part.segment.terms for part in parts])
    stems, stem_numbers = merged([part.segment.stems for part in parts])
    word_numbers, of_terms, of_stems = _joined_words(parts, alive, term_numbers, stem_numbers)
    terms, kept_terms, of_terms = _compact(terms, of_terms)
    stems, kept_stems, of_stems = _compact(stems, of_stems)
    view = view_of(terms, stems, of_terms, of_stems)
    view.write(out)
    places = np.ones(len(of_terms[1]) - 1, np.bool_)
    _write_joined(out, "words", Joined(words, word_numbers, counts, places), parts, NO_LENGTHS)
    stem_lists = [part.segment.stem_lists for part in parts]
    stem_counts = _live_counts(parts, stem_lists, with_places=False)
    new_stems = [kept_stems[numbers] for numbers in stem_numbers]
    joined = Joined(stem_lists, new_stems, stem_counts, np.zeros(len(stems.ends) - 1, np.bool_))
    _write_joined(out, "stems", joined, parts, lengths, occurrences=True)
    numbers = np.zeros((len(terms.ends) - 1, 4), np.uint32)
    for part, old in zip(parts, term_numbers, strict=True):
        kept = kept_terms[old]
        there = kept >= 0
        np.add.at(numbers, kept[there], _live_numbers(part)[there])
    out.add("terms.numbers", numbers.ravel())


def merged(dictionaries: list[Terms]) -> tuple[Terms, list[I64]]:
    """The distinct terms of several dictionaries in order, and the new number of each term of each."""
    text, ends, order, numbers = _merged(dictionaries)
    return gathered(text, ends, order), numbers


def merged_numbers(dictionaries: list[Terms]) -> list[I64]:
    """The number of each term of several dictionaries among the distinct terms of all, in order."""
    return _merged(dictionaries)[3]


def _merged(dictionaries: list[Terms]) -> tuple[U8, I64, I64, list[I64]]:
    """All terms, where each ends (a 0 before), which are the distinct ones in order, and the new number of each."""
    sizes = [len(terms.ends) - 1 for terms in dictionaries]
    text = np.concatenate([np.empty(0, np.uint8), *(terms.text for terms in dictionaries)])
    shifts = np.cumsum([0, *(len(terms.text) for terms in dictionaries)])
    own = (terms.ends[1:].astype(np.int64) + shift for terms, shift in zip(dictionaries, shifts, strict=False))
    ends = np.concatenate([np.zeros(1, np.int64), *own])
    firsts = np.cumsum([0, *sizes], dtype=np.int64)
    order, numbers = np.empty(sum(sizes), np.int64), np.empty(sum(sizes), np.int64)
    distinct = int(merge_terms(text, ends, firsts, firsts[:-1].copy(), order, numbers))
    parts = zip(firsts[:-1].tolist(), firsts[1:].tolist(), strict=True)
    return text, ends, order[:distinct], [numbers[low:high] for low, high in parts]


Rows = tuple[U32, I64]  # rows of varying length, and where each starts


def _joined_words(
    parts: list[Part], alive: list[Mask], term_numbers: list[I64], stem_numbers: list[I64]
) -> tuple[list[I64], Rows, Rows]:
    """The new number of each word of each part (-1 where it goes), and the terms and the stems of the words that stay.

    Words are told apart by all their terms and stems; nearly all have one of each.
    """
    living = [np.flatnonzero(mask) for mask in alive]
    of_terms = _stacked([part.segment.word_terms for part in parts], living, term_numbers)
    of_stems = _stacked([part.segment.word_stems for part in parts], living, stem_numbers)
    order, numbers = _distinct(of_terms, of_stems)
    found, at = [], 0
    for mask, words in zip(alive, living, strict=True):
        new = np.full(len(mask), -1, np.int64)
        new[words] = numbers[at : at + len(words)]
        at += len(words)
        found.append(new)
    return found, permuted(*of_terms, order), permuted(*of_stems, order)


def _stacked(members: list[Members], words: list[I64], numbers: list[I64]) -> Rows:
    """The rows of some words of each part behind one another, in new numbers."""
    rows = [
        permuted(new[one.values].astype(np.uint32), one.first.astype(np.int64), chosen)
        for one, chosen, new in zip(members, words, numbers, strict=True)
    ]
    sizes = np.concatenate([np.empty(0, np.int64), *(np.diff(first) for _, first in rows)])
    return np.concatenate([np.empty(0, np.uint32), *(values for values, _ in rows)]), starts_of(sizes)


def _distinct(of_terms: Rows, of_stems: Rows) -> tuple[I64, I64]:
    """One row of each kind there is, in the order of main term and main stem, and the place of every row's kind."""
    main, root = of_terms[0][of_terms[1][:-1]], of_stems[0][of_stems[1][:-1]]
    several = np.flatnonzero((np.diff(of_terms[1]) > 1) | (np.diff(of_stems[1]) > 1))
    kinds: dict[tuple[bytes, bytes], int] = {}
    kind = np.zeros(len(main), np.int64)
    for row in several.tolist():
        key = tuple(values[first[row] : first[row + 1]].tobytes() for values, first in (of_terms, of_stems))
        kind[row] = kinds.setdefault((key[0], key[1]), len(kinds) + 1)
    order = np.lexsort((kind, root, main))
    main, root, kind = main[order], root[order], kind[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (main[1:] != main[:-1]) | (root[1:] != root[:-1]) | (kind[1:] != kind[:-1])
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new) - 1
    return order[new], numbers


def _compact(terms: Terms, rows: Rows) -> tuple[Terms, I64, Rows]:
    """The terms that rows name, the new number of each that was (-1 where it goes), and the rows in these."""
    used = np.unique(rows[0]).astype(np.int64)
    new = np.full(len(terms.ends), -1, np.int64)
    new[used] = np.arange(len(used))
    return gathered(terms.text, terms.ends, used), new, (new[rows[0]].astype(np.uint32), rows[1])


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
        _let_go(parts)
    writer.close()


def _let_go(parts: list[Part]) -> None:
    for part in parts:
        part.segment.container.let_go()


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
    counts = _live_counts(parts, lists)
    terms, numbers = merged([part.segment.fields for part in parts])
    alive = np.zeros(len(terms.ends) - 1, np.bool_)
    for new, (postings, _) in zip(numbers, counts, strict=True):
        alive[new[postings > 0]] = True
    alive &= terms.text[terms.ends[:-1]] != PREFIXES["band"][0]  # which format 2 had
    place = np.where(alive, np.cumsum(alive) - 1, -1)
    kept = gathered(terms.text, terms.ends, np.flatnonzero(alive))
    placed = PLACED[kept.text[kept.ends[:-1]]]  # a key begins with its field's number
    write_terms(out, "fields", kept)
    _write_joined(out, "fields", Joined(lists, [place[new] for new in numbers], counts, placed), parts, NO_LENGTHS)


PLACED = np.array([field.kind == "words" for field in FIELDS], np.bool_)


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
        terms, numbers = merged([column.terms for column in texts])
        places = np.concatenate(
            [new[column.places[stays]] for new, column, stays in zip(numbers, texts, live, strict=True)]
        )
        used, places = np.unique(places, return_inverse=True)
        out.add(f"column.{name}", places.astype(np.uint32))
        write_terms(out, f"column.{name}", gathered(terms.text, terms.ends, used))
    else:
        held = [column.terms for column in columns if isinstance(column, BytesColumn)]
        _merge_bytes(out, name, [(terms, np.flatnonzero(stays)) for terms, stays in zip(held, live, strict=True)])


def _merge_bytes(out: ContainerWriter, name: str, parts: list[tuple[Terms, I64]]) -> None:
    """Write a column of bytes: of each part the values of some documents."""
    sizes = [np.empty(0, np.int64)]
    out.begin(f"column.{name}.text", np.dtype(np.uint8))
    for terms, documents in parts:
        kept = gathered(terms.text, terms.ends, documents)
        out.extend(kept.text)
        sizes.append(np.diff(kept.ends).astype(np.int64))
    out.end()
    out.add(f"column.{name}.ends", starts_of(np.concatenate(sizes)).astype(np.uint32))
