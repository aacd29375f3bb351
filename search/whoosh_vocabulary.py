"""All words of a field in a snapshot, read once. What a deadline cuts short goes on with the next query."""

from functools import cached_property
from threading import Lock

from whoosh.reading import IndexReader

from index.columnar.dictionary import Terms
from search.deadline import Deadline
from search.expansion import dictionary_of

CHECK_EVERY = 1024


class Vocabulary:
    """The words of one field, those of deleted articles among them."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._lock = Lock()
        self._read: dict[int, list[str]] = {}
        self._complete: set[int] = set()

    def load(self, reader: IndexReader, deadline: Deadline) -> None:
        """Read what is not read yet. Raises DeadlinePassed, having kept what it read."""
        with self._lock:
            for number, (segment, _) in enumerate(reader.leaf_readers()):
                if number not in self._complete:
                    self._segment(segment, self._read.setdefault(number, []), deadline)
                    self._complete.add(number)

    def _segment(self, segment: IndexReader, words: list[str], deadline: Deadline) -> None:
        last = words[-1] if words else None
        start = (last or "").encode("utf-8", "surrogatepass")
        for name, term in segment.terms_from(self._field, start):
            if name != self._field:
                return
            word = bytes(term).decode("utf-8", "surrogatepass")
            if word == last:
                continue
            words.append(word)
            if not len(words) % CHECK_EVERY:
                deadline.check()

    @cached_property
    def words(self) -> list[str]:
        """The words in order, once all are loaded."""
        return sorted(set().union(*self._read.values()))

    @cached_property
    def dictionary(self) -> Terms:
        """The same, for fuzzy words."""
        return dictionary_of(self.words)
