"""Topics, judgements and runs, read and refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import BadEvaluation
from search.trec import Topic, read_judgements, read_run, read_topics, write_run


def file_of(folder: Path, text: str) -> Path:
    path = folder / "file.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_is_a_topic(tmp_path: Path) -> None:
    path = file_of(tmp_path, "\ufeff1\tWhat is \tnews?\n\n2\tElections\r\n")
    assert read_topics(path) == (Topic("1", "What is \tnews?"), Topic("2", "Elections"))


def test_a_top_block_is_a_topic(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "<top>\n<num> Number: 301\n<title> Organized\n Crime\n\n<desc> Description:\nIdentify gangs.\n</top>\n"
        "<top><num>302</num><title>Polio</title></top>",
    )
    assert read_topics(path) == (Topic("301", "Organized Crime"), Topic("302", "Polio"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no topics"),
        ("1 no tab\n", "line 1"),
        ("1\ta\n\ttext\n", "line 2"),
        ("1\ta\n1\tb\n", "more than once"),
        ("<top><title>no number</title></top>", "topic 1"),
    ],
    ids=["empty", "no tab", "no id", "repeated", "no number"],
)
def test_topics_that_cannot_be_read_are_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadEvaluation, match=said):
        read_topics(file_of(tmp_path, text))


def test_judgements_are_grades_by_topic(tmp_path: Path) -> None:
    assert read_judgements(file_of(tmp_path, "1 0 a 1\n1 0 b 0\n2\t0\tc\t2\n")) == {
        "1": {"a": 1, "b": 0},
        "2": {"c": 2},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [("1 0 a\n", "3 columns"), ("1 0 a yes\n", "'yes'"), (" \n", "no judgements")],
    ids=["short", "no number", "empty"],
)
def test_judgements_that_cannot_be_read_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadEvaluation, match=said):
        read_judgements(file_of(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadEvaluation, match="nowhere"):
        read_topics(tmp_path / "nowhere")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b"1\tcaf\xe9\n")
    with pytest.raises(BadEvaluation, match="not UTF-8"):
        read_topics(path)


def test_a_run_is_ordered_by_score_and_equals_by_rank(tmp_path: Path) -> None:
    path = file_of(tmp_path, "1 Q0 c 3 1.5 x\n1 Q0 b 2 1.5 x\n1 Q0 a 9 2.5 x\n")
    assert read_run(path) == {"1": (("a", 2.5), ("b", 1.5), ("c", 1.5))}


@pytest.mark.parametrize("score", ["nan", "inf", "high"])
def test_a_score_that_is_no_number_is_refused(tmp_path: Path, score: str) -> None:
    with pytest.raises(BadEvaluation, match="line 1"):
        read_run(file_of(tmp_path, f"1 Q0 a 1 {score} x\n"))


def test_a_run_that_cannot_be_written_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(BadEvaluation, match="cannot be written"):
        write_run(tmp_path / "no" / "folder", {"1": (("a", 1.0),)})


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_a_run_written_and_read_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, scores: list[float]
) -> None:
    path = tmp_path_factory.mktemp("run") / "run"
    run = {"7": tuple((f"d{place}", score) for place, score in enumerate(sorted(scores, reverse=True)))}
    write_run(path, run)
    assert read_run(path) == run
