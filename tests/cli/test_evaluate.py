"""`dateline evaluate`: the table, the JSON, the run that is saved and the one compared with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import evaluate as module
from corpus import Article
from search.errors import BadEvaluation
from search.results import Hit, SearchRequest, Snippet
from search.trec import read_run


class Shelf:
    """A searcher that finds the articles it was given, whatever is asked."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        for rank, id in enumerate(self.ids, 1):
            yield Hit(Article(id=id, title=id, body=""), 10.0 - rank, rank, Snippet("title", id))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    topics, qrels = tmp_path / "topics.tsv", tmp_path / "qrels.txt"
    topics.write_text("1\tiraqi forces\n2\tlast den\n")
    qrels.write_text("1 0 a 1\n2 0 b 1\n")
    return str(topics), str(qrels)


def invoke(monkeypatch: pytest.MonkeyPatch, shelf: Shelf, *arguments: str) -> Result:
    monkeypatch.setattr(module, "open_searcher", lambda address: shelf)
    return CliRunner().invoke(module.command, [*arguments, "--index", "unused"])


def test_each_measure_has_a_line(monkeypatch: pytest.MonkeyPatch, files: tuple[str, str]) -> None:
    result = invoke(monkeypatch, Shelf("a", "b"), *files)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "2 topics",
        "nDCG@10   0.8155",
        "MAP       0.7500",
        "P@10      0.1000",
        "R@100     1.0000",
        "RR        0.7500",
    ]


def test_json_holds_the_same_figures(monkeypatch: pytest.MonkeyPatch, files: tuple[str, str]) -> None:
    answer = json.loads(invoke(monkeypatch, Shelf("a", "b"), *files, "--json").output)
    assert answer["topics"] == 2
    assert answer["means"]["MAP"] == 0.75
    assert answer["topic"]["RR"] == {"1": 1.0, "2": 0.5}
    assert answer["against"] is None


def test_a_saved_run_is_compared_with_the_next(
    monkeypatch: pytest.MonkeyPatch, files: tuple[str, str], tmp_path: Path
) -> None:
    saved = str(tmp_path / "run")
    assert invoke(monkeypatch, Shelf("x", "a", "b"), *files, "--save", saved).exit_code == 0
    assert read_run(Path(saved))["1"] == (("x", 9.0), ("a", 8.0), ("b", 7.0))
    result = invoke(monkeypatch, Shelf("a", "b"), *files, "--against", saved)
    last = result.output.splitlines()[-1].split()
    assert (last[0], last[1], last[2], last[3], last[-1]) == ("RR", "0.7500", "0.4167", "+0.3333", "2/0")
    answer = json.loads(invoke(monkeypatch, Shelf("a", "b"), *files, "--against", saved, "--json").output)
    assert answer["against"]["RR"]["better"] == 2
    assert 0 < answer["against"]["RR"]["p"] < 1


def test_a_missing_file_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, files: tuple[str, str], tmp_path: Path
) -> None:
    result = invoke(monkeypatch, Shelf(), str(tmp_path / "nowhere"), files[1])
    assert isinstance(result.exception, BadEvaluation)
    assert "nowhere" in str(result.exception)


def test_a_run_to_compare_with_is_read_before_the_work_starts(
    monkeypatch: pytest.MonkeyPatch, files: tuple[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("1 Q0 a\n")
    monkeypatch.setattr(Shelf, "scan", lambda *_: pytest.fail("the topics were run"))
    assert isinstance(invoke(monkeypatch, Shelf("a"), *files, "--against", str(broken)).exception, BadEvaluation)
