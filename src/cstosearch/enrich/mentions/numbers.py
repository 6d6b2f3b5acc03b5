"""Which days begin with a number: 8 July, 08.07.2020, 2020-07-08?"""

import re
from typing import Final

from cstosearch.enrich.mentions.names import day_of_month, two_days
from cstosearch.enrich.mentions.periods import of_year
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import (
    DAY,
    MONTH,
    NUMERIC_END,
    ORDINAL,
    WITH_YEAR,
    YEAR,
    S,
    month_of,
)

_ISO: Final = re.compile(
    rf"(?P<year>{YEAR})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9]|-[0-9])"
)
_NUMERALS: Final = re.compile(
    rf"(?P<day>{DAY})(?P<sign>[./])(?P<month>{DAY})(?P=sign)(?P<year>{YEAR}){NUMERIC_END}"
    r"(?:\s?г(?:\.|ода\b))?"
)
_SEPARATOR: Final = (
    r"(?P<sep>\s?[-–—]\s?|\s(?:to|and|until|till|through|по|до|и|or|или)\s(?:the\s)?|,\s)"
)
_TWO_DAYS: Final = re.compile(
    rf"(?P<day>{DAY}){ORDINAL}{_SEPARATOR}(?P<second>{DAY}){ORDINAL}{S}(?:of{S})?"
    rf"(?P<month>{MONTH})\b(?:\.?{WITH_YEAR})?"
)
_DAY: Final = re.compile(
    rf"(?P<day>{DAY}){ORDINAL}(?:{S}(?:of{S})?|-)(?P<month>{MONTH})\b(?:\.?{WITH_YEAR})?"
)
_MONTHS: Final = 12


def _numeric(_: Reading, match: re.Match[str]) -> Found | None:
    year, first, second = int(match["year"]), int(match["day"]), int(match["month"])
    if second > _MONTHS and match.re is _NUMERALS:  # only the American order can be meant
        first, second = second, first
    days = of_year(year, second, first)
    return Found(*match.span(), days, dated=True)


def _day(reading: Reading, match: re.Match[str]) -> Found | None:
    if match["month"] in ("may", "march", "mar") and reading.raw[match.start("month")].islower():
        return None
    return day_of_month(reading, match, month_of(match["month"]), int(match["day"]))


ISO: Final = Rule(_ISO, _numeric)
DAYS: Final = (ISO, Rule(_NUMERALS, _numeric), Rule(_DAY, _day))
RULES: Final = (Rule(_TWO_DAYS, two_days), Rule(_NUMERALS, _numeric), Rule(_DAY, _day))
