"""The ranking stays at least as good as it was measured, on three public collections with judgements.

A floor is the measured figure cut after the third decimal. It may be raised; to lower one is a decision, with its
reason in the changelog. The digest pins what was measured: other data is another figure. The data is not part of the
project; where it is absent, the tests skip.
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pytest

from index import build
from search import open_searcher
from search.evaluation import Evaluation, evaluate, run_topics
from search.trec import read_judgements, read_topics

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"
FILES = ("docs.jsonl", "queries.tsv", "qrels.txt")


@dataclass(frozen=True)
class Floor:
    """A collection, how many articles and judged topics it has, and what its ranking may not sink below."""

    collection: str
    digest: str
    articles: int
    topics: int
    ndcg: float
    map: float

    @property
    def folder(self) -> Path:
        return DATA / self.collection


FLOORS = (
    Floor("time", "bf0c22863b2620bf4dda8e54befc622b", 423, 83, ndcg=0.768, map=0.707),
    Floor("cisi", "37703838341e8b36babe9629c337c4b2", 1460, 76, ndcg=0.379, map=0.219),
    Floor("cacm", "6974f2e86c0e244f7c2618b49deb9f0d", 3204, 52, ndcg=0.509, map=0.350),
)


def digest(folder: Path) -> str:
    """BLAKE2b-128 of the collection's files, one after the other."""
    whole = blake2b(digest_size=16)
    for name in FILES:
        whole.update((folder / name).read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module", params=FLOORS, ids=[floor.collection for floor in FLOORS])
def floor(request: pytest.FixtureRequest) -> Floor:
    chosen: Floor = request.param
    if not chosen.folder.is_dir():
        pytest.skip(f"the collection {chosen.collection} is not beside the checkout, in shared/data")
    return chosen


@pytest.fixture(scope="module")
def measured(floor: Floor, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    address = tmp_path_factory.mktemp(floor.collection) / "index"
    build([floor.folder / "docs.jsonl"], address)
    with open_searcher(address) as searcher:
        assert searcher.stats().articles == floor.articles
        run = run_topics(searcher, read_topics(floor.folder / "queries.tsv"))
    return evaluate(run, read_judgements(floor.folder / "qrels.txt"))


def test_the_data_is_what_was_measured(floor: Floor) -> None:
    assert digest(floor.folder) == floor.digest


def test_every_judged_topic_is_measured(floor: Floor, measured: Evaluation) -> None:
    assert measured.topics == floor.topics


def test_ndcg_does_not_sink(floor: Floor, measured: Evaluation) -> None:
    assert measured.means["nDCG@10"] >= floor.ndcg


def test_map_does_not_sink(floor: Floor, measured: Evaluation) -> None:
    assert measured.means["MAP"] >= floor.map
