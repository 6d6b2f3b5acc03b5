"""How many documents match in each period, and how many are there?

Periods are those in which documents were published or, with mentions, those that they mention.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, get_args

from cstosearch.dates.units import first_day, how_many, last_day, name_of, periods
from cstosearch.engine import Counts, MentionCounts, Snapshot
from cstosearch.errors import CstosearchError
from cstosearch.model import DateRange, Period, Timeline, Unit
from cstosearch.query.nodes import And, Dated, Everything, Mentioned, Node

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

_MOST: Final[dict[Unit, int]] = {"day": 31, "week": 26, "month": 60}
"""How many periods are a timeline that can be surveyed; there are few enough years."""
_MOST_EVER: Final = 100_000
"""As many days as 270 years have: more are a mistake in some date."""


def timeline(snapshot: Snapshot, tree: Node, by: Unit | None, *, by_mention: bool) -> Timeline:
    """Return the timeline of a query; see `Index.timeline`."""
    if by is not None and by not in UNITS:
        raise ValueError(f'there is no unit "{by}": take one of {", ".join(UNITS)}')
    return _mentioned(snapshot, tree, by) if by_mention else _published(snapshot, tree, by)


def _published(snapshot: Snapshot, tree: Node, by: Unit | None) -> Timeline:
    units = UNITS if by is None else (by,)
    page = snapshot.search(tree, sort="newest", offset=0, limit=0, count_by=units)
    counts = dict(zip(units, page.counts, strict=True))
    bounds = _bounds(tree, Dated)
    finest = units[0]
    days = sorted(each.value for each in counts[finest].values)
    start = bounds.start or (date.fromisoformat(days[0]) if days else None)
    # The period of the last hit may begin before the bound.
    end = bounds.end or (max(start, date.fromisoformat(days[-1])) if start and days else None)
    undated = counts[finest].missing
    if start is None or end is None or start > end:
        return Timeline(str(tree), by or "month", page.total, undated, ())
    unit = by or _unit(start, end)
    _refuse_too_many(start, end, unit, "bound the date")
    within = _within(bounds)
    whole = snapshot.search(within, sort="newest", offset=0, limit=0, count_by=(unit,))
    found, everything = _by_day(counts[unit]), _by_day(whole.counts[0])
    shown = _periods(start, end, bounds, unit, found=found, everything=everything)
    return Timeline(str(tree), unit, page.total, undated, shown)


def _mentioned(snapshot: Snapshot, tree: Node, by: Unit | None) -> Timeline:
    bounds = _bounds(tree, Mentioned)
    total, undated, by_unit = snapshot.mentioned(tree, (by,) if by else ("month", "year"), bounds)
    by = by or _unit_of_mentions(by_unit["year"], bounds)
    found = by_unit[by]
    start, end = bounds.start or found.start, bounds.end or found.end
    if start is None or end is None or start > end:
        return Timeline(str(tree), by, total, undated, (), found.missing)
    _refuse_too_many(start, end, by, "bound what is mentioned, as in mentions:2015..2020")
    # Of all documents, too, the whole of the first and last period, or as much as bounds leave.
    all_of = DateRange(
        bounds.start or first_day(start, by), bounds.end or last_day(first_day(end, by), by)
    )
    whole = snapshot.mentioned(_within(_bounds(tree, Dated)), (by,), all_of).counts[by]
    counts, everything = _by_first_day(found, by), _by_first_day(whole, by)
    shown = _periods(start, end, bounds, by, found=counts, everything=everything)
    return Timeline(str(tree), by, total, undated, shown, found.missing)


def _unit_of_mentions(found: MentionCounts, bounds: DateRange) -> Unit:
    """Return months within five years, else years: few mentions are of a single day."""
    start, end = bounds.start or found.start, bounds.end or found.end
    return "month" if start is None or end is None or _unit(start, end) != "year" else "year"


def _within(bounds: DateRange) -> Node:
    return Dated(bounds) if bounds != DateRange() else Everything()


def _refuse_too_many(start: date, end: date, unit: Unit, advice: str) -> None:
    if (many := how_many(start, end, unit)) > _MOST_EVER:
        raise CstosearchError(
            f"from {start} to {end} are {many:,} {unit}s, which are too many: "
            f"count by a longer period, or {advice}"
        )


def _periods(
    start: date,
    end: date,
    bounds: DateRange,
    unit: Unit,
    *,
    found: Mapping[date, int],
    everything: Mapping[date, int],
) -> tuple[Period, ...]:
    """Return the periods from that of a day to that of another, cut to bounds, and their counts."""
    return tuple(
        Period(
            name=name_of(first, unit),
            start=max(first, bounds.start or first),
            end=min(last, bounds.end or last),
            count=found.get(first, 0),
            all=everything.get(first, 0),
        )
        for first, last in periods(start, end, unit)
    )


def _by_day(counts: Counts) -> dict[date, int]:
    """Return counts by the first day of their period."""
    return {date.fromisoformat(each.value): each.count for each in counts.values}


def _by_first_day(counts: MentionCounts, unit: Unit) -> dict[date, int]:
    """Return counts by the first day of their period."""
    return {
        first: run.documents
        for run in counts.runs
        for first, _ in periods(run.first, run.last, unit)
    }


def _unit(start: date, end: date) -> Unit:
    return next(
        (unit for unit, most in _MOST.items() if how_many(start, end, unit) <= most), "year"
    )


def _bounds(tree: Node, kind: type[Dated | Mentioned]) -> DateRange:
    """Return the days that the dates of a kind beside all else in a query leave."""
    nodes = tree.operands if isinstance(tree, And) else (tree,)
    ranges = [
        node.range for node in nodes if isinstance(node, Dated | Mentioned) and type(node) is kind
    ]
    starts = [each.start for each in ranges if each and each.start]
    ends = [each.end for each in ranges if each and each.end]
    return DateRange(max(starts, default=None), min(ends, default=None))
