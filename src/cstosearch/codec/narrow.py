"""How are whole numbers kept that are nearly always small, but not bounded?

Each in a narrow item; where the largest item stands, the number itself is in a second pair of
arrays, sorted by the place in the first::

    <name>      u1 or u2, n items         ; the largest value means: look it up
    <name>.at   u4, m items, ascending    ; which items those are
    <name>.is   u4, m items               ; their numbers
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cstosearch.codec.arrays import Array, ArrayFile, Growing

Numbers = npt.NDArray[np.int64]


def narrowed(name: str, numbers: Array, dtype: npt.DTypeLike) -> dict[str, Array]:
    """Return the arrays that keep these numbers, none of them negative or above 32 bits."""
    top = np.iinfo(np.dtype(dtype)).max
    if not len(numbers) or numbers.max() < top:
        none = np.zeros(0, np.uint32)
        return {name: numbers.astype(dtype), f"{name}.at": none, f"{name}.is": none}
    at = np.flatnonzero(numbers >= top)
    return {
        name: np.minimum(numbers, top).astype(dtype),
        f"{name}.at": at.astype(np.uint32),
        f"{name}.is": numbers[at].astype(np.uint32),
    }


class NarrowWriter:
    """Numbers that are written piece by piece."""

    def __init__(self, name: str, dtype: npt.DTypeLike, directory: Path) -> None:
        self._name = name
        self._dtype = dtype
        self._items = Growing(dtype, directory)
        self._at = Growing(np.uint32, directory)
        self._is = Growing(np.uint32, directory)

    @property
    def count(self) -> int:
        """How many numbers have been written."""
        return self._items.count

    def append(self, numbers: Array) -> None:
        """Add numbers."""
        arrays = narrowed(self._name, numbers, self._dtype)
        self._at.append(arrays[f"{self._name}.at"] + self._items.count)
        self._is.append(arrays[f"{self._name}.is"])
        self._items.append(arrays[self._name])

    def arrays(self) -> Mapping[str, Growing]:
        """Return what is to be written to the file."""
        return {self._name: self._items, f"{self._name}.at": self._at, f"{self._name}.is": self._is}


class Narrow:
    """Numbers in a file, read by slices or one by one."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name
        self._items = file[name]
        self._at = file[f"{name}.at"]
        self._is = file[f"{name}.is"]

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self._items)

    def slice(self, start: int, stop: int, *, copy: bool = False) -> Array:
        """Return the numbers `start:stop`; where none is large, in the narrow dtype.

        With `copy`, they are read from the file and not from its mapping.
        """
        items = self._file.read(self._name, start, stop) if copy else self._items[start:stop]
        if not len(self._at):
            return items
        first, last = np.searchsorted(self._at, [start, stop])
        if first == last:
            return items
        numbers = items.astype(np.int64)
        numbers[self._at[first:last].astype(np.int64) - start] = self._is[first:last]
        return numbers

    def take(self, at: Numbers) -> Array:
        """Return the numbers at these places."""
        items = self._items[at]
        if not len(self._at):
            return items
        large = np.flatnonzero(items == np.iinfo(items.dtype).max)
        if not len(large):
            return items
        numbers = items.astype(np.int64)
        numbers[large] = self._is[np.searchsorted(self._at, at[large])]
        return numbers

    def __getitem__(self, at: int) -> int:
        """Return one number."""
        return int(self.slice(at, at + 1)[0])


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
