"""Which fields does a segment have for Whoosh, and which terms has each of them?"""

import struct
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.codec.arrays import Array
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.segment import Segment
from cstosearch.codec.texts import Postings, TextField
from cstosearch.codec.values import ValueField

_DAY: Final = 86_400_000_000
"""Microseconds."""
_SIGN: Final = np.uint64(1 << 63)
_DATE_TERM: Final = struct.Struct(">BQ")
_SHIFTS: Final = range(0, 64, 8)


class View:
    """An open segment, and the fields of Whoosh's schema that are read from others of its own.

    `forms`, `dates` and `lengths` are those of `stock.Segment`. Raises `DamagedError`, `OSError`.
    """

    def __init__(
        self,
        path: Path,
        forms: Mapping[str, str],
        dates: Mapping[str, str],
        lengths: Mapping[str, str],
    ) -> None:
        self.segment = Segment(path)
        self.forms = forms
        self.dates = dates
        self.length_columns = lengths
        self._terms: dict[str, FieldTerms] = {}
        self._lengths: dict[str, Array] = {}

    @cached_property
    def field_names(self) -> list[str]:
        """The fields that have terms, sorted."""
        own = self.segment.facts.fields
        names = (*own.texts, *own.values, *self.forms, *self.dates)
        return [name for name in sorted(names) if len(self.terms(name))]

    def terms(self, field: str) -> "FieldTerms":
        """Return the terms of a field, none where it has none or is not there."""
        if field not in self._terms:
            self._terms[field] = self._open(field)
        return self._terms[field]

    def _open(self, field: str) -> "FieldTerms":
        own = self.segment.facts.fields
        if field in own.texts:
            return _Terms(self.segment.text(field))
        if field in self.forms:
            return _Forms(self.segment.text(self.forms[field]), self.segment.documents)
        if field in own.values:
            return _Values(self.segment.value(field))
        if field in self.dates:
            return _Days(self.segment.column(self.dates[field]))
        return FieldTerms()

    def scored(self, field: str) -> bool:
        """Say whether a field has lengths."""
        return field in self.segment.facts.fields.texts or field in self.forms

    def lengths(self, field: str) -> Array:
        """Return how many tokens of a field each document has: 0 where it has no lengths."""
        if field not in self._lengths:
            size = self.segment.documents
            self._lengths[field] = (
                self.segment.text(self.forms.get(field, field)).lengths.slice(0, size)
                if self.scored(field)
                else np.broadcast_to(np.uint8(0), size)
            )
        return self._lengths[field]

    def midnights(self, field: str) -> Array:
        """Return the midnight of each document's date, u8, in microseconds since 1 January 1."""
        return _midnights(self.segment.column(self.dates[field]))

    def close(self) -> None:
        """Let go of the file."""
        self._terms.clear()
        self._lengths.clear()
        self.segment.close()


class FieldTerms:
    """The terms of a field, in the order of their bytes; this one has none."""

    def __len__(self) -> int:
        """Return how many terms there are."""
        return 0

    def __getitem__(self, at: int) -> bytes:
        """Return the term with this number."""
        raise IndexError(at)

    def rank(self, term: bytes) -> int:
        """Return how many terms stand before this one."""
        return bisect_left(self, term)

    def find(self, term: bytes) -> int | None:
        """Return the number of a term, if it is there."""
        at = self.rank(term)
        return at if at < len(self) and self[at] == term else None

    def postings(self, at: int) -> Postings:
        """Return the documents of a term, and how often it occurs in them."""
        raise IndexError(at)

    def positions(self, at: int) -> Numbers:
        """Return the positions of a term, one document behind the other; only texts have them."""
        raise IndexError(at)

    def document_count(self, at: int) -> int:
        """Return in how many documents a term occurs."""
        return len(self.postings(at).documents)

    def token_count(self, at: int) -> int:
        """Return how often a term occurs."""
        return int(self.postings(at).counts.sum())


class _Terms(FieldTerms):
    """The terms of a text field."""

    def __init__(self, text: TextField) -> None:
        self._text = text

    def __len__(self) -> int:
        return len(self._text.terms)

    def __getitem__(self, at: int) -> bytes:
        return self._text.terms[at]

    def postings(self, at: int) -> Postings:
        return self._text.postings(at)

    def positions(self, at: int) -> Numbers:
        return _positions(self._text, at)

    def document_count(self, at: int) -> int:
        return self._text.document_count(at)

    def token_count(self, at: int) -> int:
        return self._text.token_count(at)


class _Forms(FieldTerms):
    """The forms of a text field."""

    def __init__(self, text: TextField, documents: int) -> None:
        self._text = text
        self._forms = text.sorted_forms
        self._documents = documents

    def __len__(self) -> int:
        return len(self._forms)

    def __getitem__(self, at: int) -> bytes:
        return self._forms[at]

    def postings(self, at: int) -> Postings:
        return self._text.postings_of_forms(np.array([self._forms.number(at)]), self._documents)

    def positions(self, at: int) -> Numbers:
        form = self._forms.number(at)
        return _positions(self._text, self._text.term_of(form), form)


class _Values(FieldTerms):
    """The values of a field."""

    def __init__(self, field: ValueField) -> None:
        self._field = field

    def __len__(self) -> int:
        return len(self._field.values)

    def __getitem__(self, at: int) -> bytes:
        return self._field.values[at]

    def postings(self, at: int) -> Postings:
        return Postings(*np.unique(self._field.documents(at), return_counts=True))


class _Days(FieldTerms):
    """The days of a column as a DATETIME field of Whoosh indexes their midnights.

    A term is how many bits are shifted off (0, 8, ... 56), u1, and what is left of the midnight,
    big-endian u8: a range of dates is then a few ranges of terms.
    """

    def __init__(self, days: Array) -> None:
        order = np.argsort(days, kind="stable")
        self._documents = order[np.searchsorted(days[order], 1) :]
        distinct, first = np.unique(days[self._documents], return_index=True)
        midnights = _midnights(distinct) + _SIGN
        self._terms: list[bytes] = []
        self._starts: list[tuple[int, int]] = []
        for shift in _SHIFTS:
            keys, at = np.unique(midnights >> np.uint64(shift), return_index=True)
            self._terms += [_DATE_TERM.pack(shift, key) for key in keys.tolist()]
            self._starts += pairwise([*first[at].tolist(), len(self._documents)])

    def __len__(self) -> int:
        return len(self._terms)

    def __getitem__(self, at: int) -> bytes:
        return self._terms[at]

    def postings(self, at: int) -> Postings:
        start, stop = self._starts[at]
        documents = np.sort(self._documents[start:stop])
        return Postings(documents, np.ones(len(documents), np.int64))


def _positions(text: TextField, term: int, form: int | None = None) -> Numbers:
    everywhere = np.arange(text.document_count(term))
    return text.occurrences(term, form).within(everywhere)[0]


def _midnights(days: Array) -> Array:
    return (days.astype(np.int64) - 1).astype(np.uint64) * np.uint64(_DAY)
