"""Where do words stand one behind the other?"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import intersection, located
from cstosearch.codec.texts import NOTHING, Occurrences, Places, Postings, TextField

_LINE: Final = 1 << 20
"""How many places are looked at at once, so that a flag for each stays in the cache."""


class Slot(NamedTuple):
    """A word of a sequence: a term, or one form of it."""

    term: int
    form: int | None = None


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

    With `within`, only in these documents.
    """
    documents = {slot.term: text.documents(slot.term) for slot in slots}
    candidates, *others = sorted(documents.values(), key=len)
    if isinstance(within, range):
        low, high = np.searchsorted(candidates, [within.start, within.stop])
        candidates = candidates[low:high]
    elif within is not None:
        candidates = intersection(candidates, within, size)
    for each in others:
        candidates = intersection(candidates, each, size)
    if not len(candidates):
        return Places(candidates, candidates)
    rooms = text.lengths.take(candidates).astype(np.int64) + len(slots)
    ends = np.cumsum(rooms)
    words = {
        slot: (
            text.occurrences(slot.term, slot.form),
            located(candidates, documents[slot.term], size)[0],
        )
        for slot in dict.fromkeys(slots)
    }
    found = []
    cuts = np.searchsorted(ends, np.arange(0, int(ends[-1]), _LINE))
    for low, high in pairwise(dict.fromkeys([*cuts.tolist(), len(candidates)])):
        which, positions = _on_line(
            [(words[slot][0], words[slot][1][low:high]) for slot in slots], rooms[low:high]
        )
        found.append((candidates[low + which], positions))
    return Places(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _on_line(
    words: Sequence[tuple[Occurrences, Numbers]], rooms: Numbers
) -> tuple[Numbers, Numbers]:
    """Return which of some documents have the sequence, and where it begins.

    Of each word there are its occurrences and the places of these documents among its own.
    Documents stand side by side on one line, with room for a sequence before each.
    """
    ends = np.cumsum(rooms)
    begins = ends - rooms + len(words)
    flags = np.zeros(int(ends[-1]) + len(words), bool)
    on_line = {}
    for occurrences, chosen in words:
        if id(occurrences) not in on_line:
            positions, owned = occurrences.within(chosen)
            on_line[id(occurrences)] = begins[owned] + positions
    spots = [on_line[id(occurrences)] for occurrences, _ in words]
    rarest = min(range(len(spots)), key=lambda at: len(spots[at]))
    starts = spots[rarest] - rarest
    for offset, others in enumerate(spots):
        if offset != rarest:
            flags[others] = True
            starts = starts[flags[starts + offset]]
            flags[others] = False
    which = np.searchsorted(begins, starts, side="right") - 1
    return which, starts - begins[which]
