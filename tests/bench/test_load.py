from itertools import islice

from bench.load.__main__ import paths_of, popular, table
from bench.load.wrk import Load

PAIRS = [(f"a{number}", f"b{number}") for number in range(100)]


def test_popular_questions_are_few_often_and_most_seldom():
    asked = list(islice(popular(PAIRS), 10_000))
    assert asked.count(PAIRS[0]) > 10 * asked.count(PAIRS[50]) > 0


def test_questions_become_addresses():
    assert paths_of("/search", [("iraqi", "forces")]) == "/search?q=iraqi+forces"


def test_a_load_is_a_row():
    rows = table({"Dateline, page": {8: Load(1234.5, 6.25, 20.0, 0.875, 0, 0)}}).splitlines()
    assert rows[2:] == ["| Dateline, page | 8 | 1,234 | 6.2 | 20.0 | 0.88 | 0 |"]
