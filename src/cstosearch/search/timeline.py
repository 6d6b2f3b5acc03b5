"""How many documents match in each period, and how many are there?"""

from datetime import date
from typing import Final, get_args

from cstosearch.dates.units import how_many, name_of, periods
from cstosearch.engine import Counts, Snapshot
from cstosearch.errors import CstosearchError
from cstosearch.model import DateRange, Period, Timeline, Unit
from cstosearch.query.nodes import And, Dated, Everything, Node

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

_MOST: Final[dict[Unit, int]] = {"day": 31, "week": 26, "month": 60}
"""How many periods are a timeline that can be surveyed; there are few enough years."""
_MOST_EVER: Final = 100_000
"""As many days as 270 years have: more are a mistake in some date."""


def timeline(snapshot: Snapshot, tree: Node, by: Unit | None) -> Timeline:
    """Return the timeline of a query; see `Index.timeline`."""
    if by is not None and by not in UNITS:
        raise ValueError(f'there is no unit "{by}": take one of {", ".join(UNITS)}')
    units = UNITS if by is None else (by,)
    page = snapshot.search(tree, sort="newest", offset=0, limit=0, count_by=units)
    counts = dict(zip(units, page.counts, strict=True))
    bounds = _bounds(tree)
    finest = units[0]
    days = sorted(each.value for each in counts[finest].values)
    start = bounds.start or (date.fromisoformat(days[0]) if days else None)
    # The period of the last hit may begin before the bound.
    end = bounds.end or (max(start, date.fromisoformat(days[-1])) if start and days else None)
    undated = counts[finest].missing
    if start is None or end is None or start > end:
        return Timeline(str(tree), by or "month", page.total, undated, ())
    unit = by or _unit(start, end)
    if (many := how_many(start, end, unit)) > _MOST_EVER:
        raise CstosearchError(
            f"from {start} to {end} are {many:,} {unit}s, which are too many: "
            "count by a longer period, or bound the date"
        )
    within = Dated(bounds) if bounds != DateRange() else Everything()
    whole = snapshot.search(within, sort="newest", offset=0, limit=0, count_by=(unit,))
    found, everything = _by_day(counts[unit]), _by_day(whole.counts[0])
    return Timeline(
        query=str(tree),
        by=unit,
        total=page.total,
        undated=undated,
        periods=tuple(
            Period(
                name=name_of(first, unit),
                start=max(first, bounds.start or first),
                end=min(last, bounds.end or last),
                count=found.get(first, 0),
                all=everything.get(first, 0),
            )
            for first, last in periods(start, end, unit)
        ),
    )


def _by_day(counts: Counts) -> dict[date, int]:
    """Return counts by the first day of their period."""
    return {date.fromisoformat(each.value): each.count for each in counts.values}


def _unit(start: date, end: date) -> Unit:
    return next(
        (unit for unit, most in _MOST.items() if how_many(start, end, unit) <= most), "year"
    )


def _bounds(tree: Node) -> DateRange:
    """Return the days that the dates beside all else in a query leave."""
    nodes = tree.operands if isinstance(tree, And) else (tree,)
    ranges = [node.range for node in nodes if isinstance(node, Dated) and node.range]
    starts = [each.start for each in ranges if each.start]
    ends = [each.end for each in ranges if each.end]
    return DateRange(max(starts, default=None), min(ends, default=None))
