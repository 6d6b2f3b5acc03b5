"""Where do terms stand, for Whoosh's matchers, and what do its scorers know of them?"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from copy import copy
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

import numpy as np
from whoosh import reading
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint

from cstosearch.codec.arrays import Array
from cstosearch.codec.stock.view import FieldTerms, View

_BLOCK: Final = 128
"""Postings that have a common bound of their score."""

Term = tuple[str, bytes]


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment; where one is missing, raises `KeyError` unless it says otherwise.

    `segment` is that of Whoosh's list.
    """

    def __init__(self, view: View, segment: Any) -> None:
        self._view = view
        self._segment = segment

    def _find(self, field: str, text: bytes) -> tuple[FieldTerms, int]:
        terms = self._view.terms(field)
        at = terms.find(text)
        if at is None:
            raise KeyError(field, text)
        return terms, at

    def __contains__(self, term: Term) -> bool:
        """Say whether a term is there."""
        return self._view.terms(term[0]).find(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return self._view.field_names

    def cursor(self, field: str, fieldobj: Any) -> "Cursor":
        """Return a cursor at the first term of a field."""
        return Cursor(self._view, field, fieldobj)

    def terms(self) -> Iterator[Term]:
        """Yield all terms, sorted by field, then by their bytes."""
        return self.terms_from("", b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[Term]:
        """Yield the terms that do not stand before this one, those of later fields too."""
        return (term for term, _ in self.items_from(field, prefix))

    def items(self) -> Iterator[tuple[Term, "TermInfo"]]:
        """Yield all terms and what is known of them."""
        return self.items_from("", b"")

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[Term, "TermInfo"]]:
        """Yield the terms of `terms_from` and what is known of them."""
        for name in self._view.field_names:
            if name >= field:
                terms = self._view.terms(name)
                lengths = self._view.lengths(name)
                for at in range(terms.rank(prefix) if name == field else 0, len(terms)):
                    yield (name, terms[at]), TermInfo(terms, at, lengths)

    def term_info(self, field: str, text: bytes) -> "TermInfo":
        """Return what is known of a term."""
        return TermInfo(*self._find(field, text), self._view.lengths(field))

    def frequency(self, field: str, text: bytes) -> float:
        """Return how often a term occurs."""
        terms, at = self._find(field, text)
        return float(terms.token_count(at))

    def doc_frequency(self, field: str, text: bytes) -> int:
        """Return in how many documents a term occurs, deleted ones among them."""
        terms, at = self._find(field, text)
        return terms.document_count(at)

    def matcher(self, field: str, text: bytes, format_: Any, scorer: Any = None) -> "Matcher":
        """Return a matcher at the first posting of a term; raises Whoosh's `TermNotFound`."""
        try:
            place = self._find(field, text)
        except KeyError as error:
            raise reading.TermNotFound(f"no term {field}:{text!r}") from error
        lengths = self._view.lengths(field)
        matcher = Matcher((field, text), place, lengths, self._segment.is_deleted)
        matcher.format, matcher.scorer = format_, scorer
        return matcher

    def close(self) -> None:
        """Let go of the file."""
        self._view.close()


class TermInfo(reading.TermInfo):  # type: ignore[misc]
    """What is known of a term, found out when Whoosh's methods ask for it.

    `combine_terminfos` of Whoosh changes some of these attributes, by these names.
    """

    def __init__(self, terms: FieldTerms, at: int, lengths: Array) -> None:
        self._terms = terms
        self._at = at
        self._all_lengths = lengths

    @cached_property
    def _documents(self) -> Array:
        return self._terms.postings(self._at).documents

    @cached_property
    def _weight(self) -> float:
        return float(self._terms.token_count(self._at))

    @cached_property
    def _df(self) -> int:
        return self._terms.document_count(self._at)

    @cached_property
    def _minlength(self) -> int:
        return int(self._all_lengths[self._documents].min())

    @cached_property
    def _maxlength(self) -> int:
        return int(self._all_lengths[self._documents].max())

    @cached_property
    def _maxweight(self) -> float:
        return float(self._terms.postings(self._at).counts.max())

    @cached_property
    def _minid(self) -> int:
        return int(self._documents[0])

    @cached_property
    def _maxid(self) -> int:
        return int(self._documents[-1])


class Cursor(base.FieldCursor):  # type: ignore[misc]
    """Goes through the terms of a field; its methods return the term it stands at, or None."""

    def __init__(self, view: View, field: str, fieldobj: Any) -> None:
        self._terms = view.terms(field)
        self._lengths = view.lengths(field)
        self._fieldobj = fieldobj
        self._at = 0

    def first(self) -> Any:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term that does not stand before this one."""
        self._at = self._terms.rank(self._fieldobj.to_bytes(term))
        return self.text()

    def next(self) -> Any:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> Any:
        """Return the term."""
        return self._fieldobj.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Return what is known of the term."""
        return TermInfo(self._terms, self._at, self._lengths) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Say whether there is a term."""
        return self._at < len(self._terms)


class Matcher(LeafMatcher):  # type: ignore[misc]
    """Goes through the postings of a term; Whoosh leaves out the deleted ones.

    `format` and `scorer` are Whoosh's, of the field and of the term.
    """

    format: Any
    scorer: Any

    def __init__(
        self,
        term: Term,
        place: tuple[FieldTerms, int],
        lengths: Array,
        is_deleted: Callable[[int], bool],
    ) -> None:
        self._term = term
        self._terms, self._at = place
        self._lengths = lengths
        self._is_deleted = is_deleted
        self._postings = self._terms.postings(self._at)
        self._ids: list[int] = self._postings.documents.tolist()
        self._counts: list[int] = self._postings.counts.tolist()
        self._i = 0

    def is_active(self) -> bool:
        """Say whether it stands at a posting."""
        return self._i < len(self._ids)

    def reset(self) -> None:
        """Go to the first posting."""
        self._i = 0

    def copy(self) -> "Matcher":
        """Return a matcher at the same posting."""
        return copy(self)

    def id(self) -> int:
        """Return the document."""
        return self._ids[self._i]

    def next(self) -> bool:
        """Go to the next posting; say whether that begins another block."""
        self._i += 1
        return self._i % _BLOCK == 0

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to the first posting whose document does not stand before this one."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def skip_to_quality(self, minquality: float) -> int:
        """Go on by whole blocks to one that may score higher; return how many were skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._i += _BLOCK - self._i % _BLOCK
            skipped += 1
        # Here Whoosh's `FilterMatcher`, which leaves out deleted documents, forgets to look.
        while self.is_active() and self._is_deleted(self.id()):
            self._i += 1
        return skipped

    def weight(self) -> float:
        """Return how often the term occurs in the document."""
        return float(self._counts[self._i])

    @cached_property
    def _ends(self) -> list[int]:
        """Where the positions of each document end."""
        return list(accumulate(self._counts))

    @cached_property
    def _positions(self) -> list[int]:
        positions: list[int] = self._terms.positions(self._at).tolist()
        return positions

    def _here(self) -> list[int]:
        end = self._ends[self._i]
        return self._positions[end - self._counts[self._i] : end]

    def value(self) -> bytes:
        """Return what Whoosh would store with the posting, in the field's format."""
        if self.format.supports("positions"):
            encoded: bytes = self.format.encode(self._here())
            return encoded
        packed: bytes = pack_uint(self._counts[self._i])
        return packed if self.format.fixed_value_size() else b""

    def value_as(self, astype: str) -> Any:
        """Return the value in one of the ways that the format supports."""
        if astype == "positions":
            return self._here()
        return super().value_as(astype)

    @cached_property
    def _blocks(self) -> tuple[list[float], list[int], list[int]]:
        """The greatest weight, the least and the greatest length of each block."""
        starts = np.arange(0, len(self._ids), _BLOCK)
        lengths = self._lengths[self._postings.documents]
        return (
            np.maximum.reduceat(self._postings.counts, starts).astype(float).tolist(),
            np.minimum.reduceat(lengths, starts).tolist(),
            np.maximum.reduceat(lengths, starts).tolist(),
        )

    def block_max_weight(self) -> float:
        """Return the greatest weight in the block."""
        return self._blocks[0][self._i // _BLOCK]

    def block_min_length(self) -> int:
        """Return the length of the shortest field in the block."""
        return self._blocks[1][self._i // _BLOCK]

    def block_max_length(self) -> int:
        """Return the length of the longest field in the block."""
        return self._blocks[2][self._i // _BLOCK]
