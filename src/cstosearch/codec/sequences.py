"""Where do words stand one behind the other?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import intersection, located
from cstosearch.codec.texts import NOTHING, Places, Postings, TextField
from cstosearch.deadline import check, checked

_STRIDE: Final = 1 << 32
"""More than any position."""
_LINE: Final = 1 << 20
"""How many places are looked at at once, so that a flag for each stays in the cache."""
_LONG_LINE: Final = 1 << 26
"""The same where a word is any of some forms: all of their postings are read for each line."""


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
    candidates = _candidates(list(words.values()), size, within)
    if not len(candidates):
        return Places(candidates, candidates)
    lengths = text.lengths_of(candidates)
    for word in words.values():
        word.choose(candidates)
    found = []
    ends = np.cumsum(lengths + len(slots))
    line = _LINE if all(word.is_term for word in words.values()) else _LONG_LINE
    cuts = np.searchsorted(ends, np.arange(0, int(ends[-1]), line))
    for low, high in pairwise(dict.fromkeys([*cuts.tolist(), len(candidates)])):
        check()
        which, positions = _on_line(
            [words.get(slot) for slot in slots], low, high, lengths[low:high]
        )
        found.append((candidates[low + which], positions))
    return Places(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _candidates(words: Sequence["_Word"], size: int, within: range | Numbers | None) -> Numbers:
    """Return documents among which are those that have all of some words.

    A word of many forms is only asked where it leaves few documents: its postings are many.
    """
    first, *others = sorted(words, key=lambda word: word.most)
    if isinstance(within, range) or within is None:
        candidates = first.documents()
        if within is not None:
            low, high = np.searchsorted(candidates, [within.start, within.stop])
            candidates = candidates[low:high]
    else:
        candidates, others = within, list(words)
    for each in others:
        if each.is_term or each.most < len(candidates):
            candidates = intersection(candidates, each.documents(), size)
    return candidates


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
    for term in checked(dict.fromkeys(term for terms in sequences for term in terms)):
        if term is None:
            continue
        postings = known[term] if term in known else text.postings(term)
        at, there = located(documents, postings.documents, size)
        here = np.flatnonzero(there)
        positions, which = text.positions(term, postings.counts, at[here])
        places[term] = np.append(here[which] * _STRIDE + positions, nowhere)
    found = []
    for first, *others in checked(sequences):
        starts = places[first][:-1]
        for offset, other in enumerate(others, start=1):
            nearest = places[other][np.searchsorted(places[other], starts + offset)]
            starts = starts[nearest == starts + offset]
        found.append(np.bincount(starts // _STRIDE, minlength=len(documents)))
    return found


class _Word:
    """One word of a sequence: its documents and, once they are chosen, its places there."""

    def __init__(self, text: TextField, slot: Slot, size: int) -> None:
        self._text = text
        self._slot = slot
        self._size = size
        self._forms = np.array(slot.forms, np.int64)
        self.is_term = slot.term is not None
        terms = np.unique(text.terms_of(self._forms)) if slot.term is None else [slot.term]
        self.most = int(text.document_counts(np.asarray(terms)).sum())
        """How many documents it has at most, each counted once for each term."""

    def documents(self) -> Numbers:
        """Return the documents in which it stands, or any form of its term does."""
        if self._slot.term is None:
            return self._text.postings_of_forms(self._forms, self._size).documents
        return self._of_term

    @cached_property
    def _of_term(self) -> Numbers:
        return self._text.documents(self._slot.term or 0)

    def choose(self, candidates: Numbers) -> None:
        """Choose the documents that will be asked for."""
        self._candidates = candidates
        if self._slot.term is not None:
            self._occurrences = self._text.occurrences(self._slot.term, self._slot.form)
            self._places = located(candidates, self._of_term, self._size)[0]

    def spots(self, low: int, high: int, begins: Numbers) -> Iterator[Numbers]:
        """Yield places in the candidates `low:high`, which begin so, some at a time.

        Those of a term are all there at once, and ascend.
        """
        if self.is_term:
            positions, which = self._occurrences.within(self._places[low:high])
            yield begins[which] + positions
            return
        chosen = self._candidates[low:high]
        mask = np.zeros(self._size, bool)
        mask[chosen] = True
        table = np.zeros(self._size, np.int64)
        table[chosen] = begins
        for documents, positions in self._text.places_by_piece(self._forms, mask):
            yield table[documents] + positions


def _on_line(
    words: Sequence[_Word | None], low: int, high: int, lengths: Numbers
) -> tuple[Numbers, Numbers]:
    """Return which of the candidates `low:high` have the sequence, and where it begins.

    Documents stand side by side on one line, with room for a sequence before each.
    """
    ends = np.cumsum(lengths + len(words))
    begins = ends - lengths
    flags = np.zeros(int(ends[-1]) + len(words), bool)
    asked = [(at, word) for at, word in enumerate(words) if word is not None]
    of_terms = {word: next(word.spots(low, high, begins)) for _, word in asked if word.is_term}
    if of_terms:
        terms = [(at, word) for at, word in asked if word.is_term]
        rarest, word = min(terms, key=lambda pair: len(of_terms[pair[1]]))
        starts = of_terms[word] - rarest
    else:
        rarest, word = asked[0]
        for spots in word.spots(low, high, begins):
            flags[spots] = True
        starts = np.flatnonzero(flags) - rarest
        flags[:] = False
    for offset, word in checked(asked):
        if offset == rarest:
            continue
        if word.is_term:
            flags[of_terms[word]] = True
        else:
            for spots in word.spots(low, high, begins):
                flags[spots] = True
        starts = starts[flags[starts + offset]]
        if word.is_term:
            flags[of_terms[word]] = False
        else:
            flags[:] = False
    which = np.searchsorted(begins, starts + rarest, side="right") - 1
    positions = starts - begins[which]
    fits = (positions >= 0) & (positions + len(words) <= lengths[which])
    return which[fits], positions[fits]
