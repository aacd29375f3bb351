import json
from pathlib import Path

import pytest

from tests.cli.program import SEEDS, run


def test_formats_and_samples_are_shown(tmp_path: Path) -> None:
    done = run("inspect", SEEDS, cwd=tmp_path)
    assert done.code == 0, done.err
    assert "json lines: 10 articles in 1 file" in done.out
    assert "[the page's jsonld]" in done.out


def test_nothing_is_indexed(tmp_path: Path) -> None:
    run("inspect", SEEDS, cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_object_has_facts_with_their_origins(tmp_path: Path) -> None:
    found = json.loads(run("inspect", SEEDS / "meridian-post.jsonl", "--json", cwd=tmp_path).out)
    [recognized] = found["formats"]
    assert recognized["fields"]["source"] == {"source": 10}
    assert recognized["sample"]["facts"]["published"] == {"value": "2023-03-03", "origin": "date"}


def test_paths_without_an_article_end_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    done = run("inspect", "a.txt", cwd=tmp_path)
    assert done.code == 1
    assert "a.txt: empty" in done.out


@pytest.mark.parametrize("command", ["inspect", "index"])
def test_a_map_that_says_nothing_is_an_error_with_its_remedy(tmp_path: Path, command: str) -> None:
    done = run(command, SEEDS, "--map", "colour=red", cwd=tmp_path)
    assert done.code == 2
    assert "known are title, body" in done.err


def test_an_index_is_built_by_a_map(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Kopf;Inhalt\nStorm nears;The xylophonist waits.\n")
    assert run("index", "a.csv", "--map", "title=Kopf,body=Inhalt", cwd=tmp_path).code == 0
    assert "Storm nears" in run("search", "xylophonist", cwd=tmp_path).out
