"""Which documents have which whole values: identifiers, languages, names?

A document may have none, one or several values. For `n` distinct values::

    <field>.values         lexicon of n values
    <field>.documents_at   u4, n + 1: where each value's documents begin
    <field>.documents      u4: the documents of each value, ascending
    <field>.numbers_at     u4, documents + 1: where each document's values begin; no items where
                           all documents have one, or none has any
    <field>.numbers        u1, u2 or u4: the numbers of each document's values, in the order given
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile, bounded
from cstosearch.codec.lexicon import Lexicon, lexicon_arrays
from cstosearch.codec.narrow import Numbers, ranges
from cstosearch.codec.sets import Mask

_FEWER: Final = 8
"""How many times fewer documents than all make it better to look at the values of those alone."""


class ValueField:
    """A field of whole values of a segment, open for reading."""

    def __init__(self, file: ArrayFile, name: str, documents: int) -> None:
        self.name = name
        self.values = Lexicon(file, f"{name}.values")
        self.documents_at = file[f"{name}.documents_at"]
        self._documents = file[f"{name}.documents"]
        self._numbers_at = file[f"{name}.numbers_at"]
        self.numbers = file[f"{name}.numbers"]
        """Of the values of all documents, one document behind the other."""
        self.size = documents
        """How many documents the segment has."""

    def documents(self, value: int) -> Numbers:
        """Return the documents that have a value, ascending."""
        start, stop = int(self.documents_at[value]), int(self.documents_at[value + 1])
        return self._documents[start:stop].astype(np.int64)

    def documents_of(self, values: range) -> Numbers:
        """Return the documents that have any of the values `start:stop`, by value."""
        start, stop = int(self.documents_at[values.start]), int(self.documents_at[values.stop])
        return self._documents[start:stop].astype(np.int64)

    def numbers_of(self, document: int) -> Array:
        """Return the numbers of a document's values, in the order in which they were given."""
        if len(self._numbers_at):
            start, stop = self._numbers_at[document : document + 2].tolist()
        else:
            start, stop = document, document + bool(len(self.numbers))
        return self.numbers[start:stop]

    def of_documents(self, documents: Numbers) -> Array:
        """Return the numbers of the values of some documents, one document behind the other."""
        if not len(self._numbers_at):
            return self.numbers[documents] if len(self.numbers) else self.numbers
        starts_ = self._numbers_at[documents].astype(np.int64)
        sizes = self._numbers_at[documents + 1] - starts_
        bounded(int(sizes.sum()), len(self.numbers))
        return self.numbers[ranges(starts_, sizes)]

    def counts(self) -> Numbers:
        """Return how many values each document has."""
        if len(self._numbers_at):
            return np.diff(self._numbers_at).astype(np.int64)
        return np.full(self.size, bool(len(self.numbers)), np.int64)

    def filled(self) -> Mask:
        """Say of each document whether it has any value."""
        if len(self._numbers_at):
            return np.asarray(self._numbers_at[1:] != self._numbers_at[:-1])
        return np.full(self.size, bool(len(self.numbers)))

    def counts_among(self, documents: Numbers) -> Numbers:
        """Return for each value how many of some documents, ascending, have it."""
        if not len(self._numbers_at) or len(documents) * _FEWER < self.size:
            found = self.of_documents(documents)
            bounded(int(found.max(initial=0)), len(self.values))
            return np.bincount(found, minlength=len(self.values))
        table = np.zeros(self.size, bool)
        table[documents] = True
        # Each value has documents, as this wants.
        starts_ = self.documents_at[:-1].astype(np.int64)
        return np.add.reduceat(table[self._documents], starts_, dtype=np.int64)


def value_arrays(
    name: str, values: Sequence[bytes], counts: Array, numbers: Array
) -> dict[str, Array]:
    """Return the arrays of a field.

    `values` are sorted and distinct, `counts` says how many each document has, `numbers` which.
    """
    documents = np.repeat(np.arange(len(counts)), counts)
    order = np.argsort(numbers, kind="stable")
    dtype = np.min_scalar_type(max(0, len(values) - 1))
    uniform = not len(numbers) or (counts == 1).all()
    return {
        **lexicon_arrays(f"{name}.values", values),
        f"{name}.documents_at": starts(np.bincount(numbers, minlength=len(values))),
        f"{name}.documents": documents[order].astype(np.uint32),
        f"{name}.numbers_at": np.zeros(0, np.uint32) if uniform else starts(counts),
        f"{name}.numbers": numbers.astype(dtype),
    }


def starts(counts: Array) -> Array:
    """Return where each group begins and, last, where the last one ends, from their sizes."""
    at = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=at[1:])
    return at
