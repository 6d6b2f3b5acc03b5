"""Into which days, weeks, months or years does a stretch of time fall?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cstosearch.model import Granularity, Unit

_DAYS: Final[dict[Unit, int]] = {"day": 1, "week": 7}
_MONTHS: Final[dict[Unit, int]] = {"month": 1, "year": 12}


def first_day(day: date, unit: Unit) -> date:
    """Return the first day of the period that a day lies in."""
    if unit == "week":
        return day - timedelta(day.weekday())  # the first day of the year 1 is a Monday
    return date(day.year, 1 if unit == "year" else day.month, day.day if unit == "day" else 1)


def last_day(first: date, unit: Unit) -> date:
    """Return the last day of the period that begins on a day, or that of the year 9999."""
    try:
        if unit in _DAYS:
            return first + timedelta(_DAYS[unit] - 1)
        years, month = divmod(first.month - 1 + _MONTHS[unit], 12)
        return date(first.year + years, month + 1, 1) - timedelta(1)
    except (OverflowError, ValueError):
        return date.max


def granularity_of(start: date, end: date) -> Granularity:
    """Return the longest of year, month and day that the days between two are made of."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return "year"
    return (
        "month" if start.day == 1 and end == last_day(first_day(end, "month"), "month") else "day"
    )


def periods(start: date, end: date, unit: Unit) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each period from that of `start` to that of `end`."""
    first = first_day(start, unit)
    while True:
        last = last_day(first, unit)
        yield first, last
        if last >= end:
            return
        first = last + timedelta(1)


def how_many(start: date, end: date, unit: Unit) -> int:
    """Return how many periods `periods` yields."""
    if unit in _DAYS:
        return (end - first_day(start, unit)).days // _DAYS[unit] + 1
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + 1 if unit == "month" else end.year - start.year + 1


def name_of(first: date, unit: Unit) -> str:
    """Return what a period is called in ISO 8601: `2020-07-08`, `2020-W28`, `2020-07`, `2020`."""
    if unit == "week":
        year, week, _ = first.isocalendar()
        return f"{year:04}-W{week:02}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]
