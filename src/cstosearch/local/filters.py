"""Which documents of a segment have a date, an id or a value? Deleted ones count, too."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from cstosearch.analysis import words_of
from cstosearch.codec.arrays import Array
from cstosearch.codec.narrow import Numbers, ranks
from cstosearch.codec.segment import Segment
from cstosearch.codec.sets import union
from cstosearch.codec.values import ValueField
from cstosearch.deadline import checked
from cstosearch.local.aliases import Aliases
from cstosearch.local.patterns import likeness
from cstosearch.local.rows import MENTION_SEPARATOR
from cstosearch.model import DateRange
from cstosearch.query.nodes import (
    Dated,
    Everything,
    Filter,
    Id,
    Mentioned,
    OneOf,
    Value,
    Yearly,
    is_name,
    is_pattern,
)

_FIELDS: Final = {"source": "file"}
"""Where a field of the query language is looked up, if not in the field of its name."""
_FEWER: Final = 16
"""How many times fewer ids than there are make it better to look up each than to read all."""
Days = npt.NDArray[np.datetime64]

_INTERVAL: Final = np.dtype(
    [("first", "S10"), ("separator", f"S{len(MENTION_SEPARATOR)}"), ("last", "S10")]
)
"""A mention as a value: days are in ISO form."""
_NONE: Final = np.zeros(0, np.int64)


def documents(node: Filter, segment: Segment, aliases: Aliases) -> Numbers:  # noqa: PLR0911 - a line a kind
    """Return the documents that a filter asks for, ascending."""
    match node:
        case Dated(range_):
            found = within(range_, segment.order)
            return np.arange(found.start, found.stop)
        case Yearly(month, day):
            return _yearly(month, day, segment.order)
        case Mentioned(range_):
            return _mentioning(range_, segment)
        case Id():
            return _having_id(node, segment.value("id"))
        case OneOf(ids):
            return _having_one_of(ids, segment)
        case Value():
            return union(
                (field.documents(at) for field, at in values_like(node, segment, aliases)),
                segment.documents,
            )
        case Everything():
            return np.arange(segment.documents)


def within(range_: DateRange | None, days: Array) -> range:
    """Return the documents of some days; None means those without a day."""
    if range_ is None:
        return range(int(ranks(days, 1)))
    first = range_.start.toordinal() if range_.start else 1
    low = int(ranks(days, first))
    if range_.end is None:
        return range(low, len(days))
    return range(low, int(ranks(days, range_.end.toordinal(), "right")))


def _yearly(month: int, day: int | None, days: Array) -> Numbers:
    """Return the documents of one day or month in all years that there are."""
    dated = days[within(None, days).stop :]
    if not len(dated):
        return _NONE
    years = range(date.fromordinal(int(dated[0])).year, date.fromordinal(int(dated[-1])).year + 1)
    found = [_NONE]  # no year may have the day
    for year in years:
        with suppress(ValueError):  # 29 February
            first = date(year, month, day or 1)
            last = first if day else date(year, month, monthrange(year, month)[1])
            of_year = within(DateRange(first, last), days)
            found.append(np.arange(of_year.start, of_year.stop))
    return np.concatenate(found)


def _mentioning(range_: DateRange, segment: Segment) -> Numbers:
    """Return the documents that mention a period which overlaps a range."""
    field = segment.value("mention")
    first, last = intervals(field)
    low, high = (np.datetime64(each) for each in bounds(range_))
    overlapping = np.flatnonzero((first <= high) & (last >= low))
    return union(map(field.documents, overlapping.tolist()), segment.documents)


def intervals(field: ValueField) -> tuple[Days, Days]:
    """Return the first and the last days of all mentions, by number."""
    text = b"".join(field.values.words(0, len(field.values)))
    rows = np.frombuffer(text, _INTERVAL)
    return rows["first"].astype("M8[D]"), rows["last"].astype("M8[D]")


def bounds(range_: DateRange) -> tuple[date, date]:
    """Return the first and the last day of a range, those that there are where it is open."""
    return range_.start or date.min, range_.end or date.max


def _having_id(node: Id, field: ValueField) -> Numbers:
    wanted = node.id.encode("utf-8", "surrogatepass")
    if node.prefix:
        return np.sort(field.documents_of(field.values.beginning_with(wanted)))
    at = field.values.find(wanted)
    return _NONE if at is None else field.documents(at)


def _having_one_of(ids: frozenset[str], segment: Segment) -> Numbers:
    field = segment.value("id")
    wanted = {id_.encode("utf-8", "surrogatepass") for id_ in ids}
    if len(wanted) * _FEWER < len(field.values):
        numbers = [at for id_ in checked(wanted) if (at := field.values.find(id_)) is not None]
    else:
        words = field.values.words(0, len(field.values))
        numbers = [at for at, id_ in enumerate(checked(words)) if id_ in wanted]
    return union(map(field.documents, numbers), segment.documents)


def values_like(
    node: Value, segment: Segment, aliases: Aliases
) -> Iterator[tuple[ValueField, int]]:
    """Yield the values that a filter asks for, by field and number."""
    if is_name(node):
        for entity in aliases.entities(node):
            field = segment.value(entity.type)
            at = field.values.find(entity.name.encode("utf-8", "surrogatepass"))
            yield from () if at is None else ((field, at),)
        return
    field = segment.value(_FIELDS.get(node.field, node.field))
    if node.field != "lang" and not is_pattern(node.pattern):
        at = field.values.find(node.pattern.encode("utf-8", "surrogatepass"))
        yield from () if at is None else ((field, at),)
    elif node.field != "lang":
        yield from ((field, at) for at in _numbers(field, likeness(node.pattern, folded=False)))
    else:
        like = likeness(node.pattern, folded=True)
        wanted = _numbers(field, lambda value: like(" ".join(words_of(value))))
        yield from ((field, at) for at in wanted)


def _numbers(field: ValueField, like: Callable[[str], bool]) -> Iterator[int]:
    """Yield the numbers of the values that are wanted."""
    for at, word in enumerate(checked(field.values.words(0, len(field.values)))):
        if like(word.decode("utf-8", "surrogatepass")):
            yield at
