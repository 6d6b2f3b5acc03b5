"""Where do words stand one behind the other?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import intersection, located
from cstosearch.codec.texts import NOTHING, Places, Postings, TextField

_STRIDE: Final = 1 << 32
"""More than any position."""
_LINE: Final = 1 << 20
"""How many places are looked at at once, so that a flag for each stays in the cache."""


@dataclass(frozen=True)
class Slot:
    """A word of a sequence: a term, one form of it, or any of some forms; None: any word."""

    term: int | None = None
    form: int | None = None
    forms: tuple[int, ...] = ()


ANY_WORD: Final = Slot()


def postings_of(found: Places) -> Postings:
    """Return the documents that have sequences, and how many."""
    if not len(found.documents):
        return NOTHING
    heads = np.flatnonzero(np.diff(found.documents, prepend=-1))
    return Postings(found.documents[heads], np.diff(np.append(heads, len(found.documents))))


def find_sequences(
    text: TextField, slots: Sequence[Slot], size: int, within: range | Numbers | None
) -> Places:
    """Return where sequences of words begin, in a segment of `size` documents.

    At least one of the words is not any. With `within`, only in these documents.
    """
    words = {slot: _Word(text, slot, size) for slot in slots if slot != ANY_WORD}
    candidates, *others = sorted((word.documents for word in words.values()), key=len)
    if isinstance(within, range):
        low, high = np.searchsorted(candidates, [within.start, within.stop])
        candidates = candidates[low:high]
    elif within is not None:
        candidates = intersection(candidates, within, size)
    for each in others:
        candidates = intersection(candidates, each, size)
    if not len(candidates):
        return Places(candidates, candidates)
    lengths = text.lengths.take(candidates).astype(np.int64)
    for word in words.values():
        word.choose(candidates)
    found = []
    ends = np.cumsum(lengths + len(slots))
    cuts = np.searchsorted(ends, np.arange(0, int(ends[-1]), _LINE))
    for low, high in pairwise(dict.fromkeys([*cuts.tolist(), len(candidates)])):
        which, positions = _on_line(
            [words.get(slot) for slot in slots], low, high, lengths[low:high]
        )
        found.append((candidates[low + which], positions))
    return Places(*(np.concatenate(column) for column in zip(*found, strict=True)))


def count_sequences(
    text: TextField,
    sequences: Sequence[Sequence[int | None]],
    documents: Numbers,
    size: int,
    known: Mapping[int, Postings],
) -> list[Numbers]:
    """Return how often each of some sequences of terms stands in each of some documents.

    For many sequences in few documents, ascending, of a segment of `size`: each term is read once,
    or not at all where its postings are known. None is a word that no document has.
    """
    # Behind all places stands one that is nowhere, so that none is beyond the last.
    nowhere = np.array([np.iinfo(np.int64).max])
    places: dict[int | None, Numbers] = {None: nowhere}
    for term in dict.fromkeys(term for terms in sequences for term in terms):
        if term is None:
            continue
        postings = known[term] if term in known else text.postings(term)
        at, there = located(documents, postings.documents, size)
        here = np.flatnonzero(there)
        positions, which = text.positions(term, postings.counts, at[here])
        places[term] = np.append(here[which] * _STRIDE + positions, nowhere)
    found = []
    for first, *others in sequences:
        starts = places[first][:-1]
        for offset, other in enumerate(others, start=1):
            nearest = places[other][np.searchsorted(places[other], starts + offset)]
            starts = starts[nearest == starts + offset]
        found.append(np.bincount(starts // _STRIDE, minlength=len(documents)))
    return found


class _Word:
    """One word of a sequence: its documents and, once they are chosen, its positions there."""

    def __init__(self, text: TextField, slot: Slot, size: int) -> None:
        self._text = text
        self._slot = slot
        self._size = size
        if slot.term is not None:
            self.documents = text.documents(slot.term)
        else:
            self.documents = text.postings_of_forms(np.array(slot.forms), size).documents

    def choose(self, candidates: Numbers) -> None:
        """Choose the documents that will be asked for."""
        self._candidates = candidates
        if self._slot.term is not None:
            self._occurrences = self._text.occurrences(self._slot.term, self._slot.form)
            self._places = located(candidates, self.documents, self._size)[0]

    def positions(self, low: int, high: int) -> tuple[Numbers, Numbers]:
        """Return positions in the candidates `low:high`, and which of those each is in."""
        if self._slot.term is not None:
            return self._occurrences.within(self._places[low:high])
        chosen = self._candidates[low:high]
        found = self._text.places_of_forms(np.array(self._slot.forms), chosen, self._size)
        return found.positions, np.searchsorted(chosen, found.documents)


def _on_line(
    words: Sequence[_Word | None], low: int, high: int, lengths: Numbers
) -> tuple[Numbers, Numbers]:
    """Return which of the candidates `low:high` have the sequence, and where it begins.

    Documents stand side by side on one line, with room for a sequence before each.
    """
    ends = np.cumsum(lengths + len(words))
    begins = ends - lengths
    flags = np.zeros(int(ends[-1]) + len(words), bool)
    spots = {}
    for word in words:
        if word is not None and word not in spots:
            positions, which = word.positions(low, high)
            spots[word] = begins[which] + positions
    rarest, word = min(
        ((at, word) for at, word in enumerate(words) if word is not None),
        key=lambda pair: len(spots[pair[1]]),
    )
    starts = spots[word] - rarest
    for offset, word in enumerate(words):
        if word is not None and offset != rarest:
            flags[spots[word]] = True
            starts = starts[flags[starts + offset]]
            flags[spots[word]] = False
    which = np.searchsorted(begins, starts + rarest, side="right") - 1
    positions = starts - begins[which]
    fits = (positions >= 0) & (positions + len(words) <= lengths[which])
    return which[fits], positions[fits]
