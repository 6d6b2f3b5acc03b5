"""What have two sets of documents in common, and where does it stand?

Sets are int64 arrays, ascending and distinct, of numbers below a `size`. Where one is far smaller
than the other, or than `size`, it is looked up by bisection; else a table of `size` is quicker.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from cstosearch.codec.narrow import Numbers
from cstosearch.deadline import checked

_FAR_SMALLER: Final = 24

Mask = npt.NDArray[np.bool_]


def located(some: Numbers, others: Numbers, size: int) -> tuple[Numbers, Mask]:
    """Return where each of `some` stands among the others, and whether it does at all."""
    if not len(others):
        return np.zeros(len(some), np.int64), np.zeros(len(some), bool)
    if len(some) * _FAR_SMALLER < max(len(others), size // _FAR_SMALLER):
        at = np.searchsorted(others, some)
        at[at == len(others)] = 0
    else:
        table = np.zeros(size, np.int32)
        table[others] = np.arange(len(others), dtype=np.int32)
        at = table[some].astype(np.int64)
    return at, np.asarray(others[at] == some)


def members(some: Numbers, others: Numbers, size: int) -> Mask:
    """Say of each of `some` whether it is one of the others."""
    if not len(others) or len(some) * _FAR_SMALLER < len(others):
        return located(some, others, size)[1]
    table = np.zeros(size, bool)
    table[others] = True
    return np.asarray(table[some])


def intersection(some: Numbers, others: Numbers, size: int) -> Numbers:
    """Return what is in both."""
    if len(some) > len(others):
        some, others = others, some
    return some[members(some, others, size)]


def difference(some: Numbers, others: Numbers, size: int) -> Numbers:
    """Return what is in the first and not in the second."""
    return some[~members(some, others, size)] if len(others) else some


def union(sets: Iterable[Numbers], size: int) -> Numbers:
    """Return what is in any of several sets."""
    filled = sorted((each for each in checked(sets) if len(each)), key=len)
    if not filled:
        return np.zeros(0, np.int64)
    largest = filled.pop()
    if not filled:
        return largest
    count = sum(map(len, filled))
    if count * _FAR_SMALLER < len(largest):
        rest = filled[0] if len(filled) == 1 else distinct(np.concatenate(filled))
        new = difference(rest, largest, size)
        return np.insert(largest, np.searchsorted(largest, new), new) if len(new) else largest
    if (count + len(largest)) * 8 < size:
        return distinct(np.concatenate([*filled, largest]))
    table = np.zeros(size, bool)
    for each in checked([*filled, largest]):
        table[each] = True
    return np.flatnonzero(table)


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers in any order as a set."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=-1) > 0]
