"""Builds are tested on the engine in memory, and again on the real one."""

from pathlib import Path

import pytest

from index.writer import ENGINES
from tests.index.memory_writer import MemoryWriter
from tests.index.newsroom import Newsroom


@pytest.fixture(params=["memory", "whoosh"])
def news(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """An empty folder and an address without an index."""
    monkeypatch.setitem(ENGINES, "memory", ("tests.index.memory_writer", "MemoryWriter"))
    monkeypatch.setattr(MemoryWriter, "stored", {})
    monkeypatch.setattr(MemoryWriter, "open", set())
    folder = tmp_path / "news"
    folder.mkdir()
    return Newsroom(folder, "memory://test" if request.param == "memory" else str(tmp_path / "index"))
