"""A folder of news that tests write, edit and delete, and the indexes they build from it."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import BuildOptions, build
from index.report import BuildReport
from index.schema import article_from_record
from index.whoosh_directory import open_reader
from index.writer import LedgerEntry, open_writer
from tests.index.memory_writer import MemoryWriter

OLD_NS = 1_600_000_000_000_000_000  # long before any tick of the clock that a test could fall into


def line(title: str, body: str | None = None, date: str | None = None) -> str:
    """One JSON line; the title is also the article's address, so that a title stands for an article."""
    text = body if body is not None else f"All that is known of {title} so far."
    record = {"url": f"https://news.example/{title}", "title": title, "body": text}
    return json.dumps(record | ({"date": date} if date else {}))


@dataclass
class Newsroom:
    """A folder, an index address, and a clock of its own for the files' times."""

    folder: Path
    address: str
    edits: int = 0

    def write(self, name: str, *lines: str) -> Path:
        """Write a file of JSON lines, with a time that no other edit had."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(text + "\n" for text in lines), encoding="utf-8")
        self.touch(path)
        return path

    def touch(self, path: Path) -> None:
        self.edits += 1
        os.utime(path, ns=(OLD_NS, OLD_NS + self.edits * 1_000_000_000))

    def build(self, *paths: Path | str, prune: bool = False, commit_articles: int = 5_000) -> BuildReport:
        options = BuildOptions(prune=prune, commit_articles=commit_articles)
        return build(paths or [self.folder], self.address, options)

    def articles(self) -> dict[str, str]:
        """Every article's title and body."""
        return {title: body for title, (body, _) in self.versions().items()}

    def versions(self) -> dict[str, tuple[str, int]]:
        """Every article's title, body and version."""
        return versions(self.address)

    def titles(self) -> set[str]:
        return set(self.articles())

    def ledger(self) -> list[LedgerEntry]:
        with open_writer(self.address) as writer:
            return list(writer.ledger.under(self.folder.anchor))

    def recorded(self) -> dict[str, LedgerEntry]:
        return {os.path.relpath(entry.path, self.folder): entry for entry in self.ledger()}


def versions(address: str) -> dict[str, tuple[str, int]]:
    return {title: (body, version) for title, body, version in _all(address)}


def _all(address: str) -> Iterator[tuple[str, str, int]]:
    if address.startswith("memory://"):
        for article in MemoryWriter.stored[address.removeprefix("memory://")].articles.values():
            yield article.title, article.body, article.version
        return
    reader = open_reader(address)
    try:
        for stored in reader.all_stored_fields():
            if "title" in stored["record"]:  # else an entry of the ledger
                article = article_from_record(stored["record"])
                yield article.title, article.body, article.version
    finally:
        reader.close()
