"""How do rows look to a spreadsheet, and to `cut`?

`csv` is RFC 4180 with the line ends of Unix: cells are quoted where they must be. `tsv` quotes
nothing: a tab or line break within a cell becomes a space. Both lose control characters, and a
text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises
("CSV Injection"); numbers are no text.

Both are UTF-8 without a mark at the beginning: the mark would be part of the first column's name to
most of what reads a pipe, and stand amid lines that are joined. Excel alone wants it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final, Literal

from cstosearch.model import Hit, Results
from cstosearch.render.terminal import plain, tidy
from cstosearch.render.text import excerpt

Dialect = Literal["csv", "tsv"]
Cell = str | int | float | None
"""None is an empty cell."""

_HIT: Final = ("id date title score url lang file start end sha256 more_sources snippet").split()
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def hits(results: Results, dialect: Dialect) -> Iterator[str]:
    """Yield a line for each hit of a page, below a header; a hit is one line in csv too."""
    return table(_HIT, map(_row, results), dialect)


def _row(hit: Hit) -> Sequence[Cell]:
    document, source = hit.document, hit.document.sources[0]
    return (
        tidy(document.id).text,
        document.date.isoformat() if document.date else None,
        tidy(document.title).text,
        hit.score,
        tidy(document.url).text,
        tidy(document.lang).text,
        tidy(source.file).text,
        source.start,
        source.end,
        source.digest,
        len(document.sources) - 1,
        " ".join(excerpt(snippet).text for snippet in hit.snippets),
    )


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
