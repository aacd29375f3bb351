"""Loops of the tests, of every kind of value that crosses the border."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.addresses import bytes_at, f64_at, ones_in
from index.machine import entry, inlined, kernel

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
Mask = NDArray[np.bool_]


class Inner(NamedTuple):
    weight: float
    values: U32
    last: bool


class Outer(NamedTuple):
    numbers: I64
    inner: Inner
    size: int


@kernel
def plus(one: int, other: int) -> int:
    return one + other


@inlined
def doubled(value: float) -> float:
    return value * 2


@entry
def nothing() -> None:
    """Return nothing."""


@entry
def sum_of(numbers: I64) -> int:
    total = 0
    for number in numbers:
        total = plus(total, number)
    return total


@entry
def scaled(values: F64, by: float, out: F64) -> float:
    highest = -np.inf
    for i in range(len(values)):
        out[i] = doubled(values[i]) * by
        highest = max(highest, out[i])
    return highest


@entry
def is_set(mask: Mask, at: int, expected: bool) -> bool:
    return mask[at] == expected


@entry
def ends_of(numbers: I64, sizes: F64) -> tuple[int, float, bool]:
    return numbers[0], sizes[-1], numbers[0] < sizes[-1]


@entry
def weighed(outer: Outer, pair: tuple[I64, F64], more: int) -> float:
    total = 0.0
    for i in range(outer.size):
        total += outer.numbers[i] * outer.inner.weight + outer.inner.values[i]
    total += pair[0][0] + pair[1][0] + more
    return -total if outer.inner.last else total


@entry
def reversed_by_copy(values: I64, times: int) -> int:
    """Allocate an array as often as asked."""
    for _ in range(times):
        copied = values[::-1].copy()
        values[:] = copied
    return len(values)


@entry
def at_addresses(table: I64, raw: U8) -> float:
    return f64_at(table[0], table[1])[1] + ones_in(np.uint64(bytes_at(raw.ctypes.data + 1)))


@entry
def broken(number: int) -> int:
    if number > 1:
        raise ValueError("more than one")
    return number
