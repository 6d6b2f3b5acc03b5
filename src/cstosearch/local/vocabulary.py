"""Which words does a generation hold, and how common are they?

The commonest of many are found without counting them all: a word is in no more documents than its
stem is in each segment and field, deleted ones too, and that number is at hand. Words are counted
in the order of these bounds, until none of the others can come before those that are wanted.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.runs import runs
from cstosearch.codec.sets import distinct
from cstosearch.codec.texts import TextField
from cstosearch.deadline import check, checked
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import WEIGHTS
from cstosearch.model import Vocabulary, Word, WordSort
from cstosearch.query.nodes import is_pattern

_AT_FIRST: Final = 32
"""How many words are counted at once to begin with, then twice as many each time."""
_DOCUMENTS: Final = 1 << 20
"""About how many documents the words have that are counted at once."""


def vocabulary(
    leaves: Sequence[Leaf], pattern: str, *, stems: bool, sort: WordSort, limit: int | None
) -> Vocabulary:
    """Return the words like a pattern, or that begin with it if it has no wildcards.

    With `stems`, the stems of these words, each with all of its words that occur.
    """
    found = [_Found(leaf, text, _matching(text, pattern)) for leaf, text in _fields(leaves)]
    units = _stems_of([each.living() for each in found]) if stems else _words_of(found)
    total, order, documents, occurrences = _first(units, sort, limit)
    names = [units.names[at] for at in order.tolist()]
    counts = zip(documents.tolist(), occurrences.tolist(), strict=True)
    words = [Word(name.decode(), *each) for name, each in zip(names, counts, strict=True)]
    if stems:
        forms = _forms_by_stem(leaves, names)
        words = [word._replace(forms=each) for word, each in zip(words, forms, strict=True)]
    return Vocabulary(total=total, words=tuple(words))


class _Found(NamedTuple):
    """Forms of a field of a segment, by their numbers, ascending."""

    leaf: Leaf
    text: TextField
    forms: Numbers

    def words(self) -> list[bytes]:
        """Return the forms, in the order of their numbers."""
        return self.text.forms.some(self.forms)

    def living(self) -> "_Found":
        """Return those that stand in a document which is not deleted."""
        leaf, text, forms = self
        if leaf.live is None:
            return self
        totals = np.zeros(len(text.forms), np.int64)
        for run in runs(text, distinct(text.terms_of(forms))):
            totals[run.forms] = run.totals(leaf.live)
        return self._replace(forms=forms[totals[forms] > 0])

    def stems(self) -> list[bytes]:
        """Return the stems of the forms, in their order."""
        return self.text.terms.some(distinct(self.text.terms_of(self.forms)))


def _fields(leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, TextField]]:
    return checked((leaf, leaf.segment.text(name)) for leaf in leaves for name in WEIGHTS)


def _matching(text: TextField, pattern: str) -> Numbers:
    if is_pattern(pattern):
        return text.forms.matching(pattern)
    if not pattern:
        return np.arange(len(text.forms))
    return text.forms_beginning_with(pattern.encode())


class _Part(NamedTuple):
    """A field of a segment, and which unit each of its forms is: -1 for none."""

    leaf: Leaf
    text: TextField
    units: Numbers


class _Units:
    """What is counted, words or stems, by name in order, and what they are in each field."""

    def __init__(self, names: list[bytes], parts: Sequence[_Part]) -> None:
        self.names = names
        self._parts = parts

    def bounds(self) -> Numbers:
        """Return numbers of documents that none of the units can exceed."""
        bounds = np.zeros(len(self.names), np.int64)
        for _, text, units in self._parts:
            forms = np.flatnonzero(units >= 0)
            own = np.zeros(len(self.names), np.int64)
            own[units[forms]] = text.document_counts(text.terms_of(forms))
            bounds += own
        return bounds

    def alive(self) -> Numbers:
        """Return which of the units stand in any document that is not deleted."""
        alive = np.zeros(len(self.names) + 1, bool)  # the last one stands for none
        for leaf, _, units in self._parts:
            if leaf.live is None:
                alive[units] = True
        for leaf, text, units in self._parts:
            if leaf.live is not None:
                # The only word of a stem that is in more documents than have been deleted.
                sizes = text.form_sizes(0, len(text.terms))
                counts = text.document_counts(np.arange(len(sizes)))
                sure = (sizes == 1) & (counts > leaf.size - leaf.documents)
                alive[units[np.repeat(sure, sizes)]] = True
                for run in runs(text, _terms(text, np.where(alive[units], -1, units))):
                    alive[units[run.forms][run.totals(leaf.live) > 0]] = True
        return np.flatnonzero(alive[:-1])

    def count(self, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """Return how many documents each of some units stands in, and how often in all."""
        place = np.full(len(self.names) + 1, -1)
        place[chosen] = np.arange(len(chosen))
        documents = np.zeros(len(chosen), np.int64)
        occurrences = np.zeros(len(chosen), np.int64)
        for leaf in dict.fromkeys(part.leaf for part in self._parts):
            keys = [np.zeros(0, np.int64)]
            for _, text, units in (part for part in self._parts if part.leaf is leaf):
                places = place[units]
                for run in runs(text, _terms(text, places)):
                    forms, numbers, often = run.pairs(leaf.mask)
                    at = places[run.forms][forms]
                    kept = np.flatnonzero(at >= 0)
                    np.add.at(occurrences, at[kept], often[kept])
                    keys.append(at[kept] * leaf.size + numbers[kept])
            # A document counts once, though a word is in title and text, a stem in several words.
            pairs = distinct(np.concatenate(keys))
            documents += np.bincount(pairs // max(1, leaf.size), minlength=len(chosen))
        return documents, occurrences


def _terms(text: TextField, units: Numbers) -> Numbers:
    """Return the terms of those forms that are any unit."""
    return distinct(text.terms_of(np.flatnonzero(units >= 0)))


def _words_of(found: Sequence[_Found]) -> _Units:
    """Return words as what is counted."""
    by_field = [each.words() for each in found]
    names = sorted(set().union(*by_field))
    number = dict(zip(names, range(len(names)), strict=True))
    parts = []
    for (leaf, text, forms), words in checked(zip(found, by_field, strict=True)):
        units = np.full(len(text.forms), -1)
        units[forms] = np.fromiter(map(number.__getitem__, words), np.int64, len(words))
        parts.append(_Part(leaf, text, units))
    return _Units(names, parts)


def _stems_of(found: Sequence[_Found]) -> _Units:
    """Return the stems of words as what is counted: all of their words, wherever they occur."""
    names = sorted(set().union(*(each.stems() for each in found)))
    return _Units(names, [_Part(leaf, text, _by_stem(text, names)) for leaf, text, _ in found])


def _by_stem(text: TextField, stems: Sequence[bytes]) -> Numbers:
    """Return for each form of a field the place of its stem among some, -1 if it has none."""
    place = dict(zip(stems, range(len(stems)), strict=True))
    terms = text.terms.words(0, len(text.terms))
    places = np.fromiter((place.get(term, -1) for term in terms), np.int64, len(terms))
    return np.repeat(places, text.form_sizes(0, len(terms)))


def _first(
    units: _Units, sort: WordSort, limit: int | None
) -> tuple[int, Numbers, Numbers, Numbers]:
    """Return how many units there are, and of the first ones their numbers and counts."""
    alive = units.alive()
    wanted = len(alive) if limit is None else min(limit, len(alive))
    bounds = units.bounds()[alive]
    order = np.arange(wanted)
    if sort == "count" and wanted < len(alive):
        order = np.argsort(-bounds, kind="stable")
    documents, occurrences = np.zeros(0, np.int64), np.zeros(0, np.int64)
    before = np.cumsum(bounds[order]) - bounds[order]
    done, some = 0, _AT_FIRST
    while done < len(order):
        check()
        if (
            sort == "count"
            and done >= wanted
            and (not wanted or _largest(documents, wanted) > bounds[order[done]])
        ):
            break
        full = int(np.searchsorted(before, before[done] + _DOCUMENTS))
        chosen = order[done : max(done + 1, min(done + some, full))]
        more, often = units.count(alive[chosen])
        documents, occurrences = np.append(documents, more), np.append(occurrences, often)
        done, some = done + len(chosen), 2 * some
    ranked = np.arange(done)
    if sort == "count":
        ranked = np.lexsort((order[:done], -occurrences, -documents))[:wanted]
    return len(alive), alive[order[ranked]], documents[ranked], occurrences[ranked]


def _largest(numbers: Numbers, nth: int) -> int:
    """Return the n-th largest of some numbers."""
    return int(np.partition(numbers, len(numbers) - nth)[len(numbers) - nth])


def _forms_by_stem(leaves: Sequence[Leaf], stems: Sequence[bytes]) -> list[tuple[Word, ...]]:
    """Return the words of each of some stems, the commonest first."""
    found = []
    places: dict[bytes, int] = {}
    for leaf, text in _fields(leaves):
        by_stem = _by_stem(text, stems)
        forms = _Found(leaf, text, np.flatnonzero(by_stem >= 0))
        places.update(zip(forms.words(), by_stem[forms.forms].tolist(), strict=True))
        found.append(forms)
    units = _words_of(found)
    _, order, documents, occurrences = _first(units, "count", None)
    words: list[list[Word]] = [[] for _ in stems]
    rows = zip(order.tolist(), documents.tolist(), occurrences.tolist(), strict=True)
    for at, *counts in checked(rows):
        name = units.names[at]
        words[places[name]].append(Word(name.decode(), *counts))
    return [tuple(each) for each in words]
