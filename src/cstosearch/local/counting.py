"""How many of some documents, in all segments, have each value of a field?

Documents are numbered by date, so that a period is a slice of those found: two bisections tell
its count, however many there are. Values are numbered in each segment; for several segments
those of all are numbered once in a snapshot ("global ordinals", as Lucene calls them).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.lexicon import Lexicon
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sets import Mask
from cstosearch.codec.values import ValueField
from cstosearch.deadline import check, checked
from cstosearch.engine import Countable, Counts
from cstosearch.local.leaf import Leaf
from cstosearch.local.rows import ENTITY_TYPES
from cstosearch.model import EntityType, ValueCount

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAYS: Final[dict[Countable, int]] = {"day": 1, "week": 7}
_CALENDAR: Final[dict[Countable, str]] = {"month": "M8[M]", "year": "M8[Y]"}


class Counting:
    """Counts documents of a generation; `documents` are those of each segment, ascending."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        self._values: dict[str, Values] = {}

    def counts(
        self, fields: Sequence[Countable], documents: Sequence[Numbers], most: int | None = None
    ) -> list[Counts]:
        """Return the `most` largest counts by each of some fields, None for all."""
        tallies: dict[str, Tally] = {}
        found = []
        for field in checked(fields):
            if field in {"day", "week", "month", "year"}:
                found.append(self._by_period(field, documents, most))
                continue
            names = ENTITY_TYPES if field == "entity" else (field,)
            for name in checked(names):
                if name not in tallies:
                    tallies[name] = self.tally(name, documents)
            found.append(_by_value([tallies[name] for name in names], documents, most))
        return found

    def tally(self, field: str, documents: Sequence[Numbers]) -> "Tally":
        """Return how many of the documents have each value of a field."""
        return self._values_of(field).tally(documents)

    def _values_of(self, field: str) -> "Values":
        if field not in self._values:
            self._values[field] = Values(
                field, [leaf.segment.value(field) for leaf in self._leaves]
            )
        return self._values[field]

    def _by_period(self, unit: Countable, documents: Sequence[Numbers], most: int | None) -> Counts:
        counts: Counter[int] = Counter()
        missing = 0
        for leaf, found in zip(self._leaves, documents, strict=True):
            undated = int(np.searchsorted(found, leaf.within(None).stop))
            missing += undated
            if undated == len(found):
                continue
            days = leaf.days
            starts = _periods(int(days[found[undated]]), int(days[found[-1]]), unit)
            sizes = np.diff(np.searchsorted(found, np.searchsorted(days, starts.astype(np.int32))))
            there = np.flatnonzero(sizes)
            counts.update(dict(zip(starts[there].tolist(), sizes[there].tolist(), strict=True)))
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        names = [ValueCount(date.fromordinal(day).isoformat(), count) for day, count in ranked]
        return Counts(names, len(counts), missing)


class Values:
    """The values of a field in all segments, numbered in their order."""

    def __init__(self, name: str, fields: Sequence[ValueField]) -> None:
        self._type: EntityType | None = next((kind for kind in ENTITY_TYPES if kind == name), None)
        self._fields = fields
        self._names: Lexicon | list[bytes]
        self._places: list[slice | Numbers]
        if len(fields) == 1:
            self._names, self._places = fields[0].values, [slice(None)]
            return
        own = [field.values.words(0, len(field.values)) for field in checked(fields)]
        self._names = sorted({name for names in own for name in names})
        numbers = {name: number for number, name in enumerate(self._names)}
        self._places = [
            np.fromiter(map(numbers.__getitem__, names), np.int64, len(names))
            for names in checked(own)
        ]

    def tally(self, documents: Sequence[Numbers]) -> "Tally":
        """Return how many of the documents have each value, and which have any."""
        counts = np.zeros(len(self._names), np.int64)
        having: list[Mask] = []
        for field, place, found in zip(self._fields, self._places, documents, strict=True):
            check()
            counts[place] += field.counts_among(found)
            having.append(field.filled()[found])
        return Tally(self, counts, having)

    def name(self, number: int) -> str:
        """Return the value with a number."""
        return self._names[number].decode("utf-8", "surrogatepass")

    def number(self, name: str) -> int | None:
        """Return the number of a value, if it is there."""
        wanted = name.encode("utf-8", "surrogatepass")
        at = bisect_left(self._names, wanted)
        return at if at < len(self._names) and self._names[at] == wanted else None

    def named(self, number: int, count: int) -> ValueCount:
        """Return the count of the value with a number."""
        return ValueCount(self.name(number), count, self._type)


class Tally(NamedTuple):
    """How many of some documents have each value of a field, and which of them have any."""

    values: Values
    counts: Numbers
    having: list[Mask]


def _by_value(tallies: Sequence[Tally], documents: Sequence[Numbers], most: int | None) -> Counts:
    """Return the counts of one field, or of several taken together."""
    found = [
        values.named(at, int(counts[at]))
        for values, counts, _ in tallies
        for at in _first(counts, most).tolist()
    ]
    if len(tallies) > 1:
        found.sort(key=lambda each: (-each.count, each.value, each.type or ""))
    distinct = sum(int(np.count_nonzero(counts)) for _, counts, _ in tallies)
    masks = zip(*(having for _, _, having in tallies), strict=True)
    having = sum(int(np.count_nonzero(reduce(np.logical_or, each))) for each in masks)
    return Counts(found[:most], distinct, sum(map(len, documents)) - having)


def _first(counts: Numbers, most: int | None) -> Numbers:
    """Return the places of the largest counts above 0, equal ones in order."""
    there = np.flatnonzero(counts)
    if most is not None and 0 < most < len(there):
        last = len(there) - most
        there = there[counts[there] >= np.partition(counts[there], last)[last]]
    return there[np.argsort(-counts[there], kind="stable")[:most]]


def _periods(first: int, last: int, unit: Countable) -> Numbers:
    """Return the first days of the periods from that of a day to that behind another's.

    Days are ordinals: that of 0001-01-01, a Monday, is 1.
    """
    if length := _DAYS.get(unit):
        return np.arange(first - (first - 1) % length, last + length + 1, length)
    kind = _CALENDAR[unit]
    begin, end = (np.array([first, last]) - _EPOCH).astype("M8[D]").astype(kind)
    return np.arange(begin, end + 2).astype("M8[D]").astype(np.int64) + _EPOCH
