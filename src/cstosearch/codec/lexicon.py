"""Which words does a sorted list hold, and where does each stand in it?

::

    <name>.text   u1: the words one behind the other, in UTF-8, sorted by their bytes
    <name>.ends   u4, n items: where each ends
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile
from cstosearch.codec.narrow import Numbers
from cstosearch.deadline import check, checked

_AT_ONCE: Final = 1 << 20
"""Bytes of words, or characters of a table, that are looked at at once."""
_FEWER: Final = 16
"""How many times fewer words than there are make it better to look up each than to read all."""
_MANY: Final = 1 << 14
"""More edits than any word takes."""
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
        return [data[a - first : b - first] for a, b in checked(pairwise([first, *ends]))]

    def some(self, numbers: Numbers) -> list[bytes]:
        """Return the words with some numbers, in any order."""
        if len(numbers) * _FEWER < len(self):
            return [self[at] for at in checked(numbers.tolist())]
        if not len(numbers):
            return []
        first = int(numbers.min())
        words = self.words(first, int(numbers.max()) + 1)
        return [words[at - first] for at in numbers.tolist()]

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
        # Many words are searched as one text of lines, which is one scan.
        first, *rest = (
            b"".join(_ONE if char == "?" else re.escape(char.encode()) for char in part)
            for part in pattern.split("*")
        )
        # What stands between stars is taken where it is found first, for good: without that a
        # pattern of many stars would be tried in all ways.
        inner = b"".join(b"(?>[^\\n]*?" + part + b")" for part in rest[:-1])
        last = b"[^\\n]*" + rest[-1] if rest else b""
        wanted = re.compile(b"^" + first + inner + last + b"\\n", re.MULTILINE)
        found = [np.zeros(0, np.int64)]
        ends = self._ends.astype(np.int64)
        for start, stop in checked(_pieces(ends)):
            before = int(ends[start - 1]) if start else 0
            text = np.frombuffer(self._text, np.uint8)[before : int(ends[stop - 1])]
            own = ends[start:stop] - before
            lines = np.insert(text, own, ord("\n")).tobytes()
            at = np.array([match.end() for match in wanted.finditer(lines)], np.int64)
            found.append(start + np.searchsorted(own + np.arange(1, len(own) + 1), at))
        return np.concatenate(found)

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
        found = []
        for some in np.array_split(alike, 1 + len(alike) * width // _AT_ONCE):
            places = (ends - sizes)[some][:, None] + np.arange(width)
            table = codes[np.minimum(places, len(codes) - 1)].T
            edits = _edits([ord(char) for char in word], np.ascontiguousarray(table), distance)
            found.append(some[edits[sizes[some], np.arange(len(some))] <= distance])
        return np.concatenate(found)


def _pieces(ends: Numbers) -> Iterator[tuple[int, int]]:
    """Yield which words, that end there in a text, are looked at at once."""
    cuts = np.searchsorted(ends, np.arange(0, int(ends[-1]) if len(ends) else 0, _AT_ONCE))
    return pairwise(dict.fromkeys([*cuts.tolist(), len(ends)]))


def _edits(word: Sequence[int], table: Array, most: int) -> Array:
    """Return the edits from a word to the beginnings of others: a row for each length.

    The columns of `table` are the others. Optimal string alignment by dynamic programming, all
    columns at once. As no more than `most` edits are of interest, lengths that differ by more are
    not looked at, and have many.
    """
    width, count = table.shape
    before = last = np.empty((0, count), np.int16)
    row = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], count, axis=1)
    for at, char in enumerate(word, start=1):
        check()
        before, last, row = last, row, np.full((width + 1, count), _MANY, np.int16)
        row[0] = at
        for to in range(max(1, at - most), min(width, at + most) + 1):
            best = np.minimum(last[to], row[to - 1]) + 1
            np.minimum(best, last[to - 1] + (table[to - 1] != char), out=best)
            if at > 1 and to > 1:
                swapped = (table[to - 2] == char) & (table[to - 1] == word[at - 2])
                np.minimum(best, np.where(swapped, before[to - 2] + 1, best), out=best)
            row[to] = best
    return row


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
