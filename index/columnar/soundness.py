"""Whether the parts of one segment agree with each other: every list, dictionary, column and stored record.

`Container.verify` proves that the bytes are those that were written; here it is proved that what was written makes
sense, down to the digest of each article's text. Documents that are deleted are held to it too.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.columnar.columns import NUMBERS, TYPES, BytesColumn, TextColumn
from index.columnar.crosscheck import (
    COMPLAINTS,
    disorder,
    first_fault,
    first_wrong_number,
    first_wrong_union,
)
from index.columnar.dictionary import term
from index.columnar.record import record_of
from index.columnar.segment import Members, SegmentFile
from index.columnar.whoosh_codec import FIELD_NUMBERS
from index.document import imprint
from index.schema import EARLIER, FIELDS, Record, article_from_record, earlier_id

U32 = NDArray[np.uint32]
I64 = NDArray[np.int64]
NO_COUNTS = np.empty(0, np.int64)
NO_LENGTHS = np.empty(0, np.uint32)
SHOWN = 20  # damaged records told one by one


def complaints(segment: SegmentFile) -> Iterator[str]:
    """What does not agree, a sentence each; nothing where all does. Its bytes must be verified before."""
    shapes = list(_shapes(segment))
    if shapes:  # what follows reads by these sizes
        yield from shapes
        return
    yield from _dictionaries(segment)
    yield from _joins(segment)
    yield from _lists(segment)
    yield from _columns(segment)
    yield from _records(segment)


def _shapes(segment: SegmentFile) -> Iterator[str]:
    views = (
        ("words", segment.words, len(segment.word_terms.first) - 1),
        ("stems", segment.stem_lists, len(segment.stems.ends) - 1),
        ("fields", segment.field_lists, len(segment.fields.ends) - 1),
    )
    for name, lists, expected in views:
        sizes = (len(lists.starts), len(lists.df), len(lists.skips) - 1)
        if set(sizes) != {expected}:
            yield f"{name}: {expected} lists, but tables of {sizes} rows"
        elif len(lists.skip_doc) != len(lists.skip_at) or int(lists.skips[-1]) != len(lists.skip_at):
            yield f"{name}: the skip table has {len(lists.skip_at)} rows, its lists {int(lists.skips[-1])}"
        elif bool((np.diff(lists.skips.astype(np.int64)) < 0).any()):
            yield f"{name}: the rows of the skip table do not ascend"
        elif bool((lists.df == 0).any()):
            yield f"{name}: list {int(np.argmin(lists.df))} is empty"
    if len(segment.numbers) != len(segment.terms.ends) - 1:
        yield f"terms: {len(segment.terms.ends) - 1} terms, but numbers for {len(segment.numbers)}"


def _dictionaries(segment: SegmentFile) -> Iterator[str]:
    named = [("terms", segment.terms), ("stems", segment.stems), ("fields", segment.fields)]
    columns = ((name, segment.columns[name]) for name in TYPES)
    named += [(f"column {name}", column.terms) for name, column in columns if isinstance(column, TextColumn)]
    for name, terms in named:
        wrong = disorder(terms)
        if wrong:
            yield f"dictionary of {name}: {wrong}"


def _joins(segment: SegmentFile) -> Iterator[str]:
    """Words to terms and back, words to stems and back."""
    words = len(segment.word_terms.first) - 1
    for name, there, back, size in (
        ("terms", segment.word_terms, segment.term_words, len(segment.terms.ends) - 1),
        ("stems", segment.word_stems, segment.stem_words, len(segment.stems.ends) - 1),
    ):
        if not (_fills(there, words, size) and _fills(back, size, words)):
            yield f"words and {name}: a row points nowhere"
        elif not np.array_equal(_pairs(there, size), np.sort(_pairs(back, words, swapped=True, across=size))):
            yield f"words and {name}: what a word has and what has the word are not the same"


def _fills(members: Members, rows: int, limit: int) -> bool:
    first = members.first.astype(np.int64)
    if len(first) != rows + 1 or first[0] != 0 or first[-1] != len(members.values):
        return False
    return bool((np.diff(first) > 0).all()) and int(members.values.max(initial=0)) < max(limit, 1)


def _pairs(members: Members, limit: int, *, swapped: bool = False, across: int = 0) -> I64:
    """Every (row, value) as one number, ascending; swapped: (value, row), rows counting up to `across`."""
    first = members.first.astype(np.int64)
    sizes = first[1:] - first[:-1]
    rows = np.repeat(np.arange(len(members.first) - 1, dtype=np.int64), sizes)
    values = members.values.astype(np.int64)
    return values * across + rows if swapped else np.sort(rows * limit + values)


def _lists(segment: SegmentFile) -> Iterator[str]:
    size, lengths = segment.documents, segment.lengths
    counts, spots = np.zeros(2 * size, np.int64), np.zeros(2 * size, np.int64)
    stem_counts = np.zeros(2 * size, np.int64)
    every, none = np.ones(len(segment.words.df), np.bool_), np.zeros(len(segment.stem_lists.df), np.bool_)
    keys = (term(segment.fields, n)[0] for n in range(len(segment.fields.ends) - 1))
    worded = np.array([key < len(FIELDS) and FIELDS[key].kind == "words" for key in keys], np.bool_)
    found = (
        _told("words", first_fault(segment.words, size, lengths, every, False, counts, spots)),
        _told("stems", first_fault(segment.stem_lists, size, NO_LENGTHS, none, False, stem_counts, NO_COUNTS)),
        _told("fields", first_fault(segment.field_lists, size, NO_LENGTHS, worded, False, NO_COUNTS, NO_COUNTS)),
    )
    wrong = [each for each in found if each]
    yield from wrong
    if not wrong:
        yield from _sums(segment, counts, spots)
        yield from _unions(segment, none)


def _told(name: str, fault: tuple[int, int]) -> str:
    return f"postings of {name}, list {fault[1]}: {COMPLAINTS[fault[0]]}" if fault[0] else ""


def _sums(segment: SegmentFile, counts: I64, spots: I64) -> Iterator[str]:
    """Every position of every text is taken, by one word."""
    lengths = segment.lengths.astype(np.int64)
    short = np.flatnonzero((counts != lengths) | (spots != lengths * (lengths - 1) // 2))
    if len(short):
        yield f"words: those of document {int(short[0]) // 2} do not fill its text ({len(short)} texts like it)"


def _unions(segment: SegmentFile, none: NDArray[np.bool_]) -> Iterator[str]:
    size, words, stems = segment.documents, segment.words, segment.stem_lists
    bounded = first_fault(stems, size, segment.lengths, none, True, NO_COUNTS, NO_COUNTS)
    if bounded[0] and COMPLAINTS[bounded[0]].startswith("a bound"):
        yield _told("stems", bounded)
    joined = segment.stem_words
    wrong = int(first_wrong_union(words, joined.values, joined.first, stems, size))
    if wrong >= 0:
        yield f"postings of stems, list {wrong}: occurrences are not the sum of its words'"
    joined = segment.term_words
    wrong = int(first_wrong_number(words, joined.values, joined.first, segment.numbers.ravel(), size))
    if wrong >= 0:
        yield f"terms: the numbers of term {wrong} are not those of its postings"


def _columns(segment: SegmentFile) -> Iterator[str]:
    for name, kind in TYPES.items():
        column, size = segment.columns[name], segment.documents
        if isinstance(column, TextColumn):
            rows = len(column.places)
            if int(column.places.max(initial=0)) >= max(len(column.terms.ends) - 1, 1):
                yield f"column {name}: a value is not in its dictionary"
        elif isinstance(column, BytesColumn):
            rows = len(column.terms.ends) - 1
        else:
            rows = len(column) if kind in NUMBERS else -1
        if rows != size:
            yield f"column {name}: {rows} values for {size} documents"
    for part, name in enumerate(("title_length", "body_length")):
        if not np.array_equal(segment.container.array(f"column.{name}"), segment.lengths[part::2]):
            yield f"column {name}: not the lengths of the texts"


def _records(segment: SegmentFile) -> Iterator[str]:
    wrong = 0
    for number in range(segment.documents):
        why = _record_fault(segment, number)
        wrong += bool(why)
        if why and wrong <= SHOWN:
            yield f"document {number}: {why}"
    if wrong > SHOWN:
        yield f"{wrong - SHOWN:,} more documents like these"


def _record_fault(segment: SegmentFile, number: int) -> str:
    try:
        record = record_of(segment.records.record(number))
    except Exception as exc:  # whatever decoding stumbles over is the finding
        return f"its stored text cannot be read ({type(exc).__name__}: {exc})"
    return _article_fault(segment, number, record) if "title" in record else ""


def _article_fault(segment: SegmentFile, number: int, record: Record) -> str:
    try:
        marks = imprint(article_from_record(record))
    except (KeyError, ValueError, TypeError) as exc:
        return f"its stored record is not an article's ({exc})"
    ids, digests, bodies = (segment.columns[name] for name in ("id", "digest", "body_digest"))
    name = str(record["id"])
    if record.get(EARLIER):
        name = earlier_id(name, int(str(record["version"])))
    if ids[number] != name:
        return f"its stored id is {name!r}, its column says {ids[number]!r}"
    if (digests[number], bodies[number]) != (marks.content, marks.body):
        return "its stored text is not the one that was indexed"
    at = segment.find_field(FIELD_NUMBERS["id"], name.encode("utf-8", "surrogatepass"))
    if at < 0 or number not in segment.field_postings(at).docs:
        return f"it is not found by its id {record['id']}"
    return ""
