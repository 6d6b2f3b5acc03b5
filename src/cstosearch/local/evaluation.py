"""Which documents of each segment match a query, and with what score?

Matching comes first and scoring after it, only for what matched; each part of a query is
evaluated once. A bound on the date is a slice of every set of documents, as segments are in the
order of dates.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import difference, intersection, located, union
from cstosearch.deadline import check
from cstosearch.local.counted import pairs, scored, silent
from cstosearch.local.leaf import Leaf, Match
from cstosearch.local.scoring import NEAR, Collection, Floats, inverse_frequency, word_scores
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Id,
    Mentioned,
    Node,
    Not,
    OneOf,
    Or,
    Prefer,
    Text,
    Value,
    Words,
    Yearly,
    children,
    words_in,
)

_FEWER: Final = 64
"""How many times fewer postings than documents make it better to work on those alone."""
_HELD: Final = 4
"""How many times as many postings as documents are held once they have been scored."""
_SILENT: Final = 1e-300
"""What a silent word scores while scores are added up: it tells that a document matches, is lost
in any other score, and is 0 when rounded."""


class _Part(NamedTuple):
    """A part of scores: what a node alone gives documents, and whether any within it gives some."""

    alone: Callable[[Node, int, Numbers], Floats]
    given: Callable[[Node], bool]


class Scored(NamedTuple):
    """Documents with scores: `total` of them in any order, or all of a window, most with 0."""

    total: int
    documents: Numbers | range
    scores: Floats


class Evaluation:
    """One query, or parts of it, over the segments of a generation, given by their places.

    `frequencies` are document frequencies that have been found before, in the same generation.
    """

    def __init__(
        self,
        query: Node,
        leaves: Sequence[Leaf],
        collection: Collection,
        frequencies: dict[Text, int],
    ) -> None:
        self._silent = silent(query)
        self._leaves = leaves
        self._collection = collection
        self._frequencies = frequencies
        self._matches: dict[tuple[Text, int], tuple[range, Match]] = {}
        self._held = 0
        self._found: dict[tuple[Node, int, range], Numbers] = {}

    def documents(self, node: Node, at: int) -> Numbers:
        """Return the documents of a segment that match, ascending."""
        return self._documents(node, at, range(self._leaves[at].size))

    def _documents(self, node: Node, at: int, window: range) -> Numbers:
        """Return those of the documents of a window."""
        key = node, at, window
        if key not in self._found:
            check()
            self._found[key] = self._find(node, at, window)
        return self._found[key]

    def _find(self, node: Node, at: int, window: range) -> Numbers:  # noqa: PLR0911 - a line a kind
        leaf = self._leaves[at]
        match node:
            case Text():
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
            case Everything():
                return leaf.alive(np.arange(window.start, window.stop))
            case Yearly() | Mentioned() | Value() | Id() | OneOf():
                return _cut(leaf.having(node), window)

    def _all(self, operands: Sequence[Node], at: int, window: range) -> Numbers:
        """Return the documents that match all operands."""
        leaf = self._leaves[at]
        window = self._bounded(operands, at, window)
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

    def _bounded(self, operands: Sequence[Node], at: int, window: range) -> range:
        """Return what the dates among operands of AND leave of a window."""
        for node in operands:
            if isinstance(node, Dated):
                window = _common(window, self._leaves[at].within(node.range))
        return window

    def _match(self, node: Text, at: int, window: range) -> Match:
        """Return where a text leaf occurs in a segment, at least in the documents of a window."""
        everywhere = range(self._leaves[at].size)
        # To look at a part only pays for sequences, and when it is known how many there are in all.
        if words_in(node) == 1 or node not in self._frequencies:
            window = everywhere
        known, match = self._matches.get((node, at), (None, None))
        if known is None or match is None or not _covers(known, window):
            match = self._leaves[at].match(node, None if window == everywhere else window)
            self._matches[node, at] = window, match
        return match

    def inverse_frequency(self, node: Text) -> float:
        """Return how much a text leaf weighs: the fewer documents have it, the more."""
        if node not in self._frequencies:
            counts = (
                self._match(node, at, range(leaf.size)).count()
                for at, leaf in enumerate(self._leaves)
            )
            self._frequencies[node] = sum(counts)
        return inverse_frequency(self._collection, self._frequencies[node])

    def any_of(self, node: Node, at: int) -> Scored | None:
        """Return all documents of a segment that match, with their `scores`.

        None where the query is not for any of some words, perhaps within bounds of dates: then
        documents have to be found before they are scored. None as well where they have been.
        """
        window = range(self._leaves[at].size)
        if (node, at, window) in self._found:
            return None
        if isinstance(node, And):
            rest = [each for each in node.operands if not isinstance(each, Dated)]
            if len(rest) > 1:
                return None
            window = self._bounded(node.operands, at, window)
            node = rest[0] if rest else node
        words = _alternatives(node)
        if words is None:
            return None
        if len(words) == 1:
            documents, scores = self._word(words[0], at, window)
            return Scored(len(documents), documents, scores)
        return _added((self._word(word, at, window) for word in words), window)

    def _word(self, word: Text, at: int, window: range) -> tuple[Numbers, Floats]:
        """Return the documents of a window in which a word occurs, and what it scores there."""
        check()
        silent = word in self._silent
        idf = 0.0 if silent else self.inverse_frequency(word)
        match = self._match(word, at, window)
        # Only nearness asks for it again, and hundreds of common words would fill the memory.
        if self._held + match.held > _HELD * self._leaves[at].size:
            del self._matches[word, at]
        else:
            self._held += match.held
        if silent:
            documents = _cut(match.documents, window)
            return documents, np.full(len(documents), _SILENT)
        documents, frequencies = self._leaves[at].all_frequencies(match, window, self._collection)
        return documents, word_scores(frequencies, idf)

    def scores(self, node: Node, at: int, documents: Numbers) -> Floats:
        """Return what its words give to some documents of a segment that match, not rounded."""
        return self._sum(node, at, documents, _Part(self._leaf_scores, scored))

    def nearness(self, node: Node, at: int, documents: Numbers) -> Floats:
        """Return what neighbouring words give to some documents that match, not rounded."""
        return self._sum(node, at, documents, _Part(self._pair_scores, self.has_pairs))

    def has_pairs(self, node: Node) -> bool:
        """Say whether there are neighbouring words that count."""
        if isinstance(node, Not):
            return False
        return bool(pairs(node, self._silent)) or any(map(self.has_pairs, children(node)))

    def _leaf_scores(self, node: Node, at: int, documents: Numbers) -> Floats:
        match node:
            case Text() if node not in self._silent:
                idf = self.inverse_frequency(node)
                found = self._match(node, at, _window(documents))
                leaf = self._leaves[at]
                return word_scores(leaf.frequencies(found, documents, self._collection), idf)
            case _:
                return np.zeros(len(documents))

    def _pair_scores(self, node: Node, at: int, documents: Numbers) -> Floats:
        """Return what the neighbours in one list give."""
        scores = np.zeros(len(documents))
        found = pairs(node, self._silent)
        for field in dict.fromkeys(pair.both.field for pair in found):
            some = [pair for pair in found if pair.both.field == field]
            sequences = [pair.both for pair in some]
            leaves = {word: Words((word,), field) for each in sequences for word in each.words}
            matches = {
                word: self._matches[leaf, at][1]
                for word, leaf in leaves.items()
                if (leaf, at) in self._matches
            }
            counted = self._leaves[at].sequence_frequencies(
                sequences, documents, self._collection, matches
            )
            for pair, frequencies in zip(some, counted, strict=True):
                idf = self.inverse_frequency(pair.first) + self.inverse_frequency(pair.second)
                scores += NEAR * word_scores(frequencies, idf / 2)
        return scores

    def _sum(self, node: Node, at: int, documents: Numbers, part: _Part) -> Floats:
        """Return a part of the scores of documents that a node matches."""
        check()
        total = part.alone(node, at, documents)
        always: Sequence[Node] = ()
        perhaps: Sequence[Node] = ()
        match node:
            case And(operands):
                always = operands
            case Or(operands):
                perhaps = operands
            case Prefer(required, optional):
                always, perhaps = (required,), (optional,)
        for each in filter(part.given, always):
            total += self._sum(each, at, documents, part)
        for each in filter(part.given, perhaps):
            total += self._partial(each, at, documents, part)
        return total

    def _partial(self, node: Node, at: int, documents: Numbers, part: _Part) -> Floats:
        """Return a part of the scores of documents of which only some match: 0 for the others."""
        total = np.zeros(len(documents))
        if not len(documents):
            return total
        window = _window(documents)
        size = self._leaves[at].size
        matched = intersection(self._documents(node, at, window), documents, size)
        if len(matched):
            places = located(matched, documents, size)[0]
            total[places] = self._sum(node, at, matched, part)
        return total


def _added(words: Iterable[tuple[Numbers, Floats]], window: range) -> Scored:
    """Return the documents of several words, each once, with the sums of their scores."""
    few: list[tuple[Numbers, Floats]] = []
    total: Floats | None = None
    for word in words:
        few.append(word)
        if total is None and sum(len(each) for each, _ in few) * _FEWER > len(window):
            total = np.zeros(len(window))
        if total is not None:
            for documents, scores in few:
                np.add.at(total, documents - window.start, scores)
            few.clear()
    if total is not None:
        return Scored(int(np.count_nonzero(total)), window, total)
    documents = np.concatenate([each for each, _ in few])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    heads = np.flatnonzero(np.diff(documents, prepend=-1))
    if not len(heads):
        return Scored(0, documents, np.zeros(0))
    sums = np.add.reduceat(np.concatenate([each for _, each in few])[order], heads)
    return Scored(len(heads), documents[heads], sums)


def _alternatives(node: Node) -> list[Text] | None:
    """Return the text leaves of which any must match; None where the node is something else."""
    match node:
        case Text():
            return [node]
        case Or(operands):
            found = [_alternatives(each) for each in operands]
            if None in found:
                return None
            return [leaf for leaves in found for leaf in leaves or ()]
        case _:
            return None


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
