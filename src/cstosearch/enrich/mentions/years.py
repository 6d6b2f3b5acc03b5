"""Is this number a year, or are these numbers a month or several years?"""

import re
from typing import Final

from cstosearch.dates.written import Days
from cstosearch.enrich.mentions.periods import of_century, of_year
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import NUMERIC_END, YEAR

_MONTH: Final = re.compile(rf"(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2]){NUMERIC_END}(?!\w)")
_OF_YEARS: Final = r"(?:\s{0,2}(?:гг?\.|год(?:а|ы|ов|у|ам|ах|ом|ами)?\b))?"
_YEARS: Final = re.compile(
    rf"(?P<year>{YEAR})(?P<sep>\s?[-–—/]\s?)(?P<second>{YEAR}|[0-9]{{2}}){NUMERIC_END}(?![\w%])"
    rf"{_OF_YEARS}"
)
_YEAR: Final = re.compile(
    rf"(?P<year>{YEAR})(?:-(?:м|го|й|му)\b)?(?P<said>\s{{0,2}}(?:гг?\.|год(?:а|у|ом|е|ы|ов)?\b))?"
)

_SHORT: Final = re.compile(r"(?P<year>[0-9]{2})(?<=['’]..)(?![\w'’])")

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
_COUNTED: Final = re.compile(
    r"\s(?:(?P<russian>[а-я]+[иы]х\s)"
    r"|[a-z]+(?:al|ic|ed|ive|ary|ous|ing|ern|ent|ant)\s(?!elections|games|olympics)[a-z]{3,}"
    r"(?<![us])s\s(?:were|are|have)\b)"
)
"""`2015 criminal cases were opened`, where no word before says that it is a year."""
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
_SHORT_LEADS: Final = frozenset("in since of from until by early late mid".split())
_DASHES: Final = ("-", "–", "—", "‑")
_CLOSING: Final = ("”", "»", '"', "“")
_CAPITALIZED_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_a-zа-яё][^\W_]*\Z")
_OPENED: Final = re.compile(r"[“«„\"]\w+(?:\s\w+){0,3}\Z")
_SIGNS: Final = frozenset("№#$€£₽¥§")
_LIKELY: Final = range(1900, 2100)
_CENTURY: Final = 100


def _month(_: Reading, match: re.Match[str]) -> Found | None:
    year, month = int(match["year"]), int(match["month"])
    if month == year % 100 + 1:  # 2009-10 is a winter rather than an October
        return None
    return Found(*match.span(), of_year(year, month), "month", dated=True)


def _years(_: Reading, match: re.Match[str]) -> Found | None:
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


def _year(reading: Reading, match: re.Match[str]) -> Found | None:
    year, end = int(match["year"]), match.end()
    if not match["said"] and not _is_year(reading, match, year):
        return None
    return Found(match.start(), end, of_year(year), "year", dated=True)


def _is_year(reading: Reading, match: re.Match[str], year: int) -> bool:
    low, start, end = reading.low, match.start(), match.end()
    if _NO_YEAR_AFTER.match(low, end) and not low.startswith(("'s", "’s"), end):
        return False
    if not year % _CENTURY and _PLURAL.match(low, end):
        return False
    if reading.raw[max(start - 2, 0) : start].strip() in _SIGNS or _is_in_name(reading, start, end):
        return False
    before = reading.word_before(start)
    word = before.lower()
    if word in _LEADS:
        return year in _LIKELY or word in ("in", "since", "of", "by", "year", "в", "с")
    counted = _COUNTED.match(low, end)
    if word in _NEVER or year not in _LIKELY or (counted and (not word or counted["russian"])):
        return False
    # A capital before it makes it a part of a name: Interaction 2019.
    return not before[:1].isupper() or reading.raw[start - 1 : start] in "(\n"


def _is_in_name(reading: Reading, start: int, end: int) -> bool:
    """Say that a dash makes a year a part of a name: `Interaction–2019`, `«Щит – 2019»`."""
    before = reading.raw[max(start - 60, 0) : start]
    bare = before.rstrip()
    if bare[-1:] not in _DASHES:
        return False
    spaced = bare.removesuffix(bare[-1]).rstrip()
    found = _CAPITALIZED_WORD.search(spaced)
    if found is None:
        return False
    if bare == before and spaced == bare[:-1]:
        return bare[-1] != "-"  # a number behind a hyphen is read only in `End-1986`
    return reading.raw[end : end + 1] in _CLOSING or bool(_OPENED.search(spaced))


def _short(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return the year of `in '82`, or the day or month of `May '82`, which was found before."""
    start, end = match.start() - 1, match.end()
    if reading.published is None:
        return None
    year = of_century(int(match["year"]), reading.published)
    last = reading.found[-1] if reading.found else None
    if last and last.days and last.recurs and reading.raw[last.end : start] in (" ", ", "):
        days = of_year(year, *last.recurs)
        if last.granularity == "day":
            days = Days(last.days.first.replace(year=year), days.last)
        reading.found.pop()
        return Found(last.start, end, days, last.granularity, dated=True)
    if reading.word_before(start).lower() not in _SHORT_LEADS:
        return None
    return Found(start, end, of_year(year), "year", dated=True)


RULES: Final = (Rule(_YEAR, _year),)
LONGER: Final = (Rule(_MONTH, _month), Rule(_YEARS, _years))
SHORT: Final = (Rule(_SHORT, _short),)
