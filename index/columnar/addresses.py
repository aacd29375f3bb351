"""Arrays by their addresses, for compiled loops.

An array handed to a loop from Python is unpacked and counted, some dozen of them cost more than a short query. A loop
that is handed one table of addresses makes its views itself, for nothing. Who hands the addresses keeps the arrays.
Little-endian machines only, as the files are.
"""

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from index.columnar.compiling import inlined

U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


def _pointer_to(element: Any) -> Callable[[int], Any]:
    def pointer(_: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(element)(types.int64), generate  # type: ignore[no-untyped-call]

    return cast(Callable[[int], Any], intrinsic(pointer))


_u16, _u32, _u64 = _pointer_to(types.uint16), _pointer_to(types.uint32), _pointer_to(types.uint64)
_i64, _f64 = _pointer_to(types.int64), _pointer_to(types.float64)


@inlined
def u16_at(address: int, size: int) -> U16:
    return numba.carray(_u16(address), size)  # type: ignore[attr-defined]


@inlined
def u32_at(address: int, size: int) -> U32:
    return numba.carray(_u32(address), size)  # type: ignore[attr-defined]


@inlined
def u64_at(address: int, size: int) -> U64:
    return numba.carray(_u64(address), size)  # type: ignore[attr-defined]


@inlined
def i64_at(address: int, size: int) -> I64:
    return numba.carray(_i64(address), size)  # type: ignore[attr-defined]


@inlined
def f64_at(address: int, size: int) -> F64:
    return numba.carray(_f64(address), size)  # type: ignore[attr-defined]


def _bytes_at(_: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        loaded = builder.load(builder.inttoptr(arguments[0], word.as_pointer()))
        loaded.align = 1
        return loaded

    return types.uint64(types.int64), generate


def _ones_in(_: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


bytes_at = cast(Callable[[int], int], intrinsic(_bytes_at))
"""The eight bytes at any address as a number, the first the lowest."""

ones_in = cast(Callable[[np.uint64], int], intrinsic(_ones_in))
"""How many bits of a word are set."""


def address_of(array: NDArray[Any]) -> int:
    """Where a C-contiguous array stands."""
    address: int = array.__array_interface__["data"][0]
    return address
