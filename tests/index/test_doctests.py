"""The examples in the docstrings run."""

import doctest
from types import ModuleType

import pytest

from index import analysis, document, folding, stemming, whoosh_merge


@pytest.mark.parametrize("module", [analysis, document, folding, stemming, whoosh_merge], ids=lambda m: m.__name__)
def test_an_example_gives_what_it_says(module: ModuleType) -> None:
    results = doctest.testmod(module)
    assert results.attempted
    assert not results.failed
