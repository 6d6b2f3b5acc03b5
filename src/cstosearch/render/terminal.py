"""How a text from the archive stands on a terminal: made harmless, measured, wrapped, painted.

A text travels as a `Marked`: its characters and the regions of them that have a style of their
own. Wrapping yields ranges of those characters, so that regions stay right whatever the width.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final
from unicodedata import category, combining, east_asian_width

from cstosearch.model import Span

READABLE: Final = 100
"""Columns that a line fills at most: longer ones tire the eye."""

NARROWEST: Final = 30
"""Columns that a line is given at least: a terminal narrower than this wraps by itself."""

_WIDE: Final = 2


class Style(StrEnum):
    """What a piece of text is, as the parameters of the escape sequence that shows it."""

    PLAIN = ""
    STRONG = "1"
    MATCH = "1;33"
    DATE = "36"
    DIM = "2"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its styled regions, in order, none overlapping."""

    text: str
    regions: tuple[tuple[Span, Style], ...] = ()

    @classmethod
    def all(cls, text: str, style: Style) -> "Marked":
        """Return the text with one style from end to end."""
        return cls(text, ((Span(0, len(text)), style),))

    def __add__(self, other: "Marked") -> "Marked":
        """Return both texts, one behind the other."""
        by = len(self.text)
        moved = ((Span(span.start + by, span.end + by), style) for span, style in other.regions)
        return Marked(self.text + other.text, (*self.regions, *moved))


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is written on: so many columns, with colour or without."""

    columns: int = 80
    color: bool = False

    @property
    def measure(self) -> int:
        """How many columns a line of text may fill."""
        return max(NARROWEST, min(self.columns, READABLE))

    def paint(self, text: str, style: Style) -> str:
        """Return the text in its style, or as it is where there is no colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text and style else text

    def lines(self, marked: Marked, width: int, style: Style = Style.PLAIN) -> list[str]:
        """Return the text wrapped and painted; `style` is that of what lies between regions."""
        return [self._line(marked, line, style) for line in wrap(marked.text, width)]

    def _line(self, marked: Marked, line: Span, style: Style) -> str:
        pieces, at = [], line.start
        for span, its_style in marked.regions:
            start, end = max(span.start, at), min(span.end, line.end)
            if start < end:
                pieces += [
                    self.paint(marked.text[at:start], style),
                    self.paint(marked.text[start:end], its_style),
                ]
                at = end
        return "".join([*pieces, self.paint(marked.text[at : line.end], style)])


_ESCAPE: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    # Titles, links and the like; without their end they are text, and only lose the introducer.
    r"|(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[()*+][0-9A-Z]"  # character sets
)
# The format characters that have a shape: Arabic, Syriac and Kaithi number and verse signs.
_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def plain(text: str) -> str:
    r"""Return the text, line breaks kept, without what a terminal would obey or hide.

    Escape sequences, control characters, and the invisible characters that reorder or join
    text are dropped; other white space becomes a space, half a surrogate pair U+FFFD.
    """
    return "\n".join("".join(_harmless(line)) for line in text.split("\n"))


def tidy(text: str, matches: Iterable[Span] = ()) -> Marked:
    """Return the text made harmless, on one line, white space collapsed, the matches with it."""
    kept, moved = _on_one_line(text)
    kept = kept.rstrip(" ")
    spans = (Span(moved[start], min(moved[end], len(kept))) for start, end in matches)
    return Marked(kept, tuple((span, Style.MATCH) for span in spans if span.start < span.end))


def _on_one_line(text: str) -> tuple[str, Sequence[int]]:
    """Return the text with white space collapsed, and where each of its characters went."""
    if text.isprintable() and "  " not in text and not text.startswith(" "):
        return text, range(len(text) + 1)  # as most are: all is in its place
    shown: list[str] = []
    moved = [0]
    for piece in _harmless(text):
        if piece and (piece != " " or (shown and shown[-1] != " ")):
            shown.append(piece)
        moved.append(len(shown))
    return "".join(shown), moved


def _harmless(text: str) -> Iterable[str]:
    """Return for each character of the text what may be shown for it."""
    if text.isprintable():
        return text
    return map(_shown, _ESCAPE.sub(lambda escape: "\0" * len(escape[0]), text))


@lru_cache(maxsize=1024)
def _shown(character: str) -> str:
    if character.isprintable() or character in _VISIBLE_FORMATS:
        return character
    if character.isspace():
        return " "
    return {"Cc": "", "Cf": "", "Cs": "\ufffd"}.get(category(character), character)


def columns(text: str) -> int:
    """Return how many columns of a terminal the text fills."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if combining(character) or category(character) in {"Mn", "Me"}:
        return 0
    return _WIDE if east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> Sequence[Span]:
    """Return the ranges of a tidied text that are its lines, each at most `width` columns."""
    lines: list[Span] = []
    start = end = used = 0
    for atom in _atoms(text, width):
        size, gap = columns(text[atom.start : atom.end]), atom.start - end
        if end and used + gap + size > width:
            lines.append(Span(start, end))
            start, used, gap = atom.start, 0, 0
        end, used = atom.end, used + gap + size
    return [*lines, Span(start, end)] if end else lines


def _atoms(text: str, width: int) -> Iterator[Span]:
    """Yield the ranges that a line cannot break: words, and each wide character.

    An ellipsis at either end of the text stays with the word beside it.
    """
    for word in re.finditer(r"(?:^… )?[^ ]+(?: …$)?", text):
        if columns(word[0]) == len(word[0]) <= width:
            yield Span(*word.span())
        else:
            yield from _pieces(text, *word.span(), width)


def _pieces(text: str, start: int, end: int, width: int) -> Iterator[Span]:
    """Part a word beside wide characters, and wherever it fills a line."""
    used, beside_wide = 0, False
    for at in range(start, end):
        size = _columns(text[at])
        if not size:
            continue
        if used and (beside_wide or size == _WIDE or used + size > width):
            yield Span(start, at)
            start, used = at, 0
        used, beside_wide = used + size, size == _WIDE
    yield Span(start, end)
