"""Which civil days does this text name? The one date parser: for the archive and for queries.

Numerals read day first, always, unless the year stands first; years have four digits; nothing that
a text leaves out is filled in from today, and no time zone moves a day.

- `parse_stamp`, `trailing_stamp`: is this line a date, or does it end in one?
- `parse_metadata`, `date_in_filename`: which date do a page's metadata, or a file name, give?
- `parse_period`, `parse_range`: which days does a person mean by `July 2020` or `..2019`?
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from cstosearch.errors import DateError
from cstosearch.model import DateRange

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_RUSSIAN_MONTHS: Final = (
    *("январь января", "февраль февраля", "март марта", "апрель апреля", "май мая"),
    *("июнь июня", "июль июля", "август августа", "сентябрь сентября"),
    *("октябрь октября", "ноябрь ноября", "декабрь декабря"),
)
_MONTH_NUMBERS: Final = {
    name: number
    for number, (english, russian) in enumerate(zip(_MONTHS, _RUSSIAN_MONTHS, strict=True), 1)
    for name in (english.lower(), english.lower()[:3], *russian.split())
}

# What dates are written with. `[0-9]`, not `\d`: the digits of other scripts are left alone.
_YEAR: Final = "(?P<year>[0-9]{4})"
_MONTH: Final = "(?P<month>[0-9]{1,2})"
_DAY: Final = "(?P<day>[0-9]{1,2})"
_NAME: Final = r"(?P<month>[^\W\d_]+)"
_OF_YEAR: Final = rf"{_YEAR}(?:\s*г\.?|\s+года?)?"
_ISO_DAY: Final = re.compile(f"{_YEAR}-{_MONTH}-{_DAY}")
_DOTTED_DAY: Final = re.compile(rf"{_DAY}\.{_MONTH}\.{_YEAR}")
_DAYS: Final = (
    _DOTTED_DAY,
    _ISO_DAY,
    re.compile(f"{_DAY}/{_MONTH}/{_YEAR}"),
    re.compile(rf"{_DAY}\s+{_NAME}\s+{_OF_YEAR}"),
    re.compile(rf"{_NAME}\s+{_DAY}(?:,\s*|\s+){_YEAR}"),
)
_PERIODS: Final = (
    *_DAYS,
    re.compile(_OF_YEAR),
    re.compile(f"{_YEAR}-{_MONTH}"),
    re.compile(f"{_MONTH}[./]{_YEAR}"),
    re.compile(rf"{_NAME}\s+{_OF_YEAR}"),
)

_LONGEST_STAMP: Final = 40
_STAMP_TIME: Final = re.compile(
    r"(?:\s*,\s*|\s+)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\Z"
)

_LONGEST_METADATA: Final = 80
_ZONE: Final = r"(?:[A-Za-z]{1,5}|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_CLOCK: Final = rf"[0-9]{{1,2}}(?::?[0-9]{{2}}){{1,2}}(?:[.,][0-9]+)?(?:\s*[AaPp][Mm])?\s*{_ZONE}"
_METADATA: Final = tuple(
    re.compile(rf"{day}(?:(?:\s*[Tt,]\s*|\s+){_CLOCK})?")
    for day in (
        f"{_YEAR}(?P<sign>[-./ ]){_MONTH}(?P=sign){_DAY}",
        f"{_DAY}(?P<sign>[-./ ]){_MONTH}(?P=sign){_YEAR}",
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
_CLOCK_IN_PROSE: Final = re.compile(rf"[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9.]+)?\s*{_ZONE}")
# What dateutil fills in differs between these, so far apart that no name of a weekday hides it.
_FILLERS: Final = (datetime(2000, 1, 1), datetime(2001, 2, 15))  # noqa: DTZ001

_IN_FILENAME: Final = (
    re.compile(
        r"(?<!\d)(?P<year>[0-9]{4})(?P<sign>[-_.])(?P<month>[0-9]{2})(?P=sign)(?P<day>[0-9]{2})(?!\d)"
    ),
    re.compile(rf"(?<!\d){_DAY}(?P<sign>[-_.]){_MONTH}(?P=sign){_YEAR}(?!\d)"),
    # Eight digits in a row can be any number: only a likely year makes a date of them.
    re.compile(
        r"(?<!\d)(?P<year>1[5-9][0-9]{2}|2[01][0-9]{2}|2200)(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?!\d)"
    ),
)

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
_HOW: Final = 'write 2020-07-08, 08.07.2020, 8 July 2020, July 2020, 2020 or "last month"'


class _Written(NamedTuple):
    """The numbers of a date as they are written, perhaps of a day that never was."""

    year: int
    month: int | None
    day: int | None


class _Days(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


def parse_stamp(line: str) -> date | None:
    """Return the date that a line consists of, with or without a time of day after it."""
    line = line.strip()
    # This runs on every line of the archive: most are too long, or begin and end in a letter.
    if len(line) > _LONGEST_STAMP or not (line[:1].isdigit() or line[-1:].isdigit()):
        return None
    return _day(_read(_STAMP_TIME.sub("", line), _DAYS))


def trailing_stamp(line: str) -> tuple[str, date] | None:
    """Return the text before a date in numerals that ends the line, and that date."""
    if not line.rstrip()[-1:].isdigit():
        return None
    *text, last = line.rsplit(maxsplit=1)
    day = _day(_read(last, (_DOTTED_DAY, _ISO_DAY)))
    return (text[0].strip(), day) if text and day else None


def parse_metadata(value: str) -> date | None:
    """Return the date that a value of front matter, HTML metadata or JSON states in full.

    The day is the one written, whatever the time and the offset beside it.
    """
    value = value.strip()
    if len(value) > _LONGEST_METADATA:
        return None
    return parse_stamp(value) or _day(_read(value, _METADATA)) or _day_in_prose(value)


def date_in_filename(name: str) -> date | None:
    """Return the one date that a file name holds, in numerals; None if it holds several."""
    found = {
        day
        for form in _IN_FILENAME
        for match in form.finditer(name)
        if (day := _day(_written(match)))
    }
    return found.pop() if len(found) == 1 else None


def parse_period(text: str, *, today: date) -> DateRange:
    """Return the days that a date, a month, a year or words such as `last month` mean.

    Raises `DateError`.
    """
    return DateRange(*_period(text, 0, len(text), today))


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


def _period(text: str, start: int, end: int, today: date) -> _Days:
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


def _relative(words: str, today: date) -> _Days | None:
    """Read a period counted from today; `ValueError` says that it is out of bounds."""
    try:
        if match := _AGO.fullmatch(_ALIASES.get(words, words)):
            day = today - _ONE[match[2]] * int(match[1])
            return _Days(day, day)
        if match := _THIS_OR_LAST.fullmatch(words):
            return _around(today - _ONE[match[2]] * int(match[1] == "last"), match[2])
    except (OverflowError, ValueError):
        raise ValueError(f"{_quoted(words)} is not within the years 1 to 9999") from None
    return None


def _around(day: date, unit: str) -> _Days:
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return _Days(monday, monday + timedelta(6))
    return _days_of(_Written(day.year, day.month if unit == "month" else None, None))


def _absolute(words: str) -> _Days | None:
    written = _read(words, _PERIODS)
    return written and _days_of(written)


def _read(text: str, forms: Iterable[re.Pattern[str]]) -> _Written | None:
    """Return the numbers of the first form that the text, as a whole, has."""
    text = unicodedata.normalize("NFC", text)  # the last letter of `май` may come as two
    matches = (match for form in forms if (match := form.fullmatch(text)))
    return next((written for match in matches if (written := _written(match))), None)


def _written(match: re.Match[str]) -> _Written | None:
    """Return the numbers of a form; None if the word for the month is no month's name."""
    parts = match.groupdict()
    year, day = int(parts["year"]), int(parts["day"]) if parts.get("day") else None
    month = parts.get("month")
    if month is None:
        return _Written(year, None, None)
    number = int(month) if month.isdecimal() else _MONTH_NUMBERS.get(month.casefold())
    return None if number is None else _Written(year, number, day)


