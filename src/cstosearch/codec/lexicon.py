"""Which words does a sorted list hold, and where does each stand in it?

::

    <name>.text   u1: the words one behind the other, in UTF-8, sorted by their bytes
    <name>.ends   u4, n items: where each ends
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile
from cstosearch.codec.narrow import Numbers

_ONE: Final = rb"(?:[\x00-\x09\x0b-\x7f]|[\xc0-\xff][\x80-\xbf]*)"


def lexicon_arrays(name: str, words: Sequence[bytes]) -> dict[str, Array]:
    """Return the arrays that keep these words, which must be sorted and distinct."""
    ends = np.cumsum(np.fromiter(map(len, words), np.uint32, len(words)), dtype=np.uint32)
    return {
        f"{name}.text": np.frombuffer(b"".join(words), np.uint8),
        f"{name}.ends": ends,
    }


class Lexicon:
    """Sorted words in a file."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file[f"{name}.text"].data if file.count(f"{name}.text") else memoryview(b"")
        self._ends = file[f"{name}.ends"]
        self._file = file
        self._name = name

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._ends)

    def __getitem__(self, at: int) -> bytes:
        """Return the word with this number."""
        start = self._ends.item(at - 1) if at else 0
        return bytes(self._text[start : self._ends.item(at)])

    def words(self, start: int, stop: int) -> list[bytes]:
        """Return the words `start:stop`."""
        if start >= stop:
            return []
        first = int(self._ends[start - 1]) if start else 0
        ends = self._file.read(f"{self._name}.ends", start, stop).tolist()
        data = self._file.read(f"{self._name}.text", first, ends[-1]).tobytes()
        return [data[a - first : b - first] for a, b in pairwise([first, *ends])]

    def find(self, word: bytes) -> int | None:
        """Return the number of a word, if it is there."""
        at = self.rank(word)
        return at if at < len(self) and self[at] == word else None

    def rank(self, word: bytes) -> int:
        """Return how many words stand before this one."""
        return bisect_left(self, word)

    def beginning_with(self, prefix: bytes) -> range:
        """Return the numbers of the words that begin so."""
        return range(*bounds_of(self, prefix))

    def matching(self, pattern: str) -> Numbers:
        """Return the numbers of the words like a pattern: `*` for any characters, `?` for one."""
        # All words are searched as one text of lines, so that this is one scan.
        first, *rest = (
            b"".join(_ONE if char == "?" else re.escape(char.encode()) for char in part)
            for part in pattern.split("*")
        )
        # What stands between stars is taken where it is found first, for good: without that a
        # pattern of many stars would be tried in all ways.
        inner = b"".join(b"(?>[^\\n]*?" + part + b")" for part in rest[:-1])
        last = b"[^\\n]*" + rest[-1] if rest else b""
        wanted = re.compile(b"^" + first + inner + last + b"\\n", re.MULTILINE)
        ends = self._ends.astype(np.int64)
        lines = np.insert(np.frombuffer(self._text, np.uint8), ends, ord("\n")).tobytes()
        found = np.array([match.end() for match in wanted.finditer(lines)], np.int64)
        return np.searchsorted(ends + np.arange(1, len(self) + 1), found)

    def near(self, word: str, distance: int) -> Numbers:
        """Return the numbers of the words that up to `distance` edits make of another.

        Edits add, drop or change a character or swap two neighbours, none of them twice.
        """
        text = bytes(self._text)
        inner = (np.frombuffer(text, np.uint8) & 0xC0) == 0x80  # noqa: PLR2004 - in a character
        ends = self._ends - np.cumsum(inner, dtype=np.int64)[self._ends.astype(np.int64) - 1]
        sizes = np.diff(ends, prepend=0)
        alike = np.flatnonzero(np.abs(sizes - len(word)) <= distance)
        if not len(alike):
            return alike
        codes = np.frombuffer(text.decode().encode("utf-32-le"), np.uint32)
        width = int(sizes[alike].max())
        places = (ends - sizes)[alike][:, None] + np.arange(width)
        table = codes[np.minimum(places, len(codes) - 1)].T
        edits = _edits([ord(char) for char in word], np.ascontiguousarray(table))
        return alike[edits[sizes[alike], np.arange(len(alike))] <= distance]


def _edits(word: Sequence[int], table: Array) -> Array:
    """Return the edits from a word to the beginnings of others: a row for each length.

    The columns of `table` are the others. Optimal string alignment by dynamic programming, all
    columns at once.
    """
    width, count = table.shape
    rows = [np.broadcast_to(np.arange(width + 1, dtype=np.int16)[:, None], (width + 1, count))]
    for at, char in enumerate(word, start=1):
        row = np.empty((width + 1, count), np.int16)
        row[0] = at
        same = table == char
        for to in range(1, width + 1):
            best = np.minimum(rows[-1][to], row[to - 1]) + 1
            np.minimum(best, rows[-1][to - 1] + ~same[to - 1], out=best)
            if at > 1 and to > 1:
                swapped = same[to - 2] & (table[to - 1] == word[at - 2])
                np.minimum(best, np.where(swapped, rows[-2][to - 2] + 1, best), out=best)
            row[to] = best
        rows.append(row)
    return rows[-1]


class Words(Protocol):
    """Sorted words by number."""

    def __len__(self) -> int:
        """Return how many words there are."""
        ...

    def __getitem__(self, at: int) -> bytes:
        """Return a word."""
        ...


def bounds_of(words: Words, prefix: bytes) -> tuple[int, int]:
    """Return the first of the words that begin so, and the first behind them."""
    trimmed = prefix.rstrip(b"\xff")
    if not trimmed:
        return bisect_left(words, prefix), len(words)
    after = trimmed[:-1] + bytes([trimmed[-1] + 1])
    return bisect_left(words, prefix), bisect_left(words, after)
