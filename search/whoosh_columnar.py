"""The searching port over columnar segments: arrays straight from the files, and compiled loops for the usual queries.

A query of words, any or all of them, whatever else narrows it, is answered by `kernels.py`. Every other shape runs
through the nodes that serve any Whoosh index, over windows that read these files' arrays. Both give the same answers.
"""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from time import perf_counter
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.analysis import fold_value
from index.columnar.columns import TextColumn
from index.columnar.dictionary import find, iterate, prefix_range
from index.columnar.merge import joined_terms
from index.columnar.segment import Postings as Columns
from index.columnar.segment import SegmentFile
from index.columnar.stories_file import columns_of, read_stories
from index.columnar.whoosh_codec import FIELD_NUMBERS, file_of
from index.schema import FIELDS, VALUE_SEPARATOR
from index.whoosh_directory import damage_is_corruption
from index.whoosh_schema import OCCURRENCES, PLACES
from search.deadline import Deadline, DeadlinePassed
from search.facets import Ordinals
from search.kernels import (
    BODY,
    STEMS,
    TITLE,
    WORDS,
    Best,
    Leaves,
    Norms,
    held_for,
    intersection,
    members,
    phrases,
    union,
)
from search.query import TEXT_FIELDS, Query, scored
from search.relax import any_of
from search.results import Hit, ResultPage, SearchRequest, SearchWarning, TotalHits
from search.scoring import BODY_B, BODY_WEIGHT, K1, TITLE_B, TITLE_WEIGHT
from search.searcher import Searcher
from search.spelling import doubtful_words
from search.stories import Stories
from search.whoosh_lexicon import WhooshLexicon
from search.whoosh_match import Translator
from search.whoosh_nodes import Any as Either
from search.whoosh_nodes import (
    Boosted,
    Chosen,
    Every,
    Having,
    InOrder,
    Node,
    Placed,
    Scored,
    Stems,
    TogetherIn,
    Without,
    Words,
)
from search.whoosh_postings import NO_DOCUMENTS, Counts, Documents, Postings, Window
from search.whoosh_searcher import Ordered, WhooshSearcher
from search.whoosh_snapshot import NUMBERS, Mask, Snapshot, leaves

KINDS = {field.name: field.kind for field in FIELDS}
SLICE = 1 << 18  # documents between two looks at the clock
PHRASE_SLICE = 1 << 14
FIELD_BITS = {"title": TITLE, "body": BODY}
NOTHING = Columns(NO_DOCUMENTS, NO_DOCUMENTS, NO_DOCUMENTS)


def open_columnar(location: str) -> Searcher:
    """A searcher over the newest commit, whichever codec wrote it."""
    try:
        return ColumnarSearcher(location)
    except StockSegments:
        return WhooshSearcher(location)


class StockSegments(Exception):
    """The index has segments of Whoosh's own codec."""


