"""Which words do dates consist of, in English and in Russian? Parts of patterns.

All are for text in lower case with `ё` written `е`. White space is bounded, so that no pattern
looks farther than its own words.
"""

import re
from typing import Final

from cstosearch.dates.written import MONTH_NUMBERS
from cstosearch.model import Granularity

S: Final = r"(?:[^\S\n]{1,2}|\n)"
DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])"
TENS: Final = "(?:1[0-9]|2[01])[0-9]"
"""The first three digits of a year."""
YEAR: Final = f"{TENS}[0-9]"
NUMERIC_END: Final = r"(?![0-9]|[-./][0-9])"
ORDINAL: Final = r"(?:st|nd|rd|th|-?(?:го|е|ого|му|м)\b)?"

MONTH: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    "|январ(?:[ьяею]|ем)|феврал(?:[ьяею]|ем)|март(?:[аеу]|ом)?|апрел(?:[ьяею]|ем)|ма(?:[йяею]|ем)"
    "|ию[нл](?:[ьяею]|ем)|август(?:[аеу]|ом)?|(?:сент|окт|но|дек)[ая]бр(?:[ьяею]|ем))"
)
_LETTERS: Final = 3
"""By so many the months of a language differ; the other cases of `май` differ from it here."""
_MONTHS: Final = {name[:_LETTERS]: number for name, number in MONTH_NUMBERS.items()}
_MAY: Final = {"мае": 5, "маю": 5}

WEEKDAY: Final = (
    "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    "|понедельник(?:[ауе]|ом)?|вторник(?:[ауе]|ом)?|сред(?:[ауые]|ой)|четверг(?:[ауе]|ом)?"
    "|пятниц(?:[ауые]|ей)|суббот(?:[ауые]|ой)|воскресень(?:[еяю]|ем))"
)
_WEEKDAYS: Final = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "понедельник вторник среда четверг пятница суббота воскресенье",
    )
    for number, name in enumerate(names.split())
}

LAST: Final = r"(?:last|previous|past|прошл[а-я]+|минувш[а-я]+|предыдущ[а-я]+)"
THIS: Final = r"(?:this|current|нынешн[а-я]+|текущ[а-я]+|эт(?:о[мтй]|ого|им|у|и|их|а))"
NEXT: Final = r"(?:next|coming|following|upcoming|следующ[а-я]+|будущ[а-я]+|предстоящ[а-я]+)"
SAME: Final = r"(?:that(?:\ssame)?|the\ssame|т(?:ом|от|ого|ой|у|ем|а)(?:\s(?:же|самый|самом))?)"
RELATIVE: Final = f"(?:{LAST}|{THIS}|{NEXT})"

YEAR_WORD: Final = r"(?:year\b|год(?:а|у|ом)?\b)"
RELATIVE_YEAR: Final = (
    rf"(?P<that>(?:the{S})?{RELATIVE}{S}{YEAR_WORD}|the{S}year\b|{SAME}{S}{YEAR_WORD}"
    rf"|сего{S}года\b|[ст]\.\s?г\.|года\b)"
)
OF_YEAR: Final = (
    rf"(?P<year>{YEAR})(?![0-9]|[.,][0-9]|\s?[-–/]\s?[0-9]{{2}})"
    r"(?:\s{0,2}(?:гг?\.|год(?:а|у|ом|е|ы)?\b))?"
)
WITH_YEAR: Final = (
    rf"(?:(?:,?{S}(?:of{S})?|{S}в{S})(?:fiscal{S}(?:year{S})?)?(?:{OF_YEAR}|{RELATIVE_YEAR}))"
)

UNIT: Final = (
    r"(?P<unit>days?|weeks?|months?|years?|decades?|quarters?"
    r"|дн(?:я|ей|и|ем|е|ю|ям|ях)|день|сут(?:ки|ок|кам)"
    r"|недел(?:[яюиье]|ей|ями?|ях)|месяц(?:[ауе]|ем|ев|ы|ам|ах)?"
    r"|год(?:[ауы]|ом|ов|ам|ах)?|лет|квартал(?:[ауе]|ом)?|десятилети[еяюи])\b"
)
_UNITS: Final[dict[str, Granularity]] = {
    **dict.fromkeys(("da", "дн", "де", "су"), "day"),
    **dict.fromkeys(("we", "не"), "week"),
    **dict.fromkeys(("mo", "ме"), "month"),
    **dict.fromkeys(("ye", "го", "ле"), "year"),
    **dict.fromkeys(("qu", "кв"), "quarter"),
}

