"""How do figures look beside one another, as bars?"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from cstosearch.render.terminal import Style, Terminal, columns

_EIGHTHS: Final[tuple[str, ...]] = ("", *"▏▎▍▌▋▊▉")
_INDENT: Final = "  "
_GAP: Final = "  "
_SHORT: Final = 12
"""Columns of a name that is never cut, such as a day; bars are shorter instead."""


class Row(NamedTuple):
    """A line of a chart: a name, on one line and harmless; figures; what the bar is to show."""

    name: str
    figures: tuple[str, ...]
    size: float


def bar(size: float, most: float, width: int) -> str:
    """Return a bar of `size`, where one of `most` has `width` columns, to an eighth of a column.

    Whatever there is shows as an eighth at least.
    """
    if size <= 0:
        return ""
    whole, eighths = divmod(max(1, round(size / most * width * 8)), 8)
    return "█" * whole + _EIGHTHS[eighths]


def chart(rows: Sequence[Row | str], terminal: Terminal, style: Style = Style.PLAIN) -> list[str]:
    """Return a line for each row, the longest bar up to the edge of the terminal.

    Names are cut where they leave less than a quarter of the room to bars. A row that is a text
    stands between the others as it is. `style` is that of names.
    """
    drawn = [row for row in rows if isinstance(row, Row)]
    cells = zip(*(row.figures for row in drawn), strict=True)
    figures = [max(map(columns, column)) for column in cells]
    room = terminal.measure - len(_INDENT) - sum(len(_GAP) + width for width in [*figures, 0])
    longest = max((columns(row.name) for row in drawn), default=0)
    names = min(longest, max(_SHORT, room * 3 // 4))
    most = max((row.size for row in drawn), default=0)

    def line(row: Row) -> str:
        name = _cut(row.name, names)
        padded = terminal.paint(name, style) + " " * (names - columns(name))
        aligned = (f"{cell:>{width}}" for cell, width in zip(row.figures, figures, strict=True))
        return _GAP.join([padded, *aligned, bar(row.size, most, max(1, room - names))]).rstrip()

    return [_INDENT + (row if isinstance(row, str) else line(row)) for row in rows]


def _cut(text: str, width: int) -> str:
    """Return a text, or as much of its beginning as has room before an ellipsis."""
    kept = text[: 4 * width]  # some characters have no width, but few
    if kept == text and columns(text) <= width:
        return text
    while columns(kept) >= width:
        kept = kept[:-1]
    return f"{kept}…"
