"""Which dates begin with a number: days of a month, years, decades?"""

import re
from typing import Final

from cstosearch.dates.written import Days
from cstosearch.enrich.mentions.names import day_of_month, years_of
from cstosearch.enrich.mentions.periods import decade, of_year
from cstosearch.enrich.mentions.reading import Found, Reading
from cstosearch.enrich.mentions.words import DAY, MONTH, ORDINAL, TENS, WITH_YEAR, YEAR, S, month_of

_NUMERIC_END: Final = r"(?![0-9]|[-./][0-9])"
_ISO: Final = re.compile(
    rf"(?P<year>{YEAR})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9]|-[0-9])"
)
_NUMERALS: Final = re.compile(
    rf"(?P<day>{DAY})(?P<sign>[./])(?P<month>{DAY})(?P=sign)(?P<year>{YEAR}){_NUMERIC_END}"
    r"(?:\s?г(?:\.|ода\b))?"
)
_SEPARATOR: Final = r"(?P<sep>\s?[-–—]\s?|\s(?:to|and|until|till|through|по|до|и|or|или)\s|,\s)"
_TWO_DAYS: Final = re.compile(
    rf"(?P<day>{DAY}){ORDINAL}{_SEPARATOR}(?P<second>{DAY}){ORDINAL}{S}(?:of{S})?(?P<month>{MONTH})\b(?:\.?{WITH_YEAR})?"
)
_DAY: Final = re.compile(
    rf"(?P<day>{DAY}){ORDINAL}(?:{S}(?:of{S})?|-)(?P<month>{MONTH})\b(?:\.?{WITH_YEAR})?"
)
_MONTH: Final = re.compile(rf"(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2]){_NUMERIC_END}(?!\w)")
_OF_YEARS: Final = r"(?:\s{0,2}(?:гг?\.|год(?:а|ы|ов|у|ам|ах|ом|ами)?\b))?"
_YEARS: Final = re.compile(
    rf"(?P<year>{YEAR})(?P<sep>\s?[-–—/]\s?)(?P<second>{YEAR}|[0-9]{{2}}){_NUMERIC_END}(?![\w%])"
    rf"{_OF_YEARS}"
)
_DECADE: Final = re.compile(
    rf"(?P<year>{TENS}0|[1-9]0)(?:['’]?s\b|-(?:е|х|ых|ые|м|ми|ым)\b(?:\s(?:годы|годов|годах"
    rf"|годам|гг\.))?)"
)
_YEAR: Final = re.compile(
    rf"(?P<year>{YEAR})(?:-(?:м|го|й|му)\b)?(?P<said>\s{{0,2}}(?:гг?\.|год(?:а|у|ом|е|ы|ов)?\b))?"
)

_NO_YEAR_AFTER: Final = re.compile(
    r"['’]?\w|[.,:/][0-9]|\s?[%°$€£₽]|[-–][\w]|\)\s?[0-9]{3}"
    r"|\s(?:percent|per\scent|pct|km|kms|kilomet|m\b|met(?:er|re)|miles?\b|f(?:ee|oo)t\b|kg"
    r"|ton|g\b|mw|kw"
    r"|dollar|dlr|euro|pound|rubl|roubl|yen|yuan|cent|people|men\b|women|troop|soldier"
    r"|service(?:men|person|wom)|personnel"
    r"|employe|worker|job|student|child|famil|house|page|word|time\b|times\b|hour|hrs|minute"
    r"|second|day|week"
    r"|month|years?\sold|point|share|unit|vehicle|tank\b|tanks|aircraft|barrel|bpd|acre"
    r"|hectare|million|mln"
    r"|billion|bln|thousand|copies|refugees|civilians|participants|members|delegates|officers"
    r"|police"
    r"|процент|км|кг|метр|тонн|руб|доллар|евро|тыс|млн|млрд|человек|военнослуж|солдат|бойц"
    r"|единиц|участник"
    r"|сотрудник|раз\b|час|минут|дн|лет\b|гектар|штук|экземпл|беженц|граждан|жител)"
)
_PLURAL: Final = re.compile(r"\s(?!elections|games|olympics|was|is|has)[a-z]{3,}(?<![us])s\b")
_LEADS: Final = frozenset(
    "in since by until till from of during before after between through and to year years"
    " early late mid end for"
    " around about circa the or season spring summer autumn fall winter christmas fiscal fy"
    " начала конца"
    " в с по до к от за на между и или начале конце середине".split()
)
_NEVER: Final = frozenset(
    "no nr number numbers nos resolution resolutions article page pages p pp room flight"
    " model law order act form"
    " chapter section paragraph tel phone fax zip box version office windows iso route"
    " highway street ext at"
    " than over nearly almost some only exactly least most copyright order decree ст статья"
    " стр номер резолюция"
    " резолюции резолюцией приказ указ закон тел около более менее свыше почти".split()
)
_SIGNS: Final = frozenset("№#$€£₽¥§")
_LIKELY: Final = range(1900, 2100)
_MONTHS, _CENTURY = 12, 100


