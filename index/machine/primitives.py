"""What loops use and Python has not, for Numba: arrays by their address, and memory without Numba's runtime.

Only `building` imports this.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

WORD, BYTE, HALF = ir.IntType(64), ir.IntType(8), ir.IntType(32)
POINTER = BYTE.as_pointer()
INFO = ir.LiteralStructType([WORD, POINTER, POINTER, POINTER, WORD, POINTER])
INFO_BYTES = 64  # of which the six words above take 48


def _array_at(_: Any, address: Any, length: Any, dtype: Any) -> Any:
    """The array of so many elements at an address. Nobody counts who uses it."""
    kind = types.Array(dtype.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = make_array(kind)(context, builder)  # type: ignore[no-untyped-call]
        size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
        itemsize = ir.Constant(WORD, size)
        data = builder.inttoptr(arguments[0], context.get_data_type(kind.dtype).as_pointer())
        populate_array(made, data, [arguments[1]], [itemsize], itemsize, None)  # type: ignore[no-untyped-call]
        return made._getvalue()

    return kind(types.int64, types.int64, dtype), generate


def _bytes_at(_: Any, address: Any) -> Any:
    """The eight bytes at any address as a number, the first the lowest."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        loaded = builder.load(builder.inttoptr(arguments[0], WORD.as_pointer()))
        loaded.align = 1
        return loaded

    return types.uint64(types.int64), generate


def _ones_in(_: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


def _float_at(_: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(builder.inttoptr(arguments[0], ir.DoubleType().as_pointer()))

    return types.float64(types.int64), generate


array_at, bytes_at, ones_in = intrinsic(_array_at), intrinsic(_bytes_at), intrinsic(_ones_in)
float_at = intrinsic(_float_at)


def memory() -> ir.Module:
    """What Numba's code asks of its runtime for arrays of its own, by malloc and free.

    A block has Numba's head (a count, two unused words, the data's address, its size, an unused word), then the data.
    """
    module = ir.Module("memory")
    malloc = ir.Function(module, ir.FunctionType(POINTER, [WORD]), "malloc")
    free = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER]), "free")
    for name in ("NRT_MemInfo_alloc_aligned", "NRT_MemInfo_alloc_safe_aligned"):
        _allocate(ir.Function(module, ir.FunctionType(POINTER, [WORD, HALF]), name), malloc)
    info = ir.Function(module, ir.FunctionType(POINTER, [WORD]), "NRT_MemInfo_alloc")
    builder = ir.IRBuilder(info.append_basic_block())
    aligned = module.get_global("NRT_MemInfo_alloc_aligned")
    builder.ret(builder.call(aligned, [info.args[0], ir.Constant(HALF, 16)]))
    plain = ir.Function(module, ir.FunctionType(POINTER, [WORD]), "NRT_Allocate")
    builder = ir.IRBuilder(plain.append_basic_block())
    builder.ret(builder.call(malloc, plain.args))
    for name in ("NRT_MemInfo_call_dtor", "NRT_Free"):
        over = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER]), name)
        builder = ir.IRBuilder(over.append_basic_block())
        builder.call(free, over.args)
        builder.ret_void()
    return module


def _allocate(function: ir.Function, malloc: ir.Function) -> None:
    size, align = function.args
    builder = ir.IRBuilder(function.append_basic_block())
    step = builder.zext(align, WORD)
    block = builder.call(malloc, [builder.add(builder.add(size, step), ir.Constant(WORD, INFO_BYTES))])
    with builder.if_then(builder.icmp_unsigned("==", block, ir.Constant(POINTER, None)), likely=False):
        builder.ret(ir.Constant(POINTER, None))
    first = builder.add(builder.ptrtoint(block, WORD), ir.Constant(WORD, INFO_BYTES))
    past = builder.urem(first, step)
    data = builder.inttoptr(builder.add(first, builder.sub(step, past)), POINTER)
    head = builder.bitcast(block, INFO.as_pointer())
    nothing = ir.Constant(POINTER, None)
    for place, value in enumerate([ir.Constant(WORD, 1), nothing, nothing, data, size, nothing]):
        builder.store(value, builder.gep(head, [ir.Constant(HALF, 0), ir.Constant(HALF, place)]))
    builder.ret(block)
