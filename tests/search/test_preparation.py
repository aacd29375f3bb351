"""What is prepared needs no compiler afterwards."""

from pathlib import Path

from corpus import Article
from index import open_writer
from search import And, Or, Phrase, SearchRequest, Term, kernels, open_searcher
from search.preparation import prepare


def test_queries_after_preparation_compile_nothing(tmp_path: Path) -> None:
    prepare()
    loops = [kernels.union, kernels.intersection, kernels.members, kernels.phrases, kernels.held_for]
    before = [len(loop.signatures) for loop in loops]
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([Article(id=str(n), title="Oil", body="oil and gas " * n, language="en") for n in range(300)])
    with open_searcher(tmp_path / "index") as searcher:
        for query in (
            Term("oil"),
            Or((Term("oil"), Term("gas"))),
            And((Term("oil"), Term("gas"))),
            Phrase(("oil", "and")),
        ):
            assert searcher.search(SearchRequest(query)).total.value > 0
    assert all(before)
    assert [len(loop.signatures) for loop in loops] == before