class ColumnarSnapshot(Snapshot):
    """A snapshot whose columns are the files' own arrays."""

    def _load(self, reader: IndexReader) -> None:
        self.files: list[tuple[SegmentFile, int]] = []
        for leaf in leaves(reader):
            file = file_of(leaf.reader)
            if file is None:
                self.close()
                raise StockSegments
            self.files.append((file, leaf.base))
        numbers = {name: self._column(name, dtype) for name, dtype in NUMBERS.items()}
        self.published, self.precision = numbers["published"], numbers["precision"]
        self.title_length, self.body_length = numbers["title_length"], numbers["body_length"]
        self.version = numbers["version"]
        self.live = self.version > 0
        for leaf in leaves(reader):
            if leaf.reader.has_deletions():
                self.live[leaf.base + np.fromiter(leaf.reader.deleted_docs_set, np.int64)] = False
        self.articles = int(self.live.sum())

    def _column(self, name: str, dtype: type) -> NDArray[Any]:
        parts = [np.asarray(file.columns[name]) for file, _ in self.files]
        return np.concatenate([np.empty(0, dtype), *parts])

    @cached_property
    def ids(self) -> list[str]:  # type: ignore[override] # made when first asked for
        return [
            text for file, _ in self.files for text in map(_column_of(file, "id").__getitem__, range(file.documents))
        ]

    def id_of(self, number: int) -> str:
        file, base = next((f, b) for f, b in reversed(self.files) if b <= number)
        return _column_of(file, "id")[number - base]

    @cached_property
    def id_rank(self) -> NDArray[np.int64]:  # type: ignore[override] # made when first asked for
        """Each document's place in the order of ids; equal ids (of which one is live at most) share theirs."""
        columns = [_column_of(file, "id") for file, _ in self.files]
        if len(columns) == 1:
            return columns[0].places.astype(np.int64)
        _, numbers = joined_terms([column.terms for column in columns])
        parts = [new[column.places] for new, column in zip(numbers, columns, strict=True)]
        return np.concatenate([NO_DOCUMENTS, *parts])

    @cached_property
    def numbers(self) -> "LiveNumbers":  # type: ignore[override] # looked up, not listed
        return LiveNumbers(self)

    def _grouped(self) -> Stories:
        known = read_stories(self.generation, [file for file, _ in self.files])
        return Stories(*(known or columns_of([(file, self._deleted(file, base)) for file, base in self.files])))

    def _deleted(self, file: SegmentFile, base: int) -> NDArray[np.int64]:
        return np.flatnonzero(~self.live[base : base + file.documents])

    def values(self, column: str) -> Ordinals:
        return self._once("values", column, lambda: self._ordinals(column))

    def _ordinals(self, column: str) -> Ordinals:
        """As `facets.ordinals` of every document's texts, each distinct text looked at once."""
        places: dict[str, int] = {}
        spellings: dict[str, Tally[str]] = {}
        sizes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        flat: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        for file, base in self.files:
            texts = _column_of(file, column)
            live = self.live[base : base + file.documents]
            counts = np.bincount(texts.places[live], minlength=len(texts.terms.ends) - 1)
            rows: list[list[int]] = []
            for text, count in zip(texts.texts(), counts.tolist(), strict=True):
                values = text.split(VALUE_SEPARATOR) if text and count else []
                folded = [fold_value(value) for value in values]
                rows.append([places.setdefault(each, len(places)) for each in dict.fromkeys(folded)])
                for each, value in zip(folded, values, strict=True):
                    spellings.setdefault(each, Tally())[value] += count
            lengths = np.array([len(row) for row in rows], np.int64)
            starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
            joined = np.array([place for row in rows for place in row], np.int64)
            own = np.where(live, lengths[texts.places] if len(lengths) else 0, 0)
            inside = np.arange(int(own.sum())) - np.repeat(np.cumsum(own) - own, own)
            flat.append(joined[np.repeat(starts[:-1][texts.places], own) + inside])
            sizes.append(own)
        labels = tuple(min(spellings[each].items(), key=lambda item: (-item[1], item[0]))[0] for each in places)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(sizes))])
        owners = np.repeat(np.arange(self.documents), np.diff(starts))
        return Ordinals(labels, places, starts, np.concatenate(flat), owners)

    def frequency(self, reader: IndexReader, field: str, term: str, deadline: Deadline) -> int:
        known = self._frequencies.get((field, term))
        if known is None:
            known = 0
            for file, base in self.files:
                known += _live_frequency(file, field, term, self.live[base : base + file.documents])
            self._frequencies[field, term] = known
        return known

    def beginning(self, reader: IndexReader, field: str, prefix: str, deadline: Deadline) -> Iterator[str]:
        wanted = prefix.encode("utf-8", "surrogatepass")
        found: set[bytes] = set()
        for file, _ in self.files:
            deadline.check()
            found.update(_words_beginning(file, field, wanted))
        return (word.decode("utf-8", "surrogatepass") for word in sorted(found))

    @cached_property
    def norms(self) -> Norms:
        slopes = []
        for lengths, b in ((self.title_length, TITLE_B), (self.body_length, BODY_B)):
            mean = int(lengths[self.live].sum(dtype=np.int64)) / self.articles if self.articles else 0.0
            slopes += [1 - b, b / (mean or 1.0)]
        return Norms(self.title_norm, self.body_norm, TITLE_WEIGHT, BODY_WEIGHT, K1, np.array(slopes))


