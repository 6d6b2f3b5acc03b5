"""Which documents of each segment match a query, and with what score?

Matching comes first and scoring after it, only for what matched; each part of a query is
evaluated once. A bound on the date is a slice of every set of documents, as segments are in the
order of dates.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import difference, intersection, located, union
from cstosearch.local.leaf import Leaf, Match
from cstosearch.local.scoring import Collection, Floats, inverse_frequency, word_scores
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Id,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Wildcard,
    Words,
    size_of,
)

_FAR_FEWER: Final = 64
_FEWER: Final = 4
"""How many times fewer postings than documents make it better to work on those alone."""


class Scored(NamedTuple):
    """Documents with scores: `total` of them in any order, or all of a window, most with 0."""

    total: int
    documents: Numbers | range
    scores: Floats


class Evaluation:
    """A query over the segments of a generation, which are given by their places.

    `frequencies` are document frequencies that have been found before, in the same generation.
    """

    def __init__(
        self, leaves: Sequence[Leaf], collection: Collection, frequencies: dict[Text, int]
    ) -> None:
        self._leaves = leaves
        self._collection = collection
        self._frequencies = frequencies
        self._matches: dict[tuple[Text, int], tuple[range, Match]] = {}
        self._found: dict[tuple[Node, int, range], Numbers] = {}

    def documents(self, node: Node, at: int) -> Numbers:
        """Return the documents of a segment that match, ascending."""
        return self._documents(node, at, range(self._leaves[at].size))

    def _documents(self, node: Node, at: int, window: range) -> Numbers:
        """Return those of the documents of a window."""
        key = node, at, window
        if key not in self._found:
            self._found[key] = self._find(node, at, window)
        return self._found[key]

    def _find(self, node: Node, at: int, window: range) -> Numbers:  # noqa: PLR0911 - a line a kind
        leaf = self._leaves[at]
        match node:
            case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
                return _cut(self._match(node, at, window).documents, window)
            case And(operands):
                return self._all(operands, at, window)
            case Or(operands):
                return union([self._documents(each, at, window) for each in operands], leaf.size)
            case Not(operand):
                everything = self._documents(Everything(), at, window)
                return difference(everything, self._documents(operand, at, window), leaf.size)
            case Prefer(required, _):
                return self._documents(required, at, window)
            case Dated(range_):
                return self._documents(Everything(), at, _common(window, leaf.within(range_)))
            case Id():
                return _cut(leaf.having_id(node), window)
            case Everything():
                return leaf.alive(np.arange(window.start, window.stop))

    def _all(self, operands: Sequence[Node], at: int, window: range) -> Numbers:
        """Return the documents that match all operands."""
        leaf = self._leaves[at]
        for node in operands:
            if isinstance(node, Dated):
                window = _common(window, leaf.within(node.range))
        rest = [node for node in operands if not isinstance(node, Dated | Not)]
        found = sorted((self._documents(node, at, window) for node in rest), key=len)
        common = found[0] if found else self._documents(Everything(), at, window)
        for each in found[1:]:
            common = intersection(common, each, leaf.size)
        for node in operands:
            if isinstance(node, Not):
                without = self._documents(node.operand, at, window)
                common = difference(common, without, leaf.size)
        return common

    def _match(self, node: Text, at: int, window: range) -> Match:
        """Return where a text leaf occurs in a segment, at least in the documents of a window."""
        everywhere = range(self._leaves[at].size)
        # To look at a part only pays for sequences, and when it is known how many there are in all.
        if size_of(node) == 1 or node not in self._frequencies:
            window = everywhere
        known, match = self._matches.get((node, at), (None, None))
        if known is None or match is None or not _covers(known, window):
            match = self._leaves[at].match(node, None if window == everywhere else window)
            self._matches[node, at] = window, match
        return match

    def _inverse_frequency(self, node: Text) -> float:
        if node not in self._frequencies:
            counts = (
                self._match(node, at, range(leaf.size)).count()
                for at, leaf in enumerate(self._leaves)
            )
            self._frequencies[node] = sum(counts)
        return inverse_frequency(self._collection, self._frequencies[node])

    def any_of(self, node: Node, at: int) -> Scored | None:
        """Return all documents of a segment that match, with their scores, not rounded.

        None where the query is not for any of some words, perhaps within bounds of dates: then
        documents have to be found before they are scored.
        """
        leaf = self._leaves[at]
        window = range(leaf.size)
        if isinstance(node, And):
            rest = [each for each in node.operands if not isinstance(each, Dated)]
            for each in node.operands:
                if isinstance(each, Dated):
                    window = _common(window, leaf.within(each.range))
            if len(rest) > 1:
                return None
            node = rest[0] if rest else node
        words = _alternatives(node)
        if words is None:
            return None
        found = []
        for word in words:
            idf = self._inverse_frequency(word)
            match = self._match(word, at, window)
            documents, frequencies = leaf.all_frequencies(match, window, self._collection)
            found.append((documents, word_scores(frequencies, idf)))
        if len(found) == 1:
            return Scored(len(found[0][0]), *found[0])
        return _added(found, window)

    def scores(self, node: Node, at: int, documents: Numbers) -> Floats:
        """Return the scores of some of the documents of a segment that match, not rounded."""
        match node:
            case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
                idf = self._inverse_frequency(node)
                found = self._match(node, at, _window(documents))
                leaf = self._leaves[at]
                return word_scores(leaf.frequencies(found, documents, self._collection), idf)
            case And(operands):
                return _sum(len(documents), operands, lambda n: self.scores(n, at, documents))
            case Or(operands):
                return _sum(len(documents), operands, lambda n: self._partial(n, at, documents))
            case Prefer(required, optional):
                return self.scores(required, at, documents) + self._partial(optional, at, documents)
            case _:
                return np.zeros(len(documents))

    def _partial(self, node: Node, at: int, documents: Numbers) -> Floats:
        """Return the scores of documents of which only some match: 0 for the others."""
        scores = np.zeros(len(documents))
        if not len(documents) or not scored(node):
            return scores
        window = _window(documents)
        size = self._leaves[at].size
        matched = intersection(self._documents(node, at, window), documents, size)
        if len(matched):
            scores[located(matched, documents, size)[0]] = self.scores(node, at, matched)
        return scores


def _added(found: Sequence[tuple[Numbers, Floats]], window: range) -> Scored:
    """Return the documents of several words, each once, with the sums of their scores."""
    documents = np.concatenate([each for each, _ in found])
    scores = np.concatenate([each for _, each in found])
    if len(documents) * _FAR_FEWER < len(window):
        order = np.argsort(documents, kind="stable")
        documents = documents[order]
        heads = np.flatnonzero(np.diff(documents, prepend=-1))
        return Scored(len(heads), documents[heads], np.add.reduceat(scores[order], heads))
    places = documents - window.start
    total = np.zeros(len(window))
    np.add.at(total, places, scores)
    if len(documents) * _FEWER > len(window):
        return Scored(int(np.count_nonzero(total)), window, total)
    # Of several places of a document, the last to write its own number stays.
    numbers = np.arange(len(places), dtype=np.int32)
    table = np.zeros(len(window), np.int32)
    table[places] = numbers
    places = places[table[places] == numbers]
    return Scored(len(places), places + window.start, total[places])


def _alternatives(node: Node) -> list[Text] | None:
    """Return the text leaves of which any must match; None where the node is something else."""
    match node:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return [node]
        case Or(operands):
            found = [_alternatives(each) for each in operands]
            if None in found:
                return None
            return [leaf for leaves in found for leaf in leaves or ()]
        case _:
            return None


def scored(node: Node) -> bool:
    """Say whether a node can give any document a score."""
    match node:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return True
        case And(operands) | Or(operands):
            return any(scored(each) for each in operands)
        case Prefer(required, optional):
            return scored(required) or scored(optional)
        case _:
            return False


def _sum(size: int, nodes: Sequence[Node], scores: Callable[[Node], Floats]) -> Floats:
    """Return the sum of the scores of those nodes that have any."""
    total = np.zeros(size)
    for node in nodes:
        if scored(node):
            total += scores(node)
    return total


def _cut(documents: Numbers, window: range) -> Numbers:
    """Return the documents within a window."""
    if not len(documents) or (documents[0] >= window.start and documents[-1] < window.stop):
        return documents
    low, high = np.searchsorted(documents, [window.start, window.stop])
    return documents[low:high]


def _window(documents: Numbers) -> range:
    """Return the window from the first of some documents to the last."""
    return range(int(documents[0]), int(documents[-1]) + 1) if len(documents) else range(0)


def _covers(one: range, other: range) -> bool:
    return one.start <= other.start and other.stop <= one.stop


def _common(one: range, other: range) -> range:
    start = max(one.start, other.start)
    return range(start, max(start, min(one.stop, other.stop)))
