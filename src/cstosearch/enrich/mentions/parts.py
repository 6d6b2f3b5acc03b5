"""Which part of a year or of a month is meant: the third quarter, the first week of May?"""

import re
from typing import Final

from cstosearch.enrich.mentions.names import year_said
from cstosearch.enrich.mentions.periods import counted, months_from, nearest, of_year, part_of_year
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import (
    COUNT,
    MONTH,
    NTH,
    WITH_YEAR,
    YEAR,
    S,
    count_of,
    month_of,
    nth_of,
)
from cstosearch.model import Granularity

_PART: Final = re.compile(
    rf"(?:{NTH}[\s-]{{1,2}}|q(?P<q>[1-4])|h(?P<h>[12]))"
    r"(?(q)|(?(h)|(?:(?:fiscal|financial|calendar)\s)?(?P<part>quarter|half|квартал(?:[ауе]"
    r"|ом)?|половин[аеуы]|полугоди[еюия])\b))"
    rf"{WITH_YEAR}?"
)
_FIRST_MONTHS: Final = re.compile(
    rf"(?P<which>first|last|перв[а-я]+|последн[а-я]+){S}{COUNT}{S}(?P<months>months|месяц(?:а"
    rf"|ев)){WITH_YEAR}"
)
_WEEK_OF: Final = re.compile(
    rf"(?P<which>first|second|third|fourth|last"
    rf"|final){S}week{S}of{S}(?P<month>{MONTH})\b{WITH_YEAR}?"
)
_FISCAL: Final = re.compile(rf"(?:fiscal|fy)(?:{S}year)?[\s-]?(?P<year>{YEAR})(?![\w.,]\w)")
_YEAR: Final = 12
"""In months."""


def _part(reading: Reading, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    name = match["part"] or ""
    half = bool(match["h"]) or name.startswith(("half", "пол"))
    unit: Granularity = "half" if half else "quarter"
    parts = 2 if half else 4
    number = int(match["q"] or match["h"] or 0) or nth_of(match["nth"], parts)
    if number > parts:
        return None
    year = year_said(reading, match)
    if year is not None:
        return Found(start, end, part_of_year(year, number, unit), unit, dated=True)
    if reading.published is None or (half and not name.startswith("полуг")):
        return None
    if match["nth"] == "last":
        return Found(start, end, counted(reading.published, unit, -1), unit)
    reference = reading.reference(start) or reading.published
    days = nearest(
        lambda year: part_of_year(year, number, unit), reference, lambda: reading.tense(start, end)
    )
    return Found(start, end, days, unit)


def _first_months(reading: Reading, match: re.Match[str]) -> Found | None:
    count, year = count_of(match["count"]), year_said(reading, match)
    if year is None or not 1 <= count <= _YEAR:
        return None
    first = 1 if match["which"].startswith(("first", "перв")) else _YEAR + 1 - count
    return Found(*match.span(), months_from(year, first, count), "month", dated=True)


def _week_of(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return a week of a month; the first is the one with its first day."""
    month, year = month_of(match["month"]), year_said(reading, match)
    if year is None:
        if reading.published is None:
            return None
        year = nearest(
            lambda year: of_year(year, month),
            reading.published,
            lambda: reading.tense(*match.span()),
        ).first.year
    days = of_year(year, month)
    which = match["which"]
    if which in ("last", "final"):
        week = counted(days.last, "week", 0)
    else:
        week = counted(days.first, "week", nth_of(which, 4) - 1)
    return Found(*match.span(), week, "week", dated=True)


def _fiscal(_: Reading, match: re.Match[str]) -> Found | None:
    return Found(*match.span(), of_year(int(match["year"])), "year", dated=True)


PART: Final = Rule(_PART, _part, article=True)
RULES: Final = (
    PART,
    Rule(_FIRST_MONTHS, _first_months, article=True),
    Rule(_WEEK_OF, _week_of, article=True),
)
FISCAL: Final = (Rule(_FISCAL, _fiscal, article=True), PART)
