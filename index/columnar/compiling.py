"""The decorators of compiled loops, as `index.machine` has them."""

from index.machine import entry, inlined, kernel

__all__ = ["entry", "inlined", "kernel"]
