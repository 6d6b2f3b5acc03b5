"""How often does each word of a segment stand near another, and how often elsewhere?

All postings are read once, field by field. A byte for each token of the documents that have the
node is held, and some numbers for each form. `collocations` says what is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.runs import Run, runs
from cstosearch.codec.sets import Mask, distinct
from cstosearch.codec.texts import TextField
from cstosearch.deadline import checked
from cstosearch.local.leaf import Leaf
from cstosearch.local.matching import Spans
from cstosearch.local.scoring import WEIGHTS
from cstosearch.query.nodes import Text

_LEFT: Final = 1
_RIGHT: Final = 2
_NODE: Final = 4

Flags = npt.NDArray[np.uint8]

_NO_PAIRS: Final = np.zeros(0, np.int64)


class Table(NamedTuple):
    """Numbers of tokens for each of some words; `totals` are those near the node or elsewhere.

    `documents` is in how many of them the word is near.
    """

    totals: Numbers
    near: Numbers
    left: Numbers
    right: Numbers
    documents: Numbers

    @classmethod
    def of(cls, words: int) -> "Table":
        """Return a table of noughts."""
        return cls(*(np.zeros(words, np.int64) for _ in cls._fields))


@dataclass(frozen=True)
class Counted:
    """What was counted in a field: a row for each of its words, the sum of totals, the nodes."""

    words: Sequence[bytes]
    table: Table
    tokens: int
    occurrences: int


def count(leaf: Leaf, chosen: Numbers, node: Text, window: int) -> tuple[int, list[Counted]]:
    """Return in how many of some live documents a node stands, and what is counted by field."""
    mask = np.zeros(leaf.size, bool)
    mask[chosen] = True
    names = list(WEIGHTS) if node.field is None else [node.field]
    fields = []
    for name in checked(names):
        text, places = leaf.segment.text(name), leaf.places(node, name, chosen)
        fields.append(_Field(text, _Nodes(text, places, window, leaf.size), mask))
    pairs = _NO_PAIRS
    for at, field in enumerate(fields):
        # A document counts once, though a word is near in its title and in its text.
        known = field.translated(pairs, fields[at - 1].words) if len(pairs) else _NO_PAIRS
        pairs = field.read(known, keep=field is not fields[-1])
    having = distinct(np.concatenate([field.nodes.documents for field in fields]))
    return len(having), [field.counted() for field in fields]


class _Nodes:
    """The nodes in a field, and what is near: flags for the tokens of their documents.

    These stand side by side on one line, with room for a window between two.
    """

    def __init__(self, text: TextField, nodes: Spans, window: int, size: int) -> None:
        self.occurrences = len(nodes.documents)
        self.documents = distinct(nodes.documents)
        self.mask = np.zeros(size, bool)
        self.mask[self.documents] = True
        lengths = text.lengths_of(self.documents)
        ends = np.cumsum(lengths + window)
        self._begins = np.zeros(size, np.int64)
        self._begins[self.documents] = ends - lengths
        self._flags = np.zeros((int(ends[-1]) if len(ends) else 0) + window, np.uint8)
        firsts, lasts = (self._begins[nodes.documents] + at for at in (nodes.firsts, nodes.lasts))
        for distance in checked(range(1, window + 1)):
            self._flags[firsts - distance] |= _LEFT
            self._flags[lasts + distance] |= _RIGHT
        for step in checked(range(int((lasts - firsts).max(initial=-1)) + 1)):
            self._flags[np.minimum(firsts + step, lasts)] = _NODE
        self.tokens = int(np.count_nonzero(self._flags == _NODE))
        """How many belong to the node."""

    def flags(self, documents: Numbers, positions: Numbers) -> Flags:
        """Return the flags of tokens of documents that have the node."""
        found: Flags = self._flags[self._begins[documents] + positions]
        return found


class _Field:
    """A field of a segment while it is read; a pair is of a form and a document, as one number."""

    def __init__(self, text: TextField, nodes: _Nodes, chosen: Mask) -> None:
        self.nodes = nodes
        self.words = text.forms.words(0, len(text.forms))
        self._text = text
        self._chosen = chosen
        self._table = Table.of(len(self.words))

    def counted(self) -> Counted:
        """Return what was counted."""
        tokens = int(self._table.totals.sum())
        return Counted(self.words, self._table, tokens, self.nodes.occurrences)

    def translated(self, pairs: Numbers, words: Sequence[bytes]) -> Numbers:
        """Return pairs of a field that has other words as pairs of this one, in order."""
        numbers = dict(zip(self.words, range(len(self.words)), strict=True))
        forms, documents = np.divmod(pairs, len(self._chosen))
        mine = np.array([numbers.get(words[form], -1) for form in forms.tolist()])
        kept = mine >= 0
        return np.sort(mine[kept] * len(self._chosen) + documents[kept])

    def read(self, known: Numbers, *, keep: bool) -> Numbers:
        """Fill the table, and return the pairs that are near, if they are to be kept."""
        kept = [_NO_PAIRS]
        for run in runs(self._text, np.arange(len(self._text.terms))):
            self._table.totals[run.forms] = run.totals(self._chosen)
            pairs = self._look(run)
            forms = _without(pairs, known) // len(self._chosen)
            self._add("documents", run, forms - run.forms.start)
            if keep:
                kept.append(pairs)
        return np.concatenate(kept)

    def _look(self, run: Run) -> Numbers:
        """Count the tokens of a run that are near the node, and return their pairs."""
        forms, documents, positions = run.tokens(self.nodes.mask)
        flags = self.nodes.flags(documents, positions)
        flagged = np.flatnonzero(flags)
        forms, documents, flags = forms[flagged], documents[flagged], flags[flagged]
        near = flags != _NODE
        self._add("totals", run, forms[~near], sign=-1)
        self._add("near", run, forms[near])
        self._add("left", run, forms[(flags & _LEFT) > 0])
        self._add("right", run, forms[(flags & _RIGHT) > 0])
        return distinct((forms[near] + run.forms.start) * len(self._chosen) + documents[near])

    def _add(self, column: str, run: Run, forms: Numbers, sign: int = 1) -> None:
        """Add to a column how often each form is there, numbered from the first of the run."""
        own: Numbers = getattr(self._table, column)[run.forms]
        own += sign * np.bincount(forms, minlength=len(own))


def _without(pairs: Numbers, known: Numbers) -> Numbers:
    """Return those of the pairs that are not known; both ascend."""
    if not len(known):
        return pairs
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    new: Numbers = pairs[known[at] != pairs]
    return new
