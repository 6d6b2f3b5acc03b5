"""What numbers does a date consist of as it is written, and which days are they?

The forms that the archive and queries share stand here, and the calendar.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_RUSSIAN_MONTHS: Final = (
    *("январь января", "февраль февраля", "март марта", "апрель апреля", "май мая"),
    *("июнь июня", "июль июля", "август августа", "сентябрь сентября"),
    *("октябрь октября", "ноябрь ноября", "декабрь декабря"),
)
MONTH_NUMBERS: Final = {
    name: number
    for number, (english, russian) in enumerate(zip(_MONTHS, _RUSSIAN_MONTHS, strict=True), 1)
    for name in (english.lower(), english.lower()[:3], *russian.split())
}

# What dates are written with. `[0-9]`, not `\d`: the digits of other scripts are left alone.
YEAR: Final = "(?P<year>[0-9]{4})"
MONTH: Final = "(?P<month>[0-9]{1,2})"
DAY: Final = "(?P<day>[0-9]{1,2})"
_NAME: Final = r"(?P<month>[^\W\d_]+)"
_OF_YEAR: Final = rf"{YEAR}(?:\s*г\.?|\s+года?)?"
ISO_DAY: Final = re.compile(f"{YEAR}-{MONTH}-{DAY}")
DOTTED_DAY: Final = re.compile(rf"{DAY}\.{MONTH}\.{YEAR}")
DAYS: Final = (
    DOTTED_DAY,
    ISO_DAY,
    re.compile(f"{DAY}/{MONTH}/{YEAR}"),
    re.compile(rf"{DAY}\s+{_NAME}\s+{_OF_YEAR}"),
    re.compile(rf"{_NAME}\s+{DAY}(?:,\s*|\s+){YEAR}"),
)
PERIODS: Final = (
    *DAYS,
    re.compile(_OF_YEAR),
    re.compile(f"{YEAR}-{MONTH}"),
    re.compile(f"{MONTH}[./]{YEAR}"),
    re.compile(rf"{_NAME}\s+{_OF_YEAR}"),
)


DAYS_OF_YEAR: Final = (
    re.compile(f"{MONTH}-{DAY}"),
    re.compile(rf"{DAY}\.{MONTH}\.?"),
    re.compile(f"{DAY}/{MONTH}"),
    re.compile(rf"{DAY}\s+{_NAME}"),
    re.compile(rf"{_NAME}\s+{DAY}"),
    re.compile("(?P<month>[0-9]{2})"),
    re.compile(_NAME),
)
"""Without a year: any."""
_LEAP: Final = 2000
"""A year that has all days."""


class Written(NamedTuple):
    """The numbers of a date as they are written, perhaps of a day that never was."""

    year: int
    month: int | None
    day: int | None


class Days(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


def read(text: str, forms: Iterable[re.Pattern[str]]) -> Written | None:
    """Return the numbers of the first form that the text, as a whole, has."""
    text = unicodedata.normalize("NFC", text)  # the last letter of `май` may come as two
    matches = (match for form in forms if (match := form.fullmatch(text)))
    return next((written for match in matches if (written := numbers_of(match))), None)


def numbers_of(match: re.Match[str]) -> Written | None:
    """Return the numbers of a form; None if the word for the month is no month's name."""
    parts = match.groupdict()
    year = int(parts["year"]) if "year" in parts else _LEAP
    day = int(parts["day"]) if parts.get("day") else None
    month = parts.get("month")
    if month is None:
        return Written(year, None, None)
    number = int(month) if month.isdecimal() else MONTH_NUMBERS.get(month.casefold())
    return None if number is None else Written(year, number, day)


def days_of(written: Written) -> Days:
    """Return the days of what is written; `ValueError` says, to people, what cannot be."""
    year, month, day = written
    if not year:
        raise ValueError("there is no year 0: write a year from 0001 to 9999")
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= len(_MONTHS):
        raise ValueError(
            f"there is no month {month}: write the day before the month, as in 08.07.2020"
        )
    length = monthrange(year, month)[1]
    if day is None:
        return Days(date(year, month, 1), date(year, month, length))
    if not 1 <= day <= length:
        raise ValueError(f"there is no {day} {_MONTHS[month - 1]} {year}")
    return Days(date(year, month, day), date(year, month, day))


def day_of(written: Written | None) -> date | None:
    """Return the day that is written, if it ever was."""
    try:
        return written and days_of(written).first
    except ValueError:
        return None
