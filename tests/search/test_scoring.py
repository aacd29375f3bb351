import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.scoring import K1, RECENCY_FLOOR, idf, leaf_score, length_norm, recency, weighted_frequency

counts = st.integers(0, 1000).map(float)
norms = st.floats(0.1, 20)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_word_counts_against_an_article(one: int, other: int) -> None:
    assert idf(min(one, other), max(one, other)) > 0


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_rarer_word_says_more(df: int, more: int) -> None:
    assert idf(df, df + more) > idf(df + more, df + more)


def test_the_mean_length_is_no_merit_and_no_fault() -> None:
    assert length_norm(740.0, 740.0, 0.75) == 1


def test_a_field_that_is_always_empty_divides_by_one_at_most() -> None:
    assert 0 < length_norm(0.0, 0.0, 0.75) <= 1


@given(counts, counts, norms, norms)
def test_a_score_grows_with_the_frequency_and_stays_below_its_weight(
    title: float, body: float, title_norm: float, body_norm: float
) -> None:
    less = weighted_frequency(title, body, title_norm, body_norm)
    more = weighted_frequency(title, body + 1, title_norm, body_norm)
    assert 0 <= leaf_score(2.0, less) < leaf_score(2.0, more) < 2.0


def test_a_title_outweighs_the_same_word_in_the_body() -> None:
    assert weighted_frequency(1.0, 0.0, 1.0, 1.0) > weighted_frequency(0.0, 1.0, 1.0, 1.0)


def test_at_k1_a_score_is_half_its_weight() -> None:
    assert leaf_score(3.0, K1) == pytest.approx(1.5)


@given(st.lists(st.tuples(counts, counts, norms, norms), min_size=1, max_size=5))
def test_arrays_score_like_numbers(rows: list[tuple[float, float, float, float]]) -> None:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    together = leaf_score(1.7, weighted_frequency(*columns))
    assert together.tolist() == [leaf_score(1.7, weighted_frequency(*row)) for row in rows]


def test_recency_goes_from_one_to_its_floor() -> None:
    assert (recency(0.0, 30), recency(30.0, 30), recency(1e9, 30)) == (1.0, 0.75, RECENCY_FLOOR)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 1e5))
def test_an_older_article_never_gains(one: float, other: float, half_life: float) -> None:
    younger, older = sorted((one, other))
    assert RECENCY_FLOOR <= recency(older, half_life) <= recency(younger, half_life) <= 1
