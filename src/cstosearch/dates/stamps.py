"""On which day was this published? From a line, a page's metadata, or the name of a file.

What is no date gives None: an archive is full of lines that are not dates.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from cstosearch.dates.written import (
    DAY,
    DAYS,
    DOTTED_DAY,
    ISO_DAY,
    MONTH,
    YEAR,
    day_of,
    numbers_of,
    read,
)

_LONGEST_STAMP: Final = 40
_STAMP_TIME: Final = re.compile(
    r"(?<!\s)(?:\s*,\s*|\s+)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\Z"
)

_LONGEST_METADATA: Final = 80
_ZONE: Final = r"(?:[A-Za-z]{1,5}|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_CLOCK: Final = rf"[0-9]{{1,2}}(?::?[0-9]{{2}}){{1,2}}(?:[.,][0-9]+)?(?:\s*[AaPp][Mm])?\s*{_ZONE}"
_METADATA: Final = tuple(
    re.compile(rf"{day}(?:(?:\s*[Tt,]\s*|\s+){_CLOCK})?")
    for day in (
        f"{YEAR}(?P<sign>[-./ ]){MONTH}(?P=sign){DAY}",
        f"{DAY}(?P<sign>[-./ ]){MONTH}(?P=sign){YEAR}",
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
    re.compile(rf"(?<!\d){DAY}(?P<sign>[-_.]){MONTH}(?P=sign){YEAR}(?!\d)"),
    # Eight digits in a row can be any number: only a likely year makes a date of them.
    re.compile(
        r"(?<!\d)(?P<year>1[5-9][0-9]{2}|2[01][0-9]{2}|2200)(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?!\d)"
    ),
)


def parse_stamp(line: str) -> date | None:
    """Return the date that a line consists of, with or without a time of day after it."""
    line = line.strip()
    # This runs on every line of the archive: most are too long, or begin and end in a letter.
    if len(line) > _LONGEST_STAMP or not (line[:1].isdigit() or line[-1:].isdigit()):
        return None
    return day_of(read(_STAMP_TIME.sub("", line), DAYS))


def trailing_stamp(line: str) -> tuple[str, date] | None:
    """Return the text before a date in numerals that ends the line, and that date."""
    if not line.rstrip()[-1:].isdigit():
        return None
    *text, last = line.rsplit(maxsplit=1)
    day = day_of(read(last, (DOTTED_DAY, ISO_DAY)))
    return (text[0].strip(), day) if text and day else None


def parse_metadata(value: str) -> date | None:
    """Return the date that a value of front matter, HTML metadata or JSON states in full.

    The day is the one written, whatever the time and the offset beside it.
    """
    value = value.strip()
    return _metadata(value) if len(value) <= _LONGEST_METADATA else None


@lru_cache(maxsize=1 << 12)
def _metadata(value: str) -> date | None:
    """Read what is not too long; in an archive many records have the same day."""
    return parse_stamp(value) or day_of(read(value, _METADATA)) or _day_in_prose(value)


def date_in_filename(name: str) -> date | None:
    """Return the one date that a file name holds, in numerals; None if it holds several."""
    found = {
        day
        for form in _IN_FILENAME
        for match in form.finditer(name)
        if (day := day_of(numbers_of(match)))
    }
    return found.pop() if len(found) == 1 else None


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
