"""Which dates begin with the name of a month? And which year has a day without one?"""

import re
from typing import Final

from cstosearch.dates.written import Days
from cstosearch.enrich.mentions.periods import YEARS, nearest, of_year
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import (
    DAY,
    LAST,
    MONTH,
    NEXT,
    ORDINAL,
    SAME,
    WITH_YEAR,
    S,
    month_of,
)
from cstosearch.model import Granularity

_NUMBER_END: Final = r"(?![0-9]|[.,:/][0-9]|\s?%|\s(?:percent|pct|million|billion|mln|bln)\b)"
_TWO_DAYS: Final = re.compile(
    rf"(?P<month>{MONTH})\b\.?{S}(?P<day>{DAY}){ORDINAL}"
    rf"(?P<sep>\s?[-–—]\s?|\s(?:to|and|until|till|through|or)\s(?:the\s)?"
    rf"|,\s)(?P<second>{DAY}){ORDINAL}{_NUMBER_END}"
    rf"{WITH_YEAR}?"
)
_DAY: Final = re.compile(
    rf"(?P<month>{MONTH})\b\.?{S}(?:the{S})?(?P<day>{DAY}){ORDINAL}{_NUMBER_END}{WITH_YEAR}?"
)
_MONTH: Final = re.compile(rf"(?P<month>{MONTH})\b(?:\.?{WITH_YEAR})?")

_LAST: Final = re.compile(LAST)
_NEXT: Final = re.compile(NEXT)
_SAME: Final = re.compile(SAME)
_CUES: Final = frozenset(
    "in of by since until till from during before after between through and to early late mid"
    " end or next"
    " last this for around about on beginning в во к до с со по за на от начале начала начало"
    " конце конца"
    " концу конец середине течение и или ранее".split()
)
_RUSSIAN_CUES: Final = frozenset(
    "в к до с со по за на от начале начала начало началу конце конца концу конец середине"
    " середины течение"
    " и или между".split()
)
_NAMES_TOO: Final = frozenset("may march april june august".split())
_LISTS: Final = frozenset("and or to и или".split())
_SEVERAL: Final = (",", "and", "or", "и", "или", "and the", "or the")
"""Between two days that are not the ends of a range, unless they follow each other."""
_NOT_A_MONTH_AFTER: Final = re.compile(
    r"(?:['’]s?)?\s(?:revolution|manifesto|crisis|war|fools|madness|day\b|group|foundation"
    r"|street|square)"
)
_FULL: Final = re.compile("[a-z]{5,}|may|june|july")


def year_said(reading: Reading, match: re.Match[str]) -> int | None:
    """Return the year that a form gives, in numbers or in words; None if it gives none.

    Raises `ValueError` where the words need a day to count from, and there is none.
    """
    if match["year"]:
        return int(match["year"])
    words = match["that"]
    if not words or words == "года":
        return None
    near = reading.near(match.start())
    if _SAME.match(words) and near and near.days:
        return near.days.first.year
    if reading.published is None:
        raise ValueError("nothing to count from")
    by = -1 if _LAST.search(words) else 1 if _NEXT.search(words) else 0
    return reading.published.year + by * YEARS["year"]


def day_of_month(
    reading: Reading, match: re.Match[str], month: int, day: int | None
) -> Found | None:
    """Return a day of a month, or a month: of the year that is given, or the one that is meant."""
    granularity: Granularity = "month" if day is None else "day"
    year = year_said(reading, match)
    if year is not None:
        try:
            days = of_year(year, month, day)
        except ValueError:
            days = None  # "30 February 2021" is no date, and no month either
        return Found(*match.span(), days, granularity, dated=True)
    of_year(2000, month, day)
    start, end = match.span()
    reference = reading.reference(start)
    recurs = (month, day)
    if reference is None:
        return Found(start, end, None, granularity, recurs)
    days = nearest(
        lambda year: of_year(year, month, day),
        reference,
        lambda: reading.tense(start, end) if reference == reading.published else 0,
    )
    return Found(start, end, days, granularity, recurs)


def two_days(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return two days of one month: as a range, or the second, with the first found before it."""
    first, second = int(match["day"]), int(match["second"])
    if first >= second:
        return None
    until = day_of_month(reading, match, month_of(match["month"]), second)
    if until is None or until.days is None:
        return until
    since = until.days.first.replace(day=first)
    sep = match["sep"].strip()
    if sep in _SEVERAL and (second - first > 1 or sep.endswith("the")):
        reading.found.append(Found(match.start(), match.end("day"), Days(since, since)))
        return until._replace(start=match.start("second"))
    return until._replace(days=Days(since, until.days.last))


def _day(reading: Reading, match: re.Match[str]) -> Found | None:
    return day_of_month(reading, match, month_of(match["month"]), int(match["day"]))


def _month(reading: Reading, match: re.Match[str]) -> Found | None:
    word = match["month"]
    if not match["year"] and not match["that"] and not _is_month(reading, match, word):
        return None
    return day_of_month(reading, match, month_of(word), None)


def _is_month(reading: Reading, match: re.Match[str], word: str) -> bool:
    start, end = match.span()
    before = reading.word_before(start).lower()
    if word[0] > "z":
        return before in _RUSSIAN_CUES
    if not _FULL.fullmatch(word) or _NOT_A_MONTH_AFTER.match(reading.low, end):
        return False
    if word not in _NAMES_TOO:
        return True
    if (
        reading.raw[end : end + 1].isspace() and reading.raw[end + 1 : end + 2].isupper()
    ):  # April Smith
        return before in _CUES and before not in _LISTS
    if before in _CUES or reading.raw[end : end + 1] in ("-", "–"):
        return True
    return word not in ("may", "march") and not reading.word_before(start)[:1].isupper()


DAYS: Final = (Rule(_DAY, _day),)
RULES: Final = (Rule(_TWO_DAYS, two_days), *DAYS, Rule(_MONTH, _month))
