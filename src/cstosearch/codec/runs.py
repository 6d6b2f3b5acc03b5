"""Which forms have the tokens of many terms, and where do they stand?

Terms side by side are read together, as much as the cache holds, which is far quicker than one
by one: a whole segment takes some 30 ns a token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from cstosearch.codec.arrays import bounded
from cstosearch.codec.narrow import Numbers, ranges
from cstosearch.codec.sets import Mask
from cstosearch.codec.texts import Copied, TextField
from cstosearch.deadline import check

_TOKENS: Final = 1 << 18
"""About how many tokens are read at once, unless a single term has more."""
_BRIDGED: Final = 32
"""So many terms between two that are wanted are read with them."""


def runs(text: TextField, terms: Numbers) -> Iterator["Run"]:
    """Yield runs that cover some terms, which ascend; there may be others among them."""
    if not len(terms):
        return
    ends = text.weights()[terms + 1].astype(np.int64)
    apart = np.diff(terms, prepend=-1 - _BRIDGED) > _BRIDGED
    apart |= np.diff(ends // _TOKENS, prepend=-1) > 0
    firsts = np.flatnonzero(apart)
    lasts = np.append(firsts[1:], len(terms)) - 1
    for first, last in zip(terms[firsts].tolist(), terms[lasts].tolist(), strict=True):
        check()
        yield Run(text, first, last + 1)


@dataclass(frozen=True)
class Run:
    """The terms `start:stop` of a field, and what is known of their tokens.

    Forms are numbered from the first of these terms on.
    """

    text: TextField
    start: int
    stop: int

    @cached_property
    def forms(self) -> slice:
        """Which of the forms of the field are those of the run."""
        return slice(self.text.forms_of(self.start).start, self.text.forms_of(self.stop - 1).stop)

    @cached_property
    def postings(self) -> Copied:
        """The documents of each term, and how many tokens it has in each."""
        return self.text.copied(self.start, self.stop, copy=False)

    @property
    def _count(self) -> int:
        return int(self.forms.stop - self.forms.start)

    @property
    def _single(self) -> bool:
        """Whether each term has a single form."""
        return self._count == self.stop - self.start

    @cached_property
    def _form_of_postings(self) -> Numbers:
        """The form of all tokens of a posting; only where each term has a single one."""
        return np.repeat(np.arange(self._count), self.postings.sizes)

    @cached_property
    def _form_of_tokens(self) -> Numbers:
        tokens = int(self.postings.counts.sum())
        found = self.text.copied_forms(self.start, self.stop, 0, tokens)
        bounded(int(found.max(initial=-1)) + 1, self._count)
        return found

    def totals(self, chosen: Mask) -> Numbers:
        """Return how many tokens each form has in the documents that are chosen."""
        kept = chosen[self.postings.documents]
        if self._single:
            counts = np.where(kept, self.postings.counts, 0)
            return _added(self._form_of_postings, counts, self._count)
        tokens = self._form_of_tokens
        if not kept.all():
            tokens = tokens[np.repeat(kept, self.postings.counts)]
        return np.bincount(tokens, minlength=self._count)

    def pairs(self, chosen: Mask) -> tuple[Numbers, Numbers, Numbers]:
        """Return form and document wherever the one stands in the other, and how often it does.

        Each pair is there once, in any order; only documents that are chosen.
        """
        documents, counts = self.postings.documents, self.postings.counts
        kept = np.flatnonzero(chosen[documents])
        if self._single:
            return self._form_of_postings[kept], documents[kept], counts[kept]
        starts = np.cumsum(counts) - counts
        forms = self._form_of_tokens[ranges(starts[kept], counts[kept])]
        keys = forms * len(chosen) + np.repeat(documents[kept], counts[kept])
        distinct, often = np.unique(keys, return_counts=True)
        return *np.divmod(distinct, len(chosen)), often

    def tokens(self, chosen: Mask) -> tuple[Numbers, Numbers, Numbers]:
        """Return form, document and position of each token in the documents that are chosen."""
        documents, counts = self.postings.documents, self.postings.counts
        kept = np.flatnonzero(chosen[documents])
        if not len(kept):
            return kept, kept, kept
        counts, starts = counts[kept], (np.cumsum(counts) - counts)[kept]
        places = ranges(starts, counts)
        if self._single:
            forms = np.repeat(self._form_of_postings[kept], counts)
        else:
            forms = self._form_of_tokens[places]
        first = int(self.text.weights()[self.start])
        low, high = int(places[0]), int(places[-1]) + 1
        positions = self.text.copied_positions(first + low, first + high)[places - low]
        return forms, np.repeat(documents[kept], counts), positions


def _added(places: Numbers, counts: Numbers, size: int) -> Numbers:
    """Return the sums of the counts of each place, exactly."""
    return np.bincount(places, weights=counts, minlength=size).astype(np.int64)
