"""One segment for the compiled loops: its lists found by term, and of the long ones what every query needs of them.

A list's shares (`kernels.shares`) are made at its first use and kept: the next query with that word reads postings only
of the few documents that it scores.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import local
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import address_of
from index.columnar.columns import TextColumn
from index.columnar.dictionary import find, prefix_range
from index.columnar.segment import Postings, SegmentFile
from index.columnar.whoosh_codec import FIELD_NUMBERS
from search.columnar.kept import Array, KeptArrays
from search.kernels import bits
from search.kernels.bits import Bits
from search.kernels.leaves import BODY, FIELDS, STEMS, TITLE, WORDS, Formula, Made, Text
from search.kernels.newest import WINDOW, WORDS_A_WINDOW, latest_of
from search.kernels.shares import HEAD, fill_shares, is_dense, words_for

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]

ANYWHERE = TITLE | BODY
KEPT_BYTES = 96 << 20  # a segment, of sets and shares,
KEPT_BYTES_A_DOCUMENT = 384  # or this, if it is more: some two hundred of the most frequent words
SHORT = 1024  # postings of a list that is quicker read again than kept
MOST_TERMS = 50_000  # whose places in the dictionaries are kept
MOST_ROOM = 1 << 20  # words a thread keeps for reading lists
NO_NUMBERS = np.zeros(0, np.int64)
NO_WORDS = np.zeros(0, np.uint32)
NO_POSTINGS = Postings(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)
NOT_MADE = np.zeros(3, np.int64)
NOTHING_MADE = Made(np.zeros(1, np.int64), NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)


_room = local()


class Listed(NamedTuple):
    """A list: its view, its number there, and how many postings it has."""

    view: int
    number: int
    size: int


class Shelf:
    """A segment of a snapshot. Documents count from 0 within it. Safe in several threads."""

    def __init__(
        self, file: SegmentFile, base: int, live: Mask, deleted: bool, formula: Formula, inverses: F32
    ) -> None:
        self.file, self.base, self.documents, self.formula = file, base, file.documents, formula
        self.live, self.deleted = live, deleted
        self.text = Text(file.stem_lists, file.words, file.field_lists, NOTHING_MADE, file.lengths)
        ids = file.columns["id"]
        if not isinstance(ids, TextColumn):
            raise TypeError("column id holds no texts")
        self.ids, self.ranks = ids, ids.places
        languages = file.columns["lang"]
        if not isinstance(languages, TextColumn):
            raise TypeError("column lang holds no texts")
        self._languages = languages.places
        self._named: list[str | None] = [text or None for text in languages.texts()]
        self.windows = -(-self.documents // WINDOW)
        self._kept = KeptArrays(max(KEPT_BYTES, KEPT_BYTES_A_DOCUMENT * self.documents))
        views = (*file.stem_lists, *file.words, *file.field_lists)
        self._standing = (*map(np.ascontiguousarray, views), file.lengths, self.ranks, inverses)
        self.table, self.numbers = _addresses(self._standing), np.array(formula)
        self.addresses = address_of(self.table), address_of(self.numbers)
        self._lists: dict[int, tuple[object, tuple[Listed, ...]]] = {}
        self._terms: dict[tuple[str, str], tuple[Listed, ...]] = {}
        self._numbers: dict[bytes, int] = {}

    def language(self, doc: int) -> str | None:
        """The language of a document."""
        return self._named[int(self._languages[doc])]

    # Terms

    def lists(self, view: str, term: str) -> tuple[Listed, ...]:
        """The lists of a stem ("stem"), of an exact word ("term"), or of a small field's term by the field's name."""
        known = self._terms.get((view, term))
        if known is None:
            if len(self._terms) >= MOST_TERMS:
                self._terms.clear()
            known = self._terms[view, term] = tuple(self._found(view, term.encode("utf-8", "surrogatepass")))
        return known

    def _found(self, view: str, term: bytes) -> Iterable[Listed]:
        file = self.file
        if view == "stem":
            number = find(file.stems, term)
            return [Listed(STEMS, number, int(file.stem_lists.df[number]))] if number >= 0 else []
        if view == "term":
            return self.words_of(self._exact(term))
        number = file.find_field(FIELD_NUMBERS[view], term)
        return [Listed(FIELDS, number, int(file.field_lists.df[number]))] if number >= 0 else []

    def having_stem(self, stem: str) -> Postings:
        """The postings of a stem, deleted articles' too."""
        number = find(self.file.stems, stem.encode("utf-8", "surrogatepass"))
        return self.file.stem_postings(number) if number >= 0 else NO_POSTINGS

    def _exact(self, term: bytes) -> int:
        """The number of an exact word, looked up once; -1 for none."""
        known = self._numbers.get(term)
        if known is None:
            if len(self._numbers) >= MOST_TERMS:
                self._numbers.clear()
            known = self._numbers[term] = find(self.file.terms, term)
        return known

    def frequencies(self, term: str) -> tuple[int, int]:
        """How many articles, deleted ones too, have an exact word in the title and in the body."""
        number = self._exact(term.encode("utf-8", "surrogatepass"))
        if number < 0:
            return 0, 0
        title, body = self.file.numbers[number, :2].tolist()
        return title, body

    def know(self, leaf: object, lists: Sequence[Listed]) -> tuple[Listed, ...]:
        """Keep the lists of a leaf by its identity; hashing it, or finding them again, takes longer."""
        if len(self._lists) >= MOST_TERMS:
            self._lists.clear()
        found = tuple(lists)
        self._lists[id(leaf)] = leaf, found
        return found

    def known_lists(self, leaf: object) -> tuple[Listed, ...]:
        """The lists that `know` kept; none where it did not."""
        known = self._lists.get(id(leaf))
        return known[1] if known is not None and known[0] is leaf else ()

    def placed(self, stemmed: bool, term: str) -> tuple[Listed, ...]:
        """The lists with places of a stem's words, or of an exact word's."""
        if not stemmed:
            return self.lists("term", term)
        known = self._terms.get(("words", term))
        if known is None:
            stem = find(self.file.stems, term.encode("utf-8", "surrogatepass"))
            words = self.file.stem_words[stem].tolist() if stem >= 0 else []
            known = self._terms["words", term] = tuple(Listed(WORDS, n, int(self.file.words.df[n])) for n in words)
        return known

    def words_of(self, term: int) -> list[Listed]:
        """The lists of an exact word by its number; none for -1."""
        words = self.file.term_words[term].tolist() if term >= 0 else []
        return [Listed(WORDS, word, int(self.file.words.df[word])) for word in words]

    def words_beginning(self, prefixes: Iterable[str]) -> U32:
        """The lists of all exact words with any of some beginnings, by their numbers."""
        members, numbers = self.file.term_words, list[U32]()
        for prefix in prefixes:
            low, high = prefix_range(self.file.terms, prefix.encode("utf-8", "surrogatepass"))
            numbers.append(members.values[members.first[low] : members.first[high]])
        return numbers[0] if len(numbers) == 1 else np.concatenate([NO_WORDS, *numbers])

    def once(self, key: Hashable, make: Callable[[], Array]) -> Array:
        """What is worth keeping for the next query, by a key."""
        return self._kept.once(key, make)

    # Sets

    @property
    def live_bits(self) -> Bits:
        """The articles."""
        return self._kept.once("live", lambda: bits.of_mask(self.live))

    def bits(self, listed: Listed, fields: int) -> Bits:
        """The documents of a list that have it in any of some fields, deleted ones too. Not to be written to."""
        if listed.size <= SHORT:
            return self._bits(listed, fields)
        return self._kept.once(("bits", listed, fields), lambda: self._bits(listed, fields))

    def is_dense(self, listed: Listed) -> bool:
        """Whether the shares of a list have a bit for each document."""
        return is_dense(listed.size, self.documents)

    def shared_bits(self, listed: Listed) -> Bits:
        """The documents of a dense list, as its shares have them: for a list that is scored, too, they cost nothing."""
        shares: Bits = self.shares(listed, ANYWHERE)
        return shares[HEAD : HEAD + (self.documents + 63) // 64]

    def has_bits(self, listed: Listed, fields: int) -> bool:
        return self._kept.get(("bits", listed, fields)) is not None

    def _bits(self, listed: Listed, fields: int) -> Bits:
        made = bits.empty(self.documents)
        bits.add_list(self.table, listed.view, listed.number, fields, room_for(3 * listed.size), made)
        return made

    def kept_mask(self, key: Hashable) -> Bits | None:
        """What `mask_bits` made by that key, where it is still kept."""
        return self._kept.get(("mask", key))

    def mask_bits(self, key: Hashable, mask: Mask) -> Bits:
        """A mask over the snapshot as this segment's bits, kept by a key."""
        own = mask[self.base : self.base + self.documents]
        return self._kept.once(("mask", key), lambda: bits.of_mask(own))

    # For the loops

    def shares(self, listed: Listed, fields: int) -> U64:
        """What each document of a list can get from it, as `kernels.shares` has it. Not to be written to."""
        return self._kept.once(("shares", listed, fields), lambda: self.shares_of(listed, fields, NOT_MADE))

    def shares_of(self, listed: Listed, fields: int, made: I64) -> U64:
        """As `shares`, also of a list that is in no file; made: the addresses of its columns."""
        dense, words = is_dense(listed.size, self.documents), self.windows * WORDS_A_WINDOW
        shares = np.zeros(words_for(listed.size, dense, words), np.uint64)
        shares[0], shares[1] = listed.size, dense
        fill_shares(self.table, self.numbers, listed.view, listed.number, fields, words, made, shares)
        return shares

    def latest(self, published: I64, sign: int) -> F64:
        """The latest publication of each window (sign 1), or the earliest (-1), as `newest.latest_of` has it."""

        def make() -> F64:
            made = np.empty(self.windows)
            latest_of(published, sign, made)
            return made

        return self._kept.once(("latest", sign), make)


def room_for(words: int) -> I64:
    """Room to read a list in, the same again in the same thread: fresh memory costs more than the reading."""
    held: I64 | None = getattr(_room, "held", None)
    if held is not None and len(held) >= words:
        return held
    made = np.empty(words, np.int64)
    if words <= MOST_ROOM:
        _room.held = made
    return made


def _addresses(arrays: Iterable[Array]) -> I64:
    """Where arrays stand, and how long they are, by turns."""
    return np.array([number for array in arrays for number in (address_of(array), len(array))], np.int64)
