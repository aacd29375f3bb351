"""What crosses from Python into machine code: numbers, and the addresses and lengths of arrays.

Machine code believes what it is told. So each value is held against the annotation of its parameter before its address
is taken: an array must have the very dtype, one dimension, and no gaps. Whether an array may be written to is not
known here: a loop's docstring says what it fills.
"""

import ctypes
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter, index
from typing import Any, NamedTuple, cast, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
Put = Callable[[Any, list[Any], list[object]], None]
"""Appends a value's words to the first list, and to the second what must live as long as the call."""


_SEEN: Callable[[Any], Any] = (ctypes.c_char * 0).from_buffer
_ADDRESS = ctypes.addressof
WHOLE, WRITABLE = 0x101, 0x400  # NumPy's flags: in one run and aligned; that it may be written to


class Unfit(TypeError):
    """A value that a loop does not take: another dtype, dimension or type, or an array with gaps."""


class Held:
    """A NamedTuple of arrays and numbers, checked, as one table of words in memory. It keeps the arrays.

    A number is a word; an array is two, its address and its length; a NamedTuple within is its words.
    """

    __slots__ = ("address", "table", "values")

    def __init__(self, values: tuple[Any, ...], record: Any = None) -> None:
        words: list[Any] = []
        put_fields(record or type(values), values, words, [])
        self.values, self.table = values, _table(words)
        self.address = self.table.ctypes.data


def hold(values: Any) -> Any:
    """A NamedTuple for every call from now on: checked here, and never again.

    Typed as what it holds is, so that it stands for it where a loop is called.
    """
    return Held(values)


class Parameter(NamedTuple):
    """One parameter of an entry: its annotation, and its way over the border."""

    name: str
    kind: Any
    put: Put


class Border(NamedTuple):
    """All that an entry takes and returns.

    words: the ctypes of the words it takes; results: those of the numbers it returns
    """

    parameters: tuple[Parameter, ...]
    words: tuple[Any, ...]
    returned: Any
    results: tuple[Any, ...]


def is_record(kind: Any) -> bool:
    """Whether an annotation is of a NamedTuple, or of a tuple of a certain length."""
    if get_origin(kind) is tuple:
        return True
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def type_of(record: Any) -> type[Any]:
    """The class of a record's values."""
    return tuple if get_origin(record) is tuple else cast(type[Any], record)


def dtype_of(kind: Any) -> np.dtype[Any] | None:
    """The dtype of an annotated array; None where the annotation is of something else."""
    if get_origin(kind) is not np.ndarray:
        return None
    scalar = get_args(get_args(kind)[1])[0]
    return np.dtype(scalar) if isinstance(scalar, type) else None


@cache
def fields_of(record: Any) -> dict[str, Any]:
    """The annotations of a record's fields, in their order."""
    if get_origin(record) is tuple:
        return {str(place): kind for place, kind in enumerate(get_args(record))}
    hints = get_type_hints(record)
    return {name: hints[name] for name in record._fields}


def border_of(function: Callable[..., object]) -> Border:
    """What a function's annotations say that it takes and returns."""
    hints = get_type_hints(function)
    returned = hints.pop("return", None)
    parameters = tuple(Parameter(name, kind, _put_for(name, kind)) for name, kind in hints.items())
    words = [word for parameter in parameters for word in words_of(parameter.kind)]
    if returned in (None, type(None)):
        results: tuple[Any, ...] = ()
    else:
        results = get_args(returned) if get_origin(returned) is tuple else (returned,)
    return Border(parameters, tuple(words), returned, tuple(_number(kind) for kind in results))


def words_of(kind: Any) -> list[Any]:
    """The ctypes of the words that a parameter takes: a NamedTuple comes as the address of its table."""
    if dtype_of(kind) is not None:
        return [ctypes.c_int64, ctypes.c_int64]
    return [ctypes.c_int64] if is_record(kind) else [_number(kind)]


def put_fields(record: Any, values: Sequence[Any], words: list[Any], alive: list[object]) -> None:
    """The words of a NamedTuple's table."""
    for (name, kind), value in zip(fields_of(record).items(), values, strict=True):
        if is_record(kind):
            if type(value) is not type_of(kind):
                raise Unfit(f"{name} is a {type(value).__name__}, and must be a {kind.__name__}")
            put_fields(kind, value, words, alive)
        else:
            _put_for(name, kind)(value, words, alive)


def _number(kind: Any) -> Any:
    if kind is float:
        return ctypes.c_double
    if kind in (int, bool):
        return ctypes.c_int64
    raise TypeError(f"a loop cannot be called with, or return, {kind!r}: int, float, bool, arrays and NamedTuples can")


