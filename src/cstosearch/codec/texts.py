"""Which words does a text field hold, in which documents, where, and in which form?

A *term* is what is looked up (a stem), a *form* a word as it stands in the text; each form belongs
to one term. For `n` terms, in the order of their bytes, with `p` postings (document and term) and
`c` occurrences (token and term), all in the order term, document, position::

    <field>.terms          lexicon of n terms
    <field>.first          u4, n: the first document of each term
    <field>.gaps_at        u4, n + 1: where each term's gaps begin; a term in d documents has d - 1
    <field>.gaps           16 bits, p - n: from each document to the next of the same term
    <field>.counts_at      u4, n + 1: where each term's counts begin; none where all would be 1
    <field>.counts         4 bits: how often a term occurs in each of its documents
    <field>.positions_at   u4, n + 1: where each term's positions begin
    <field>.positions      16 bits, c: the number of the token within the field of the document
    <field>.forms          words of the forms by term, then by their bytes (as a lexicon is kept)
    <field>.forms_at       u4, n + 1: where each term's forms begin
    <field>.forms_sorted   u4: the numbers of the forms in the order of their bytes
    <field>.ordinals_at    u4, n + 1: where each term's ordinals begin; none where it has one form
    <field>.ordinals       4 bits: which of the term's forms stands at each position
    <field>.lengths        16 bits: tokens in the field, by document
    <field>.anchors_at     u4, documents + 1: where each document's anchors begin
    <field>.anchors        u4: the character at which token 128, 256, ... of the text begins

A segment holds less than 2^32 tokens of a field.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile, bounded
from cstosearch.codec.lexicon import Lexicon, bounds_of
from cstosearch.codec.narrow import Narrow, Numbers, owners, ranges, ranks
from cstosearch.codec.sets import Mask
from cstosearch.deadline import checked

ANCHOR_EVERY: Final = 128
"""Tokens from one anchor to the next."""


_POSITION: Final = 32
"""Bits of a position, in a number that holds a document and a position."""
_AT_ONCE: Final = 1 << 16
"""How many postings of several terms are decoded at once."""


class Postings(NamedTuple):
    """Documents, ascending, and how often something occurs in each; arrays of the same length."""

    documents: Numbers
    counts: Numbers


class Places(NamedTuple):
    """Documents, ascending, and positions in them, ascending; arrays of the same length."""

    documents: Numbers
    positions: Numbers


class _Piece(NamedTuple):
    """Terms, their postings one behind the other, and which of all forms are asked for.

    None is asked for where all forms of these terms are.
    """

    terms: Numbers
    documents: Numbers
    counts: Numbers
    wanted: Mask | None


class Copied(NamedTuple):
    """Postings of several terms: how many each has, their documents, and their counts."""

    sizes: Numbers
    documents: Numbers
    counts: Numbers


NOTHING: Final = Postings(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class SortedForms:
    """The forms in the order of their bytes; `numbers` says which stands where."""

    forms: Lexicon
    numbers: Array

    def __len__(self) -> int:
        """Return how many forms there are."""
        return len(self.numbers)

    def __getitem__(self, at: int) -> bytes:
        """Return the form at a place."""
        return self.forms[self.number(at)]

    def number(self, at: int) -> int:
        """Return the number of the form at a place."""
        return int(self.numbers[at])


@dataclass(frozen=True)
class Occurrences:
    """Where a term stands in its documents, which are given by their places among those.

    `counts` and `ends` say how often it stands in each and in all up to it. `form` says where
    ordinals begin and which is asked for, if only one is.
    """

    _positions: Narrow
    _start: int
    _counts: Array
    _ends: Numbers
    _form: tuple[Narrow, int, int] | None

    def within(self, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """Return positions in some documents, ascending, and which of those each is in."""
        counts = self._counts[chosen]
        places = ranges(self._ends[chosen] - counts, counts)
        owned = owners(counts)
        if self._form is not None:
            ordinals, start, wanted = self._form
            kept = np.flatnonzero(ordinals.take(places + start) == wanted)
            places, owned = places[kept], owned[kept]
        return self._positions.take(places + self._start).astype(np.int64), owned


class TextField:
    """A text field of a segment, open for reading. Documents have the numbers of the segment."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.name = name
        self.terms = Lexicon(file, f"{name}.terms")
        self.forms = Lexicon(file, f"{name}.forms")
        self.lengths = Narrow(file, f"{name}.lengths", 16)
        self._first = file[f"{name}.first"]
        self._gaps_at = file[f"{name}.gaps_at"]
        self._gaps = Narrow(file, f"{name}.gaps", 16)
        self._counts_at = file[f"{name}.counts_at"]
        self._counts = Narrow(file, f"{name}.counts", 4)
        self._positions_at = file[f"{name}.positions_at"]
        self._positions = Narrow(file, f"{name}.positions", 16)
        self._forms_at = file[f"{name}.forms_at"]
        self.sorted_forms = SortedForms(self.forms, file[f"{name}.forms_sorted"])
        self._ordinals_at = file[f"{name}.ordinals_at"]
        self._ordinals = Narrow(file, f"{name}.ordinals", 4)
        self._anchors_at = file[f"{name}.anchors_at"]
        self._anchors = file[f"{name}.anchors"]
        self._size = file.count(f"{name}.lengths")
        """How many documents there are."""
        self._tokens = file.count(f"{name}.positions")

    def form(self, word: bytes) -> int | None:
        """Return the number of a form, if it is there."""
        at = bisect_left(self.sorted_forms, word)
        found = at < len(self.forms) and self.sorted_forms[at] == word
        return self.sorted_forms.number(at) if found else None

    def forms_beginning_with(self, prefix: bytes) -> Numbers:
        """Return the numbers of the forms that begin so, ascending."""
        start, stop = bounds_of(self.sorted_forms, prefix)
        return np.sort(self.sorted_forms.numbers[start:stop].astype(np.int64))

    def forms_of(self, term: int) -> range:
        """Return the numbers of the forms of a term."""
        return range(
            int(self._forms_at[term]), bounded(int(self._forms_at[term + 1]), len(self.forms))
        )

    def terms_of(self, forms: Numbers) -> Numbers:
        """Return the term of each form."""
        return ranks(self._forms_at, forms, "right") - 1

    def term_of(self, form: int) -> int:
        """Return the term of a form."""
        return int(ranks(self._forms_at, form, "right")) - 1

    def document_count(self, term: int) -> int:
        """Return in how many documents a term occurs."""
        gaps = int(self._gaps_at[term + 1]) - int(self._gaps_at[term])
        return bounded(gaps + 1, self._size)

    def document_counts(self, terms: Numbers) -> Numbers:
        """Return in how many documents each of some terms occurs."""
        gaps: Numbers = self._gaps_at[terms + 1].astype(np.int64) - self._gaps_at[terms]
        return gaps + 1

    def token_count(self, term: int) -> int:
        """Return how often a term occurs."""
        return int(self._positions_at[term + 1]) - int(self._positions_at[term])

    def documents(self, term: int) -> Numbers:
        """Return the documents in which a term occurs, ascending."""
        documents = np.empty(self.document_count(term), np.int64)
        documents[0] = self._first[term]
        start = int(self._gaps_at[term])
        documents[1:] = self._gaps.slice(start, start + len(documents) - 1)
        return np.cumsum(documents, out=documents)

    def counts(self, term: int) -> Array:
        """Return how often a term occurs in each of its documents; of any integer dtype."""
        start, stop = int(self._counts_at[term]), int(self._counts_at[term + 1])
        if start == stop:
            return np.ones(self.document_count(term), np.uint8)
        counts = self._counts.slice(start, stop)
        if counts.dtype != np.uint8:  # there are large ones among them
            bounded(int(counts.sum()), self._tokens)
        return counts

    def lengths_of(self, documents: Numbers) -> Numbers:
        """Return how many tokens each of some documents, which are distinct, has."""
        lengths: Numbers = self.lengths.take(documents).astype(np.int64)
        bounded(int(lengths.sum()), self._tokens)
        return lengths

    def _token_counts(self, terms: Numbers) -> Numbers:
        """Return how often each of some terms, which are distinct, occurs."""
        counts = _between(self._positions_at, terms)
        bounded(int(counts.sum()), self._tokens)
        return counts

    def occurrences(self, term: int, form: int | None = None) -> "Occurrences":
        """Return where a term, or one of its forms, stands in its documents."""
        counts = self.counts(term)
        own = self.forms_of(term)
        return Occurrences(
            self._positions,
            int(self._positions_at[term]),
            counts,
            np.cumsum(counts, dtype=np.int64),
            (self._ordinals, int(self._ordinals_at[term]), form - own.start)
            if form is not None and len(own) > 1
            else None,
        )

    def postings(self, term: int) -> Postings:
        """Return the documents of a term, and how often it occurs in them."""
        return Postings(self.documents(term), self.counts(term))

    def positions(self, term: int, counts: Array, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """Return what `Occurrences.within` does of a term, for a few of its documents, ascending.

        `counts` are those of the term.
        """
        if not len(chosen):
            return chosen, chosen
        start = int(self._positions_at[term]) + int(counts[: chosen[0]].sum(dtype=np.int64))
        steps = np.add.reduceat(counts, chosen, dtype=np.int64)
        counts = counts[chosen]
        places = ranges(start + np.cumsum(steps) - steps, counts)
        return self._positions.take(places).astype(np.int64), owners(counts)

    def postings_of_forms(self, forms: Numbers, size: int) -> Postings:
        """Return the documents in which any of some forms stands, and how many of them there.

        `forms` ascend; `size` is the number of documents of the segment.
        """
        few: list[Postings] = []
        counts: Numbers | None = None
        for part in self._parts(forms):
            few.append(part)
            if counts is None and sum(len(each.documents) for each in few) * 8 >= size:
                counts = np.zeros(size, np.int64)
            if counts is not None:
                for each in few:
                    np.add.at(counts, each.documents, each.counts)
                few.clear()
        if counts is None:
            return few[0] if len(forms) == 1 else summed(few)
        documents = np.flatnonzero(counts)
        return Postings(documents, counts[documents])

    def _parts(self, forms: Numbers) -> Iterator[Postings]:
        """Yield the postings of forms, some at a time, documents in any order."""
        for piece in self._pieces(forms):
            if piece.wanted is None:
                yield Postings(piece.documents, piece.counts)
                continue
            at = piece.terms
            own = np.repeat(self._forms_at[at].astype(np.int64), self._token_counts(at))
            own += _of(self._ordinals, self._ordinals_at, at)
            there = piece.wanted[own]
            counts = np.add.reduceat(there, np.cumsum(piece.counts) - piece.counts, dtype=np.int64)
            kept = np.flatnonzero(counts)
            yield Postings(piece.documents[kept], counts[kept])

    def places_of_forms(self, forms: Numbers, chosen: Numbers, size: int) -> "Places":
        """Return where any of some forms stands in some documents.

        `forms` and `chosen` ascend; `size` is the number of documents of the segment.
        """
        flags = np.zeros(size, bool)
        flags[chosen] = True
        parts = [Places(NOTHING.documents, NOTHING.documents), *self.places_by_piece(forms, flags)]
        documents = np.concatenate([part.documents for part in parts])
        positions = np.concatenate([part.positions for part in parts])
        keys = np.sort(documents << _POSITION | positions)
        return Places(keys >> _POSITION, keys & ((1 << _POSITION) - 1))

    def places_by_piece(self, forms: Numbers, chosen: Mask) -> Iterator["Places"]:
        """Yield where any of some forms, ascending, stands, some at a time, in any order."""
        for piece in self._pieces(forms):
            here = np.flatnonzero(chosen[piece.documents])
            if not len(here):
                continue
            at = piece.terms
            ends = np.cumsum(piece.counts)
            counts = piece.counts[here]
            tokens = ranges(ends[here] - counts, counts)
            documents = np.repeat(piece.documents[here], counts)
            upto = np.cumsum(_between(self._positions_at, at))
            owner = np.searchsorted(upto, tokens, side="right")
            # From the tokens of the piece to those of its terms.
            tokens -= (upto - _between(self._positions_at, at))[owner]
            at = at[owner]
            if piece.wanted is not None:
                ordinals = self._ordinals.take(self._ordinals_at[at] + tokens)
                kept = np.flatnonzero(piece.wanted[self._forms_at[at] + ordinals.astype(np.int64)])
                at, tokens, documents = at[kept], tokens[kept], documents[kept]
            positions = self._positions.take(self._positions_at[at] + tokens)
            yield Places(documents, positions.astype(np.int64))

    def _pieces(self, forms: Numbers) -> Iterator["_Piece"]:
        """Yield the terms of some forms, as many at a time as the cache holds, with postings.

        Most terms are so rare that one by one would take far longer.
        """
        terms = self.terms_of(forms)
        heads = np.flatnonzero(np.diff(terms, prepend=-1))
        sizes = np.diff(heads, append=len(forms))
        terms = terms[heads]
        whole = sizes == _between(self._forms_at, terms)
        wanted = None
        if not whole.all():
            wanted = np.zeros(len(self.forms), bool)
            wanted[forms] = True
        for some, mask in ((terms[whole], None), (terms[~whole], wanted)):
            counted = self._gaps_at if mask is None else self._positions_at
            for part in checked(_parted(some, _between(counted, some))):
                gaps = _between(self._gaps_at, part)
                bounded(int(gaps.sum()), self._gaps.most)
                documents = decoded(self._first[part], gaps, _of(self._gaps, self._gaps_at, part))
                counts = np.ones(len(documents), np.int64)
                repeated = np.repeat(_between(self._counts_at, part) > 0, gaps + 1)
                counts[repeated] = _of(self._counts, self._counts_at, part)
                bounded(int(counts.sum()), self._tokens)
                yield _Piece(part, documents, counts, mask)

    def anchors(self, document: int) -> Array:
        """Return the characters at which tokens 128, 256, ... of a document's text begin."""
        return self._anchors[int(self._anchors_at[document]) : int(self._anchors_at[document + 1])]

    def all_anchors(self) -> tuple[Array, Array]:
        """Return how many anchors each document has, and the anchors of all of them."""
        return np.diff(self._anchors_at.astype(np.int64)), self._anchors

    def weights(self) -> Array:
        """Return the number of occurrences of all terms before each one and, last, of all."""
        return self._positions_at

    def copied(self, start: int, stop: int, *, copy: bool = True) -> "Copied":
        """Return the postings of the terms `start:stop`.

        With `copy`, what is large is read from the file and not from its mapping.
        """
        gaps_at = self._gaps_at[start : stop + 1].astype(np.int64)
        counts_at = self._counts_at[start : stop + 1].astype(np.int64)
        gaps, sizes = np.diff(gaps_at), np.diff(counts_at)
        bounded(int(gaps.sum()), self._gaps.most)
        values = self._gaps.slice(int(gaps_at[0]), int(gaps_at[-1]), copy=copy)
        documents = decoded(self._first[start:stop], gaps, values)
        counts = np.ones(len(documents), np.int64)
        repeated = self._counts.slice(int(counts_at[0]), int(counts_at[-1]), copy=copy)
        if len(repeated) == len(counts):
            counts[:] = repeated
        elif len(repeated):
            counts[np.repeat(sizes > 0, gaps + 1)] = repeated
        bounded(int(counts.sum()), self._tokens)
        return Copied(gaps + 1, documents, counts)

    def copied_positions(self, start: int, stop: int) -> Array:
        """Return the positions of the occurrences `start:stop`, counted over all terms."""
        return self._positions.slice(start, stop, copy=True).astype(np.int64)

    def form_sizes(self, start: int, stop: int) -> Numbers:
        """Return how many forms each of the terms `start:stop` has."""
        forms_at = self._forms_at[start : stop + 1].astype(np.int64)
        sizes = forms_at[1:] - forms_at[:-1]
        bounded(int(sizes.sum()), len(self.forms))
        return sizes

    def sizes(self, start: int, stop: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return how many counts, ordinals and occurrences each of the terms `start:stop` has."""
        terms = np.arange(start, stop)
        return (
            _between(self._counts_at, terms),
            _between(self._ordinals_at, terms),
            _between(self._positions_at, terms),
        )

    def copied_forms(self, start: int, stop: int, skip: int, count: int) -> Numbers:
        """Return the form that stands at each of `count` occurrences of the terms `start:stop`.

        The first form of the first term has the number 0; `skip` occurrences are left out before.
        """
        form_sizes = self.form_sizes(start, stop)
        ends = self._positions_at[start : stop + 1].astype(np.int64)
        ends -= ends[0]
        before = np.minimum(ends, skip)
        upto = np.minimum(ends, skip + count) - before
        left_out, sizes = before[1:] - before[:-1], upto[1:] - upto[:-1]
        forms = np.repeat(np.cumsum(form_sizes) - form_sizes, sizes)
        several = np.repeat(form_sizes > 1, sizes)
        at = int(self._ordinals_at[start]) + int(left_out[form_sizes > 1].sum())
        forms[several] += self._ordinals.slice(at, at + int(several.sum()), copy=True)
        return forms


def _between(ends: Array, at: Numbers) -> Numbers:
    """Return how much there is at each of some places, of what ends there and begins before."""
    sizes: Numbers = ends[at + 1].astype(np.int64) - ends[at]
    return sizes


def _of(numbers: Narrow, starts: Array, terms: Numbers) -> Array:
    """Return the numbers that some terms have, one term behind the other."""
    if terms[-1] - terms[0] == len(terms) - 1:
        return numbers.slice(int(starts[terms[0]]), int(starts[terms[-1] + 1]))
    sizes = _between(starts, terms)
    bounded(int(sizes.sum()), numbers.most)
    return numbers.take(ranges(starts[terms], sizes))


def _parted(terms: Numbers, sizes: Numbers) -> Iterator[Numbers]:
    """Yield terms in parts that are of about one size; large ones, each alone."""
    if not len(terms):
        return
    large = sizes > _AT_ONCE
    apart = large | (np.diff(np.cumsum(sizes) // _AT_ONCE, prepend=-1) > 0)
    apart[1:] |= large[:-1]
    yield from np.split(terms, np.flatnonzero(apart[1:]) + 1)


def decoded(firsts: Array, gaps: Array, values: Array) -> Numbers:
    """Return the documents of several terms, one behind the other.

    `firsts` has the first document of each, `gaps` how many gaps it has, `values` those gaps.
    """
    sizes = gaps.astype(np.int64) + 1
    ends = np.cumsum(sizes)
    heads = ends - sizes
    documents = np.insert(values.astype(np.int64), heads - np.arange(len(heads)), firsts)
    # One running sum over all terms: what came before a term is taken off again.
    documents[heads[1:]] -= np.add.reduceat(documents, heads)[:-1] if len(heads) > 1 else 0
    return np.cumsum(documents, out=documents)


def summed(parts: Sequence[Postings]) -> Postings:
    """Return the union of postings in any order, each document once, its counts added."""
    if not parts:
        return NOTHING
    documents = np.concatenate([part.documents for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    order = np.argsort(documents, kind="stable")
    documents, counts = documents[order], counts[order]
    heads = np.flatnonzero(np.diff(documents, prepend=-1))
    return Postings(documents[heads], np.add.reduceat(counts, heads, dtype=np.int64))
