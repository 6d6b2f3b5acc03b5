"""What is each line of a page: text, a date alone, a web address, or the page's furniture?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from cstosearch.analysis import words_of
from cstosearch.corpus.decode import Line
from cstosearch.dates import parse_stamp

_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_PHOTO: Final = re.compile(
    r"(?<![\w/.:-])(?:(?:DSC[NF]?|IMG|PHOTO|PIC|P)[ _-])?\w[\w-]*(?:\(\d+\))?"
    r"\.(?:jpe?g|png|gif|tiff?|bmp|webp|heic|cr2|nef)(?![\w/])",
    re.IGNORECASE,
)
_PHOTO_HINT: Final = re.compile(r"\.(?:jp|pn|gi|ti|bm|we|he|cr|ne)", re.IGNORECASE)
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*\)|\[\s*\]")
_HEADING: Final = re.compile(r"#{1,6}\s+|(?<!\s)\s+#+$")
_STOPS: Final = ".!?;:,…"
_CLOSING: Final = "\"'”’»)]"
_ENDING: Final = frozenset(_STOPS + _CLOSING)
_MIN_WRAPPED: Final = 50
"""Characters; shorter lines are as long as they were meant to be."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line and what it is: `stamp` where it is only a date, `url` where only an address.

    `heading` says that Markdown marks it as one.
    """

    text: str
    start: int
    end: int
    gap: bool
    stamp: date | None
    url: str
    furniture: bool
    heading: bool = False

    @property
    def is_text(self) -> bool:
        """Say whether the line is prose, or a title."""
        return self.stamp is None and not self.url and not self.furniture

    @property
    def in_figures(self) -> bool:
        """Say whether the line has no letters, as dates in figures have not."""
        return not any(char.isalpha() for char in self.text)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the folded words, by which repeated titles are known."""
        return words_of(self.text)


def classify(lines: Iterable[Line], *, markdown: bool) -> list[PageLine]:
    """Return what each line is; `markdown` takes the marks off headings.

    A page writes its dates in one way: where the first is in figures, a line such as
    `November 28, 2019` is text, and the other way about.
    """
    found = [_classified(line, markdown=markdown) for line in lines]
    stamps = [line for line in found if line.stamp is not None]
    if len({line.in_figures for line in stamps}) < 2:  # noqa: PLR2004 - figures or words
        return found
    way = stamps[0].in_figures
    return [
        replace(line, stamp=None) if line.stamp and line.in_figures != way else line
        for line in found
    ]


def _classified(line: Line, *, markdown: bool) -> PageLine:
    heading = markdown and line.text.startswith("#")
    text = _HEADING.sub("", line.text) if heading else line.text
    url = text if _URL.fullmatch(text) else ""
    furniture = len(text) <= _LONGEST and _is_furniture(text)
    stamp = parse_stamp(text)
    return PageLine(text, line.start, line.end, line.gap, stamp, url, furniture, heading)


@lru_cache(maxsize=1 << 12)
def _is_furniture(text: str) -> bool:
    """Say so of a line that is not long: the pages of an archive have most of them in common."""
    return " ".join(words_of(text)) in _furniture()


@cache
def _furniture() -> frozenset[str]:
    text = files("cstosearch.corpus").joinpath("furniture.txt").read_text("utf-8")
    return frozenset(
        " ".join(words_of(line)) for line in text.splitlines() if not line.startswith("#")
    ) - {""}


_LONGEST: Final = 80
"""No line of furniture is longer."""


def line_above(lines: Sequence[PageLine], at: int) -> int:
    """Return the number of the line above line `at`, addresses passed over; -1 at the top."""
    at -= 1
    while at >= 0 and lines[at].url:
        at -= 1
    return at


def blocks(lines: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    """Yield runs of lines with no blank line in between."""
    block: list[PageLine] = []
    for line in lines:
        if line.gap and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def paragraphs(lines: Iterable[PageLine]) -> tuple[str, ...]:
    """Return the paragraphs of prose that lines make up, without the names of photo files."""
    kept = [(line.text, line.gap or bool(line.url)) for line in lines if not line.furniture]
    return tuple(text for raw in join_wrapped(kept) if (text := without_photos(raw)))


def join_wrapped(lines: Iterable[tuple[str, bool]]) -> list[str]:
    """Return paragraphs, given lines and whether each surely begins one.

    A line that does not continues the one before it, if that is long enough to have been wrapped
    and ends in no stop.
    """
    found: list[str] = []
    parts: list[str] = []
    goes_on = False
    for text, begins in lines:
        if begins or not goes_on:
            found.append(" ".join(parts))
            parts = []
        parts.append(text)
        # Most lines end in a letter: for those it need not be asked what stands before a quote.
        goes_on = len(text) >= _MIN_WRAPPED and (text[-1] not in _ENDING or ends_open(text))
    found.append(" ".join(parts))
    return found[1:]


def ends_open(text: str) -> bool:
    """Say whether text ends without a stop, as titles do."""
    return text.rstrip(_CLOSING)[-1:] not in _STOPS


def without_photos(text: str) -> str:
    """Return text without the names of photo files that saving a page left in it."""
    if not _PHOTO_HINT.search(text):
        return text
    return " ".join(_EMPTY_BRACKETS.sub(" ", _PHOTO.sub(" ", text)).split())