def _table(words: list[Any]) -> I64:
    """Words in memory: a float has a word to itself, bit by bit."""
    table = np.empty(max(len(words), 1), np.int64)
    for place, word in enumerate(words):
        if isinstance(word, float):
            table.view(np.float64)[place] = word
        else:
            table[place] = word
    return table


@cache
def _put_for(name: str, kind: Any) -> Put:
    dtype = dtype_of(kind)
    if dtype is not None:
        return _array(name, dtype)
    if is_record(kind):
        return _record(name, kind)
    _number(kind)
    return _float if kind is float else _integer


def _float(value: Any, words: list[Any], alive: list[object]) -> None:
    words.append(float(value))


def _integer(value: Any, words: list[Any], alive: list[object]) -> None:
    number = int(value) if isinstance(value, np.bool_) else index(value)
    if not -0x8000000000000000 <= number <= 0x7FFFFFFFFFFFFFFF:
        raise Unfit(f"{number} has more than the 64 bits that a loop's numbers have")
    words.append(number)


def _array(name: str, dtype: np.dtype[Any]) -> Put:
    """Hands over an array's address and length. Asked for some millions of times: what fits is seen at once."""
    seen, address_of = _SEEN, _ADDRESS

    def put(value: Any, words: list[Any], alive: list[object]) -> None:
        if isinstance(value, np.ndarray) and (value.dtype is dtype or value.dtype == dtype) and value.ndim == 1:
            flags = value.flags.num
            if flags & WHOLE == WHOLE:
                # The first way is six times as fast, but for arrays that may be written to.
                writable = flags & WRITABLE
                words.append(address_of(seen(value)) if writable else value.__array_interface__["data"][0])
                words.append(len(value))
                return
        raise Unfit(_why(name, dtype, value))

    return put


def _why(name: str, dtype: np.dtype[Any], value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return f"{name} is a {type(value).__name__}, and must be an array of {dtype}"
    if value.dtype != dtype:
        return f"{name} is an array of {value.dtype}, and must be one of {dtype}"
    return f"{name} has the shape {value.shape} and steps {value.strides}: hand over one run, without gaps and aligned"


def _record(name: str, kind: Any) -> Put:
    wanted = type_of(kind)

    def put(value: Any, words: list[Any], alive: list[object]) -> None:
        held = value if type(value) is Held else None
        given = type(held.values if held else value)
        if given is not wanted:
            raise Unfit(f"{name} is a {given.__name__}, and must be a {wanted.__name__}")
        if held is None:
            held = Held(value, kind)
            alive.append(held)
        words.append(held.address)

    return put


def caller(border: Border, address: int) -> Callable[..., Any]:
    """A Python function for machine code: it checks and hands over, and returns what the loop returned.

    The code is that of a function of Numba's: it takes an address for what it returns, one for an error, and the
    words; and returns 0, or something else where it failed.
    """
    results = type("Results", (ctypes.Structure,), {"_fields_": [*_named(border.results), ("error", ctypes.c_void_p)]})
    call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *border.words)(address)
    puts, names = [each.put for each in border.parameters], [each.name for each in border.parameters]
    behind = results.error.offset  # type: ignore[attr-defined]
    unpacked = _unpacked(border)
    size = len(puts)

    def called(*values: Any) -> Any:
        if len(values) != size:
            raise TypeError(f"{len(values)} values were handed to a loop that takes {size}: {', '.join(names)}")
        words: list[Any] = []
        alive: list[object] = []
        for put, value in zip(puts, values, strict=False):  # counted above
            put(value, words, alive)
        result = results()
        at = ctypes.addressof(result)
        if call(at, at + behind, *words):
            raise RuntimeError("a loop failed: it raised an error, or no memory is left")
        return unpacked(result)

    return called


def _named(results: Sequence[Any]) -> list[tuple[str, Any]]:
    return [(f"r{place}", kind) for place, kind in enumerate(results)]


def _unpacked(border: Border) -> Callable[[Any], Any]:
    if not border.results:
        return lambda result: None
    if get_origin(border.returned) is tuple:
        kinds = get_args(border.returned)
        taken: Callable[[Any], Any] = attrgetter(*(f"r{place}" for place in range(len(kinds))))
        if len(kinds) > 1 and bool not in kinds:
            return taken  # ctypes gives numbers as they are to be
        return lambda result: tuple(kind(getattr(result, f"r{place}")) for place, kind in enumerate(kinds))
    kind = cast(Callable[[Any], Any], border.returned)
    return lambda result: kind(result.r0)
