"""Which documents of a segment come first?"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.arrays import Array
from cstosearch.codec.narrow import Numbers, ranks
from cstosearch.engine import Place
from cstosearch.local.counted import scored
from cstosearch.local.evaluation import Evaluation, Scored
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import NEAR, Floats, rounded
from cstosearch.model import Sort
from cstosearch.query.nodes import Node

_BLOCK: Final = 64
"""Scores of which only the best is looked at first."""
_AT_ONCE: Final = 1024
"""How many of the ranked documents leave the arrays at a time."""


class Candidate(NamedTuple):
    """A document that may be on a page; candidates sort as hits do."""

    key: tuple[float, float, bytes]
    score: float
    place: Place


First = tuple[int, Iterator[Candidate]]
"""How many documents of a segment match, and the first of them, in order."""


class Ranking:
    """The order of the documents that match a query."""

    def __init__(self, evaluation: Evaluation, query: Node, sort: Sort) -> None:
        self._evaluation = evaluation
        self._query = query
        self._sort = sort
        self._by_score = sort == "relevance" and scored(query)

    def first(self, leaf: Leaf, at: int, wanted: int | None) -> First:
        """Return how many documents of a segment match, and the first of them.

        Those are as many as are wanted of all segments, or fewer.
        """
        if self._by_score and wanted != 0:
            return self._best(leaf, at, wanted)
        documents = self._evaluation.documents(self._query, at)
        total = len(documents)
        count = total if wanted is None else min(wanted, total)
        if not count:
            return total, iter(())
        newest = self._sort != "oldest"
        documents = _first_by_day(documents, leaf.days[documents], count, newest=newest)
        scores = self._evaluation.scores(self._query, at, documents)
        scores += self._evaluation.nearness(self._query, at, documents)
        return total, _in_order(leaf, at, documents, rounded(scores), sort=self._sort, count=count)

    def _best(self, leaf: Leaf, at: int, wanted: int | None) -> First:
        """Return the first of a segment by score."""
        evaluation, query = self._evaluation, self._query
        found = evaluation.any_of(query, at) if wanted is not None else None
        if found is None:
            documents = evaluation.documents(query, at)
            scores = evaluation.scores(query, at, documents)
            found = Scored(len(documents), documents, scores)
        if not evaluation.has_pairs(query):
            return best(leaf, at, found, wanted)
        near = _likely(found, wanted, 1 / (1 + NEAR))
        scores = near.scores + evaluation.nearness(query, at, near.documents)
        return best(leaf, at, Scored(found.total, near.documents, scores), wanted)


class _Likely(NamedTuple):
    """Documents, in any order, and their scores."""

    documents: Numbers
    scores: Floats


def best(leaf: Leaf, at: int, found: Scored, wanted: int | None) -> First:
    """Return the first of some documents of a segment by score: as many as are wanted, or fewer."""
    count = found.total if wanted is None else min(wanted, found.total)
    if not count:
        return found.total, iter(())
    documents, scores = _likely(found, count)
    order = np.argsort(documents)
    documents, scores = documents[order], rounded(scores[order])
    # Of many that are equal to the last, the newest.
    last = np.partition(scores, len(scores) - count)[len(scores) - count]
    above, equal = np.flatnonzero(scores > last), np.flatnonzero(scores == last)
    newest = _first_by_day(equal, leaf.days[documents[equal]], count - len(above), newest=True)
    chosen = np.concatenate([above, newest])
    return found.total, _in_order(
        leaf, at, documents[chosen], scores[chosen], sort="relevance", count=count
    )


def _likely(found: Scored, wanted: int | None, share: float = 1.0) -> _Likely:
    """Return the documents that may be among the best, by a share of the score of the last."""
    count = found.total if wanted is None else min(wanted, found.total)
    places = _highest(found.scores, count, share) if count else np.zeros(0, np.int64)
    if isinstance(found.documents, range):
        places = places[found.scores[places] > 0]  # the others have not matched
        return _Likely(places + found.documents.start, found.scores[places])
    return _Likely(found.documents[places], found.scores[places])


def _in_order(
    leaf: Leaf, at: int, documents: Numbers, scores: Floats, *, sort: Sort, count: int
) -> Iterator[Candidate]:
    """Return the first `count` of documents that have these scores, in order."""
    days = leaf.days[documents].astype(np.float64)
    by_day = {"relevance": -days, "newest": -days, "oldest": np.where(days, days, np.inf)}[sort]
    first, second = (-scores, by_day) if sort == "relevance" else (by_day, -scores)
    field = leaf.segment.value("id")
    ids = field.numbers[documents]
    order = np.lexsort((ids, second, first))[:count]
    columns = [column[order] for column in (first, second, ids, scores, documents)]
    return (
        Candidate((one, two, field.values[id_]), score, (at, number))
        for start in range(0, len(order), _AT_ONCE)
        for one, two, id_, score, number in zip(
            *(column[start : start + _AT_ONCE].tolist() for column in columns), strict=True
        )
    )


def _first_by_day(documents: Numbers, days: Array, count: int, *, newest: bool) -> Numbers:
    """Return at least `count` documents, the first by day, and all of the last of these days.

    Documents are in the order of days; those without one are last whichever way they are sorted.
    """
    dated = int(ranks(days, 1))
    if count > len(documents) - dated:
        return documents
    if newest:
        return documents[np.searchsorted(days, days[-count]) :]
    stop = np.searchsorted(days, days[dated + count - 1], side="right")
    return documents[dated:stop]


def _highest(scores: Floats, count: int, share: float = 1.0) -> Numbers:
    """Return the places of the `count` highest scores, and of all that may be equal to the last.

    With a share, of all that have at least this share of the last.
    """
    near = 2e-6  # more than rounding can move two scores towards each other
    blocks = len(scores) // _BLOCK
    candidates = np.arange(len(scores))
    if blocks > count:
        tops = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        bound = np.partition(tops, blocks - count)[blocks - count]
        candidates = np.flatnonzero(scores >= share * bound - near)
    found = scores[candidates]
    if len(found) > count:
        bound = np.partition(found, len(found) - count)[len(found) - count]
        candidates = candidates[found >= share * bound - near]
    return candidates
