"""Which days are a quarter, the week before last, or the July that a text speaks of?

Everything here raises `ValueError` or `OverflowError` for days outside the years 1 to 9999.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from cstosearch.dates.units import first_day, last_day
from cstosearch.dates.written import Days, Written, days_of
from cstosearch.model import Granularity, Unit

Tense = Literal[-1, 0, 1]
"""Whether the words around an expression speak of the past (-1), of the future (1), or neither."""

YEARS: Final[dict[Granularity, int]] = {"year": 1, "decade": 10}
_MONTHS: Final[dict[Granularity, int]] = {"month": 1, "quarter": 3, "half": 6, "season": 3}
_CALENDAR: Final[dict[Granularity, Unit]] = {"day": "day", "week": "week", "month": "month"}
_SATURDAY: Final = 5
_YEARS_AROUND: Final = (0, -1, 1)
_FAR: Final = 60
"""Days within which a date without a year is the nearest, whatever the verb."""


@lru_cache(maxsize=1 << 12)
def of_year(year: int, month: int | None = None, day: int | None = None) -> Days:
    """Return a year, a month or a day."""
    return days_of(Written(year, month, day))


def months_from(year: int, month: int, count: int) -> Days:
    """Return so many months from the first day of one."""
    years, last = divmod(month - 2 + count, 12)
    return Days(date(year, month, 1), of_year(year + years, last + 1).last)


def part_of_year(year: int, number: int, unit: Granularity) -> Days:
    """Return a quarter or a half of a year, counted from 1."""
    length = _MONTHS[unit]
    return months_from(year, (number - 1) * length + 1, length)


def of_century(year: int, published: date) -> int:
    """Return the latest year up to a day that ends in two figures."""
    return published.year - (published.year - year) % 100


def decade(year: int) -> Days:
    """Return the ten years from one that ends in 0."""
    return Days(date(year, 1, 1), date(year + 9, 12, 31))


def counted(day: date, unit: Granularity, by: int) -> Days:
    """Return the day, week, month, quarter, year or decade so many away from that of a day."""
    if unit in ("day", "week"):
        calendar = _CALENDAR[unit]
        first = first_day(day, calendar) + timedelta(by * (1 if unit == "day" else 7))
        return Days(first, last_day(first, calendar))
    if unit in YEARS:
        size = YEARS[unit]
        year = day.year - day.year % size + by * size
        return decade(year) if unit == "decade" else of_year(year)
    size = _MONTHS[unit]
    months = (day.year * 12 + day.month - 1) // size * size + by * size
    return months_from(months // 12, months % 12 + 1, size)


def nearest(days_in: Callable[[int], Days], reference: date, tense: Callable[[], Tense]) -> Days:
    """Return what recurs every year, at its nearest to a day.

    If that is far off, and not of the time that the text speaks of, it is the one before or after:
    what begins by that day is of the past, and what has not ended of the future. A nearer one is
    rather an exception to the verb: `the plan was for 8 July`. Only then is `tense` asked.
    """
    found = []
    for offset in _YEARS_AROUND:
        with suppress(ValueError, OverflowError):
            days = days_in(reference.year + offset)
            if _distance(days, reference) <= _FAR:
                return days
            found.append(days)
    if not found:
        raise ValueError("no such day near the reference")
    best = min(found, key=lambda days: _distance(days, reference))
    spoken = tense()
    if not spoken or (best.last < reference) == (spoken < 0):
        return best
    way = [each for each in found if (each.last < reference) == (spoken < 0)]
    return min(way or [best], key=lambda days: _distance(days, reference))


def _distance(days: Days, day: date) -> int:
    return max((days.first - day).days, (day - days.last).days, 0)


def weekday(number: int, reference: date, tense: Tense) -> Days:
    """Return the latest day of that name up to a day; if the future is spoken of, the next."""
    if tense > 0:
        day = reference + timedelta((number - reference.weekday()) % 7)
    else:
        day = reference - timedelta((reference.weekday() - number) % 7)
    return Days(day, day)


def weekend(reference: date, by: int, tense: Tense = 0) -> Days:
    """Return Saturday and Sunday of the week of a day, or of one so many weeks away.

    "The weekend" in a text of the first half of a week is the one before, unless it will be.
    """
    if not by and tense <= 0 and reference.weekday() < (_SATURDAY - 1 if tense < 0 else 3):
        by = -1
    saturday = reference + timedelta(_SATURDAY - reference.weekday() + 7 * by)
    return Days(saturday, saturday + timedelta(1))