def _numeric(reading: Reading, match: re.Match[str]) -> Found | None:
    year, first, second = int(match["year"]), int(match["day"]), int(match["month"])
    del reading
    if second > _MONTHS and match.re is _NUMERALS:  # only the American order can be meant
        first, second = second, first
    days = of_year(year, second, first)
    return Found(*match.span(), days, dated=True)


def _two_days(reading: Reading, match: re.Match[str]) -> Found | None:
    first, second = int(match["day"]), int(match["second"])
    sep = match["sep"].strip()
    month = month_of(match["month"])
    until = day_of_month(reading, match, month, second)
    if until is None or until.days is None:
        return until
    since = until.days.first.replace(day=first)
    if sep in (",", "and", "и", "or", "или"):
        if first >= second:
            return None
        if second - first > 1:
            reading.found.append(Found(match.start(), match.end("day"), Days(since, since)))
            return until._replace(start=match.start("second"))
    if first >= second:
        return None
    return until._replace(days=Days(since, until.days.last))


def _day(reading: Reading, match: re.Match[str]) -> Found | None:
    if match["month"] in ("may", "march", "mar") and reading.raw[match.start("month")].islower():
        return None
    return day_of_month(reading, match, month_of(match["month"]), int(match["day"]))


def _month(reading: Reading, match: re.Match[str]) -> Found | None:
    del reading
    year, month = int(match["year"]), int(match["month"])
    if month == year % 100 + 1:  # 2009-10 is a winter rather than an October
        return None
    return Found(*match.span(), of_year(year, month), "month", dated=True)


def _years(reading: Reading, match: re.Match[str]) -> Found | None:
    del reading
    first, second = int(match["year"]), int(match["second"])
    if second < _CENTURY:
        if match["sep"] == "/" and second != (first + 1) % 100:
            return None
        second += first - first % 100
        second += 100 if second < first else 0
    if first >= second or second - first > _CENTURY:
        return None
    days = Days(of_year(first).first, of_year(second).last)
    return Found(*match.span(), days, "year", dated=True)


def _decade(reading: Reading, match: re.Match[str]) -> Found | None:
    year = int(match["year"])
    if year < _CENTURY:
        if "s" in match[0] and reading.word_before(match.start()).lower() not in (
            "the",
            "early",
            "late",
            "mid",
        ):
            return None
        if "-" in match[0] and not match[0].endswith(("годы", "годов", "годах", "годам", "гг.")):
            return None
        reference = reading.published
        century = (reference.year if reference else 2000) // 100 * 100
        year += century if reference and century + year <= reference.year else century - 100
    return Found(*match.span(), decade(year), "decade", dated=True)


def _year(reading: Reading, match: re.Match[str]) -> Found | None:
    year, end = int(match["year"]), match.end()
    if not match["said"] and not _is_year(reading, match, year):
        return None
    return Found(match.start(), end, years_of(match), "year", dated=True)


def _is_year(reading: Reading, match: re.Match[str], year: int) -> bool:
    low, start, end = reading.low, match.start(), match.end()
    if _NO_YEAR_AFTER.match(low, end) and not low.startswith(("'s", "’s"), end):
        return False
    if not year % _CENTURY and _PLURAL.match(low, end):
        return False
    if reading.raw[max(start - 2, 0) : start].strip() in _SIGNS:
        return False
    before = reading.word_before(start)
    word = before.lower()
    if word in _LEADS:
        return year in _LIKELY or word in ("in", "since", "of", "by", "year", "в", "с")
    if word in _NEVER or year not in _LIKELY:
        return False
    # A capital before it makes it a part of a name: Interaction 2019.
    return not before[:1].isupper() or reading.raw[start - 1 : start] in "(\n"


DAYS: Final = ((_ISO, _numeric), (_NUMERALS, _numeric), (_DAY, _day))
DAYS_OF_MONTHS: Final = (
    (_TWO_DAYS, _two_days),
    (_NUMERALS, _numeric),
    (_DAY, _day),
    (_DECADE, _decade),
)
YEARS: Final = (
    (_ISO, _numeric),
    (_MONTH, _month),
    (_YEARS, _years),
    (_DECADE, _decade),
    (_YEAR, _year),
)