PLURAL: Final = re.compile(
    r"[a-z]+s|лет|дн(?:ей|ям|ях|и)|годы|годов|годах|годам|месяцев|месяцы|недель|недели"
)
"""Units of which there are several."""
WEEKEND: Final = r"weekend\b|выходны[ехм]+\b"

SEASON: Final = (
    r"(?P<season>spring|summer|autumn|winter|fall|весн[аыеу]|весной|лет(?:о|а|ом|у)|осен[ьи]|осенью"
    r"|зим[аыеу]|зимой)\b"
)
WINTER: Final = 12
"""The month that the winter of a year begins in, its last."""
_SEASONS: Final = {
    **dict.fromkeys(("spr", "вес"), 3),
    **dict.fromkeys(("sum", "лет"), 6),
    **dict.fromkeys(("aut", "fal", "осе"), 9),
    **dict.fromkeys(("win", "зим"), WINTER),
}

NUMBERS: Final = {
    **dict.fromkeys(("a", "an", "one", "один", "одну", ""), 1),
    **dict.fromkeys(("two", "два", "две"), 2),
    **dict.fromkeys(("three", "три"), 3),
    **dict.fromkeys(("four", "четыре"), 4),
    **dict.fromkeys(("five", "пять"), 5),
    **dict.fromkeys(("six", "шесть"), 6),
    **dict.fromkeys(("seven", "семь"), 7),
    **dict.fromkeys(("eight", "восемь"), 8),
    **dict.fromkeys(("nine", "девять"), 9),
    **dict.fromkeys(("ten", "десять"), 10),
    **dict.fromkeys(("eleven", "одиннадцать"), 11),
    **dict.fromkeys(("twelve", "двенадцать"), 12),
    **dict.fromkeys(("twenty", "двадцать"), 20),
}
NUMBER_WORD: Final = f"(?:{'|'.join(sorted(filter(None, NUMBERS), key=len, reverse=True))})"
COUNT: Final = rf"(?P<count>[0-9]{{1,3}}|{NUMBER_WORD})"

NTH: Final = (
    r"(?P<nth>first|second|third|fourth|final|last|1st|2nd|3rd|4th|iii?|iv|i|[1-4](?:-?(?:й"
    r"|го|м|ом|я|е))?"
    r"|перв[а-я]{2,3}|втор[а-я]{2,3}|трет[а-я]{2,4}|четверт[а-я]{2,3}|последн[а-я]{2,3})"
)
_NTH: Final = {
    **dict.fromkeys(("fi", "1s", "пе", "i", "1", "1-"), 1),
    **dict.fromkeys(("se", "2n", "вт", "ii", "2", "2-"), 2),
    **dict.fromkeys(("th", "3r", "тр", "3", "3-"), 3),
    **dict.fromkeys(("fo", "4t", "че", "iv", "4", "4-"), 4),
}


def month_of(name: str) -> int:
    """Return the number of the month that `MONTH` has found."""
    return _MAY.get(name) or _MONTHS[name[:_LETTERS]]


def weekday_of(name: str) -> int:
    """Return the weekday that `WEEKDAY` has found; Monday is 0."""
    return next(number for known, number in _WEEKDAYS.items() if known[:4] == name[:4])


def unit_of(name: str) -> Granularity:
    """Return what `UNIT` has found."""
    return "decade" if name[:3] in ("dec", "дес") else _UNITS[name[:2]]


def season_of(name: str) -> int:
    """Return the first month of the season that `SEASON` has found."""
    return _SEASONS[name[:3]]


def count_of(text: str) -> int:
    """Return the number that `COUNT` has found, or 1 where there is none."""
    return int(text) if text.isdecimal() else NUMBERS[text]


def nth_of(text: str, count: int) -> int:
    """Return which of so many parts of a year `NTH` has found; it may be more than there are."""
    if text in ("final", "last") or text.startswith("после"):
        return count
    return 3 if text == "iii" else _NTH[text[:2]]
