"""The whole program on the sample news: seeds to index to pages on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index import build
from web import Settings, Snapshots, create_app, running

SEEDS = Path(__file__).parents[2] / "seeds"


@contextmanager
def seeds_served(directory: Path) -> Iterator[str]:
    """The address of a site that serves the seeds from an index in `directory`, for the length of a block."""
    settings = Settings(index=str(directory / "index"), port=0)
    build([SEEDS], settings.index)
    snapshots = Snapshots(settings.index)
    try:
        with running(create_app(snapshots, settings), settings) as server:
            yield server.url
    finally:
        snapshots.close()
