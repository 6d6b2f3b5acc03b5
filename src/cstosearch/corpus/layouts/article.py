"""The article of a page: is this line its title, repeated, with the date behind it?

The shape it reads, the title once or several times, the last time with the date on the line::

    Special training "ECHELON-2020" will be held

    Special training "ECHELON-2020" will be held 08.07.2020

    The second staff negotiations ...

A line that ends in a date but repeats no title is prose: a sentence may end so.
"""

from collections.abc import Sequence

from cstosearch.analysis import words_of
from cstosearch.corpus.layouts.lines import PageLine, line_above, without_photos
from cstosearch.corpus.layouts.opening import Opening
from cstosearch.dates import trailing_stamp


def opening(lines: Sequence[PageLine], at: int, floor: int) -> Opening | None:
    """Return the head of the article whose dated title is line `at`.

    Its first line is not sought before line `floor`, which is another item's.
    """
    if not lines[at].is_text or (dated := trailing_stamp(lines[at].text)) is None:
        return None
    title, stamp = dated
    words = words_of(title)
    first = at
    while (before := line_above(lines, first)) >= 0 and lines[before].words == words:
        first = before
    if not words or first == at:
        return None
    # The item above may hold the title, too, as this article's teaser; then its address is its own.
    first = max(first, floor)
    while lines[first].url:
        first += 1
    return Opening("article", first, at + 1, stamp, without_photos(title))
