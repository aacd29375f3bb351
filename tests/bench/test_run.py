"""A small run of the bench: right answers, not quick ones."""

import json
import subprocess
import sys

import pytest

from bench.articles import generated
from bench.indexing import BATCH, Meter
from bench.tables import written


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    home = tmp_path_factory.mktemp("bench")
    command = [sys.executable, "-m", "bench", "--articles", "120", "--each", "2", "--rounds", "1"]
    chosen = ["--engines", "dateline,fts5", "--work", home, "--out", home / "bench.json"]
    subprocess.run([*command, *chosen], check=True, capture_output=True, timeout=300)
    assert [path.name for path in home.iterdir()] == ["bench.json"]
    return json.loads((home / "bench.json").read_text())


def test_every_article_is_indexed_by_every_engine(result):
    (run,) = result["runs"]
    given = {name: found["articles"] for name, found in run["indexing"].items()}
    assert given == dict.fromkeys(("Dateline", "Dateline, all cores", "SQLite FTS5"), 120)


def test_the_engines_find_the_same_articles(result):
    (run,) = result["runs"]
    agreement = run["agreement"]
    assert {found["SQLite FTS5"]["totals"] for kind, found in agreement.items() if kind != "prefix"} == {1.0}


def test_every_kind_of_question_is_timed(result):
    (run,) = result["runs"]
    assert all(
        0 < found["p50"] <= found["p95"] <= found["p99"]
        for by_engine in run["latency"].values()
        for found in by_engine.values()
    )
    assert set(run["opening"]) == {"Dateline", "SQLite FTS5"}


def test_what_stands_around_a_list_is_timed(result):
    (run,) = result["runs"]
    assert {"six facets", "histogram", "related articles"} < set(run["features"])
    assert all(found["p50"] > 0 for found in run["features"].values())


def test_the_tables_name_the_command_and_every_engine(result):
    text = written(result)
    assert result["command"] in text
    assert "| union | SQLite FTS5 |" in text


def test_an_unknown_engine_is_told():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--engines", "nobody"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr == "no engine has 'nobody' in its name\n"


def test_an_engine_out_of_time_is_given_no_more():
    meter = Meter(limit=0.0)
    meter.start()
    assert list(meter.feed(generated(3))) == []
    assert meter.articles == 0


def test_what_is_given_is_counted():
    meter = Meter(limit=60.0)
    meter.start()
    given = list(meter.feed(generated(BATCH + 5)))
    assert meter.articles == len(given) == BATCH + 5
    assert meter.text == sum(len(article.title.encode()) + len(article.body.encode()) for article in given)
