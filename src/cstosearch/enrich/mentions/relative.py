"""Which dates do `last`, `this` and `next` say?"""

import re
from datetime import date
from typing import Final

from cstosearch.enrich.mentions.periods import (
    Tense,
    counted,
    months_from,
    nearest,
    of_year,
    weekday,
    weekend,
)
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import (
    LAST,
    MONTH,
    NEXT,
    PLURAL,
    RELATIVE,
    SEASON,
    UNIT,
    WEEKDAY,
    WEEKEND,
    WINTER,
    S,
    month_of,
    season_of,
    unit_of,
    weekday_of,
)

_RELATIVE: Final = re.compile(
    rf"(?P<which>{RELATIVE}){S}(?:{UNIT}|(?P<month>{MONTH})\b|(?P<weekday>{WEEKDAY})\b"
    rf"|{SEASON}|(?P<weekend>{WEEKEND}))"
)
_IS_LAST: Final = re.compile(LAST)
_IS_NEXT: Final = re.compile(NEXT)
_PLURAL_WHICH: Final = re.compile(r"\w+(?:ие|ые|их|ых|ими|ыми)|эти|этих")
_IN_THE_TEXT: Final = ("previous", "following", "предыдущ", "следующ")


def _by(which: str) -> Tense:
    return -1 if _IS_LAST.match(which) else 1 if _IS_NEXT.match(which) else 0


def _relative(reading: Reading, match: re.Match[str]) -> Found | None:
    by, day = _by(match["which"]), reading.published
    if match["unit"]:
        return _relative_unit(reading, match, by)
    if day is None:
        return None
    if match["month"]:
        return _relative_month(reading, match, by, day)
    if match["season"]:
        return _relative_season(reading, match, by)
    if match["weekend"]:
        return Found(*match.span(), weekend(day, by, reading.tense(*match.span())))
    number = weekday_of(match["weekday"])
    monday = counted(day, "week", 0).first
    days = (
        weekday(number, counted(day, "day", by).first, by) if by else counted(monday, "day", number)
    )
    return Found(*match.span(), days)


def _relative_month(reading: Reading, match: re.Match[str], by: Tense, day: date) -> Found | None:
    """Return `last May` or `next May`: the one before or after the month of publication."""
    if match["month"][0] < "z" and not reading.raw[match.start("month")].isupper():
        return None
    month, year = month_of(match["month"]), day.year
    if by < 0:
        year -= month >= day.month
    elif by > 0:
        year += month <= day.month
    return Found(*match.span(), of_year(year, month), "month", dated=True)


def _relative_season(reading: Reading, match: re.Match[str], by: Tense) -> Found | None:
    if reading.published is None or re.match(
        r"\s(?:in|of)\s(?!\d)", reading.low[match.end() : match.end() + 5]
    ):
        return None
    first, year = season_of(match["season"]), reading.published.year
    seasons = [months_from(each, first, 3) for each in (year - 2, year - 1, year, year + 1)]
    if by < 0:
        days = max(each for each in seasons if each.last < reading.published)
    elif by > 0:
        days = min(each for each in seasons if each.first > reading.published)
    else:
        days = nearest(lambda y: months_from(y, first, 3), reading.published, lambda: 0)
        if first < WINTER:
            days = months_from(year, first, 3)
    return Found(*match.span(), days, "season", dated=True)


def _relative_unit(reading: Reading, match: re.Match[str], by: Tense) -> Found | None:
    which, unit, start = match["which"], unit_of(match["unit"]), match.start()
    if PLURAL.fullmatch(match["unit"]) and (which[0] < "z" or _PLURAL_WHICH.fullmatch(which)):
        return None
    in_text = which.startswith(_IN_THE_TEXT) or (which == "next" and unit == "day")
    if which == "past" or (unit == "day" and not in_text and by):
        return None
    if unit == "day" and not by and which not in ("этот", "this"):
        return None
    near = reading.near(start) if in_text else None
    if near and unit == "day" and near.granularity != "day":
        near = None
    day = near.days.first if near and near.days else reading.published
    if day is None or (unit == "day" and which == "this"):
        return None
    end = match.end()
    return Found(start, end, counted(day, unit, by), unit, dated=unit != "day")


RULES: Final = (Rule(_RELATIVE, _relative, article=True),)
