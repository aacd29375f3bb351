import json
import shutil
from pathlib import Path

from cli.forget import forget_lines, undo_lines
from index.forget import Forgetting, Undoing
from tests.cli.program import SEEDS, run
from tests.index.shelf import articles


def test_what_was_removed_and_what_was_not_there_are_told() -> None:
    done = Forgetting(removed=("a",), absent=("b",), kept_out=2, articles=7)
    assert list(forget_lines(done)) == [
        "removed: article a",
        "not in the index: article b; kept out from now on",
        "2 articles kept out.",
    ]


def test_what_is_let_in_again_needs_a_run() -> None:
    told = list(undo_lines(Undoing(let_in=("a",), unknown=("b",), files=1)))
    assert told[:2] == ["let in again: article a", "not kept out: article b"]
    assert told[2].endswith("1 file will be read again.")


def test_a_forgotten_article_is_kept_out_until_it_is_let_in(indexed: Path, tmp_path: Path) -> None:
    shutil.copytree(indexed / ".dateline", tmp_path / ".dateline")
    id = min(articles(tmp_path / ".dateline"))
    assert run("forget", id, cwd=tmp_path).out.splitlines()[0] == f"removed: article {id}"
    assert "kept out: the article was removed for good" in run("index", SEEDS, cwd=tmp_path).out
    assert run("forget", "--undo", id, cwd=tmp_path).out.splitlines()[0] == f"let in again: article {id}"


def test_undoing_needs_a_name(indexed: Path) -> None:
    done = run("forget", "--undo", cwd=indexed)
    assert (done.code, "--undo needs an ID or URL" in done.err) == (2, True)


def test_an_index_of_today_needs_no_migration(indexed: Path) -> None:
    assert json.loads(run("migrate", "--json", cwd=indexed).out) == {"migrated": False, "articles": None}
    assert run("migrate", cwd=indexed).out.startswith("Nothing to do")