def _days_of(written: _Written) -> _Days:
    """Return the days of what is written; `ValueError` says, to people, what cannot be."""
    year, month, day = written
    if not year:
        raise ValueError("there is no year 0: write a year from 0001 to 9999")
    if month is None:
        return _Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= len(_MONTHS):
        raise ValueError(
            f"there is no month {month}: write the day before the month, as in 08.07.2020"
        )
    length = monthrange(year, month)[1]
    if day is None:
        return _Days(date(year, month, 1), date(year, month, length))
    if not 1 <= day <= length:
        raise ValueError(f"there is no {day} {_MONTHS[month - 1]} {year}")
    return _Days(date(year, month, day), date(year, month, day))


def _day(written: _Written | None) -> date | None:
    """Return the day that is written, if it ever was."""
    try:
        return written and _days_of(written).first
    except ValueError:
        return None


def _day_in_prose(text: str) -> date | None:
    """Return the day of a date whose month is a word, as dateutil reads it.

    With more or fewer numbers than a day and a year, dateutil guesses: it makes 9 July 2008 of
    `8 and 9 July 2020`, takes 13 for a day wherever it stands, reads across NUL characters, and
    fills in from today.
    """
    text = " ".join(text.split())
    numbers = re.findall("[0-9]+", _CLOCK_IN_PROSE.sub(" ", text))
    if not text.isprintable() or sorted(map(len, numbers)) not in ([1, 4], [2, 4]):
        return None
    # Its import takes 28 ms, which a search from the shell, that never comes here, need not pay.
    from dateutil import parser  # noqa: PLC0415

    try:
        first, second = (
            parser.parse(text, default=filler, ignoretz=True).date() for filler in _FILLERS
        )
    except (OverflowError, ValueError):
        return None
    return first if first == second and f"{first.year:04}" in numbers else None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of `text[start:end]` without the white space around it."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())


def _quoted(text: str) -> str:
    """Return text from outside in quotes, fit for a message."""
    shown = text if len(text) <= _LONGEST_STAMP else f"{text[: _LONGEST_STAMP - 1]}…"
    return f'"{"".join(char if char.isprintable() else " " for char in shown)}"'
