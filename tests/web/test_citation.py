import pytest

from tests.web.shelf import story
from web.citation import citation


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({}, "“Headline 1.” The Harbor Courier, October 2, 2017. https://example.org/a"),
        ({"title": "Who Won?"}, "“Who Won?” The Harbor Courier, October 2, 2017. https://example.org/a"),
        (
            {"authors": ("A", "B", "C.")},
            "A, B, and C. “Headline 1.” The Harbor Courier, October 2, 2017. https://example.org/a",
        ),
        ({"authors": ("A", "B"), "source": None}, "A and B. “Headline 1.” October 2, 2017. https://example.org/a"),
        (
            {"published": None, "published_precision": None},
            "“Headline 1.” The Harbor Courier, undated. https://example.org/a",
        ),
    ],
    ids=["unsigned", "question", "three", "two-no-outlet", "undated"],
)
def test_a_citation_says_who_what_where_and_when(changes, cited):
    assert citation(story(1, **changes), "https://example.org/a", "UTC") == cited
