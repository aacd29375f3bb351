"""Machine code for entries, by Numba: `python -m index.machine.building FILE` makes that of all of them.

Every entry gets a function of words (`border.py`), which makes the arrays of the addresses and calls the loop. All are
linked into one module, so that what they share is compiled once, and optimized together.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, cast, get_origin

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numba
import numpy as np
from numba.core import compiler, types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

from index.machine import primitives
from index.machine.border import border_of, dtype_of, fields_of, is_record, type_of
from index.machine.kept import MODULES, Code, digest, write
from index.machine.loops import ENTRY, INLINED, PRIMITIVE, Loop

DECLARED = re.compile(r"declare .*?(\S+) (@Py\w+\([^)]*\))")
_namespaces: dict[str, dict[str, Any]] = {}
_compiles_all: list[bool] = []  # filled in the process that compiles everything

# Numba imports what it knows of NumPy and Python at the first call of any loop. It is an import, so it is made now and
# not within the first search.
cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()


@cache
def dispatcher(loop: Loop) -> Any:
    """The loop for Numba: a function like it, whose globals are Numba's functions where they were loops."""
    if loop.kind == PRIMITIVE:
        return getattr(primitives, loop.__name__)
    function = loop.function
    if not isinstance(function, FunctionType):
        raise TypeError(f"{loop.name} is no Python function")
    copied = FunctionType(function.__code__, _namespace(function), function.__name__, function.__defaults__)
    copied.__module__, copied.__qualname__ = function.__module__, function.__qualname__
    if loop.kind == INLINED:
        return numba.njit(nogil=True, error_model="numpy", inline="always")(copied)
    return _keeping(copied)


def _keeping(function: FunctionType) -> Any:
    """Numba's function, which keeps its machine code on the disk by itself, where that is possible and of use."""
    plain = numba.njit(nogil=True, error_model="numpy")
    if _compiles_all:
        return plain(function)
    try:
        compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep the code in
        return plain(function)
    file = compiled._cache._cache_file
    file._source_stamp = (file._source_stamp, digest())  # it holds the code of those it calls, too
    file._load_index = _sound(file._load_index)
    return compiled


def _sound(load: Callable[[], dict[object, object]]) -> Callable[[], dict[object, object]]:
    """A reading of kept code that finds none where it cannot be read: an older program kept it, of other types."""

    def read() -> dict[object, object]:
        try:
            return load()
        except Exception:  # unpickling raises whatever it stumbles over
            return {}

    return read


def _namespace(function: FunctionType) -> dict[str, Any]:
    known = _namespaces.get(function.__module__)
    if known is None:
        known = _namespaces[function.__module__] = dict(function.__globals__)
        for name, value in function.__globals__.items():
            if isinstance(value, Loop):
                known[name] = dispatcher(value)
    return known


def entries() -> Iterator[Loop]:
    """Every entry of the program."""
    for module in MODULES:
        for value in vars(importlib.import_module(module)).values():
            if isinstance(value, Loop) and value.kind == ENTRY and value.__module__ == module:
                yield value


def build(loops: Iterable[Loop]) -> Code:
    """The machine code of some entries."""
    module = llvm.parse_assembly("")
    symbols = {}
    for loop in loops:
        symbols[loop.name], bitcode = _compiled(loop)
        part = llvm.parse_bitcode(bitcode)
        _share(part, symbols[loop.name])
        module.link_in(part)
    module.link_in(llvm.parse_assembly(str(primitives.memory())))
    module.link_in(llvm.parse_assembly(_without_python(module)))
    wanted = set(symbols.values())
    for function in module.functions:
        if not function.is_declaration and function.name not in wanted:
            function.linkage = "internal"
    codegen = cpu_target.target_context.codegen()
    module.data_layout, module.triple = codegen._data_layout, codegen._tm.triple
    passes, builder = codegen._module_pass_manager()
    passes.run(module, builder)
    outside = [each.name for each in module.functions if each.is_declaration and not each.name.startswith("llvm.")]
    return Code(symbols, outside, codegen._tm.emit_object(module))


def _without_python(module: Any) -> str:
    """Functions that stand for Python's, and do nothing.

    Numba calls Python's for the words of an error, such as that of a slice set to an array of another length. There is
    no interpreter here: the loop fails without words.
    """
    told = []
    for function in module.functions:
        if function.is_declaration and function.name.startswith("Py"):
            declared = DECLARED.search(str(function))
            if declared is None:
                raise RuntimeError(f"LLVM declares a function as nobody expected: {function}")
            result, rest = declared.groups()
            nothing = {"void": "void", "ptr": "ptr null", "i8*": "i8* null"}.get(result, f"{result} 0")
            told.append(f"define {result} {rest} {{\n  ret {nothing}\n}}\n")
    return "".join(told)


