"""Arrays by their addresses, for compiled loops.

An array handed to a loop from Python is looked at each time, some dozen of them cost more than a short query. A loop
that is handed one table of addresses makes its views itself, for nothing. Who hands the addresses keeps the arrays.
Little-endian machines only, as the files are.
"""

import ctypes
from collections.abc import Callable
from ctypes import addressof
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.machine import inlined, primitive

U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
_SEEN: Callable[[Any], Any] = (ctypes.c_char * 0).from_buffer


@primitive
def array_at(address: int, size: int, dtype: Any) -> NDArray[Any]:
    """The array of so many elements at an address. In loops only."""
    raise NotImplementedError


@primitive
def bytes_at(address: int) -> int:
    """The eight bytes at any address as a number, the first the lowest. In loops only."""
    raise NotImplementedError


@primitive
def ones_in(word: np.uint64) -> int:
    """How many bits of a word are set. In loops only."""
    raise NotImplementedError


@inlined
def u16_at(address: int, size: int) -> U16:
    return array_at(address, size, np.uint16)


@inlined
def u32_at(address: int, size: int) -> U32:
    return array_at(address, size, np.uint32)


@inlined
def u64_at(address: int, size: int) -> U64:
    return array_at(address, size, np.uint64)


@inlined
def i64_at(address: int, size: int) -> I64:
    return array_at(address, size, np.int64)


@inlined
def f32_at(address: int, size: int) -> F32:
    return array_at(address, size, np.float32)


@inlined
def f64_at(address: int, size: int) -> F64:
    return array_at(address, size, np.float64)


def address_of(array: NDArray[Any]) -> int:
    """Where a C-contiguous array stands."""
    if array.flags.writeable:
        return addressof(_SEEN(array))  # six times as fast as the other way
    address: int = array.__array_interface__["data"][0]
    return address
