"""Earlier texts of edited articles from the command line: how many are kept, and how they are found."""

import json
from pathlib import Path

import pytest

from tests.cli.program import run

TEXTS = ["The toll rises by two dollars.", "The toll rises by nine dollars.", "The toll falls."]


def edited(folder: Path, *options: str) -> None:
    """Make an index of an article that came in three texts, one run each."""
    news = folder / "news.jsonl"
    for day, body in enumerate(TEXTS, 1):
        record = {"id": "toll", "title": "Toll", "body": body, "published": "2017-10-26", "updated": f"2017-11-0{day}"}
        news.write_text(json.dumps(record), encoding="utf-8")
        assert run("index", *options, news, cwd=folder).code == 0


@pytest.mark.parametrize(
    ("options", "kept"), [((), [3, 2, 1]), (("--versions", "1"), [3, 2]), (("--versions", "0"), [3])]
)
def test_so_many_earlier_texts_are_kept(options: tuple[str, ...], kept: list[int], tmp_path: Path) -> None:
    edited(tmp_path, *options)
    asked = (run("search", "--versions", "all", "--json", f'"{body[4:-1]}"', cwd=tmp_path) for body in reversed(TEXTS))
    assert [hit["version"] for ran in asked for hit in json.loads(ran.out)["results"]] == kept


def test_a_hit_says_that_it_is_an_earlier_text(tmp_path: Path) -> None:
    edited(tmp_path)
    found = run("search", "--versions", "all", '"two dollars"', cwd=tmp_path)
    assert "version 1 of 3, an earlier text" in found.out
    assert "an earlier text" not in run("search", "toll falls", cwd=tmp_path).out
