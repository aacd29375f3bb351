import json
from datetime import date
from pathlib import Path

import pytest

from cli.stats import printed_size, rows
from search import IndexStats
from tests.cli.program import run

STATS = IndexStats(
    articles=1_234,
    sources=7,
    languages=("en", "de"),
    undated=5,
    first=date(2017, 10, 19),
    last=date(2024, 6, 27),
    segments=1,
    bytes=41_234,
    generation=2,
)


def test_figures_are_named_and_grouped() -> None:
    assert dict(rows(STATS, "/news/.dateline")) == {
        "articles": "1,234",
        "outlets": "7",
        "languages": "English, German",
        "published": "October 19, 2017 to June 27, 2024; 5 undated",
        "size": "41.2 kB in 1 segment",
        "commits": "2",
        "index": "/news/.dateline",
    }


@pytest.mark.parametrize(
    ("count", "printed"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (41_234, "41.2 kB"), (999_600, "1 MB"), (2_500_000_000, "2.5 GB")],
)
def test_a_size_has_three_figures_at_most(count: int, printed: str) -> None:
    assert printed_size(count) == printed


def test_a_size_beyond_a_thousand_terabytes_is_in_terabytes() -> None:
    assert printed_size(12_345 * 10**12) == "12,345 TB"


def test_the_seeds_are_counted(indexed: Path) -> None:
    done = run("stats", cwd=indexed)
    assert done.code == 0
    assert done.out.splitlines()[0].split() == ["articles", "44"]


def test_the_object_has_articles_sources_segments_and_bytes(indexed: Path) -> None:
    stats = json.loads(run("stats", "--json", cwd=indexed).out)
    assert stats["articles"] == 44
    assert min(stats["sources"], stats["segments"], stats["bytes"]) > 0
