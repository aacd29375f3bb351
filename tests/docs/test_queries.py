"""Every example of docs/queries.md finds in the seeds what its row says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import build
from search import Searcher, SearchRequest, open_searcher, parse

ROOT = Path(__file__).parent.parent.parent
ROW = re.compile(r"^\| `(?P<typed>[^`]+)` \|.*\| (?P<found>\d+) \|$", re.MULTILINE)
EXAMPLES = [
    (row["typed"].replace(r"\|", "|"), int(row["found"]))
    for row in ROW.finditer((ROOT / "docs/queries.md").read_text())
]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    address = tmp_path_factory.mktemp("queries") / "index"
    build([ROOT / "seeds"], address)
    with open_searcher(address) as searcher:
        yield searcher


@pytest.mark.parametrize(("typed", "found"), EXAMPLES, ids=[typed for typed, _ in EXAMPLES])
def test_an_example_finds_what_its_row_says(seeds: Searcher, typed: str, found: int) -> None:
    assert seeds.search(SearchRequest(parse(typed).query, snippets=0)).total.value == found


@pytest.mark.parametrize(("typed", "found"), EXAMPLES, ids=[typed for typed, _ in EXAMPLES])
def test_an_example_needs_no_repair(typed: str, found: int) -> None:
    assert parse(typed).warnings == ()
