"""Memory that was let go, given back to the system: a heap keeps it otherwise, and the next segment adds to it."""

import ctypes


def give_back() -> None:
    """Return what the heap holds free; nothing happens where the C library knows no such call."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # not glibc
        return
    trim(0)
