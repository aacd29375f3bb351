"""The words of a snapshot as a reader types them: how many articles have one, which are close to it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from whoosh.reading import IndexReader

from search.deadline import Deadline
from search.query import TEXT_FIELDS
from search.readings import readings
from search.whoosh_snapshot import Snapshot

MOST_KEPT = 100_000  # words as typed, whose frequencies a snapshot keeps


@dataclass(frozen=True, slots=True)
class WhooshLexicon:
    """What `spelling.Lexicon` asks for; each verb raises DeadlinePassed."""

    snapshot: Snapshot
    reader: IndexReader
    deadline: Deadline
    written: Callable[[Sequence[str]], Sequence[str]]

    @property
    def articles(self) -> int:
        return self.snapshot.articles

    def frequency(self, word: str) -> int:
        kept = self.snapshot.typed
        known = kept.get(word)
        if known is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            read = readings(word, self.snapshot.spoken)
            each = (self.snapshot.asked(self.reader, reading, self.deadline) for reading in read)
            known = kept[word] = min(self.articles, sum(each))
        return known

    def close(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        for each in sorted(set(self.snapshot.close_to(self.reader, TEXT_FIELDS, word, distance, self.deadline))):
            yield each, max(self._live(name, each) for name in TEXT_FIELDS)

    def _live(self, name: str, term: str) -> int:
        return self.snapshot.frequency(self.reader, name, term, self.deadline)
