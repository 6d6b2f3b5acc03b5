"""Which documents answer a query, in which order?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cstosearch.codec.arrays import Array
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.engine import Anchors, Facet, Found, Page, Ranked
from cstosearch.local.counted import scored
from cstosearch.local.evaluation import Evaluation, Scored
from cstosearch.local.leaf import Leaf
from cstosearch.local.rows import from_record
from cstosearch.local.scoring import NEAR, WEIGHTS, Collection, Floats, rounded
from cstosearch.local.storage import damage_as_error, open_segments, size_on_disk
from cstosearch.model import Document, Sort, Stats
from cstosearch.query.nodes import Id, Node, Text, words_asked

_FREQUENCIES = 1 << 16
"""How many document frequencies of words and phrases are remembered."""
_BLOCK = 64
"""Scores of which only the best is looked at first."""


class _Candidate(NamedTuple):
    """A document that may be on a page; candidates sort as hits do."""

    key: tuple[float, float, bytes]
    score: float
    at: int
    number: int


class Snapshot:
    """One generation of an index in a directory; see `engine.Snapshot`."""

    def __init__(self, directory: Path) -> None:
        _keep_memory()
        self._directory = directory
        generation, segments = open_segments(directory)
        self.generation = generation.number
        self._facts = generation.facts
        self._leaves = [
            Leaf(segment, part.live)
            for segment, part in zip(segments, generation.parts, strict=True)
        ]
        self._size = size_on_disk(directory)
        self._frequencies: dict[Text, int] = {}

    @cached_property
    def _collection(self) -> Collection:
        count = sum(leaf.documents for leaf in self._leaves)
        tokens = sum(
            weight * leaf.live_tokens(field)
            for leaf in self._leaves
            for field, weight in WEIGHTS.items()
        )
        return Collection(count, tokens / count if count else 0.0)

    def search(self, query: Node, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """Return documents `offset` to `offset + limit` of those that match, and the total."""
        with damage_as_error(self._directory):
            evaluation = self._evaluation(query)
            wanted = None if limit is None else offset + limit
            total = 0
            candidates: list[_Candidate] = []
            for at in range(len(self._leaves)):
                count, best = self._best(evaluation, query, at, sort, wanted)
                total += count
                candidates += best
            candidates.sort()
            ranked = [
                Ranked(self._document(each.at, each.number), each.score, (each.at, each.number))
                for each in candidates[offset:wanted]
            ]
        return Page(total, ranked)

    def find(self, query: Node, ranked: Sequence[Ranked]) -> list[Found]:
        """Return what a query found in each of some documents that it ranked."""
        words = list(dict.fromkeys(words_asked(query)))
        found: dict[tuple[int, int], Found] = {}
        with damage_as_error(self._directory):
            for at, leaf in enumerate(self._leaves):
                numbers = sorted(each.place[1] for each in ranked if each.place[0] == at)
                positions = [leaf.positions(word, np.array(numbers, np.int64)) for word in words]
                for number, *each in zip(numbers, *positions, strict=True):
                    there = {
                        word: spots for word, spots in zip(words, each, strict=True) if any(spots)
                    }
                    anchors = Anchors(ANCHOR_EVERY, leaf.anchors(number))
                    found[at, number] = Found(there, anchors)
        return [found[each.place] for each in ranked]

    def _evaluation(self, query: Node) -> Evaluation:
        if len(self._frequencies) > _FREQUENCIES:
            self._frequencies.clear()
        return Evaluation(query, self._leaves, self._collection, self._frequencies)

    def _best(
        self, evaluation: Evaluation, query: Node, at: int, sort: Sort, wanted: int | None
    ) -> tuple[int, list[_Candidate]]:
        """Return how many documents of a segment match, and the first of them.

        Those are as many as are wanted of all segments, or fewer.
        """
        by_score = sort == "relevance" and scored(query)
        if by_score and wanted is not None:
            found = evaluation.any_of(query, at)
            if found is not None:
                count = min(wanted, found.total)
                return found.total, self._ranked(evaluation, query, at, found, count)
        documents = evaluation.documents(query, at)
        total = len(documents)
        count = total if wanted is None else min(wanted, total)
        if not count:
            return total, []
        if not by_score:
            days = self._leaves[at].days[documents]
            documents = _first_by_day(documents, days, count, newest=sort != "oldest")
        scores = evaluation.scores(query, at, documents)
        if by_score:
            found = Scored(total, documents, scores)
            return total, self._ranked(evaluation, query, at, found, count)
        scores += evaluation.nearness(query, at, documents)
        return total, self._sorted(at, documents, rounded(scores), sort, count)

    def _ranked(
        self, evaluation: Evaluation, query: Node, at: int, found: Scored, count: int
    ) -> list[_Candidate]:
        """Return the `count` best of what has been found, nearness added to its scores."""
        if not count:
            return []
        near = evaluation.has_pairs(query)
        places = _highest(found.scores, count, 1 / (1 + NEAR) if near else 1.0)
        documents, scores = found.documents, found.scores
        if isinstance(documents, range):
            places = places[scores[places] > 0]  # the others have not matched
            documents, scores = places + documents.start, scores[places]
        else:
            documents, scores = documents[places], scores[places]
        if near:
            scores += evaluation.nearness(query, at, documents)
            places = _highest(scores, count)
            documents, scores = documents[places], scores[places]
        return self._by_score(at, documents, scores, count)

    def _by_score(
        self, at: int, documents: Numbers, scores: Floats, count: int
    ) -> list[_Candidate]:
        """Return the `count` best of documents that have these scores."""
        order = np.argsort(documents)
        documents, scores = documents[order], rounded(scores[order])
        # Of many that are equal to the last, the newest.
        last = np.partition(scores, len(scores) - count)[len(scores) - count]
        above, equal = np.flatnonzero(scores > last), np.flatnonzero(scores == last)
        days = self._leaves[at].days[documents[equal]]
        newest = _first_by_day(equal, days, count - len(above), newest=True)
        chosen = np.concatenate([above, newest])
        return self._sorted(at, documents[chosen], scores[chosen], "relevance", count)

    def _sorted(
        self, at: int, documents: Numbers, scores: Floats, sort: Sort, count: int
    ) -> list[_Candidate]:
        leaf = self._leaves[at]
        days = leaf.days[documents].astype(np.float64)
        by_day = {"relevance": -days, "newest": -days, "oldest": np.where(days, days, np.inf)}[sort]
        first, second = (-scores, by_day) if sort == "relevance" else (by_day, -scores)
        field = leaf.segment.value("id")
        ids = field.numbers[documents]
        order = np.lexsort((ids, second, first))[:count]
        rows = zip(
            first[order].tolist(),
            second[order].tolist(),
            ids[order].tolist(),
            scores[order].tolist(),
            documents[order].tolist(),
            strict=True,
        )
        return [
            _Candidate((one, two, field.values[id_]), score, at, number)
            for one, two, id_, score, number in rows
        ]

    def count(self, query: Node) -> int:
        """Return how many documents match."""
        with damage_as_error(self._directory):
            evaluation = self._evaluation(query)
            return sum(len(evaluation.documents(query, at)) for at in range(len(self._leaves)))

    def count_by(self, query: Node, field: Facet) -> dict[str, int]:
        """Return how many of the documents that match have each value of a field."""
        counts: Counter[str] = Counter()
        with damage_as_error(self._directory):
            evaluation = self._evaluation(query)
            for at, leaf in enumerate(self._leaves):
                documents = evaluation.documents(query, at)
                if field != "day":
                    counts.update(leaf.counts_by(field, documents))
                    continue
                days, sizes = np.unique(leaf.days[documents], return_counts=True)
                for day, size in zip(days.tolist(), sizes.tolist(), strict=True):
                    counts[date.fromordinal(day).isoformat() if day else ""] += size
        return dict(counts)

    def _document(self, at: int, number: int) -> Document:
        return from_record(self._leaves[at].segment.records[number])

    def document(self, id_: str) -> Document | None:
        """Return the document with this id."""
        with damage_as_error(self._directory):
            for at, leaf in enumerate(self._leaves):
                for number in leaf.having_id(Id(id_)).tolist():
                    return self._document(at, number)
        return None

    def ids(self, prefix: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids that begin with `prefix`, in order."""
        found: list[bytes] = []
        with damage_as_error(self._directory):
            for leaf in self._leaves:
                field = leaf.segment.value("id")
                live = (
                    number
                    for number in field.values.beginning_with(
                        prefix.encode("utf-8", "surrogatepass")
                    )
                    if len(leaf.alive(field.documents(number)))
                )
                found += [field.values[number] for number in islice(live, limit)]
        return [id_.decode("utf-8", "surrogatepass") for id_ in sorted(found)[:limit]]

    def stats(self) -> Stats:
        """Return what the generation holds."""
        by_lang: Counter[str] = Counter()
        by_year: Counter[int] = Counter()
        days: list[int] = []
        with damage_as_error(self._directory):
            for leaf in self._leaves:
                everything = leaf.alive(np.arange(leaf.size))
                by_lang.update(leaf.counts_by("lang", everything))
                distinct, counts = np.unique(leaf.days[everything], return_counts=True)
                for day, count in zip(distinct.tolist(), counts.tolist(), strict=True):
                    days.append(day)
                    by_year[date.fromordinal(day).year if day else 0] += count
        by_lang[""] = self._collection.documents - by_lang.total()
        dated = [day for day in days if day]
        undated = by_year.pop(0, 0)
        return Stats(
            generation=self.generation,
            documents=self._collection.documents,
            undated=undated,
            first_date=date.fromordinal(min(dated)) if dated else None,
            last_date=date.fromordinal(max(dated)) if dated else None,
            tokens=sum(leaf.live_tokens(field) for leaf in self._leaves for field in WEIGHTS),
            files=self._facts.get("files", 0),
            records=self._facts.get("records", 0),
            size=self._size,
            by_lang=tuple(sorted((+by_lang).items(), key=lambda pair: (-pair[1], pair[0]))),
            by_year=tuple(sorted(by_year.items())),
        )

    def close(self) -> None:
        """Let go of the generation's files."""
        for leaf in self._leaves:
            leaf.segment.close()


def _keep_memory() -> None:
    """Let the C library keep the memory of large arrays for the next ones.

    glibc gives blocks beyond a threshold back to the system at once, and raises that threshold,
    up to 32 MB, to the largest block that it has seen freed. Without this half of the time of a
    search goes into having the same pages cleared by the system again and again.
    """
    np.empty(31 << 20, np.uint8)


def _first_by_day(documents: Numbers, days: Array, count: int, *, newest: bool) -> Numbers:
    """Return at least `count` documents, the first by day, and all of the last of these days.

    Documents are in the order of days; those without one are last whichever way they are sorted.
    """
    dated = int(np.searchsorted(days, 1))
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
