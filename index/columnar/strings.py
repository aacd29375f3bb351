"""Byte strings numbered as they come: an open-addressing table over one arena of bytes, compiled."""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)

PRIME = np.uint64(0x9E3779B97F4A7C15)
BYTE, HALF = np.uint64(8), np.uint64(32)
SHORT = 7  # bytes; so long a string is its own key
SIZE_AT = np.uint64(56)
LONG = np.uint64(0xFF) << SIZE_AT
NONE = np.uint64(0)
ONE = np.uint64(1)


class Strings(NamedTuple):
    """The strings of a table.

    slots: a string's number + 1 where its key leads, 0 where free; a power of two long
    keys:  by number; ends: where each string ends in the arena, a 0 before; arena: their bytes
    count: how many there are, in an array of one

    The key of a short string is its bytes and its size, that of a longer one a hash: only the latter are compared byte
    by byte. Numbers and keys apart keep what is frequent close together, as it came early.
    """

    slots: U32
    keys: U64
    ends: U32
    arena: U8
    count: I64


@kernel
def pack(packed: int, byte: int) -> int:
    """The bytes of a short string as one number, with one byte more; begins with NONE."""
    return (packed << BYTE) | np.uint64(byte)


@kernel
def mix(mixed: int, byte: int) -> int:
    """A string's hash with one byte more; begins with NONE."""
    return (mixed ^ np.uint64(byte)) * PRIME


@kernel
def key_of(packed: int, mixed: int, size: int) -> int:
    """A string's key, of what `pack` and `mix` made of its bytes."""
    if size <= SHORT:
        return packed | (np.uint64(size) << SIZE_AT)
    return LONG | (mixed >> BYTE)


@kernel
def _slot_of(key: int, slots: U32) -> int:
    mixed = key * PRIME
    return (mixed ^ (mixed >> HALF)) & np.uint64(len(slots) - 1)


@kernel
def look_up(slots: U32, keys: U64, ends: U32, arena: U8, text: U8, start: int, size: int, key: int) -> int:
    """The number of the string text[start:start + size], or -1 - n: it is not there, and would go into slot n.

    The table comes as its single arrays: as one value they would not stay in registers.
    """
    mask = np.uint64(len(slots) - 1)
    slot = _slot_of(key, slots)
    while slots[slot] > 0:
        number = np.int64(slots[slot]) - 1
        if keys[number] == key:
            if size <= SHORT:
                return number
            low = np.int64(ends[number])
            i = np.int64(ends[number + 1]) - low - size
            if i == 0:
                while i < size and arena[low + i] == text[start + i]:
                    i += 1
                if i == size:
                    return number
        slot = (slot + ONE) & mask
    return -1 - np.int64(slot)


@kernel
def insert(strings: Strings, slot: int, text: U8, start: int, size: int, key: int) -> int:
    """Enter a string where `look_up` found none; return its number."""
    number = strings.count[0]
    strings.slots[slot] = number + 1
    strings.keys[number] = key
    low = np.int64(strings.ends[number])
    for i in range(size):
        strings.arena[low + i] = text[start + i]
    strings.ends[number + 1] = low + size
    strings.count[0] = number + 1
    return number


@entry
def number_of(strings: Strings, text: U8, start: int, end: int) -> int:
    """The number of the string text[start:end], entered if new."""
    packed, mixed = NONE, NONE
    for i in range(start, end):
        packed, mixed = pack(packed, text[i]), mix(mixed, text[i])
    key, size = key_of(packed, mixed, end - start), end - start
    number = look_up(strings.slots, strings.keys, strings.ends, strings.arena, text, start, size, key)
    if number < 0:
        number = insert(strings, -1 - number, text, start, size, key)
    return number


@entry
def has_room(strings: Strings, more: int, bytes_: int) -> bool:
    """Whether so many more strings of so many bytes together fit."""
    count = strings.count[0] + more
    return (
        2 * count < len(strings.slots)
        and count < len(strings.keys)
        and np.int64(strings.ends[strings.count[0]]) + bytes_ <= len(strings.arena)
    )


@entry
def _enter_all(strings: Strings, text: U8, ends: I64, out: U32) -> None:
    for i in range(len(ends) - 1):
        out[i] = number_of(strings, text, ends[i], ends[i + 1])


@entry
def _place_again(slots: U32, keys: U64, count: int) -> None:
    mask = np.uint64(len(slots) - 1)
    for number in range(count):
        slot = _slot_of(keys[number], slots)
        while slots[slot] > 0:
            slot = (slot + ONE) & mask
        slots[slot] = number + 1


class StringTable:
    """Distinct byte strings; grows as it must. Room for new ones is made before a kernel enters them."""

    def __init__(self, slots: int = 1 << 12) -> None:
        self.strings = Strings(
            np.zeros(slots, np.uint32),
            np.zeros(slots // 2, np.uint64),
            np.zeros(slots // 2 + 1, np.uint32),
            np.zeros(slots * 4, np.uint8),
            np.zeros(1, np.int64),
        )

    def __len__(self) -> int:
        return int(self.strings.count[0])

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return sum(array.nbytes for array in self.strings)

    def number(self, text: bytes) -> int:
        """The number of one string, entered if new."""
        self.make_room(1, len(text))
        return int(number_of(self.strings, np.frombuffer(text, np.uint8), 0, len(text)))

    def numbers(self, text: NDArray[np.uint8], ends: I64) -> U32:
        """The numbers of strings that stand behind one another; ends: where each ends, a 0 before."""
        self.make_room(len(ends) - 1, len(text))
        out = np.empty(len(ends) - 1, np.uint32)
        _enter_all(self.strings, text, ends, out)
        return out

    def text(self, number: int) -> bytes:
        strings = self.strings
        return strings.arena[strings.ends[number] : strings.ends[number + 1]].tobytes()

    def make_room(self, more: int, bytes_: int) -> None:
        """Let so many more strings fit, of so many bytes together."""
        strings, count = self.strings, len(self)
        if has_room(strings, more, bytes_):
            return
        slots, arena = len(strings.slots), len(strings.arena)
        while 2 * (count + more) >= slots:
            slots *= 2
        while int(strings.ends[count]) + bytes_ > arena:
            arena *= 2
        if arena >= 1 << 32:
            raise OverflowError("the distinct words of this text reach 4 GB; commit more often")
        if slots > len(strings.slots):
            placed = np.zeros(slots, np.uint32)
            _place_again(placed, strings.keys, count)
            strings = strings._replace(
                slots=placed, keys=longer(strings.keys, slots // 2), ends=longer(strings.ends, slots // 2 + 1)
            )
        self.strings = strings._replace(arena=longer(strings.arena, arena))


def longer(array: NDArray[Scalar], size: int) -> NDArray[Scalar]:
    """The array with zeros behind it, or itself where it is that long already."""
    if len(array) >= size:
        return array
    grown = np.zeros(size, array.dtype)
    grown[: len(array)] = array
    return grown
