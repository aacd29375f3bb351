"""Values cross into machine code as they are, or not at all."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.machine import Unfit, hold
from tests.index.machine import loops
from tests.index.machine.loops import Inner, Outer

OUTER = Outer(np.array([1, 2, 3]), Inner(0.5, np.array([10, 20, 30], np.uint32), False), 3)
PAIR = (np.array([100]), np.array([0.25]))


def test_a_loop_without_values_returns_none() -> None:
    assert loops.nothing() is None  # type: ignore[func-returns-value] # that is the property


@given(arrays(np.int64, st.integers(0, 20), elements=st.integers(-(1 << 40), 1 << 40)))
@settings(deadline=None)
def test_a_loop_reads_the_very_numbers(numbers: loops.I64) -> None:
    assert loops.sum_of(numbers) == int(numbers.sum())


def test_a_loop_writes_into_what_it_was_given() -> None:
    out = np.zeros(3)
    assert loops.scaled(np.array([1.0, 2.0, -3.0]), 1.5, out) == 6.0
    assert out.tolist() == [3.0, 6.0, -9.0]


@pytest.mark.parametrize("expected", [True, False, np.True_, np.False_])
def test_a_truth_value_stays_one(expected: bool) -> None:
    found = loops.is_set(np.array([False, True]), 1, expected)
    assert found is bool(expected)


def test_several_results_keep_their_types() -> None:
    assert loops.ends_of(np.array([7]), np.array([1.5, 9.5])) == (7, 9.5, True)


@pytest.mark.parametrize("given_outer", [OUTER, hold(OUTER)], ids=["handed over", "held"])
def test_tuples_within_tuples_arrive_whole(given_outer: Outer) -> None:
    assert loops.weighed(given_outer, PAIR, 1000) == 3.0 + 60 + 100.25 + 1000


def test_what_is_held_keeps_its_arrays() -> None:
    held = hold(Outer(np.arange(5000), Inner(1.0, np.ones(5000, np.uint32), True), 5000))
    assert loops.weighed(held, PAIR, 0) == -(5000 * 4999 / 2 + 5000 + 100.25)


def test_a_loop_may_make_arrays_of_its_own() -> None:
    values = np.arange(1000)
    assert loops.reversed_by_copy(values, 2001) == 1000
    assert values[0] == 999


def test_an_array_is_found_by_its_address() -> None:
    floats = np.array([1.0, 2.5])
    table = np.array([floats.__array_interface__["data"][0], 2])
    assert loops.at_addresses(table, np.array([0xFF, 3, 0, 0, 0, 0, 0, 0, 1], np.uint8)) == 2.5 + 3


GAPS = np.arange(10)[::2]
UNALIGNED = np.zeros(25, np.uint8)[1:].view(np.int64)
REFUSED: list[tuple[str, Any]] = [
    ("a list", [1, 2]),
    ("nothing", None),
    ("another size", np.zeros(3, np.int32)),
    ("another sign", np.zeros(3, np.uint64)),
    ("floats", np.zeros(3)),
    ("the other byte order", np.zeros(3, ">i8")),
    ("objects", np.array([None], object)),
    ("two dimensions", np.zeros((2, 2), np.int64)),
    ("no dimension", np.array(3)),
    ("gaps", GAPS),
    ("backwards", np.arange(3)[::-1]),
    ("not aligned", UNALIGNED),
]


@pytest.mark.parametrize("value", [value for _, value in REFUSED], ids=[name for name, _ in REFUSED])
def test_another_array_is_refused(value: Any) -> None:
    with pytest.raises(Unfit, match="numbers"):
        loops.sum_of(value)


@pytest.mark.parametrize(
    "outer",
    [
        PAIR,
        OUTER.inner,
        OUTER._replace(numbers=np.zeros(3)),
        OUTER._replace(inner=(0.5, OUTER.inner.values, False)),
        OUTER._replace(inner=OUTER.inner._replace(values=np.zeros(3, np.int64))),
        hold(OUTER.inner),
    ],
    ids=["a tuple", "a part", "floats", "a bare tuple within", "another size within", "another held"],
)
def test_another_tuple_is_refused(outer: Any) -> None:
    with pytest.raises(Unfit):
        loops.weighed(outer, PAIR, 0)


def test_a_pair_of_the_wrong_arrays_is_refused() -> None:
    with pytest.raises(Unfit):
        loops.weighed(OUTER, (PAIR[1], PAIR[0]), 0)


@pytest.mark.parametrize("number", [1.0, "1", None])
def test_what_is_no_whole_number_is_refused(number: Any) -> None:
    with pytest.raises(TypeError):
        loops.is_set(np.array([True]), number, True)


def test_a_number_beyond_64_bits_is_refused() -> None:
    with pytest.raises(Unfit, match="64 bits"):
        loops.is_set(np.array([True]), 1 << 63, True)


def test_a_missing_value_is_said_by_name() -> None:
    with pytest.raises(TypeError, match="values, by, out"):
        loops.scaled(np.zeros(1), 1.0)  # type: ignore[call-arg] # that is the property


def test_a_loop_that_fails_raises() -> None:
    assert loops.broken(1) == 1
    with pytest.raises(RuntimeError, match="failed"):
        loops.broken(2)
