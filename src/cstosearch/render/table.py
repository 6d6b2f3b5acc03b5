"""How do rows look to a spreadsheet, and to `cut`?

`csv` is RFC 4180 with the line ends of Unix: cells are quoted where they must be. `tsv` quotes
nothing: a tab or line break within a cell becomes a space. Both lose control characters, and a
text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises
("CSV Injection"); numbers are no text.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final, Literal

from cstosearch.render.terminal import plain

Dialect = Literal["csv", "tsv"]
Cell = str | int | float | None
"""None is an empty cell."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect) -> Iterator[str]:
    """Yield the lines of a table, its header first, without their line ends."""
    line = _csv if dialect == "csv" else _tsv
    yield line(header)
    for row in rows:
        yield line([_safe(cell) for cell in row])


def _safe(cell: Cell) -> str:
    """Return a cell as text that no program runs."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = plain(cell)
    return f"'{text}" if cell.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _csv(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().removesuffix("\n")


def _tsv(cells: Sequence[str]) -> str:
    return "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells)
