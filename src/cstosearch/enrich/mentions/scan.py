"""Where can a date expression begin, and which rule reads it?"""

import re
from collections.abc import Callable
from typing import Final

from cstosearch.enrich.mentions import names, numbers, relative, weekdays
from cstosearch.enrich.mentions.reading import Found, Reading
from cstosearch.enrich.mentions.words import LAST, MONTH, NEXT, NTH, SAME, SEASON, THIS, WEEKDAY, S

Rule = tuple[re.Pattern[str], Callable[[Reading, re.Match[str]], Found | None]]

_NUMBER: Final = (
    r"(?:(?<![\w$€£₽¥№#.,:/+−-])|(?<=\bmid-)|(?<=\bend-))(?<!\bno\.\s)(?P<number>[0-9])"
)
_WORDS: Final = (
    r"(?:today|yesterday|tomorrow|сегодня|вчера|завтра|позавчера|послезавтра"
    rf"|{LAST}|{THIS}|{NEXT}|{SAME}|{NTH}|q[1-4]|h[12]|fiscal|fy|{SEASON}|weekend|выходны[ехм]+"
    rf"|nineties|eighties|seventies|sixties|fifties)\b|(?:an?|one)(?={S}(?:day|week|month|year|decade))"
    r"|(?:the\s)(?=year\b|day\b)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|год|неделю|месяц|день|дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять"
)
_TRIGGER: Final = re.compile(
    rf"{_NUMBER}|(?<!\w)(?:(?P<month>{MONTH})\b|(?P<weekday>{WEEKDAY})\b|(?<!-)(?P<word>{{}}))".replace(
        "{}", re.sub(r"\?P<[a-z0-9]+>", "?:", _WORDS)
    )
)
_RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "number": (*numbers.RULES, *relative.COUNTED),
    "month": names.RULES,
    "weekday": weekdays.RULES,
    "word": relative.RULES,
}


def read(reading: Reading) -> None:
    """Find all expressions of a text."""
    end = 0
    for trigger in _TRIGGER.finditer(reading.low):
        start = trigger.start()
        if start < end:
            continue
        for pattern, rule in _RULES[trigger.lastgroup or ""]:
            match = pattern.match(reading.low, start)
            if match and (found := _applied(rule, reading, match)):
                reading.found.append(widened(reading, found, trigger.lastgroup == "word"))
                end = found.end
                break


def _applied(
    rule: Callable[[Reading, re.Match[str]], Found | None], reading: Reading, match: re.Match[str]
) -> Found | None:
    try:
        return rule(reading, match)
    except (ValueError, OverflowError):  # a day that never was
        return None


_LEADING: Final = re.compile(
    r"(?:(?:\bthe\s)?(?:(?:very\s)?(?:beginning|start|end|middle)\sof|first\sdays\sof)\s(?:the\s)?"
    r"|\b(?:early|late|earlier|later)(?:\sin)?[\s-]|\bmid[\s-]|\bend[\s-]"
    r"|\b(?:начал[аеоу]|кон(?:ец|ц[аеу])|середин[аеуы])\s)\Z"
)


def widened(reading: Reading, found: Found, by_word: bool) -> Found:
    """Take in the words that say at which end of a period: it still counts as the whole."""
    start = found.start
    if found.granularity != "day" or by_word:
        low = reading.low
        if by_word and low[max(start - 4, 0) : start] == "the ":
            start -= 4
        if low[start - 1 : start] in (" ", "-", "\n") and (
            lead := _LEADING.search(low, max(start - 24, reading.end), start)
        ):
            start = lead.start()
    return found._replace(start=max(start, reading.end))
