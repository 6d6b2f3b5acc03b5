"""Older and Russian pages: does the title stand before this date?

The shape it reads, a title on a line of its own (perhaps twice), a blank line, the date alone::

    О заседании Постоянного совета

    08.07.2020

    Седьмого июля состоялось ...

The trouble is that in a sidebar the text before a date belongs to the item above. A line is taken
for a title where it cannot be that: at the beginning of the page; below another item of this
layout, where it is a block of its own that ends without a stop and leaves the item above some
text; and below a sidebar, where moreover the last date of the page opens an article: several
paragraphs, or a footer.
"""

from collections.abc import Sequence
from typing import Final

from cstosearch.corpus.layouts.lines import PageLine, ends_open, line_above, without_photos
from cstosearch.corpus.layouts.opening import Opening

MAX_TITLE: Final = 300
"""No title is longer, in characters."""


def opening(lines: Sequence[PageLine], at: int, floor: int, above: str) -> Opening | None:
    """Return the head whose date is line `at`, if the line before it is its title.

    `floor` is the first line that is no item's head, `above` the layout of the item it belongs
    to ("" at the beginning of the page or after a footer).
    """
    stamp = lines[at].stamp
    if stamp is None:
        return None
    last = line_above(lines, at)
    if last < floor or not _can_be_title(lines[last]):
        return None
    first = last
    while (before := line_above(lines, first)) >= floor and lines[before].words == lines[
        last
    ].words:
        first = before
    opens_page = not above and first == floor and _opens_page(lines, last, at)
    if not (opens_page or (first > floor and _stands_apart(lines, first, at, above))):
        return None
    return Opening("titled", first, at + 1, stamp, without_photos(lines[last].text))


def _can_be_title(line: PageLine) -> bool:
    return line.is_text and len(line.text) <= MAX_TITLE and bool(line.words)


def _opens_page(lines: Sequence[PageLine], last: int, at: int) -> bool:
    """Say whether the only text before a date, line `last`, is its title.

    A title that ends in a stop is believed only between blank lines, where the page has no other
    date: else it may be a teaser whose own date was not saved.
    """
    if ends_open(lines[last].text):
        return True
    apart = lines[at].gap and at + 1 < len(lines) and lines[at + 1].gap
    return apart and not any(lines[below].stamp for below in range(at + 1, len(lines)))


def _stands_apart(lines: Sequence[PageLine], first: int, at: int, above: str) -> bool:
    """Say whether the lines before a date are a block of their own, and read like a title."""
    if not all(line.gap or line.url for line in lines[first : at + 1]):
        return False
    if above == "article" or not ends_open(lines[first].text):
        return False
    return above != "sidebar" or _opens_article(lines, at)


def _opens_article(lines: Sequence[PageLine], at: int) -> bool:
    """Say whether what follows a date is the page's last item, and more than a teaser."""
    footer = False
    for below in range(at + 1, len(lines)):
        if lines[below].stamp:
            return False
        footer = footer or lines[below].furniture
    return footer or len(lines) - at > 2  # noqa: PLR2004 - a teaser has one line
