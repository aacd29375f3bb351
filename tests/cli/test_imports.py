"""What a command loads before it does anything: a search needs no parser of pages and no server."""

import subprocess
import sys

import pytest

UNNEEDED = ("bs4", "feedparser", "flask", "lxml", "trafilatura", "waitress", "werkzeug")


@pytest.mark.parametrize("module", ["cli.search", "search.columnar.searcher"])
def test_a_search_loads_no_parser_and_no_server(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {UNNEEDED} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["extract_article", "read_articles", "read_file"])
def test_what_is_loaded_late_is_offered_all_the_same(name: str) -> None:
    code = f"import corpus; print(callable(corpus.{name}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_an_unknown_name_of_a_package_is_an_error() -> None:
    code = "import corpus, web; print(hasattr(corpus, 'nothing'), hasattr(web, 'nothing'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