def _words_beginning(file: SegmentFile, field: str, prefix: bytes) -> Iterator[bytes]:
    """The words of a field that begin so, in order."""
    if field in FIELD_BITS:
        low, high = prefix_range(file.terms, prefix)
        there = file.numbers[low:high, 0 if field == "title" else 1].tolist()
        return (word for word, count in zip(iterate(file.terms, low, high), there, strict=True) if count)
    number = bytes([FIELD_NUMBERS[field]])
    return (word[1:] for word in iterate(file.fields, *prefix_range(file.fields, number + prefix)))


class LiveNumbers:
    """The number of each live article, by id."""

    def __init__(self, snapshot: ColumnarSnapshot) -> None:
        self._snapshot = snapshot

    def get(self, id: str) -> int | None:
        for file, base in self._snapshot.files:
            key = file.find_field(FIELD_NUMBERS["id"], id.encode("utf-8", "surrogatepass"))
            for doc in file.field_postings(key).docs.tolist() if key >= 0 else ():
                if self._snapshot.live[base + doc]:
                    return int(base + doc)
        return None


def _column_of(file: SegmentFile, name: str) -> TextColumn:
    column = file.columns[name]
    if not isinstance(column, TextColumn):
        raise TypeError(f"column {name} holds no texts")
    return column


def _live_frequency(file: SegmentFile, field: str, term: str, live: Mask) -> int:
    whole = bool(live.all())
    sought = term.encode("utf-8", "surrogatepass")
    if field == "stem":
        stem = find(file.stems, sought)
        if stem < 0:
            return 0
        return int(file.stem_lists.df[stem]) if whole else int(live[file.stem_postings(stem).docs].sum())
    if field not in FIELD_BITS:
        key = file.find_field(FIELD_NUMBERS[field], sought)
        return int(live[file.field_postings(key).docs].sum()) if key >= 0 else 0
    number = find(file.terms, sought)
    if number < 0:
        return 0
    part = 0 if field == "title" else 1
    if whole:
        return int(file.numbers[number, part])
    found = file.term_postings(number)
    return int((live[found.docs] & ((found.title if part == 0 else found.body) > 0)).sum())


class Segment:
    """One segment while a query runs over it: each list is read once, whole. Documents count from 0 within it."""

    def __init__(self, snapshot: ColumnarSnapshot, file: SegmentFile, base: int, deadline: Deadline) -> None:
        self.file, self.base, self.size, self.deadline = file, base, file.documents, deadline
        whole = slice(base, base + self.size)
        self.live = snapshot.live[whole]
        self.title_norm, self.body_norm = snapshot.title_norm[whole], snapshot.body_norm[whole]
        self._read: dict[tuple[str, str], Columns] = {}
        self._phrases: dict[InOrder, Columns] = {}

    def columns(self, view: str, term: str) -> Columns:
        """A list's live postings: of a stem ("stem"), of a word ("term"), or of a small field by its name."""
        known = self._read.get((view, term))
        if known is None:
            self.deadline.check()
            known = self._read[view, term] = self._living(self._found(view, term.encode("utf-8", "surrogatepass")))
        return known

    def phrases(self, arrangement: InOrder) -> Columns:
        """The documents where words stand in order, and how often in title and body."""
        known = self._phrases.get(arrangement)
        if known is None:
            known = self._phrases[arrangement] = self._phrases_of(arrangement)
        return known

    def _phrases_of(self, arrangement: InOrder) -> Columns:
        numbers = [self._words_of(word) for word in arrangement.words]
        views = ["stem" if word.stemmed else "term" for word in arrangement.words]
        found = [
            _all_of([self.columns(view, term).docs for term in word.terms])
            for view, word in zip(views, arrangement.words, strict=True)
        ]
        docs = reduce(_in_both, sorted(found, key=len))
        title, body = np.zeros(len(docs), np.int64), np.zeros(len(docs), np.int64)
        first = np.cumsum([0, *map(len, numbers)], dtype=np.int64)
        flat = np.concatenate([NO_DOCUMENTS, *numbers])
        for low in range(0, len(docs), PHRASE_SLICE):
            self.deadline.check()
            some = slice(low, low + PHRASE_SLICE)
            phrases(self.file.words, first, flat, arrangement.slop, docs[some], title[some], body[some])
        return Columns(docs, title, body)

    def _words_of(self, placed: Placed) -> NDArray[np.int64]:
        """The lists of a word's terms, each once."""
        file = self.file
        terms, members_of = (file.stems, file.stem_words) if placed.stemmed else (file.terms, file.term_words)
        sought = [find(terms, term.encode("utf-8", "surrogatepass")) for term in placed.terms]
        return np.unique(np.concatenate([NO_DOCUMENTS, *(members_of[number] for number in sought if number >= 0)]))

    def _found(self, view: str, term: bytes) -> Columns:
        file = self.file
        if view == "stem":
            number = find(file.stems, term)
            return file.stem_postings(number) if number >= 0 else NOTHING
        if view == "term":
            number = find(file.terms, term)
            return file.term_postings(number) if number >= 0 else NOTHING
        number = file.find_field(FIELD_NUMBERS[view], term)
        return file.field_postings(number) if number >= 0 else NOTHING

    def _living(self, found: Columns) -> Columns:
        living = self.live[found.docs]
        if living.all():
            return found
        return Columns(found.docs[living], found.title[living], found.body[living])


