"""Machine code on its way into memory, by llvmlite alone; where none is kept, it is made first, which is said."""

import ctypes
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import llvmlite.binding as llvm  # type: ignore[import-untyped]

from index.machine import kept
from index.machine.kept import Code

BUILDING = "index.machine.building"  # imports Numba: only where code has to be made
TIME = "a minute or two"
SYSTEM = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
_alive: list[Any] = []  # the engines: code is there as long as they are


def address_of(loop: Any) -> int | None:
    """Where an entry's machine code is in memory; None where it cannot be loaded, which is said once."""
    loaded = program()
    if loaded is not None and loop.name not in loaded:  # of a module that `kept.MODULES` does not name
        loaded = _loaded(import_module(BUILDING).build([loop]))
    return None if loaded is None else loaded[loop.name]


@cache
def program() -> dict[str, int] | None:
    """The address of every entry of the program."""
    return _loaded(_found() or _made())


def _found() -> Code | None:
    return next(filter(None, (kept.read(folder / kept.file_name()) for folder in kept.folders())), None)


def _made() -> Code:
    """The program's machine code, made by a process of its own and kept where that is possible."""
    _say(f"compiling the loops, once after an installation or an update, which takes {TIME}")
    for folder in kept.folders():
        code = _made_in(folder) if kept.is_writable(folder) else None
        if code is not None:
            return code
    _say(
        "the compiled loops could not be kept, so that every process compiles its own: name a folder that can be "
        "written by XDG_CACHE_HOME; see the reason above, if any"
    )
    building = import_module(BUILDING)
    return cast(Code, building.build(building.entries()))


def _made_in(folder: Path) -> Code | None:
    """What is there once no other process makes it, or is made now; None where the folder does not take it."""
    try:
        with kept.alone(folder, lambda: _say("another process compiles the loops: waiting for it")):
            return _found() or _built_in(folder)
    except OSError as exc:
        _say(f"{folder}: {exc.strerror}")
        return None


def _built_in(folder: Path) -> Code | None:
    target = folder / kept.file_name()
    paths = os.pathsep.join(path for path in (str(kept.ROOT), *sys.path) if path)
    command = [sys.executable, "-m", BUILDING, str(target)]
    subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": paths})  # noqa: S603 # this program
    return kept.read(target)


def _say(text: str) -> None:
    sys.stderr.write(f"dateline: {text}\n")
    sys.stderr.flush()


def _is_there(name: str) -> bool:
    """Whether the code can call a function of the system's library; from then on, it can."""
    function = getattr(SYSTEM, name, None)
    if function is None:
        return False
    llvm.add_symbol(name, ctypes.cast(function, ctypes.c_void_p).value)
    return True


def _loaded(code: Code) -> dict[str, int] | None:
    """Each entry's address; None where the process lacks what the code calls."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    missing = [name for name in code.outside if not _is_there(name)]
    if missing:
        _say(f"the kept loops call {', '.join(missing)}, which is not here: Numba compiles them in every process")
        return None
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.text))
    engine.finalize_object()
    _alive.append(engine)
    return {name: engine.get_function_address(symbol) for name, symbol in code.symbols.items()}