def _share(module: Any, entry: str) -> None:
    """Let a module's functions be the same as those of others by their name."""
    for function in module.functions:
        if not function.is_declaration and function.name != entry:
            function.linkage = "weak_odr"


def _compiled(loop: Loop) -> tuple[str, bytes]:
    """The name and the bitcode of a loop's function of words."""
    border = border_of(loop.function)
    words = [types.float64 if each._type_ == "d" else types.int64 for each in border.words]
    results = [types.float64 if each._type_ == "d" else types.int64 for each in border.results]
    returned: Any = types.none if not results else results[0]
    if get_origin(border.returned) is tuple:
        returned = types.Tuple(results)  # type: ignore[no-untyped-call]
    flags: Any = compiler.Flags()  # type: ignore[no-untyped-call]
    flags.nrt, flags.release_gil, flags.error_model = True, True, "numpy"
    flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    made = compiler.compile_extra(  # type: ignore[no-untyped-call]
        cpu_target.typing_context, cpu_target.target_context, _of_words(loop), tuple(words), returned, flags, {}
    )
    with global_compiler_lock:
        made.library.finalize()
    return made.fndesc.llvm_func_name, made.library._final_module.as_bitcode()


def _of_words(loop: Loop) -> FunctionType:
    """A function of words that calls the loop, as source: Numba knows no way to make one of a list of types."""
    border = border_of(loop.function)
    namespace: dict[str, Any] = {"loop": dispatcher(loop), "array_at": primitives.array_at, "np": np}
    namespace["float_at"] = primitives.float_at
    names = [f"w{place}" for place in range(len(border.words))]
    lines, values, at = [], [], 0
    for parameter in border.parameters:
        if is_record(parameter.kind):
            values.append(_record(parameter.kind, names[at], [0], namespace))
            at += 1
        elif (dtype := dtype_of(parameter.kind)) is not None:
            values.append(_array(dtype, names[at], names[at + 1]))
            at += 2
        else:
            values.append(f"({names[at]} != 0)" if parameter.kind is bool else names[at])
            at += 1
    call = f"loop({', '.join(values)})"
    results = len(border.results)
    if not results:
        lines.append(f"    {call}")
    elif get_origin(border.returned) is tuple:
        lines += [f"    r = {call}", f"    return ({', '.join(_cast(border, i, f'r[{i}]') for i in range(results))},)"]
    else:
        lines.append(f"    return {_cast(border, 0, call)}")
    source = "\n".join([f"def of_words({', '.join(names)}):", *lines])
    exec(compile(source, f"<{loop.name}>", "exec"), namespace)  # noqa: S102 # of our own annotations
    return cast(FunctionType, namespace["of_words"])


def _cast(border: Any, place: int, value: str) -> str:
    return f"np.float64({value})" if border.results[place]._type_ == "d" else f"np.int64({value})"


def _array(dtype: np.dtype[Any], address: str, length: str) -> str:
    name = "bool_" if dtype == np.bool_ else dtype.name
    return f"array_at({address}, {length}, np.{name})"


def _record(kind: Any, table: str, at: list[int], namespace: dict[str, Any]) -> str:
    """A NamedTuple made of its table; `at` is its next word."""
    values = []
    for field in fields_of(kind).values():
        word = f"array_at({table}, {at[0] + 2}, np.int64)[{at[0]}]"
        if is_record(field):
            values.append(_record(field, table, at, namespace))
            continue
        if (dtype := dtype_of(field)) is not None:
            values.append(_array(dtype, word, f"array_at({table}, {at[0] + 2}, np.int64)[{at[0] + 1}]"))
            at[0] += 2
            continue
        values.append(f"float_at({table} + {8 * at[0]})" if field is float else word)
        if field is bool:
            values[-1] = f"({word} != 0)"
        at[0] += 1
    if type_of(kind) is tuple:
        return f"({', '.join(values)},)"
    name = f"{kind.__module__.replace('.', '_')}_{kind.__name__}"
    namespace[name] = kind
    return f"{name}({', '.join(values)})"


def only_typed() -> None:
    """Have Numba make no machine code for the loops that entries call: it is made once, for all together.

    Numba wants a built-in function for each, another each time; it is never called.
    """
    _compiles_all.append(True)
    cpu_target.target_context.get_executable = lambda library, description, environment: [].append


if __name__ == "__main__":
    only_typed()
    write(Path(sys.argv[1]), build(entries()))