def _all_of(lists: list[Documents]) -> Documents:
    """The documents of any of some ascending lists."""
    return lists[0] if len(lists) == 1 else np.unique(np.concatenate([NO_DOCUMENTS, *lists]))


def _in_both(fewer: Documents, more: Documents) -> Documents:
    """The documents of two ascending lists."""
    if not len(more):
        return more
    at = np.minimum(np.searchsorted(more, fewer), len(more) - 1)
    found: Documents = fewer[more[at] == fewer]
    return found


class Places(Sequence[bytes]):
    """What the postings of some documents carry, read one by one when asked for."""

    def __init__(self, segment: Segment, field: str, term: str, documents: Documents) -> None:
        self._file, self._field, self._documents = segment.file, field, documents
        sought = term.encode("utf-8", "surrogatepass")
        if field == "stem":
            self._words = self._file.stem_words[find(self._file.stems, sought)]
        elif field in FIELD_BITS:
            self._words = self._file.term_words[find(self._file.terms, sought)]
        else:
            self._key = self._file.find_field(FIELD_NUMBERS[field], sought)

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, at: Any) -> Any:
        document = int(self._documents[at])
        if self._field not in FIELD_BITS and self._field != "stem":
            return PLACES.encode(self._file.field_places(self._key, document))
        title, body = self._file.word_places(self._words, document)
        if self._field == "stem":
            return OCCURRENCES.encode(title, body)
        return PLACES.encode(title if self._field == "title" else body)


@dataclass(frozen=True, slots=True)
class ColumnarWindow:
    """`whoosh_postings.Window` over arrays."""

    segment: Segment
    low: int
    high: int

    @property
    def everything(self) -> Documents:
        return np.flatnonzero(self.segment.live[self.low : self.high]) + self.low

    def postings(self, field: str, term: str) -> Postings:
        if field in FIELD_BITS:
            documents, _ = self.counts(field, term)
        else:
            documents = self._cut(self.segment.columns(field, term)).docs
        if not len(documents):
            return Postings(NO_DOCUMENTS, ())
        if KINDS[field] == "values":
            return Postings(documents, (b"",) * len(documents))
        return Postings(documents, Places(self.segment, field, term, documents))

    def counted(self, arrangement: object, field: str) -> tuple[Documents, Counts] | None:
        if not isinstance(arrangement, InOrder) or field not in FIELD_BITS:
            return None
        found = self._cut(self.segment.phrases(arrangement))
        counts = found.title if field == "title" else found.body
        there = counts > 0
        return found.docs[there], counts[there]

    def counts(self, field: str, term: str) -> tuple[Documents, Counts]:
        found = self._cut(self.segment.columns("term", term))
        counts = found.title if field == "title" else found.body
        there = counts > 0
        return found.docs[there], counts[there]

    def stem_counts(self, stem: str) -> tuple[Documents, Counts, Counts]:
        found = self._cut(self.segment.columns("stem", stem))
        return found.docs, found.title, found.body

    def _cut(self, found: Columns) -> Columns:
        if self.low == 0 and self.high == self.segment.size:
            return found
        low, high = np.searchsorted(found.docs, [self.low, self.high])
        return Columns(found.docs[low:high], found.title[low:high], found.body[low:high])


class Plan(NamedTuple):
    """A query that the kernels know: leaves with their boosts, all or any of them, and what narrows it unscored."""

    leaves: tuple[tuple[Scored, float], ...]
    every: bool
    narrowing: tuple[Node, ...] = ()


