"""Which two expressions are the ends of one range?"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cstosearch.dates.written import Days
from cstosearch.enrich.mentions.periods import of_year
from cstosearch.enrich.mentions.reading import Found, Reading

_BETWEEN: Final = re.compile(
    r"\s?[-–—]\s?|,?\s(?P<word>to|until|till|through|and|по|до|и)\s(?:the\s)?"
)
_LONGEST: Final = 14
_WEEK: Final = timedelta(7)
_OPENING: Final = {
    "and": ("between",),
    "и": ("между",),
    "по": ("с", "со"),
    "до": ("с", "со", "от"),
}


def joined(reading: Reading) -> Iterator[Found]:
    """Yield the expressions, two ends of a range as one."""
    last: Found | None = None
    for each in reading.found:
        both = last and _range(reading, last, each)
        if last and not both:
            yield last
        last = both or each
    if last:
        yield last


def _range(reading: Reading, first: Found, second: Found) -> Found | None:
    if first.granularity != second.granularity or second.start - first.end > _LONGEST:
        return None
    between = _BETWEEN.fullmatch(reading.low, first.end, second.start)
    if not between:
        return None
    opening = _OPENING.get(between["word"] or "")
    if opening and reading.word_before(first.start).lower() not in opening:
        return None
    try:
        since, until = _ends(first, second)
    except (ValueError, OverflowError):
        return None
    if since is None or until is None or since.first >= until.first:
        return None
    return second._replace(
        start=first.start,
        days=Days(since.first, until.last),
        recurs=None,
        dated=first.dated or second.dated,
    )


def _ends(first: Found, second: Found) -> tuple[Days | None, Days | None]:
    """Return the days of the ends; one takes the year that only the other has."""
    since, until = first.days, second.days
    if first.recurs and until:
        month, day = first.recurs
        since = of_year(until.first.year, month, day)
        if since.first > until.first:
            since = of_year(until.first.year - 1, month, day)
    elif second.recurs and since and first.dated:
        month, day = second.recurs
        until = of_year(since.first.year, month, day)
        if until.first < since.first:
            until = of_year(since.first.year + 1, month, day)
    elif (
        since
        and until
        and not (first.recurs or first.dated or second.dated)
        and since.first - _WEEK < until.first < since.first  # Monday to Friday
    ):
        until = Days(until.first + _WEEK, until.last + _WEEK)
    return since, until
