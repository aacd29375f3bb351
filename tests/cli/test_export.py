"""Every article of a search, whole."""

import csv
import io
import json
from pathlib import Path

from tests.cli.program import run


def lines(indexed: Path, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("export", *arguments, cwd=indexed).out.splitlines()]


def test_every_article_is_a_line(indexed: Path) -> None:
    stats = json.loads(run("stats", "--json", cwd=indexed).out)
    assert len(lines(indexed)) == stats["articles"]


def test_an_export_has_the_order_of_the_search(indexed: Path) -> None:
    found = json.loads(
        run("search", "ferry", "--size", "100", "--group", "off", "--diversity", "off", "--json", cwd=indexed).out
    )["results"]
    exported = lines(indexed, "ferry")
    assert [(each["rank"], each["id"], each["score"]) for each in exported] == [
        (each["rank"], each["id"], each["score"]) for each in found
    ]


def test_an_article_is_exported_whole(indexed: Path) -> None:
    first = lines(indexed, "iraqi forces")[0]
    assert "Iraqi forces" in str(first["body"])
    assert {"url", "published", "authors", "tags", "language"} <= set(first)


def test_filters_narrow_an_export(indexed: Path) -> None:
    assert {each["source"] for each in lines(indexed, "--source", "northern ledger")} == {"Northern Ledger"}


def test_a_table_has_a_row_for_each_article(indexed: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "ferry", "--csv", cwd=indexed).out)))
    assert [row["id"] for row in rows] == [each["id"] for each in lines(indexed, "ferry")]
    assert all(row["body"] for row in rows)


def test_falling_back_to_any_word_is_said_on_stderr(indexed: Path) -> None:
    done = run("export", "ferry xylophonist", cwd=indexed)
    assert done.code == 0
    assert "no article has all of these words" in done.err


def test_nothing_found_is_1(indexed: Path) -> None:
    done = run("export", "xylophonist", cwd=indexed)
    assert (done.code, done.out) == (1, "")
    assert "nothing found for xylophonist" in done.err


def test_a_wrong_filter_is_an_error(indexed: Path) -> None:
    done = run("export", "--year", "soon", cwd=indexed)
    assert done.code == 2
    assert "--year" in done.err


def test_a_line_in_another_encoding_stays_json(indexed: Path) -> None:
    done = run("export", "zarabusca", cwd=indexed, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(done.out.splitlines()[0])["title"] == "El pueblo que imprimió su propio diccionario"