def plan_of(node: Node) -> Plan | None:
    """The query as a plan; None where no kernel knows its shape."""
    leaf = _leaf(node)
    if leaf:
        return Plan((leaf,), False)
    if not isinstance(node, Either | Every):
        return None
    narrowing = tuple(clause for clause in node.clauses if isinstance(node, Every) and _is_unscored(clause))
    found = [_leaf(clause) for clause in node.clauses if not (isinstance(node, Every) and _is_unscored(clause))]
    kept = tuple(leaf for leaf in found if leaf)
    if not kept or len(kept) < len(found):
        return None
    return Plan(kept, isinstance(node, Every) and len(kept) > 1, narrowing)


def _leaf(node: Node) -> tuple[Scored, float] | None:
    if isinstance(node, Boosted):
        inside = node.clause
        return (inside, node.factor) if isinstance(inside, Scored) and _is_plain(inside) else None
    return (node, 1.0) if isinstance(node, Scored) and _is_plain(node) else None


def _is_plain(node: Scored) -> bool:
    return isinstance(node.counter, Stems | Words)


def _is_unscored(node: Node) -> bool:
    return isinstance(node, Chosen | Having | TogetherIn | Without)


def _leaves_in(plan: Plan, file: SegmentFile) -> Leaves:
    """The plan's lists in one segment."""
    first, views, numbers = [0], [], []
    for leaf, _ in plan.leaves:
        if isinstance(leaf.counter, Stems):
            for stem in leaf.counter.stems:
                number = find(file.stems, stem.encode("utf-8", "surrogatepass"))
                if number >= 0:
                    numbers.append(number)
                    views.append(STEMS)
        elif isinstance(leaf.counter, Words):
            for word in leaf.counter.words:
                number = find(file.terms, word.encode("utf-8", "surrogatepass"))
                members_of = file.term_words[number].tolist() if number >= 0 else []
                numbers += members_of
                views += [WORDS] * len(members_of)
        first.append(len(numbers))
    return Leaves(
        np.array(first, np.int64),
        np.array(views, np.uint8),
        np.array(numbers, np.int64),
        np.array([sum(FIELD_BITS[name] for name in leaf.fields) for leaf, _ in plan.leaves], np.int64),
        np.array([leaf.weight for leaf, _ in plan.leaves], np.float64),
        np.array([boost for _, boost in plan.leaves], np.float64),
    )


NO_MASK = np.empty(0, np.bool_)
_rehearsed: list[bool] = []  # filled by the first searcher of the process


class Quick(NamedTuple):
    """What the kernels found: the best documents of all pages up to the one asked for, in order."""

    query: Query
    matching: Literal["all", "any"]
    total: int
    documents: Documents
    scores: NDArray[np.float64]
    complete: bool
    warnings: tuple[SearchWarning, ...]


def _room(most: int) -> Best:
    return Best(np.zeros(most), np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(1, np.int64))


