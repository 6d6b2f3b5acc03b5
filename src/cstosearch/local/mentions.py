"""How many of some documents mention each period?

A mention is an interval of periods. Of a document, intervals that overlap are united, so that it
counts once in each period; then each begins and ends somewhere, and the sum of what has begun and
not ended is the count of a period. So the time that a mention spans costs nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.values import ValueField
from cstosearch.deadline import check, checked
from cstosearch.engine import MentionCounts, Mentions, Run
from cstosearch.local.filters import Days, bounds
from cstosearch.local.leaf import Leaf
from cstosearch.model import DateRange, Unit

_EPOCH: Final = date(1970, 1, 1)
_BEYOND: Final = 1 << 32
"""More than any number of a period."""


class _Mentions(NamedTuple):
    """First and last days of some mentions, and whose they are: numbers of documents, ascending."""

    documents: Numbers
    first: Days
    last: Days

    def counting(self, unit: Unit, within: DateRange) -> "_Mentions":
        """Return those that count by a unit, cut to a range."""
        low, high = (np.datetime64(each) for each in bounds(within))
        counts = (self.first <= high) & (self.last >= low)
        counts &= ~_made_of_longer(self.first, self.last, unit)
        return _Mentions(
            self.documents[counts],
            np.maximum(self.first[counts], low),
            np.minimum(self.last[counts], high),
        )


def mentioned(
    parts: Sequence[tuple[Leaf, tuple[Days, Days], Numbers]],
    units: Sequence[Unit],
    within: DateRange,
) -> Mentions:
    """Return how many documents mention each period.

    `parts` are the segments, each with its mentions and those of its documents that are counted.
    """
    total = sum(len(documents) for _, _, documents in parts)
    undated = sum(
        int(np.searchsorted(documents, leaf.within(None).stop)) for leaf, _, documents in parts
    )
    of = [_mentions(leaf.segment.value("mention"), *days, some) for leaf, days, some in parts]
    counts = {
        unit: _counts([each.counting(unit, within) for each in of], unit, total) for unit in units
    }
    return Mentions(total, undated, counts)


def _counts(found: Sequence[_Mentions], unit: Unit, total: int) -> MentionCounts:
    having = sum(int(np.count_nonzero(np.diff(each.documents, prepend=-1))) for each in found)
    if not having:
        return MentionCounts((), None, None, total)
    start = min(each.first.min() for each in found if len(each.first))
    end = max(each.last.max() for each in found if len(each.last))
    united = [_united(each, unit) for each in found if len(each.documents)]
    begins = np.concatenate([begin for begin, _ in united])
    ends = np.concatenate([end for _, end in united]) + 1
    runs = [
        Run(_first_day(first, unit), _first_day(last, unit), count)
        for first, last, count in checked(_runs(begins, ends))
    ]
    return MentionCounts(runs, start.item(), end.item(), total - having)


def _mentions(field: ValueField, first: Days, last: Days, documents: Numbers) -> _Mentions:
    """Return the mentions of some documents, of all in a segment."""
    check()
    numbers = field.of_documents(documents).astype(np.int64)
    owners = np.repeat(documents, field.counts()[documents])
    return _Mentions(owners, first[numbers], last[numbers])


def _made_of_longer(first: Days, last: Days, unit: Unit) -> npt.NDArray[np.bool_]:
    """Say of mentions whether whole units longer than a period make them up."""
    behind = last + 1
    longer = "M" if unit in {"day", "week"} else "Y"
    whole = (first == _beginning(first, longer)) & (behind == _beginning(behind, longer))
    if unit == "year":
        for each in (first, behind):
            whole &= (each.astype("M8[Y]").astype(np.int64) + _EPOCH.year) % 10 == 0
    return np.asarray(whole, bool)


def _beginning(days: Days, code: str) -> Days:
    """Return the first days of the months (M) or years (Y) that some days lie in."""
    return np.asarray(days.astype(f"M8[{code}]").astype("M8[D]"))


def _united(mentions: _Mentions, unit: Unit) -> tuple[Numbers, Numbers]:
    """Return the first and last periods of intervals, of which no document has two that overlap."""
    first, last = _number(mentions.first, unit), _number(mentions.last, unit)
    order = np.lexsort((first, mentions.documents))
    first, owners = first[order], mentions.documents[order]
    # The latest end so far of the same document: those of later documents lie beyond.
    reached = np.maximum.accumulate(owners * _BEYOND + last[order])
    new = np.ones(len(first), bool)
    new[1:] = owners[1:] * _BEYOND + first[1:] > reached[:-1]
    ends = np.append(np.flatnonzero(new)[1:], len(first)) - 1
    return first[new], reached[ends] - owners[ends] * _BEYOND


def _runs(begins: Numbers, ends: Numbers) -> Iterator[tuple[int, int, int]]:
    """Yield first and last of the periods that as many intervals have, where any has."""
    places, at = np.unique(np.concatenate([begins, ends]), return_inverse=True)
    steps = np.bincount(at[: len(begins)], minlength=len(places))
    steps -= np.bincount(at[len(begins) :], minlength=len(places))
    counts = np.cumsum(steps)
    for first, behind, count in zip(places[:-1], places[1:], counts[:-1], strict=True):
        if count:
            yield int(first), int(behind) - 1, int(count)


def _number(days: Days, unit: Unit) -> Numbers:
    """Return the numbers of the periods that days lie in, of which 0 is that of 0001-01-01."""
    if unit in {"month", "year"}:
        code = {"month": "M8[M]", "year": "M8[Y]"}[unit]
        first = np.datetime64(date.min).astype(code)
        return np.asarray((days.astype(code) - first).astype(np.int64))
    numbers = (days - np.datetime64(date.min)).astype(np.int64)
    return np.asarray(numbers // 7 if unit == "week" else numbers)


def _first_day(number: int, unit: Unit) -> date:
    """Return the first day of the period with a number."""
    if unit == "month":
        return date(1 + number // 12, 1 + number % 12, 1)
    if unit == "year":
        return date(1 + number, 1, 1)
    return date.fromordinal(1 + number * (7 if unit == "week" else 1))
