"""Compiled loops: compiled once after an installation, their machine code kept in a file, loaded without the compiler.

It stands apart from everything else in the program, and only `building` and `primitives` import Numba: they run in a
process of their own, where no kept code fits.

    loops.py       the decorators, and calling a loop
    border.py      what may be handed to an entry, and how: checked numbers, addresses and lengths
    kept.py        the file of machine code: where it is, what it is for, whether it is whole
    loading.py     its way into memory, by llvmlite alone
    building.py    its making, by Numba
    primitives.py  what loops use that Python has not: arrays by their address, memory of their own

A loop that Python calls is an `@entry`: its annotations say what it takes (int, float, bool, arrays of one dimension,
NamedTuples of these) and what it returns (None, one of the first three, or a tuple of them). What only loops call is a
`@kernel`, or `@inlined` where handing arrays costs more than the work. What stays the same over many calls, such as the
arrays of a segment, is checked once and handed as a table: `hold(values)`.
"""

from index.machine.border import Held, Unfit, hold
from index.machine.loops import Loop, entry, inlined, is_ready, kernel, make_ready, primitive

__all__ = ["Held", "Loop", "Unfit", "entry", "hold", "inlined", "is_ready", "kernel", "make_ready", "primitive"]
