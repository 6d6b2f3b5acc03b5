"""How a text from the archive stands on a terminal: made harmless, measured, wrapped, painted.

A text travels as a `Marked`: its characters and the regions of them that have a style of their
own. Wrapping yields ranges of those characters, so that regions stay right whatever the width.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Final
from unicodedata import category, combining, east_asian_width

from cstosearch.model import Span

READABLE: Final = 100
"""Columns that a line fills at most: longer ones tire the eye."""

_LONGEST: Final = 500
"""Characters of a title or a name, as people read it; data has all of it."""

LONGEST_ADDRESS: Final = 8000
"""Characters of an address, so that what can be followed is whole: RFC 9110, section 4.1."""

_LONGEST_LINE: Final = 1000
"""Characters of a line of a message, which may quote a query or damaged bytes."""

_MOST_LINES: Final = 100
"""Lines of a message."""

NARROWEST: Final = 30
"""Columns that a line is given at least: a terminal narrower than this wraps by itself."""

_WIDE: Final = 2
_WORD: Final = re.compile(r"(?:^… )?[^ ]+(?: …$)?")


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
_NEEDLESS: Final = re.compile("^ +|(?<= ) +")
_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories: controls, formats, half surrogate pairs, private use, ends of lines and paragraphs.

What a character of private use looks like, and how wide it is, is up to the font.
"""
# The format characters that have a shape: Arabic, Syriac and Kaithi number and verse signs.
_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def plain(text: str) -> str:
    r"""Return the text, line breaks kept, without what a terminal would obey or hide.

    Escape sequences, control characters, and the invisible characters that reorder or join
    text are dropped; other white space becomes a space, half a surrogate pair and what is of
    private use U+FFFD.
    """
    return "\n".join("".join(_harmless(line)) for line in text.split("\n"))


def is_obeyed(character: str) -> bool:
    """Say whether a terminal may obey or hide the character, so that it is never shown as it is."""
    return category(character) in _OBEYED and character not in _VISIBLE_FORMATS


def tidy(text: str, matches: Iterable[Span] = ()) -> Marked:
    """Return the text made harmless, on one line, white space collapsed, the matches with it."""
    spaced = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    if spaced.isprintable():  # as nearly all of it is
        return _closed_up(spaced, matches)
    shown: list[str] = []
    moved = [0]
    for piece in _harmless(text):
        if piece and (piece != " " or (shown and shown[-1] != " ")):
            shown.append(piece)
        moved.append(len(shown))
    return _marked("".join(shown), (Span(moved[start], moved[end]) for start, end in matches))


def short(text: str, longest: int = _LONGEST) -> str:
    """Return a text that people read as a name: harmless, on one line, cut if it is very long."""
    return shortened(tidy(text), longest).text


def shortened(marked: Marked, longest: int = _LONGEST) -> Marked:
    """Return a tidied text, or so many characters of its beginning and an ellipsis."""
    if len(marked.text) <= longest:
        return marked
    kept = marked.text[:longest].rstrip(" ")
    regions = (
        (Span(span.start, min(span.end, len(kept))), style)
        for span, style in marked.regions
        if span.start < len(kept)
    )
    return Marked(f"{kept}…", tuple(regions))


def message(text: str) -> str:
    """Return what is said to people made harmless, without the middle of a very long line.

    Its beginning says what is wrong and its end what to do; what is in between is quoted. Lines are
    left out in the same way. Those with a query and the carets under it are short.
    """
    lines = [_without_middle(line) for line in plain(text).split("\n")]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES // 2 : -_MOST_LINES // 2] = ["…"]
    return "\n".join(lines)


def _without_middle(line: str) -> str:
    half = _LONGEST_LINE // 2
    return line if len(line) <= _LONGEST_LINE else f"{line[:half]}…{line[-half:]}"


def _closed_up(text: str, matches: Iterable[Span]) -> Marked:
    """Return a printable text with its spaces collapsed, the matches with it."""
    gone = [space.span() for space in _NEEDLESS.finditer(text)]
    if not gone:
        return _marked(text, matches)
    starts = [start for start, _ in gone]
    before = list(accumulate((end - start for start, end in gone), initial=0))

    def moved(at: int) -> int:
        rank = bisect_left(starts, at)
        within = max(0, gone[rank - 1][1] - at) if rank else 0
        return at - before[rank] + within

    spans = (Span(moved(start), moved(end)) for start, end in matches)
    return _marked(_NEEDLESS.sub("", text), spans)


def _marked(text: str, matches: Iterable[Span]) -> Marked:
    """Return a text without spaces at its end, and what is left of the matches."""
    kept = text.rstrip(" ")
    spans = (Span(start, min(end, len(kept))) for start, end in matches)
    return Marked(kept, tuple((span, Style.MATCH) for span in spans if span.start < span.end))


def _harmless(text: str) -> Iterable[str]:
    """Return for each character of the text what may be shown for it."""
    if text.isprintable():
        return text
    return map(_shown, _ESCAPE.sub(lambda escape: "\0" * len(escape[0]), text))


@lru_cache(maxsize=1024)
def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if not is_obeyed(character):
        return character
    return "\ufffd" if category(character) in {"Cs", "Co"} else ""


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
    for first, last, size in _atoms(text, width):
        gap = first - end
        if end and used + gap + size > width:
            lines.append(Span(start, end))
            start, used, gap = first, 0, 0
        end, used = last, used + gap + size
    return [*lines, Span(start, end)] if end else lines


def _atoms(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the ranges that a line cannot break, and their columns: words, each wide character.

    An ellipsis at either end of the text stays with the word beside it.
    """
    narrow = text.isascii() or all(_columns(character) == 1 for character in set(text))
    for word in _WORD.finditer(text):
        start, end = word.span()
        size = end - start if narrow else columns(word[0])
        if size == end - start <= width:
            yield start, end, size
        else:
            yield from _pieces(text, start, end, width)


def _pieces(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Part a word beside wide characters, and wherever it fills a line."""
    used, beside_wide = 0, False
    for at in range(start, end):
        size = _columns(text[at])
        if not size:
            continue
        if used and (beside_wide or size == _WIDE or used + size > width):
            yield start, at, used
            start, used = at, 0
        used, beside_wide = used + size, size == _WIDE
    yield start, end, used
