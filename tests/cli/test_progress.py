import io

import pytest

from cli.progress import done_so_far, progress_bar
from index.report import Progress

HALFWAY = Progress(files_done=12, files_total=40, bytes_done=50, bytes_total=100, articles=1_204, path="a.html")


def test_progress_counts_articles_their_rate_and_files() -> None:
    assert done_so_far(HALFWAY, seconds=2.0) == "1,204 articles, 602/s, 12 of 40 files"


def test_the_first_moment_has_no_rate() -> None:
    looking = Progress(files_done=0, files_total=None, bytes_done=0, bytes_total=None, articles=0, path=None)
    assert done_so_far(looking, seconds=0.0) == "0 articles"


def test_there_is_no_bar_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress_bar() as on_progress:
        assert on_progress is None


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar() as on_progress:
        assert on_progress is not None
        on_progress(HALFWAY)
    assert "1,204 articles" in stream.getvalue()
