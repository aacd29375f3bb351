"""A small Whoosh index for tests: articles to write, and a plain look at what was committed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import Article
from index.schema import ARTICLE, article_from_record
from index.whoosh_directory import open_reader


def article(id: str = "a", body: str = "Iraqi forces advance.", **told: Any) -> Article:
    return Article(id=id, title=told.pop("title", "Offensive in Al-Qaim"), body=body, **told)


def dated(id: str, body: str, year: int) -> Article:
    return article(id, body, published=datetime(year, 1, 1, tzinfo=UTC), published_precision="day")


def articles(location: Path) -> dict[str, Article]:
    """The articles of the last commit by id."""
    reader = open_reader(str(location))
    try:
        records = [stored["record"] for _, stored in reader.iter_docs() if "title" in stored["record"]]
    finally:
        reader.close()
    found = {record["id"]: article_from_record(record) for record in records}
    assert len(found) == len(records), "an id stands twice in the index"
    return found


def having(location: Path, field: str, term: str) -> set[str]:
    """The ids of the articles that have a term."""
    reader = open_reader(str(location))
    try:
        kind = set(_documents(reader, "kind", ARTICLE))
        numbers = [number for number in _documents(reader, field, term) if number in kind]
        return {reader.stored_fields(number)["record"]["id"] for number in numbers}
    finally:
        reader.close()


def _documents(reader: Any, field: str, term: str) -> list[int]:
    if (field, term.encode()) not in reader:
        return []
    return list(reader.postings(field, term.encode()).all_ids())
