"""What only the live index knows of edited articles, taken over into the one that is built anew from the files.

The files tell the present texts alone. From the live index come the numbers of the versions and the earlier texts.
Where a file has changed since it was last read, and with it the text of an article, that is an edit like any other: the
version goes up by one, and the text of the live index is kept as the one before. Where no file has changed and the text
is another all the same, the files are only read better, and no version is made of it.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace

from corpus import Article
from index.errors import IndexCorrupt
from index.writer import Ledger, Writer

log = logging.getLogger(__name__)
TOP = "/"  # below it are all paths of a ledger


def take_over(live: Writer, fresh: Writer, most: int) -> None:
    """Give the articles of a fresh index, filled and committed, their versions, and `most` earlier texts each.

    What the fresh index made itself of several texts that its files deliver stays, where the live index knows no more.
    """
    rewritten = set(_delivered_by_changed_files(live.ledger, fresh.ledger))
    for id in sorted(rewritten | set(live.edited())):
        before, now = live.version(id), fresh.version(id)
        if before is None or now is None:
            continue
        later = id in rewritten and before.body != now.body
        number = before.number + later
        if number > now.number:
            present = replace(fresh.texts(id)[0], version=number)
            fresh.delete([id])
            fresh.upsert([present])
            fresh.keep(text for text in _texts(live, id) if 0 < number - text.version <= most)


def _texts(live: Writer, id: str) -> tuple[Article, ...]:
    """The texts of an article; none where they are damaged, which is said."""
    try:
        return live.texts(id)
    except IndexCorrupt as exc:
        log.warning("earlier texts of article %s cannot be carried over: %s", id, exc)
        return ()


def _delivered_by_changed_files(live: Ledger, fresh: Ledger) -> Iterator[str]:
    """The articles of files whose bytes the live index has not seen."""
    seen = {entry.digest for entry in live.under(TOP)}
    return (id for entry in fresh.under(TOP) if entry.digest not in seen for id in entry.ids)
