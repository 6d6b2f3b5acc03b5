"""Older and Russian pages: does the title stand before this date?

The shape it reads, a title on a line of its own (perhaps twice), a blank line, the date alone::

    О заседании Постоянного совета

    08.07.2020

    Седьмого июля состоялось ...

The trouble is that in a sidebar the text before a date belongs to the item above. A line is taken
for a title where it cannot be that: at the beginning of the page, or where it is a block of its
own, ends without a stop, and leaves the item above some text.
"""

from collections.abc import Sequence
from typing import Final

from cstosearch.corpus.layouts.lines import PageLine, ends_open, without_photos
from cstosearch.corpus.layouts.opening import Opening

MAX_TITLE: Final = 300
"""No title is longer, in characters."""


def opening(lines: Sequence[PageLine], at: int, floor: int, above: str) -> Opening | None:
    """Return the head whose date is line `at`, if the line before it is its title.

    `floor` is the first line that is no item's head, `above` the layout of the item it belongs
    to ("" at the beginning of the page or after a footer).
    """
    stamp = lines[at].stamp
    if stamp is None or at == floor or not _can_be_title(lines[at - 1]):
        return None
    first = at - 1
    while first > floor and lines[first - 1].words == lines[at - 1].words:
        first -= 1
    if not (_opens_page(lines, first, at, floor, above) or _stands_apart(lines, first, at, above)):
        return None
    if above and first == floor:
        return None
    return Opening("titled", first, at + 1, stamp, without_photos(lines[at - 1].text))


def _can_be_title(line: PageLine) -> bool:
    return line.is_text and len(line.text) <= MAX_TITLE and bool(line.words)


def _opens_page(lines: Sequence[PageLine], first: int, at: int, floor: int, above: str) -> bool:
    """Say whether nothing but the title comes before the date.

    A title that ends in a stop is believed only between blank lines, where the page has no other
    date: else it may be a teaser whose own date was not saved.
    """
    if above or first != floor:
        return False
    if ends_open(lines[at - 1].text):
        return True
    apart = lines[at].gap and at + 1 < len(lines) and lines[at + 1].gap
    return apart and not any(line.stamp for line in lines[at + 1 :])


def _stands_apart(lines: Sequence[PageLine], first: int, at: int, above: str) -> bool:
    """Say whether the title is a block of its own, and reads like a title."""
    apart = lines[first].gap and lines[at].gap and all(line.gap for line in lines[first + 1 : at])
    return apart and ends_open(lines[at - 1].text) and above != "article"
