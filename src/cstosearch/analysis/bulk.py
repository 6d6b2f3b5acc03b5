"""Which words do many texts hold? The tokens of `words_of`, in bulk, as numbers of forms.

Texts in ASCII (and the typographic signs that English pages have) are cut by numpy: bytes are
classed by a table, runs of letters and digits found, and the first 16 bytes of each run looked up
as two 64-bit numbers in a hash table. Longer runs and other texts go through `tokens_from`. Both
ways give the same tokens; a property test says so.
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cstosearch.analysis import MAX_TOKEN, stems, tokens_from

Ids = npt.NDArray[np.uint32]
_Words = npt.NDArray[np.uint64]
_Numbers = npt.NDArray[np.int64]

_FORGET: Final = 1 << 17
"""How many forms are known before they are forgotten between two segments, to bound memory."""
_WORD: Final = 8
"""Bytes of a 64-bit number."""
_APOSTROPHE: Final = ord("'")
_CLASSES: Final = bytes(
    ord(chr(byte).lower())
    if chr(byte).isascii() and chr(byte).isalnum()
    else _APOSTROPHE * (byte == _APOSTROPHE)
    for byte in range(256)
)
# What parts tokens and stands in pages of otherwise plain English, one character for one.
_SIGNS: Final = [(sign, " ") for sign in "–—“”„«»…•·\u00a0\u2009\u202f"] + [("\u2019", "'")]
_MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(_WORD + 1)], np.uint64)
_MIX_1: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_LONG: Final = np.uint64(1 << 63)
"""Set in the keys of runs of more than 8 bytes; in those of shorter ones, ASCII, it is not."""


class Tokens(NamedTuple):
    """Tokens of several texts, one text behind the other.

    `ids` are numbers of forms; `lengths` says how many tokens each text has. `anchors` are the
    characters at which every n-th token begins, but for the first: a text of `length` tokens has
    `(length - 1) // n` of them.
    """

    ids: Ids
    lengths: _Numbers
    anchors: _Numbers


class BulkTokenizer:
    """Cuts texts into tokens, and knows the forms that it has met, and their stems."""

    def __init__(self, anchor_every: int) -> None:
        self._every = anchor_every
        self._begin()

    def _begin(self) -> None:
        self.forms: list[bytes] = []
        """The forms by number, in UTF-8."""
        self._stems: list[bytes] = []
        self._ids: dict[bytes, int] = {}
        self._table = _Table()
        self._first = np.zeros(0, np.uint64)
        self._second = np.zeros(0, np.uint64)

    def forget(self) -> None:
        """Forget the forms, if there are many; numbers given before mean nothing then."""
        if len(self.forms) > _FORGET:
            self._begin()

    def stems(self) -> list[bytes]:
        """Return the stems of the forms, by number, in UTF-8."""
        self._stems += stems(self.forms[len(self._stems) :])
        return self._stems

    def tokenize(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of texts, in order."""
        plain = [_plain(text) for text in texts]
        parts = [Tokens(np.zeros(0, np.uint32), np.zeros(0, np.int64), np.zeros(0, np.int64))]
        start = 0
        # Neighbours of the same kind go together.
        for at in range(1, len(plain) + 1):
            if at == len(plain) or plain[at].isascii() != plain[start].isascii():
                found = self._cut_plain(plain[start:at]) if plain[start].isascii() else None
                parts.append(found or self._cut_any(texts[start:at]))
                start = at
        return Tokens(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _cut_any(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of any texts, cut one by one."""
        ids = array("I")
        lengths: list[int] = []
        anchors: list[int] = []
        for text in texts:
            before = len(ids)
            for number, token in enumerate(tokens_from(text, 0)):
                ids.append(self._id(token.text.encode()))
                if number and number % self._every == 0:
                    anchors.append(token.start)
            lengths.append(len(ids) - before)
        return Tokens(
            np.array(ids, np.uint32), np.array(lengths, np.int64), np.array(anchors, np.int64)
        )

    def _id(self, form: bytes) -> int:
        """Return the number of a form, a new one if it is new."""
        number = self._ids.setdefault(form, len(self.forms))
        if number == len(self.forms):
            self.forms.append(form)
        return number

    def _cut_plain(self, texts: Sequence[str]) -> Tokens | None:
        """Return the tokens of texts in ASCII; None where a run must be cut into several."""
        data = bytearray(" ".join(["", *texts, " " * 3 * _WORD]), "ascii").translate(_CLASSES)
        classes = np.frombuffer(data, np.uint8)
        if _APOSTROPHE in data:
            _drop_apostrophes(classes)
        inside = classes != 0
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts = edges[::2]
        sizes = edges[1::2] - starts
        if len(sizes) and sizes.max() > MAX_TOKEN:
            return None
        sizes_of_texts = (len(text) + 1 for text in texts)
        begins = np.fromiter(accumulate(sizes_of_texts, initial=1), np.int64, len(texts) + 1)
        cuts = np.searchsorted(starts, begins)
        lengths = np.diff(cuts)
        anchored = (np.maximum(lengths, 1) - 1) // self._every
        owners = np.repeat(np.arange(len(texts)), anchored)
        nth = np.arange(len(owners)) - np.repeat(np.cumsum(anchored) - anchored, anchored) + 1
        anchors = starts[cuts[owners] + nth * self._every] - begins[owners]
        return Tokens(self._ids_of(data, starts, sizes), lengths, anchors)

    def _ids_of(self, data: bytearray, starts: _Numbers, sizes: _Numbers) -> Ids:
        """Return the numbers of the forms that stand at `starts` and are `sizes` bytes long."""
        words = np.frombuffer(data, "<u8", len(data) // _WORD)
        keys = _load(words, starts) & _MASKS[np.minimum(sizes, _WORD)]
        longer = np.flatnonzero(sizes > _WORD)
        first = keys[longer]
        second = _load(words, starts[longer] + _WORD)
        second &= _MASKS[np.minimum(sizes[longer] - _WORD, _WORD)]
        keys[longer] = _mixed(first, second, sizes[longer]) | _LONG
        ids = self._table.find(keys)
        if len(unknown := np.flatnonzero(ids < 0)):
            distinct, at = np.unique(keys[unknown], return_index=True)
            at = unknown[at]
            places = zip(starts[at].tolist(), sizes[at].tolist(), strict=True)
            forms = [self._id(bytes(data[start : start + size])) for start, size in places]
            self._table.insert(distinct, np.array(forms, np.int64))
            ids[unknown] = self._table.find(keys[unknown])
            self._note(ids[at], words, starts[at], sizes[at])
        # Two long runs may have the same key: hardly ever, but beyond 16 bytes easily.
        other = (self._first[ids[longer]] != first) | (self._second[ids[longer]] != second)
        for at in longer[other | (sizes[longer] > 2 * _WORD)].tolist():
            ids[at] = self._id(bytes(data[starts[at] : starts[at] + sizes[at]]))
        return ids.astype(np.uint32)

    def _note(self, ids: _Numbers, words: _Words, starts: _Numbers, sizes: _Numbers) -> None:
        """Note the first 16 bytes of forms."""
        missing = len(self.forms) - len(self._first)
        if missing > 0:
            grown = np.zeros(missing + len(self.forms), np.uint64)
            self._first = np.concatenate([self._first, grown])
            self._second = np.concatenate([self._second, grown])
        self._first[ids] = _load(words, starts) & _MASKS[np.minimum(sizes, _WORD)]
        rest = np.clip(sizes - _WORD, 0, _WORD)
        self._second[ids] = _load(words, starts + _WORD) & _MASKS[rest]


class _Table:
    """A hash table from keys, none of them 0, to numbers; linear probing, at most half full."""

    def __init__(self) -> None:
        self._bits = 16
        self._count = 0
        self._clear()

    def _clear(self) -> None:
        self._keys = np.zeros(1 << self._bits, np.uint64)
        self._numbers = np.full(1 << self._bits, -1, np.int64)

    def _slots(self, keys: _Words) -> _Numbers:
        return ((keys * _MIX_1) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _next(self, slots: _Numbers) -> _Numbers:
        return (slots + 1) & ((1 << self._bits) - 1)

    def find(self, keys: _Words) -> _Numbers:
        """Return the number of each key, -1 where it has none."""
        slots = self._slots(keys)
        numbers = self._numbers[slots]
        found = self._keys[slots]
        # Whoever meets another key looks at the next slot, until it meets its own or none.
        at = np.flatnonzero((found != keys) & (found != 0))
        while len(at):
            slots[at] = self._next(slots[at])
            found = self._keys[slots[at]]
            numbers[at] = self._numbers[slots[at]]
            at = at[(found != keys[at]) & (found != 0)]
        return numbers

    def insert(self, keys: _Words, numbers: _Numbers) -> None:
        """Add distinct keys that are not there."""
        self._count += len(keys)
        if 2 * self._count > 1 << self._bits:
            there = np.flatnonzero(self._keys)
            keys = np.concatenate([self._keys[there], keys])
            numbers = np.concatenate([self._numbers[there], numbers])
            while 2 * self._count > 1 << self._bits:
                self._bits += 1
            self._clear()
        slots = self._slots(keys)
        while len(keys):
            # Of several that want a free slot, the first gets it.
            free = np.flatnonzero(self._keys[slots] == 0)
            _, winners = np.unique(slots[free], return_index=True)
            won = free[winners]
            self._keys[slots[won]] = keys[won]
            self._numbers[slots[won]] = numbers[won]
            left = np.ones(len(keys), bool)
            left[won] = False
            keys, numbers, slots = keys[left], numbers[left], self._next(slots[left])


def _plain(text: str) -> str:
    """Return a text with typographic signs as plain ones, in the same places."""
    if not text.isascii():
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    return text


def _mixed(first: _Words, second: _Words, sizes: _Numbers) -> _Words:
    mixed: _Words = (first * _MIX_1) ^ (second * _MIX_2)
    mixed ^= sizes.astype(np.uint64) << np.uint64(48)
    return mixed


def _load(words: _Words, at: _Numbers) -> _Words:
    """Return the 8 bytes that begin at each place, little-endian, of aligned words."""
    aligned = at >> 3
    low = ((at & 7) << 3).astype(np.uint64)
    # Shifting by 64 is undefined, hence in two steps.
    high: _Words = (words[aligned + 1] << np.uint64(1)) << (np.uint64(63) - low)
    high |= words[aligned] >> low
    return high


def _drop_apostrophes(classes: npt.NDArray[np.uint8]) -> None:
    """Blank apostrophes, and the `s` of those that end a word with `'s`."""
    at = np.flatnonzero(classes == _APOSTROPHE)
    ends = (classes[at + 1] == ord("s")) & (classes[at - 1] != 0) & (classes[at - 1] != _APOSTROPHE)
    after = classes[at + 2]
    possessive = at[ends & ((after == 0) | (after == _APOSTROPHE))]
    kept: list[int] = []
    for place in possessive.tolist():
        if not kept or place - kept[-1] > 2:  # noqa: PLR2004 - the second of "it's's" is a word
            kept.append(place)
    classes[at] = 0
    classes[np.array(kept, np.int64) + 1] = 0
