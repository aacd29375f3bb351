"""How matches become stories."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.stories import heads_of, measure
from index.stories import BANDS, bands_of, group, matches, signature
from index.stories.grouping import LATEST_HEADS
from index.stories.signature import SIZE
from tests.index.stories.copies import texts

BODIES = [each.body for each in texts(2, seed=3)]
SIGNATURES = [signature(body) for body in BODIES]


def by_the_rule(signatures: list[bytes], order: list[int]) -> list[int]:
    """The heads, found as the rule says it: each in order joins the earliest head it matches and shares a band with."""
    heads = list(range(len(signatures)))
    found: list[int] = []
    for one in order:
        bands = set(bands_of(signatures[one]))
        fitting = (
            head
            for head in found
            if bands & set(bands_of(signatures[head])) and matches(signatures[head], signatures[one])
        )
        heads[one] = next(fitting, one)
        if heads[one] == one:
            found.append(one)
    return heads


def grouped(signatures: list[bytes], order: list[int]) -> list[int]:
    signed = np.flatnonzero([bool(made) for made in signatures])
    place = {document: row for row, document in enumerate(signed.tolist())}
    rows = np.frombuffer(b"".join(signatures), "<u2").reshape(-1, SIZE)
    ordered = np.array([place[one] for one in order if one in place], np.int64)
    return group(rows, signed, ordered, len(signatures)).heads.tolist()


def test_precision_and_recall_hold_on_the_generated_set() -> None:
    measured = measure(list(texts(40, seed=11)))
    assert measured.precision >= 0.99
    assert measured.recall >= 0.95


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(len(BODIES))))
def test_the_compiled_loop_follows_the_rule(order: list[int]) -> None:
    assert grouped(SIGNATURES, order) == by_the_rule(SIGNATURES, order)


@settings(max_examples=30, deadline=None)
@given(numbering=st.permutations(range(len(BODIES))))
def test_the_order_of_arrival_changes_nothing(numbering: list[int]) -> None:
    """Articles numbered otherwise, but published in the same order."""
    as_published = grouped(SIGNATURES, list(range(len(BODIES))))
    arrived = [SIGNATURES[one] for one in numbering]
    place = {one: number for number, one in enumerate(numbering)}
    heads = grouped(arrived, [place[one] for one in range(len(BODIES))])
    assert [numbering[heads[place[one]]] for one in range(len(BODIES))] == as_published


def test_every_member_matches_its_head() -> None:
    heads = heads_of(BODIES)
    assert all(matches(SIGNATURES[head], made) for head, made in zip(heads, SIGNATURES, strict=True))


def test_nothing_is_grouped_to_nothing() -> None:
    assert group(np.empty((0, SIZE), np.uint16), np.empty(0, np.int64), np.empty(0, np.int64), 3).heads.tolist() == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("count", [20 * LATEST_HEADS])
def test_a_text_of_very_many_copies_is_one_story(count: int) -> None:
    rows = np.frombuffer(SIGNATURES[0] * count, "<u2").reshape(-1, SIZE)
    heads = group(rows, np.arange(count), np.arange(count), count).heads
    assert set(heads.tolist()) == {0}


def test_bands_are_few() -> None:
    assert BANDS <= 20
