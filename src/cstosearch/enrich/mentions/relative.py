"""Which dates count from another: today, last month, two years ago, the third quarter?"""

import re
from datetime import date
from typing import Final

from cstosearch.enrich.mentions.names import year_said
from cstosearch.enrich.mentions.periods import (
    Tense,
    counted,
    decade,
    months_from,
    nearest,
    of_year,
    part_of_year,
    weekday,
    weekend,
)
from cstosearch.enrich.mentions.reading import Found, Reading
from cstosearch.enrich.mentions.words import (
    COUNT,
    LAST,
    MONTH,
    NEXT,
    NTH,
    RELATIVE,
    SEASON,
    UNIT,
    WEEKDAY,
    WITH_YEAR,
    YEAR,
    S,
    count_of,
    month_of,
    nth_of,
    season_of,
    unit_of,
    weekday_of,
)
from cstosearch.model import Granularity

_TODAY: Final = re.compile(
    r"(?P<word>today|yesterday|tomorrow|сегодня|вчера|завтра|позавчера|послезавтра)\b"
)
_DAYS_FROM_TODAY: Final = {
    **dict.fromkeys(("today", "сегодня"), 0),
    **dict.fromkeys(("yesterday", "вчера"), -1),
    **dict.fromkeys(("tomorrow", "завтра"), 1),
    "позавчера": -2,
    "послезавтра": 2,
}
_WEEKEND: Final = r"weekend\b|выходны[ехм]+\b"
_RELATIVE: Final = re.compile(
    rf"(?P<which>{RELATIVE}){S}(?:{UNIT}|(?P<month>{MONTH})\b|(?P<weekday>{WEEKDAY})\b"
    rf"|{SEASON}|(?P<weekend>{_WEEKEND}))"
)
_SAME: Final = re.compile(
    rf"(?P<which>(?:that|same|т(?:ом|от|ого|ой|у|ем|а)(?:{S}же)?)(?:{S}same)?){S}{UNIT}"
    rf"|(?P<year>year\b)"
)
_AGO: Final = re.compile(
    rf"(?:{COUNT}{S})?{UNIT}{S}(?P<way>ago|earlier|previously|later|(?:тому{S})?назад|спустя)\b"
)
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
_SEASON: Final = re.compile(rf"{SEASON}{WITH_YEAR}?(?P<slash>[-–/][0-9]{{2}}\b)?")
_THE_WEEKEND: Final = re.compile(_WEEKEND)
_FISCAL: Final = re.compile(rf"(?:fiscal|fy)(?:{S}year)?[\s-]?(?P<year>{YEAR})(?![\w.,]\w)")
_NAMED_DECADE: Final = re.compile("(?P<decade>nineties|eighties|seventies|sixties|fifties)")
_DECADES: Final = {"nineties": 90, "eighties": 80, "seventies": 70, "sixties": 60, "fifties": 50}

_WINTER: Final = 12
"""The month that the winter of a year begins in, its last."""
_IS_LAST: Final = re.compile(LAST)
_IS_NEXT: Final = re.compile(NEXT)
_PLURAL: Final = re.compile(
    r"[a-z]+s|лет|дн(?:ей|ям|ях|и)|годы|годов|годах|годам|месяцев|месяцы|недель|недели"
)
_PLURAL_WHICH: Final = re.compile(r"\w+(?:ие|ые|их|ых|ими|ыми)|эти|этих")
_IN_THE_TEXT: Final = ("previous", "following", "предыдущ", "следующ")


def _today(reading: Reading, match: re.Match[str]) -> Found | None:
    if reading.published is None or (
        reading.low.startswith(("'s ", "’s "), match.end())
        and (match["word"] == "today" and reading.raw[match.start()].isupper())
    ):
        return None
    days = counted(reading.published, "day", _DAYS_FROM_TODAY[match["word"]])
    return Found(*match.span(), days)


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
        days = nearest(lambda y: months_from(y, first, 3), reading.published, 0)
        if first < _WINTER:
            days = months_from(year, first, 3)
    return Found(*match.span(), days, "season", dated=True)


def _relative_unit(reading: Reading, match: re.Match[str], by: Tense) -> Found | None:
    which, unit, start = match["which"], unit_of(match["unit"]), match.start()
    if _PLURAL.fullmatch(match["unit"]) and (which[0] < "z" or _PLURAL_WHICH.fullmatch(which)):
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


