"""The whole program on the sample news: seeds to index to pages on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index import build, open_writer
from web import Settings, Snapshots, create_app, running

SEEDS = Path(__file__).parents[2] / "seeds"
EDITED = SEEDS / "002_lock_keeper_oneill.txt"  # whose text has changed since it was first indexed
BEFORE, AFTER = "almost a kilogram", "two pounds and a half"


@contextmanager
def seeds_served(directory: Path) -> Iterator[str]:
    """The address of a site that serves the seeds, one of them edited, from an index in `directory`, for a block."""
    settings = Settings(index=str(directory / "index"), port=0)
    build([SEEDS], settings.index)
    with open_writer(settings.index) as writer:
        entry = writer.ledger.get(str(EDITED))
        (article,) = writer.texts(entry.ids[0]) if entry else ()
        writer.upsert([replace(article, body=article.body.replace(BEFORE, AFTER))])
    snapshots = Snapshots(settings.index)
    try:
        with running(create_app(snapshots, settings), settings) as server:
            yield server.url
    finally:
        snapshots.close()
