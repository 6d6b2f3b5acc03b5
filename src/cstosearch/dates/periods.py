"""Which days does a person mean by `July 2020`, `last month` or `..2019`?

What cannot be read is an error that points at its place in the text and says what to write.
"""

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from cstosearch.dates.written import DAYS_OF_YEAR, PERIODS, Days, Written, days_of, read
from cstosearch.errors import DateError
from cstosearch.model import DateRange

_ALIASES: Final = {"today": "0 days ago", "yesterday": "1 day ago"}
_AGO: Final = re.compile(r"([0-9]+) (day|week|month|year)s? ago")
_THIS_OR_LAST: Final = re.compile("(this|last) (week|month|year)")
_ONE: Final = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "year": relativedelta(years=1),
}
_COMPARISON: Final = re.compile(r"\s*([<>]=?)")
_LONGEST_QUOTED: Final = 40
_HOW: Final = 'write 2020-07-08, 08.07.2020, 8 July 2020, July 2020, 2020 or "last month"'


def parse_period(text: str, *, today: date) -> DateRange:
    """Return the days that a date, a month, a year or words such as `last month` mean.

    Raises `DateError`.
    """
    return DateRange(*_period(text, 0, len(text), today))


def parse_month_and_day(text: str) -> tuple[int, int | None] | None:
    """Return a day of a month, or a month, without a year: `07-08`, `8.7.`, `8 July`, `July`.

    None where the text is nothing of the kind. Raises `DateError` where there is no such day.
    """
    start, end = _stripped(text, 0, len(text))
    written = read(text[start:end], DAYS_OF_YEAR)
    if written is None:
        return None
    try:
        days_of(written)
    except ValueError as error:
        raise DateError(_no_day_of_year(text[start:end], error, written.year), start, end) from None
    return written.month or 0, written.day


def _no_day_of_year(text: str, error: ValueError, year: int) -> str:
    if "-" in text and "no month" in str(error):
        first = text.partition("-")[0]
        return f"there is no month {first}: with a hyphen the month stands first, as in 07-08"
    return str(error).removesuffix(f" {year}")


def parse_range(text: str, *, today: date) -> DateRange:
    """Return the days of a period, of `A..B`, `A..` or `..B`, or of `>A`, `>=A`, `<A` or `<=A`.

    Both ends are included, each widened to its whole period. Raises `DateError`.
    """
    if comparison := _COMPARISON.match(text):
        return _compared(text, comparison, today)
    cut = text.find("..")
    return parse_period(text, today=today) if cut < 0 else _between(text, cut, today)


def _compared(text: str, comparison: re.Match[str], today: date) -> DateRange:
    sign = comparison[1]
    if not text[comparison.end() :].strip():
        message = f"{sign} needs a date after it: write {sign}2020-07"
        raise DateError(message, *comparison.span(1))
    days = _period(text, comparison.end(), len(text), today)
    if sign == ">=":
        return DateRange(start=days.first)
    if sign == "<=":
        return DateRange(end=days.last)
    try:
        if sign == ">":
            return DateRange(start=days.last + timedelta(1))
        return DateRange(end=days.first - timedelta(1))
    except OverflowError:
        message = f"{_quoted(text.strip())} leaves no day within the years 1 to 9999"
        raise DateError(message, *_stripped(text, 0, len(text))) from None


def _between(text: str, cut: int, today: date) -> DateRange:
    left, right = text[:cut].strip(), text[cut + 2 :].strip()
    if not left and not right:
        message = "a range needs a date on one side at least: write 2019..2020, 2019.. or ..2020"
        raise DateError(message, cut, cut + 2)
    first = _period(text, 0, cut, today).first if left else None
    last = _period(text, cut + 2, len(text), today).last if right else None
    if first and last and first > last:
        message = f"{_quoted(left)} is after {_quoted(right)}: swap them"
        raise DateError(message, *_stripped(text, 0, len(text)))
    return DateRange(first, last)


def _period(text: str, start: int, end: int, today: date) -> Days:
    """Read `text[start:end]`, so that the offsets of an error are those of the whole text."""
    start, end = _stripped(text, start, end)
    words = " ".join(text[start:end].split()).casefold()
    if not words:
        raise DateError(f"a date is missing: {_HOW}", start, end)
    try:
        days = _relative(words, today) or _absolute(words)
    except ValueError as error:
        raise DateError(str(error), start, end) from None
    if days is None:
        raise DateError(f"cannot read {_quoted(text[start:end])} as a date: {_HOW}", start, end)
    return days


def _relative(words: str, today: date) -> Days | None:
    """Read a period counted from today; `ValueError` says that it is out of bounds."""
    try:
        if match := _AGO.fullmatch(_ALIASES.get(words, words)):
            day = today - _ONE[match[2]] * int(match[1])
            return Days(day, day)
        if match := _THIS_OR_LAST.fullmatch(words):
            return _around(today - _ONE[match[2]] * int(match[1] == "last"), match[2])
    except (OverflowError, ValueError):
        raise ValueError(f"{_quoted(words)} is not within the years 1 to 9999") from None
    return None


def _around(day: date, unit: str) -> Days:
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return Days(monday, monday + timedelta(6))
    return days_of(Written(day.year, day.month if unit == "month" else None, None))


def _absolute(words: str) -> Days | None:
    written = read(words, PERIODS)
    return written and days_of(written)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of `text[start:end]` without the white space around it."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())


def _quoted(text: str) -> str:
    """Return text from outside in quotes, fit for a message."""
    shown = text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 1]}…"
    return f'"{"".join(char if char.isprintable() else " " for char in shown)}"'
