"""What was carried over from one index to another."""

from collections.abc import Callable
from dataclasses import dataclass

OnProgress = Callable[[int], None]  # told how many articles are saved so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was carried over.

    older:   of the articles, those from segments that only an older generation, or none, names
    reread:  of the articles, those read again from the news
    lost:    ids of articles that are nowhere; unknown: documents of which not even the id is known
    files:   entries of the ledger; unread: files that the next `dateline index` reads again
    damaged: whether an entry of the ledger could not be read
    versions: earlier texts of edited articles; versions_lost: those that could not be read
    """

    articles: int
    older: int
    reread: int
    lost: tuple[str, ...]
    unknown: int
    files: int
    unread: int
    damaged: bool = False
    versions: int = 0
    versions_lost: int = 0

    @property
    def whole(self) -> bool:
        """Whether all there was is there again."""
        return not (self.lost or self.unknown or self.versions_lost)

    @property
    def is_pure(self) -> bool:
        """Whether it is all that the newest commit had, and nothing else."""
        return self.whole and not (self.older or self.reread or self.damaged)
