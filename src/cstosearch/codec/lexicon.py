"""Which words does a sorted list hold, and where does each stand in it?

::

    <name>.text   u1: the words one behind the other, in UTF-8, sorted by their bytes
    <name>.ends   u4, n items: where each ends
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile


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
        start = int(self._ends[at - 1]) if at else 0
        return bytes(self._text[start : int(self._ends[at])])

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
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < word:
                low = middle + 1
            else:
                high = middle
        return low

    def beginning_with(self, prefix: bytes) -> range:
        """Return the numbers of the words that begin so."""
        start = self.rank(prefix)
        after = _after(prefix)
        return range(start, len(self) if after is None else self.rank(after))

    def matching(self, pattern: "re.Pattern[bytes]") -> Array:
        """Return the numbers of the words that a pattern finds, each of them whole.

        The pattern must match a word and the line feed behind it, and begin at a line's start
        (`re.MULTILINE`): the words are searched as one text of lines, so that this is one scan.
        """
        lines = b"\n".join(self.words(0, len(self))) + b"\n"
        starts = np.concatenate([[0], self._ends[:-1]]) + np.arange(len(self))
        found = np.fromiter((match.start() for match in pattern.finditer(lines)), np.int64)
        return np.searchsorted(starts, found)


def _after(prefix: bytes) -> bytes | None:
    """Return the least string above all those that begin with a prefix, if there is one."""
    trimmed = prefix.rstrip(b"\xff")
    return trimmed[:-1] + bytes([trimmed[-1] + 1]) if trimmed else None
