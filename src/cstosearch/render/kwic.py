"""How do the lines of a concordance look: matches one below the other, or rows of a table?

    2020-07-14  20200714-93ef1a2c     is concerned about the  conflict  on the border.

The day, the id, what stands before the match, the match, what stands behind it. An id is cut, and
the beginning of one is all that `show` takes; it is left out, with the day, where there is no room.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cstosearch.model import Document, Line
from cstosearch.render.table import Cell
from cstosearch.render.terminal import NARROWEST, Style, Terminal, columns, tidy

HEADER: Final = (
    *("id", "date", "title", "url", "field"),
    *("left", "match", "right", "start", "end", "file"),
)
"""The columns of the table, and the keys of JSON."""

_DAY: Final = len("2020-07-09")
_ID: Final = len("20200709-374e34cf")
_GAP: Final = "  "
_ROOM_FOR_DAY: Final = 100
"""Columns; on fewer the id is enough, which begins with the day unless the source gave it."""
_ROOM_FOR_ID: Final = 50
_USUAL: Final = 8
"""Columns that matches fill as a rule: the middle of such a one is the middle of the context."""
_LONGEST_CUT: Final = 30
"""Characters of a word that are left out, at the edge, rather than cut; half of them at most."""


class Layout(NamedTuple):
    """How many columns each part of a line has; `rest` is for the match and what is behind it.

    Where that is None, matches are whole, and `left` columns stand behind them too.
    """

    day: int
    id: int
    left: int
    rest: int | None

    @property
    def context(self) -> int:
        """The most characters that can be shown on one side of a match."""
        return max(self.left, self.rest or 0)


def layout(terminal: Terminal, context: int | None) -> Layout:
    """Return the parts of lines with `context` columns on either side; None: as they fit."""
    day = _DAY if terminal.columns >= _ROOM_FOR_DAY else 0
    id_ = _ID if terminal.columns >= _ROOM_FOR_ID else 0
    if context is not None:
        return Layout(day, id_, context, None)
    gaps = [width + len(_GAP) for width in (day, id_) if width]
    room = max(NARROWEST, terminal.columns) - sum(gaps) - 2 * len(_GAP)
    left = (room - _USUAL) // 2
    return Layout(day, id_, left, room - left)


def text(lines: Iterable[Line], terminal: Terminal, parts: Layout) -> Iterator[str]:
    """Yield each line as a person reads it."""
    for line in lines:
        left = _tail(_tidied(line.left), parts.left)
        match = _tidied(line.match)
        right = parts.left
        if parts.rest is not None:
            match = match if columns(match) <= parts.rest else f"{_cut(match, parts.rest - 1)}…"
            right = parts.rest - columns(match)
        pieces = [
            *_label(line.document, terminal, parts),
            " " * (parts.left - columns(left)) + left,
            terminal.paint(match, Style.MATCH),
            _head(_tidied(line.right), right),
        ]
        yield _GAP.join(pieces).rstrip()


def rows(lines: Iterable[Line]) -> Iterator[list[Cell]]:
    """Yield the cells of each line; what stands around a match is on one line."""
    for line in lines:
        document = line.document
        yield [
            document.id,
            document.date.isoformat() if document.date else None,
            document.title,
            document.url,
            line.field,
            *map(_tidied, (line.left, line.match, line.right)),
            *line.span,
            document.sources[0].file,
        ]


def _label(document: Document, terminal: Terminal, parts: Layout) -> Iterator[str]:
    if parts.day:
        day = document.date.isoformat() if document.date else "undated"
        yield terminal.paint(f"{day:<{parts.day}}", Style.DATE)
    if parts.id:
        id_ = _cut(_tidied(document.id), parts.id)
        yield terminal.paint(id_ + " " * (parts.id - columns(id_)), Style.DIM)


def _tidied(text: str) -> str:
    """Return the text made harmless, on one line."""
    return tidy(text.strip()).text  # a space at its beginning would cost time


def _tail(text: str, width: int) -> str:
    """Return the end of a text that fills no more columns, from a whole word on if one is near."""
    if columns(text) <= width:
        return text
    start, used = len(text), 0
    while (used := used + columns(text[start - 1])) <= width:
        start -= 1
    while start < len(text) and not columns(text[start]):
        start += 1  # an accent whose letter has no room
    gap = text.find(" ", start - 1, start + min(_LONGEST_CUT, width // 2))
    return text[start if gap < 0 else gap + 1 :]


def _head(text: str, width: int) -> str:
    """Return the beginning of a text that fills no more columns, to a whole word if one is near."""
    kept = _cut(text, width)
    if kept == text or text[len(kept)] == " ":
        return kept
    gap = kept.rfind(" ", len(kept) - min(_LONGEST_CUT, len(kept) // 2))
    return kept if gap < 0 else kept[:gap]


def _cut(text: str, width: int) -> str:
    """Return the beginning of a text that fills no more columns."""
    if columns(text) <= width:
        return text
    end, used = 0, 0
    while (used := used + columns(text[end])) <= width:
        end += 1
    return text[:end]
