"""Extraction stays at least as good as it was measured, on every eighth page of three public collections.

A floor is the figure of that slice cut after the second decimal; it may be raised, and to lower one is a decision, with
its reason in the changelog. The digest pins what was measured: other data is another figure. `python -m
bench.extraction` gives the figures of all pages, beside other programs. The data is not part of the project; where it
is absent, the tests skip.
"""

import logging
from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import pytest

from bench.extraction import (
    DATA,
    PROGRAMS,
    Page,
    count_date,
    count_shingles,
    count_strings,
    measure,
    pages_with_dates,
    pages_with_strings,
    pages_with_texts,
)

STEP = 8
DIGESTS = {
    "html_trafilatura.tar.gz": "e1914f9dade3bea6d303f368bf258c33",
    "html_readability.tar.gz": "6464cb2f2caf99fe1556c0c87d2e3f1d",
    "html_htmldate.tar.gz": "47c4bb2a472b483c05a21b2ae6b50dcc",
}


def slice_of(name: str, pages: Callable[[Path], Iterator[Page]]) -> list[Page]:
    """Every eighth page of a collection; skips the test where it is absent."""
    archive = DATA / name
    if not archive.is_file():
        pytest.skip(f"no research data at {archive}")
    assert blake2b(archive.read_bytes(), digest_size=16).hexdigest() == DIGESTS[name]
    return list(islice(pages(DATA), 0, None, STEP))


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_the_story_is_found_and_nothing_else():
    score = measure(
        slice_of("html_trafilatura.tar.gz", pages_with_strings), PROGRAMS["dateline"]().text, count_strings
    )["all"]
    assert score.precision >= 0.96
    assert score.recall >= 0.92


def test_whole_news_texts_are_found():
    score = measure(slice_of("html_readability.tar.gz", pages_with_texts), PROGRAMS["dateline"]().text, count_shingles)[
        "all"
    ]
    assert score.right / score.pages >= 0.95


def test_the_day_of_publication_is_found():
    score = measure(slice_of("html_htmldate.tar.gz", pages_with_dates), PROGRAMS["dateline"]().date, count_date)["all"]
    assert score.right / score.pages >= 0.90
    assert score.wrong / score.pages <= 0.08
