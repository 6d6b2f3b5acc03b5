"""How does a timeline look: as bars for a person, as rows for a spreadsheet?"""

from collections.abc import Iterator
from itertools import groupby
from math import floor, log10
from typing import Final

from cstosearch.model import Period, Timeline
from cstosearch.render.bars import Row, chart
from cstosearch.render.table import Cell
from cstosearch.render.terminal import Style, Terminal

HEADER: Final = ("period", "start", "end", "count", "all", "share")

_FEW: Final = 3
"""So many empty periods in a row have a line each."""
_FINEST: Final = 4
"""Decimals of a percentage, at most."""


def rows(timeline: Timeline) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each period, below `HEADER`."""
    for each in timeline.periods:
        start, end = each.start.isoformat(), each.end.isoformat()
        yield each.name, start, end, each.count, each.all, rounded(each.share)


def rounded(share: float | None) -> float | None:
    """Return a share with as many decimals as tell anything."""
    return None if share is None else round(share, 6)


def bars(timeline: Timeline, terminal: Terminal, *, share: bool) -> str:
    """Return a bar for each period; with `share`, of its part in all documents of the period.

    Where many periods in a row are empty, one line says how many.
    """
    decimals = _decimals(max((each.share or 0 for each in timeline.periods), default=0))
    lines: list[Row | str] = []
    for empty, run in groupby(timeline.periods, key=lambda each: not each.count):
        some = list(run)
        if empty and len(some) > _FEW:
            lines.append(f"… {len(some):,} {timeline.by}s without hits")
        elif share:
            lines += [_shared(each, decimals) for each in some]
        else:
            lines += [Row(each.name, (f"{each.count:,}",), each.count) for each in some]
    return "\n".join(chart(lines, terminal, Style.DATE))


def _shared(period: Period, decimals: int) -> Row:
    share = "" if period.share is None else f"{period.share:.{decimals}%}"
    figures = f"{period.count:,}", f"of {period.all:,}", share
    return Row(period.name, figures, period.share or 0)


def _decimals(most: float) -> int:
    """Return the decimals of a percentage that leave two figures of the largest, at least one."""
    return min(_FINEST, max(1, 1 - floor(log10(100 * most)))) if most else 1
