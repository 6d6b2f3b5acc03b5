"""How are whole numbers kept that are nearly always small, but not bounded?

Each in 4, 8 or 16 bits; where all of those are set, the number itself is in a second pair of
arrays, sorted by the place in the first::

    <name>      u1 or u2: the numbers; of two in a byte, the first in the lower half
    <name>.at   u4, m items, ascending: which numbers are larger
    <name>.is   u4, m items: what those are
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from cstosearch.codec.arrays import Array, ArrayFile, Growing

Bits = Literal[4, 8, 16]
Numbers = npt.NDArray[np.int64]

_HALF: Final = 4
"""Bits of half a byte."""


def narrowed(name: str, numbers: Array, bits: Bits) -> dict[str, Array]:
    """Return the arrays that keep these numbers, none of them negative or above 32 bits."""
    top = (1 << bits) - 1
    large = np.zeros(0, np.int64)
    if len(numbers) and numbers.max() >= top:
        large = np.flatnonzero(numbers >= top)
    items = (np.minimum(numbers, top) if len(large) else numbers).astype(_dtype(bits))
    return {
        name: _paired(items) if bits == _HALF else items,
        f"{name}.at": large.astype(np.uint32),
        f"{name}.is": numbers[large].astype(np.uint32),
    }


def _dtype(bits: Bits) -> npt.DTypeLike:
    return np.uint16 if bits > 2 * _HALF else np.uint8


def stored_length(numbers: int, bits: Bits) -> int:
    """Return how many items the first array has for so many numbers."""
    return (numbers + 1) // 2 if bits == _HALF else numbers


def _paired(halves: Array) -> Array:
    """Return small numbers two in a byte; behind an odd last one, zero."""
    if len(halves) % 2:
        halves = np.append(halves, np.uint8(0))
    pairs: Array = halves[1::2] << _HALF
    pairs |= halves[::2]
    return pairs


class NarrowWriter:
    """Numbers that are written piece by piece."""

    def __init__(self, name: str, bits: Bits, directory: Path) -> None:
        self._name = name
        self._bits: Bits = bits
        self._items = Growing(_dtype(bits), directory)
        self._at = Growing(np.uint32, directory)
        self._is = Growing(np.uint32, directory)
        self._count = 0
        self._rest = np.zeros(0, np.int64)
        """The last number, where it waits for another to share a byte with."""

    def append(self, numbers: Array) -> None:
        """Add numbers."""
        if len(self._rest):
            numbers = np.concatenate([self._rest, numbers])
        keep = len(numbers) - (len(numbers) % 2 if self._bits == _HALF else 0)
        self._rest = np.array(numbers[keep:], np.int64)
        self._write(numbers[:keep])

    def _write(self, numbers: Array) -> None:
        arrays = narrowed(self._name, numbers, self._bits)
        self._at.append(arrays[f"{self._name}.at"] + self._count)
        self._is.append(arrays[f"{self._name}.is"])
        self._items.append(arrays[self._name])
        self._count += len(numbers)

    def arrays(self) -> Mapping[str, Growing]:
        """Return what is to be written to the file."""
        self._write(self._rest)
        self._rest = self._rest[:0]
        return {self._name: self._items, f"{self._name}.at": self._at, f"{self._name}.is": self._is}


class Narrow:
    """Numbers in a file, read by slices or one by one."""

    def __init__(self, file: ArrayFile, name: str, bits: Bits) -> None:
        self._file = file
        self._name = name
        self._bits = bits
        self._top = (1 << bits) - 1
        self._items = file[name]
        self._at = file[f"{name}.at"]
        self._is = file[f"{name}.is"]

    @property
    def most(self) -> int:
        """How many numbers there are, or one more."""
        return len(self._items) * (2 if self._bits == _HALF else 1)

    def slice(self, start: int, stop: int, *, copy: bool = False) -> Array:
        """Return the numbers `start:stop`; where none is large, in a narrow dtype.

        With `copy`, they are read from the file and not from its mapping.
        """
        if self._bits == _HALF:
            pairs = self._read(start // 2, (stop + 1) // 2, copy=copy)
            halves = np.empty(2 * len(pairs), np.uint8)
            np.bitwise_and(pairs, (1 << _HALF) - 1, out=halves[::2])
            np.right_shift(pairs, _HALF, out=halves[1::2])
            items: Array = halves[start % 2 : start % 2 + stop - start]
        else:
            items = self._read(start, stop, copy=copy)
        if not len(self._at):
            return items
        first, last = ranks(self._at, [start, stop])
        if first == last:
            return items
        numbers = items.astype(np.int64)
        numbers[self._at[first:last].astype(np.int64) - start] = self._is[first:last]
        return numbers

    def _read(self, start: int, stop: int, *, copy: bool) -> Array:
        return self._file.read(self._name, start, stop) if copy else self._items[start:stop]

    def take(self, at: Numbers) -> Array:
        """Return the numbers at these places."""
        items = self.kept(at)
        if not len(self._at):
            return items
        large = np.flatnonzero(items == self._top)
        if not len(large):
            return items
        numbers = items.astype(np.int64)
        numbers[large] = self._is[ranks(self._at, at[large])]
        return numbers

    def kept(self, at: Numbers) -> Array:
        """Return what is kept in the first array at these places: all bits set for a large one."""
        if self._bits != _HALF:
            whole: Array = self._items[at]
            return whole
        shifts = ((at & 1) << 2).astype(np.uint8)
        halves: Array = (self._items[at >> 1] >> shifts) & np.uint8((1 << _HALF) - 1)
        return halves


def ranks(
    numbers: Array, wanted: npt.ArrayLike, side: Literal["left", "right"] = "left"
) -> Numbers:
    """Return where each of some wanted numbers would stand in others, which ascend.

    Of the wanted ones none is too large for the dtype of the others. Without being brought to that
    dtype, they would have all of the others copied into theirs, however many those are.
    """
    return np.searchsorted(numbers, np.asarray(wanted, numbers.dtype), side)


def owners(counts: Array) -> Numbers:
    """Return 0 `counts[0]` times, 1 `counts[1]` times, ...; no count may be 0.

    This is `np.repeat(np.arange(len(counts)), counts)`, several times faster.
    """
    ends = np.cumsum(counts, dtype=np.int64)
    steps = np.zeros(int(ends[-1]) if len(ends) else 0, np.int64)
    steps[ends[:-1]] = 1
    return np.cumsum(steps, out=steps)


def ranges(starts: Array, counts: Array) -> Numbers:
    """Return `start, start + 1, ...`, `count` of them, for each pair, one behind the other."""
    filled = np.flatnonzero(counts)
    if not len(filled):
        return np.zeros(0, np.int64)
    starts, counts = starts[filled].astype(np.int64), counts[filled].astype(np.int64)
    ends = np.cumsum(counts)
    steps = np.ones(int(ends[-1]), np.int64)
    steps[0] = starts[0]
    steps[ends[:-1]] = starts[1:] - (starts + counts - 1)[:-1]
    return np.cumsum(steps, out=steps)
