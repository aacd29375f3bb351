"""An engine without a disk, right by inspection, for tests of what stands above the writing port."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import ClassVar, Self

from corpus import Article
from index import IndexBusy, LedgerEntry, Outcome
from index.document import imprint
from index.stories import bands_of, signature
from index.writer import KEPT_VERSIONS, Version


@dataclass
class State:
    articles: dict[str, Article] = field(default_factory=dict)
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    generation: int = 0
    earlier: dict[tuple[str, int], Article] = field(default_factory=dict)
    past: tuple[dict[str, Article], ...] = ()  # the articles of each commit before, the last one last

    def copy(self) -> "State":
        return State(dict(self.articles), dict(self.entries), self.generation, dict(self.earlier), self.past)


def dated(article: Article) -> float | None:
    when = article.updated or article.published
    return when.timestamp() if when else None


class MemoryLedger:
    def __init__(self, state: State) -> None:
        self.entries = state.entries

    def get(self, path: str) -> LedgerEntry | None:
        return self.entries.get(path)

    def under(self, root: str) -> Iterator[LedgerEntry]:
        below = root.rstrip("/") + "/"
        found = [path for path in self.entries if path == root or path.startswith(below)]
        return (self.entries[path] for path in sorted(found))

    def delivering(self, id: str) -> tuple[str, ...]:
        return tuple(sorted(path for path, entry in self.entries.items() if id in entry.ids))

    def put(self, entry: LedgerEntry) -> None:
        self.entries[entry.path] = entry

    def remove(self, path: str) -> None:
        self.entries.pop(path, None)


class MemoryWriter:
    """One index per name, for as long as the process lives."""

    stored: ClassVar[dict[str, State]] = {}
    open: ClassVar[set[str]] = set()

    def __init__(self, name: str, versions: int = KEPT_VERSIONS) -> None:
        if name in self.open:
            raise IndexBusy(f"memory://{name} is being written")
        self.open.add(name)
        self.name, self.versions = name, versions
        self.state = self.stored.setdefault(name, State()).copy()
        self.ledger = MemoryLedger(self.state)

    @property
    def generation(self) -> int:
        return self.stored[self.name].generation

    def upsert(self, articles: Iterable[Article]) -> list[Outcome]:
        return [self._upsert(article) for article in articles]

    def _upsert(self, article: Article) -> Outcome:
        held = self.state.articles.get(article.id)
        if held is None:
            self.state.articles[article.id] = article
            return "added"
        now, then = dated(article), dated(held)
        same = replace(article, version=held.version, paths=held.paths) == held
        if same or (now is not None and then is not None and then > now):
            return "unchanged"
        version = held.version + (article.body != held.body)
        self.state.articles[article.id] = replace(article, version=version)
        if version > held.version:
            self.state.earlier[held.id, held.version] = held
        self._bound()
        return "updated"

    def keep(self, articles: Iterable[Article]) -> int:
        before = len(self.state.earlier)
        present = self.state.articles
        for article in articles:
            if article.id in present and article.version < present[article.id].version:
                self.state.earlier[article.id, article.version] = article
        return len(self.state.earlier) - before

    def _bound(self) -> None:
        """Let go of what is too old, or no version of what is there."""
        articles = self.state.articles
        self.state.earlier = {
            (id, version): article
            for (id, version), article in self.state.earlier.items()
            if id in articles and 0 < articles[id].version - version <= self.versions
        }

    def delete(self, ids: Iterable[str]) -> int:
        removed = sum(self.state.articles.pop(id, None) is not None for id in ids)
        self._bound()
        return removed

    def version(self, id: str) -> Version | None:
        held = self.state.articles.get(id)
        return Version(held.version, imprint(held).body) if held else None

    def texts(self, id: str) -> tuple[Article, ...]:
        held = self.state.articles.get(id)
        older = [article for (each, _), article in self.state.earlier.items() if each == id]
        return (held, *sorted(older, key=lambda article: -article.version)) if held else ()

    def edited(self) -> list[str]:
        articles = self.state.articles
        return sorted(id for id, held in articles.items() if held.version > 1 and self._last.articles.get(id) == held)

    def candidates(self, bands: Iterable[str]) -> list[str]:
        wanted = set(bands)
        articles = self._last.articles
        return sorted(
            id
            for id, article in self.state.articles.items()
            if articles.get(id) == article and wanted & set(bands_of(signature(article.body)))
        )

    def commit(self) -> int:
        held, last = ((state.articles, state.entries, state.earlier) for state in (self.state, self._last))
        if held != last:
            self.state.generation += 1
            self.state.past = (*self.state.past, self._last.articles)
            self.stored[self.name] = self.state.copy()
        return self.generation

    @property
    def _last(self) -> State:
        return self.stored[self.name]

    def rollback(self) -> None:
        self.state = self._last.copy()
        self.ledger = MemoryLedger(self.state)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        self.open.discard(self.name)
