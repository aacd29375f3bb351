"""Articles removed for good, and kept out of every later run; and let in again.

What is to be forgotten goes on the list first (`forgotten.py`), marked as pending. Then the index is built anew from
the stored text of everything else, beside the live one, and put in its place at one stroke: no postings, dictionary,
compressed frame or older generation of the new files was made from the forgotten text. A crash on the way leaves the
old index and the list; whoever writes next, or forgets again, finishes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.identity import id_of
from corpus.urls import canonical_url
from index import certificate, forgotten
from index.address import parse_address
from index.errors import BadAddress, IndexCorrupt, IndexMissing
from index.rebuild import clear_leftovers, put_in_place, recover
from index.repair import salvaging
from index.saved import OnProgress
from index.whoosh_directory import locked, open_reader, translated
from index.writer import LedgerEntry, Writer, open_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What forgetting did.

    removed:  ids of articles that were there; absent: those that were not, and are kept out from now on
    kept_out: how many are on the list; articles: how many the index has now
    """

    removed: tuple[str, ...]
    absent: tuple[str, ...]
    kept_out: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What letting in again did. unknown: ids that were not on the list; files: how many the next run reads again."""

    let_in: tuple[str, ...]
    unknown: tuple[str, ...]
    files: int


def forget(address: str | Path, names: Iterable[str], on_progress: OnProgress = lambda articles: None) -> Forgetting:
    """Remove articles by id or URL, and keep them out; without names, finish what a crash left unfinished.

    Raises BadAddress, IndexMissing, IndexMismatch, IndexBusy, IndexUnavailable, IndexCorrupt.
    """
    folder = _folder(address)
    ids = tuple(dict.fromkeys(map(article_id, names)))
    held = _held(folder, ids)
    with translated(str(folder)), locked(str(folder)):
        known = forgotten.read(folder)
        if ids:
            forgotten.write(folder, known.adding(ids))
    articles = finish(folder, on_progress)
    absent = tuple(id for id in ids if id not in held)
    kept_out = len(forgotten.read(folder))
    return Forgetting(removed=tuple(held), absent=absent, kept_out=kept_out, articles=articles)


def finish(folder: Path, on_progress: OnProgress = lambda articles: None) -> int:
    """Remove the traces that are still to be removed; return how many articles there are, 0 if there was none to do.

    Raises IndexCorrupt where the index is damaged; IndexBusy, IndexUnavailable, IndexMismatch.
    """
    if not forgotten.read(folder).pending:
        return 0
    certificate.check(folder)
    with translated(str(folder)), locked(str(folder)):
        clear_leftovers(folder)
        saved = put_in_place(folder, salvaging(folder, on_progress), lambda saved: saved.is_pure)
    if not saved.is_pure:
        raise IndexCorrupt(
            f"index at {folder} is damaged, so that forgetting cannot be finished: {certificate.REPAIR}; either "
            "finishes it"
        )
    return saved.articles


def undo(address: str | Path, names: Iterable[str]) -> Undoing:
    """Let articles in again: the next run reads the files that have them. Raises what `forget` raises."""
    folder = _folder(address)
    ids = tuple(dict.fromkeys(map(article_id, names)))
    finish(folder)
    with open_writer(address) as writer, translated(str(folder)):
        known = forgotten.read(folder)
        let_in = tuple(id for id in ids if id in known)
        files = _to_be_read_again(writer, set(let_in))
        writer.commit()
        if let_in:
            forgotten.write(folder, known.without(let_in))
    return Undoing(let_in=let_in, unknown=tuple(id for id in ids if id not in known), files=files)


def article_id(name: str) -> str:
    """The id of an article by its id or its address. Raises BadAddress for an address that names no article.

    >>> article_id("https://www.example.org/a?fbclid=x") == article_id("http://example.org/a")
    True
    """
    if "://" not in name:
        return name
    url = canonical_url(name)
    if url is None:
        raise BadAddress(f"{name} is the address of no article: give the article's own address, or its id")
    return id_of(url)


def _to_be_read_again(writer: Writer, ids: set[str]) -> int:
    entries = [entry for entry in writer.ledger.under("/") if _kept_out(entry, ids)]
    for entry in entries:
        writer.ledger.put(replace(entry, complete=False, digest=""))
    return len(entries)


def _kept_out(entry: LedgerEntry, ids: set[str]) -> bool:
    """Whether a file had one of these articles, or had so many failures that it may have."""
    items = {failure.item for failure in entry.failures if failure.reason == forgotten.REASON}
    unnamed = any(failure.item == forgotten.FURTHER for failure in entry.failures)
    return bool(ids) and (unnamed or not items.isdisjoint(map(forgotten.item_of, ids)))


def _held(folder: Path, ids: Iterable[str]) -> list[str]:
    """Those of the articles that the last commit has."""
    reader = open_reader(str(folder))
    try:
        return [id for id in ids if _has(reader, id.encode("utf-8", "surrogatepass"))]
    finally:
        reader.close()


def _has(reader: object, id: bytes) -> bool:
    return ("id", id) in reader and bool(list(reader.postings("id", id).all_ids()))  # type: ignore[attr-defined, operator]


def _folder(address: str | Path) -> Path:
    folder = parse_address(address).folder
    if folder is None:
        raise BadAddress(f"{address}: articles of an index on a server are removed there")
    recover(folder)
    if not folder.is_dir():
        raise IndexMissing(f"no index at {folder} yet: run `dateline index PATH` to build one")
    return folder
