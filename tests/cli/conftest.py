import shutil
from pathlib import Path

import pytest

from tests.cli.program import SEEDS, run


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with an index of the seeds, for reading only."""
    folder = tmp_path_factory.mktemp("indexed")
    done = run("index", SEEDS, cwd=folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A working directory with a copy of the seeds in it, to change."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    return tmp_path