def _same(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return the unit of the last date, as in `that year`; or the year of `the end of the year`."""
    if match["year"]:
        day, start = reading.published, match.start()
        if day is None or not _OF_THE_YEAR.search(reading.low, max(start - 28, 0), start):
            return None
        return Found(*match.span(), counted(day, "year", 0), "year")
    if _PLURAL.fullmatch(match["unit"]):
        return None
    unit, near = unit_of(match["unit"]), reading.near(match.start())
    if near is None or near.days is None or (unit == "day" and near.granularity != "day"):
        return None
    return Found(*match.span(), counted(near.days.first, unit, 0), unit, dated=True)


_OF_THE_YEAR: Final = re.compile(
    r"(?:\b(?:beginning|start|end|middle|rest|remainder|part)\sof|\b(?:earlier"
    r"|later)(?:\sin)?)\sthe\s\Z"
)


def _ago(reading: Reading, match: re.Match[str]) -> Found | None:
    unit, count = unit_of(match["unit"]), count_of(match["count"] or "")
    way = match["way"]
    if not match["count"] and match["unit"][0] <= "z":
        return None
    near = (
        reading.near(match.start()) if way not in ("ago", "назад") and "назад" not in way else None
    )
    day = near.days.first if near and near.days else reading.published
    if day is None or (way in ("later", "спустя") and near is None):
        return None
    days = counted(day, unit, count if way in ("later", "спустя") else -count)
    return Found(*match.span(), days, unit, dated=True)


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
        lambda year: part_of_year(year, number, unit), reference, reading.tense(start, end)
    )
    return Found(start, end, days, unit)


def _first_months(reading: Reading, match: re.Match[str]) -> Found | None:
    count, year = count_of(match["count"]), year_said(reading, match)
    if year is None or not 1 <= count <= _WINTER:
        return None
    first = 1 if match["which"].startswith(("first", "перв")) else 13 - count
    return Found(*match.span(), months_from(year, first, count), "month", dated=True)


def _week_of(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return a week of a month; the first is the one with its first day."""
    month, year = month_of(match["month"]), year_said(reading, match)
    if year is None:
        if reading.published is None:
            return None
        year = nearest(
            lambda year: of_year(year, month), reading.published, reading.tense(*match.span())
        ).first.year
    days = of_year(year, month)
    which = match["which"]
    if which in ("last", "final"):
        week = counted(days.last, "week", 0)
    else:
        week = counted(days.first, "week", nth_of(which, 4) - 1)
    return Found(*match.span(), week, "week", dated=True)


def _season(reading: Reading, match: re.Match[str]) -> Found | None:
    word, (start, end) = match["season"], match.span()
    first, year = season_of(word), year_said(reading, match)
    before = reading.word_before(start).lower()
    if year is not None:
        if match["slash"] and first < _WINTER:
            return None
        return Found(start, end, months_from(year, first, 3), "season", dated=True)
    if word[0] > "z":
        # `лет` is mostly an age; the instrumental says when.
        if not word.endswith(("ом", "ой", "ью")):
            return None
    elif before not in ("in", "by", "until", "since", "early", "late", "this") and not (
        before == "the" and _IN_THE.search(reading.low, max(start - 12, 0), start)
    ):
        return None
    if reading.published is None or re.match(r"\s(?:of|in)\s|\w|-", reading.low[end : end + 4]):
        return None
    days = nearest(
        lambda year: months_from(year, first, 3), reading.published, reading.tense(start, end)
    )
    return Found(start, end, days, "season")


_IN_THE: Final = re.compile(r"\b(?:in|by|until|since|during)\sthe\s\Z")


def _weekend(reading: Reading, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    before = reading.word_before(start).lower()
    if reading.published is None or before not in ("the", "на", "over", "at", "during"):
        return None
    tense = reading.tense(start, end)
    return Found(start, end, weekend(reading.published, 0, tense))


def _fiscal(reading: Reading, match: re.Match[str]) -> Found | None:
    del reading
    return Found(*match.span(), of_year(int(match["year"])), "year", dated=True)


def _named_decade(reading: Reading, match: re.Match[str]) -> Found | None:
    day: date | None = reading.published
    if reading.word_before(match.start()).lower() not in ("the", "early", "late", "mid"):
        return None
    year = 1900 + _DECADES[match["decade"]]
    if day is not None and day.year < year:
        return None
    return Found(*match.span(), decade(year), "decade", dated=True)


DAY: Final = (_TODAY, _today)
AGO: Final = (_AGO, _ago)
PART: Final = (_PART, _part)
PARTS: Final = (PART, (_FIRST_MONTHS, _first_months), (_WEEK_OF, _week_of))
RELATIVES: Final = ((_RELATIVE, _relative),)
LASTS: Final = (*PARTS, *RELATIVES)
SAME_UNIT: Final = (_SAME, _same)
SEASONS: Final = (_SEASON, _season)
WEEKENDS: Final = (_THE_WEEKEND, _weekend)
FISCAL: Final = ((_FISCAL, _fiscal), PART)
NAMED: Final = ((_NAMED_DECADE, _named_decade),)