class ColumnarSearcher(WhooshSearcher):
    """A snapshot of one commit of a columnar index."""

    _snapshot: ColumnarSnapshot

    def __init__(self, location: str) -> None:
        super().__init__(location)
        with damage_is_corruption(location):
            self._rehearse()
            self._snapshot.stories.several.any()  # found now where a commit did not, outside the time of any search

    @staticmethod
    def _open(location: str) -> Snapshot:
        return ColumnarSnapshot(location)

    def _rehearse(self) -> None:
        """Run each compiled loop over next to nothing, once in a process.

        A loop is compiled, or what was compiled is loaded, at its first call: not within the time of a search.
        """
        if _rehearsed or not self._snapshot.files:
            return
        file, base = self._snapshot.files[0]
        find(file.terms, b"")
        if len(file.stem_lists.df):
            file.stem_postings(0)
            file.word_places(file.stem_words[0], 0)
        unheard = (Scored(Stems(()), TEXT_FIELDS, 1.0), 1.0)
        for every in (False, True):
            plan = Plan((unheard, unheard), every)
            self._run_segment(plan, file, base, self._snapshot.live, _room(1), NO_MASK, Deadline(None))
        none = NO_DOCUMENTS
        phrases(file.words, np.zeros(1, np.int64), none, 0, none, none.copy(), none.copy())
        columns_of([])
        _rehearsed.append(True)

    def _windows(self, reader: IndexReader, deadline: Deadline) -> Iterator[Window]:
        for file, base in self._snapshot.files:
            segment = Segment(self._snapshot, file, base, deadline)
            for low in range(0, segment.size, SLICE):
                deadline.check()
                yield ColumnarWindow(segment, low, min(low + SLICE, segment.size))  # type: ignore[misc] # same shape

    def best(self, request: SearchRequest) -> tuple[int, list[str]]:
        """How many articles match, and the ids of a page of the best; nothing is read of the articles themselves."""
        with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
            found = self._quick(reader, request)
            if found is None:
                answer = self._answer(reader, request, Deadline(request.deadline_s))
                documents = self._sorted(answer, request, request.page * request.size).documents
                total = int(answer.passing().sum())
            else:
                total, documents = found.total, found.documents
        skipped = (request.page - 1) * request.size
        return total, [self._snapshot.id_of(number) for number in documents[skipped:].tolist()]

    def search(self, request: SearchRequest) -> ResultPage:
        began = perf_counter()
        if not (request.facets or request.histogram or request.after or request.group == "story"):
            with self._snapshot.borrow() as reader, damage_is_corruption(self._location):
                found = self._quick(reader, request)
                if found is not None and not self._doubtful(reader, request):
                    listed = self._turned(self._listed(found, request), request)
                    shown = self._hits(reader, listed.documents, listed.scores, listed.before + 1)
                    hits = tuple(self._marked_hits(shown, found.query, request.snippets))
                    cursor = self._cursor(hits, listed, request) if listed.before + len(hits) < found.total else None
                    return replace(self._page(request, found, hits, began), cursor=cursor)
        return super().search(request)

    def _listed(self, found: "Quick", request: SearchRequest) -> Ordered:
        """What was found, and what it was sorted by: the very numbers that the longer way sorts by."""
        by_score = request.sort == "relevance"
        keys = -found.scores if by_score else self._age(found.documents, oldest=request.sort == "oldest")
        return Ordered(found.documents, found.scores, keys, 0)

    def _doubtful(self, reader: IndexReader, request: SearchRequest) -> bool:
        """Whether another query may have been meant, which takes the longer way to find out."""
        return bool(doubtful_words(request.query, WhooshLexicon(self._snapshot, reader, Deadline(None))))

    def _page(self, request: SearchRequest, found: "Quick", hits: tuple[Hit, ...], began: float) -> ResultPage:
        return ResultPage(
            total=TotalHits(found.total, found.complete),
            hits=hits,
            page=request.page,
            size=request.size,
            matching=found.matching,
            sort=request.sort,
            generation=self.generation,
            took_ms=(perf_counter() - began) * 1000,
            timed_out=not found.complete,
            warnings=found.warnings,
        )

    def _quick(self, reader: IndexReader, request: SearchRequest) -> "Quick | None":
        """The answer by the kernels, or None where they do not know the query's shape."""
        deadline = Deadline(request.deadline_s)
        passing = reduce(np.logical_and, self._kept(request.filters, request.timezone).values(), self._snapshot.live)
        found = None
        for query, matching in _attempts(request):
            translator = Translator(self._snapshot, reader, request.timezone, deadline)
            try:
                plan = plan_of(translator.node(query))
            except DeadlinePassed:
                return None
            if plan is None or not scored(query):
                return None
            total, documents, scores, complete = self._top(reader, plan, passing, request, deadline)
            warnings = tuple(dict.fromkeys(translator.warnings))
            found = Quick(query, matching, total, documents, scores, complete, warnings)
            if total or not complete:
                break
        return found

    def _top(
        self, reader: IndexReader, plan: Plan, passing: Mask, request: SearchRequest, deadline: Deadline
    ) -> tuple[int, Documents, NDArray[np.float64], bool]:
        """How many passing documents match, the best of them in order, and whether all were looked at."""
        snapshot = self._snapshot
        by_date = request.sort != "relevance"
        most = min(request.page * request.size, snapshot.documents)
        best = _room(0 if by_date else most)
        matched = np.zeros(snapshot.documents if by_date else 0, np.bool_)
        total, complete = 0, True
        try:
            if plan.narrowing:
                passing = passing & self._narrowed(reader, plan.narrowing, deadline)
            for file, base in snapshot.files:
                total += self._run_segment(plan, file, base, passing, best, matched, deadline)
        except DeadlinePassed:
            complete = False
        if not by_date:
            return total, *_ordered(best), complete
        documents = self._first_by_age(np.flatnonzero(matched & passing), most, oldest=request.sort == "oldest")
        return total, documents, np.array([self._score(plan, number) for number in documents.tolist()]), complete

    def _first_by_age(self, documents: Documents, most: int, *, oldest: bool) -> Documents:
        keys = self._age(documents, oldest=oldest)
        if most < len(keys):
            first = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
            documents, keys = documents[first], keys[first]
        return documents[np.lexsort((self._snapshot.id_rank[documents], keys))[:most]]

    def _score(self, plan: Plan, number: int) -> float:
        """The score of one document that matches."""
        file, base = next((f, b) for f, b in reversed(self._snapshot.files) if b <= number)
        best = _room(1)
        whole = slice(base, base + file.documents)
        norms = self._snapshot.norms
        norms = norms._replace(title=norms.title[whole], body=norms.body[whole])
        asked = _leaves_in(plan, file)
        everything, ranks = self._snapshot.live[whole], self._snapshot.id_rank[whole]
        place, held = number - base, held_for(len(asked.numbers))
        union(file.stem_lists, file.words, asked, norms, everything, ranks, place, place + 1, base, best, held, NO_MASK)
        return float(best.scores[0])

    def _run_segment(
        self, plan: Plan, file: SegmentFile, base: int, passing: Mask, best: Best, matched: Mask, deadline: Deadline
    ) -> int:
        whole = slice(base, base + file.documents)
        asked = _leaves_in(plan, file)
        norms = self._snapshot.norms
        norms = norms._replace(title=norms.title[whole], body=norms.body[whole])
        own, ranks, matched = passing[whole], self._snapshot.id_rank[whole], matched[whole]
        held = held_for(len(asked.numbers))
        views = file.stem_lists, file.words
        total = 0
        if not plan.every:
            for low in range(0, file.documents, SLICE):
                deadline.check()
                high = min(low + SLICE, file.documents)
                total += int(union(*views, asked, norms, own, ranks, low, high, base, best, held, matched))
            return total
        candidates = _candidates(asked, file)
        for low in range(0, len(candidates), SLICE):
            deadline.check()
            some = candidates[low : low + SLICE]
            total += int(intersection(*views, asked, norms, own, ranks, some, base, best, held, matched))
        return total

    def _narrowed(self, reader: IndexReader, nodes: tuple[Node, ...], deadline: Deadline) -> Mask:
        mask = np.zeros(self._snapshot.documents, np.bool_)
        node = Every(nodes)
        for window in self._windows(reader, deadline):
            mask[node.matches(window).documents + window.segment.base] = True
        return mask


def _attempts(request: SearchRequest) -> Iterator[tuple[Query, Literal["all", "any"]]]:
    """The queries to try one after the other, until one has matches."""
    relaxed = any_of(request.query) if request.matching != "all" else None
    if request.matching != "any" or relaxed is None:
        yield request.query, "all"
    if relaxed is not None:
        yield relaxed, "any"


def _candidates(asked: Leaves, file: SegmentFile) -> Documents:
    """The documents of the rarest leaf."""
    sizes = [
        sum(
            int((file.stem_lists if asked.views[slot] == STEMS else file.words).df[asked.numbers[slot]])
            for slot in range(int(asked.first[leaf]), int(asked.first[leaf + 1]))
        )
        for leaf in range(len(asked.weights))
    ]
    rarest = int(np.argmin(sizes))
    found = np.empty(sizes[rarest], np.int64)
    members(file.stem_lists, file.words, asked, rarest, found)
    return found if asked.first[rarest + 1] - asked.first[rarest] == 1 else np.unique(found)


def _ordered(best: Best) -> tuple[Documents, NDArray[np.float64]]:
    """The best documents in order, and their scores."""
    size = int(best.size[0])
    order = np.lexsort((best.ranks[:size], -best.scores[:size]))
    return best.docs[:size][order], best.scores[:size][order]
